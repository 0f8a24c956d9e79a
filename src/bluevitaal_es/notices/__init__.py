"""Notices on their way out: the outbox, the addresses of staff, and the carriers that take them."""
