"""Every fact of a case in order, with both dates and who recorded it, for the people involved in it."""
