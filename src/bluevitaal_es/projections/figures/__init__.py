"""Counts over all cases and contacts, by code only; the view suppresses small cells."""
