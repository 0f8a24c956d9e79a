"""How fast the log, its readers and its followers are, each against a floor measured in the same run."""
