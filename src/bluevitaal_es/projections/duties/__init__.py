"""Everything that is due, with the rule that makes it due."""
