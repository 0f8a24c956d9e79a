"""Writes the log to a file that others can check without us.

The file begins with the line `BLUEVITAAL LOGBOEK 1`, or `BLUEVITAAL INZAGEN 1` for the log of who looked, in
which each event is a look. When the oldest looks were removed after their keeping time it begins with
`BLUEVITAAL INZAGEN 2`, 8 bytes with the place of the last that was removed, and 32 bytes with its hash.
For each event, in order of position, follow
    4 bytes   the length of its canonical form (big-endian)
    …         the canonical form, as the migration that makes the log describes it
    32 bytes  its hash
and at the end 4 zero bytes and 8 bytes with the number of events, so that a file that was cut off shows it.
"""

from collections.abc import Callable
from typing import BinaryIO

import psycopg

from bluevitaal_es.store.reading_log import READING_CHAIN
from bluevitaal_es.store.verify import EVENT_CHAIN, HEADER_SIZE, SIGNATURE, STEP, TRAILER, Chain, start_of

TITLE = b"BLUEVITAAL LOGBOEK 1\n"
LOOKS_TITLE = b"BLUEVITAAL INZAGEN 1\n"
LATER_LOOKS_TITLE = b"BLUEVITAAL INZAGEN 2\n"


def export_log(
    connection: psycopg.Connection, file: BinaryIO, progress: Callable[[int, int], None] | None = None
) -> int:
    """Write every event as it lies in the database, whole or not, and return how many; see `_export`."""
    return _export(connection, file, EVENT_CHAIN, TITLE, progress)


def export_looks(
    connection: psycopg.Connection, file: BinaryIO, progress: Callable[[int, int], None] | None = None
) -> int:
    """Write every look in the same way; which cases stood in a list is there by hash only."""
    return _export(connection, file, READING_CHAIN, LOOKS_TITLE, progress)


def _export(
    connection: psycopg.Connection,
    file: BinaryIO,
    chain: Chain,
    title: bytes,
    progress: Callable[[int, int], None] | None,
) -> int:
    """Write one chain; memory does not grow.

    The connection is in no transaction. `progress` is told how many are written, and how many there are.
    """
    count = 0
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SET LOCAL client_encoding TO 'UTF8'")
        head = connection.execute(chain.head).fetchone()
        total = 0 if head is None else head[0]
        place, link = start_of(connection, chain)
        file.write(LATER_LOOKS_TITLE + place.to_bytes(8, "big") + link if place else title)
        with connection.cursor() as cursor, cursor.copy(chain.rows) as rows:
            for chunk in rows:
                row = bytes(chunk)
                if row.startswith(SIGNATURE):
                    row = row[HEADER_SIZE:]
                if not row or row == TRAILER:
                    continue
                canonical = chain.canonical(row)
                file.write(len(canonical).to_bytes(4, "big") + canonical + row[-32:])
                count += 1
                if progress is not None and count % STEP == 0:
                    progress(count, total)
    file.write(bytes(4) + count.to_bytes(8, "big"))
    return count
