"""Backups: what comes back, what stays away, and what is refused."""
