"""What the system does by itself: by the clock it reads a work list and gives commands."""
