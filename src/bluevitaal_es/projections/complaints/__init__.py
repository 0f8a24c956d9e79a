"""How far each complaint came and what is due; its words stay in the log, under its key."""
