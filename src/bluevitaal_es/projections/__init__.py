"""From events to tables, and from tables to answers; one folder for each read model."""
