"""Base of views: rows as typed objects, on connections that see the live tables of every projection."""

from collections.abc import Mapping
from typing import Any, LiteralString, TypeVar

from psycopg.rows import class_row, dict_row

from bluevitaal_es.database import Database

Row = TypeVar("Row")


class View:
    """Answers the questions of one read model. Every question takes the actor first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _all(self, kind: type[Row], sql: LiteralString, values: Mapping[str, Any]) -> list[Row]:
        """Return every row of a whole statement with named placeholders, as objects of `kind`."""
        with (
            self._database.pool.connection() as connection,
            connection.cursor(row_factory=class_row(kind)) as cursor,
        ):
            return cursor.execute(sql, values).fetchall()

    def _one(self, kind: type[Row], sql: LiteralString, values: Mapping[str, Any]) -> Row | None:
        """Return the only row of a statement, or None."""
        rows = self._all(kind, sql, values)
        return rows[0] if rows else None

    def _dicts(self, sql: LiteralString, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return every row as a plain mapping, for counts that have no type of their own."""
        with (
            self._database.pool.connection() as connection,
            connection.cursor(row_factory=dict_row) as cursor,
        ):
            return cursor.execute(sql, values).fetchall()
