"""What people without an account asked, and how far it is."""
