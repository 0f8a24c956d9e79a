"""What there is to tell clients and staff, and how each client wants to be reached."""
