"""Fictitious people and lives, made through the real commands; nobody in here exists."""
