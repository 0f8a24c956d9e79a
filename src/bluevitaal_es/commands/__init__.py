"""What people and the clock can ask of the system; the file list is the list of possibilities."""
