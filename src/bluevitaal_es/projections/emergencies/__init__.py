"""Dossiers that were opened in an emergency, for who judges, who checks and the client."""
