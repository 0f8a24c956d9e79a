"""Files that pages hand out as they are; nothing here is imported."""
