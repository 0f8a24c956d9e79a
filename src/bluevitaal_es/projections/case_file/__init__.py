"""The dossier of one case as it stands, for the people involved in it."""
