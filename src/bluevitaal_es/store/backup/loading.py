"""Fills empty tables from the files of a backup; a chained table is checked row by row on its way in."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import psycopg
from psycopg import sql

from bluevitaal_es.store.backup.manifest import CHUNK, BackupFault, Head
from bluevitaal_es.store.backup.tables import Table
from bluevitaal_es.store.verify import (
    BEGINNING,
    HEADER_SIZE,
    SIGNATURE,
    TRAILER,
    Broken,
    Chain,
    follow,
    start_of,
)

#: Filled by a migration, or by whoever looked at the place first: what lies there gives way.
MAY_HOLD_ROWS = frozenset({("log", "origin"), ("web", "secret")})

_PRIMARY_KEY = """
    SELECT a.attname FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indisprimary AND i.indrelid = (%s || '.' || %s)::regclass
"""
_COUNTED = """
    SELECT a.attname, pg_catalog.pg_get_serial_sequence(%(name)s, a.attname)
    FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = %(name)s::regclass AND a.attnum > 0 AND NOT a.attisdropped
        AND pg_catalog.pg_get_serial_sequence(%(name)s, a.attname) IS NOT NULL
"""

Progress = Callable[[int, int], None]


def require_empty(connection: psycopg.Connection, tables: Iterable[Table]) -> None:
    """Raise BackupFault when any table holds what a restore would have to throw away."""
    for table in tables:
        if table.key not in MAY_HOLD_ROWS and _holds_rows(connection, table):
            raise BackupFault(
                f"Deze database is niet leeg: er staat al iets in {table.name}. Neem een lege database."
            )


def load_chain(
    connection: psycopg.Connection,
    table: Table,
    chain: Chain,
    file: Path,
    head: Head,
    progress: Progress | None,
) -> None:
    """Fill a chained table; raises BackupFault when a hash is wrong or the end is not where it was."""
    start = start_in_old_form(connection, chain)
    with file.open("rb") as reading, connection.cursor() as cursor, cursor.copy(table.into()) as copy:
        copy.write(_header(reading, file))

        def written() -> Iterator[bytes]:
            for row in _rows(reading, file):
                copy.write(row)
                yield row

        try:
            whole = follow(written(), chain, progress, head.position, start=start)
        except Broken as broken:
            raise BackupFault(
                f"De keten in {file} is gebroken op plaats {broken.verdict.position}. Er is niets teruggezet."
            ) from None
        copy.write(TRAILER)
    if (whole.head, whole.head_hash.hex()) != (head.position, head.hash):
        raise BackupFault(
            f"{file} eindigt op plaats {whole.head} en hoort op plaats {head.position} te eindigen."
            " Er is niets teruggezet."
        )


def start_in_old_form(connection: psycopg.Connection, chain: Chain) -> tuple[int, bytes]:
    """Return the place and hash that a chain begins after, in a database that may be of an older form."""
    known = connection.execute("SELECT to_regclass('reading.removed') IS NOT NULL").fetchone() == (True,)
    return start_of(connection, chain) if known else BEGINNING


def load(connection: psycopg.Connection, table: Table, chunks: Iterable[bytes]) -> None:
    """Fill a table; what a new database holds of itself gives way."""
    if _holds_rows(connection, table):
        _replace(connection, table, chunks)
    else:
        copy_in(connection, table.into(), chunks)
    for column, sequence in connection.execute(_COUNTED, {"name": str(table.name)}).fetchall():
        connection.execute(
            sql.SQL("SELECT setval({}::regclass, max({}), true) FROM {} HAVING max({}) IS NOT NULL").format(
                sql.Literal(sequence), sql.Identifier(column), table.identifier(), sql.Identifier(column)
            )
        )


def copy_in(connection: psycopg.Connection, statement: sql.Composed, chunks: Iterable[bytes]) -> None:
    """Run one COPY from these bytes."""
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for chunk in chunks:
            copy.write(chunk)


def bits_of(content: bytes) -> Iterator[bytes]:
    """Give bytes that are in memory bit by bit."""
    reading = BytesIO(content)
    while chunk := reading.read(CHUNK):
        yield chunk


def _replace(connection: psycopg.Connection, table: Table, chunks: Iterable[bytes]) -> None:
    beside = sql.Identifier("pg_temp", "incoming")
    connection.execute(sql.SQL("CREATE TEMP TABLE incoming (LIKE {})").format(table.identifier()))
    copy_in(connection, table.into(beside), chunks)
    key = [name for (name,) in connection.execute(_PRIMARY_KEY, table.key).fetchall()]
    kept = [sql.Identifier(name) for name in table.columns if name not in key]
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT ({}) DO UPDATE SET {}").format(
            table.identifier(),
            table.listed(),
            table.listed(),
            beside,
            sql.SQL(", ").join(map(sql.Identifier, key)),
            sql.SQL(", ").join(sql.SQL("{} = excluded.{}").format(name, name) for name in kept),
        )
    )
    connection.execute(sql.SQL("DROP TABLE {}").format(beside))


def _holds_rows(connection: psycopg.Connection, table: Table) -> bool:
    row = connection.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(table.identifier())).fetchone()
    return row == (True,)


def _header(reading: BinaryIO, file: Path) -> bytes:
    header = reading.read(HEADER_SIZE)
    if len(header) != HEADER_SIZE or not header.startswith(SIGNATURE):
        raise BackupFault(f"{file} is geen kopie van een tabel.")
    return header


def _rows(reading: BinaryIO, file: Path) -> Iterator[bytes]:
    """Give each row of a binary copy, as the server sends it, without its header and end."""
    while (start := reading.read(2)) != TRAILER:
        pieces = [start]
        for _ in range(int.from_bytes(start, "big")):
            length = reading.read(4)
            size = int.from_bytes(length, "big", signed=True)
            value = reading.read(size) if size > 0 else b""
            if len(length) != 4 or len(value) != max(size, 0):
                start = b""
                break
            pieces += (length, value)
        if not start:
            raise BackupFault(f"{file} houdt midden in een rij op. Er is niets teruggezet.")
        yield b"".join(pieces)
