"""The mark of a restore under way: a place that carries it holds nothing that may be served."""

import psycopg

from bluevitaal_es.settings import ConfigurationFault

TABLE = ("migration", "restoring")


def mark(connection: psycopg.Connection) -> None:
    """Mark an empty database, as its owner, before anything is put into it."""
    connection.execute("CREATE TABLE IF NOT EXISTS migration.restoring ()")
    connection.commit()


def unmark(connection: psycopg.Connection) -> None:
    """Take the mark away, in the transaction that put everything in, or after nothing was."""
    connection.execute("DROP TABLE IF EXISTS migration.restoring")


def refuse_half_restored(connection: psycopg.Connection) -> None:
    """Raise ConfigurationFault where a restore began and did not end: it would look like an empty service."""
    if connection.execute("SELECT to_regclass('migration.restoring') IS NULL").fetchone() != (True,):
        raise ConfigurationFault(
            "Hier is het terugzetten van een back-up begonnen en niet afgemaakt."
            " Geef `bluevitaal restore` nog eens met dezelfde back-up."
        )
