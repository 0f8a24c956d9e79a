"""Which tables a backup holds, in an order in which they can be filled again.

A table that nobody thought of goes into the key part: the worst that can happen there is that it is sealed.
"""

from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Final

import psycopg
from psycopg import sql

from bluevitaal_es.database import half_restored
from bluevitaal_es.store.reading_log import READING_CHAIN
from bluevitaal_es.store.verify import EVENT_CHAIN, Chain

#: Schemas whose tables are ciphertext, ids and moments: the long-lived part.
IN_THE_CLEAR: Final = frozenset({"log", "reading", "attachment"})
#: Made again: by migrating, by logging in, by trying, by the clock. A calendar address that was ended must
#: open nothing again because a backup is older; whoever wants one makes another.
LEFT_OUT: Final = frozenset(
    {
        ("migration", "applied"),
        half_restored.TABLE,
        ("web", "session"),
        ("web", "challenge"),
        ("web", "login_attempt"),
        ("web", "oidc_login"),
        ("web", "calendar_feed"),
        ("clockwork", "run"),
        ("clockwork", "stuck"),
    }
)
#: The two chained tables, checked while they are copied.
CHAINS: Final[dict[tuple[str, str], Chain]] = {
    ("log", "event"): EVENT_CHAIN,
    ("reading", "event"): READING_CHAIN,
}
DATA_KEY: Final = ("keys", "data_key")
STREAM_KEY: Final = ("keys", "stream_key")
#: Which key belongs to whom and whether it is gone stands with the log; the key itself never does.
REGISTER: Final = frozenset({DATA_KEY, STREAM_KEY, ("keys", "former_key"), ("keys", "part")})
REMOVED: Final = ("reading", "removed")
SEALED_COLUMN: Final = "wrapped"

_TABLES = """
    SELECT n.nspname, c.relname, array_agg(a.attname ORDER BY a.attnum)::text[]
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attgenerated = ''
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND n.nspname !~ '^(pg_|view_)' AND n.nspname <> 'information_schema'
    GROUP BY 1, 2 ORDER BY 1, 2
"""
_FIRST_TO_BE_THERE = """
    SELECT cn.nspname, c.relname, pn.nspname, p.relname
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
    JOIN pg_catalog.pg_class p ON p.oid = k.confrelid
    JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
    WHERE k.contype = 'f' AND k.conrelid <> k.confrelid
"""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the columns that are kept of it, and the chain it is, if it is one."""

    key: tuple[str, str]
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """Schema and name, as in a file name."""
        return ".".join(self.key)

    @property
    def chain(self) -> Chain | None:
        """The chain, when this is a chained table."""
        return CHAINS.get(self.key)

    @property
    def with_the_log(self) -> bool:
        """Whether it goes into the part that is kept long."""
        return self.key[0] in IN_THE_CLEAR or self.key in REGISTER

    def identifier(self) -> sql.Identifier:
        """The name, for a statement."""
        return sql.Identifier(*self.key)

    def out(self) -> sql.Composed:
        """The statement that copies it out."""
        if self.chain is not None:
            return sql.Composed([sql.SQL(self.chain.rows)])
        return sql.SQL("COPY {} ({}) TO STDOUT (FORMAT binary)").format(self.identifier(), self.listed())

    def into(self, other: sql.Identifier | None = None) -> sql.Composed:
        """The statement that copies it in, into another table of the same form if one is given."""
        return sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
            other or self.identifier(), self.listed()
        )

    def listed(self) -> sql.Composed:
        """Its columns, for a statement."""
        return sql.SQL(", ").join(map(sql.Identifier, self.columns))


def tables_of(connection: psycopg.Connection) -> list[Table]:
    """Return every table that a backup holds, those that others refer to first.

    Of the keys only the register is among them; the keys themselves are asked for by name.
    """
    found: dict[tuple[str, str], Table] = {}
    for schema, name, columns in connection.execute(_TABLES).fetchall():
        key = (schema, name)
        if key in LEFT_OUT:
            continue
        chain = CHAINS.get(key)
        if chain is not None:
            columns = _columns_of_chain(connection, chain)
        elif key in REGISTER:
            columns = [column for column in columns if column != SEALED_COLUMN]
        found[key] = Table(key, tuple(columns))
    order: TopologicalSorter[tuple[str, str]] = TopologicalSorter(dict.fromkeys(found, ()))
    for schema, name, before_schema, before in connection.execute(_FIRST_TO_BE_THERE).fetchall():
        if (schema, name) in found and (before_schema, before) in found:
            order.add((schema, name), (before_schema, before))
    # What kind of log it is must be said while it is still empty.
    order.add(("log", "event"), ("log", "origin"))
    # Where the chain of the looks begins, its rows are checked from.
    if REMOVED in found:
        order.add(("reading", "event"), REMOVED)
    # The log says which keys must not come back.
    order.add(DATA_KEY, ("log", "event"))
    return [found[key] for key in order.static_order()]


def _columns_of_chain(connection: psycopg.Connection, chain: Chain) -> list[str]:
    inner = chain.rows.removeprefix("COPY (").removesuffix(") TO STDOUT (FORMAT binary)")
    cursor = connection.execute(f"SELECT * FROM ({inner}) r LIMIT 0")  # noqa: S608 (the statement is ours)
    return [column.name for column in cursor.description or ()]
