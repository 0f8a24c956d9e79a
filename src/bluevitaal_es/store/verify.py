"""Recomputes the whole chain from the rows as they lie in the database, and says where it first goes wrong.

The canonical form of an event (written down with the table, in the migration that makes it) is what
PostgreSQL sends for the row in a binary COPY, so rows are hashed as they come in. Of each stream one number
is remembered, of the events nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from struct import Struct, error
from typing import Final, Literal, LiteralString

import psycopg

SIGNATURE = b"PGCOPY\n\xff\r\n\x00"
HEADER_SIZE = len(SIGNATURE) + 8
TRAILER = b"\xff\xff"
COLUMNS_OF_A_ROW = 14
#: Number of columns, position, stream, its version and the length of the type; before each of them a length.
START = Struct(">h4xq4x16s4xqI")
#: From the end of the type to recorded_at: the form and happened_at, and a length before each of the three.
TO_RECORDED_AT = 4 + 2 + 4 + 8 + 4
RECORDED_AT = Struct(">q")
HASH_FIELD = b"\x00\x00\x00\x20"
BEFORE_THE_FIRST = bytes(32)
#: The one stream of a chain that has none.
NO_STREAM = b""
#: The place and hash that a chain begins after while nothing of it was removed.
BEGINNING = (0, BEFORE_THE_FIRST)

#: Events between two calls of `progress`.
STEP = 1000

ROWS: LiteralString = (
    "COPY (SELECT position, stream_id, stream_version, type, form, happened_at, recorded_at,"
    " actor_id, actor_role, command_id, correlation_id, causation_id, payload, hash"
    " FROM log.event ORDER BY position) TO STDOUT (FORMAT binary)"
)

Reason = Literal["changed", "missing", "unexpected", "time", "version", "list", "removed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found.

    `reason` is None for a whole chain, and else says what is wrong at `position`, the first wrong one:
    changed (the event there is not the one that was appended), missing (there is no event there), unexpected
    (an event where none can be), time (recorded before the one before it), version (a hole in its stream),
    list (the cases beside a look are not those that were shown), removed (the looks up to there were taken
    out otherwise than by the rules).
    `head` is the last position that is right and `head_hash` its hash. The chain begins after `start`: what
    was up to there was removed.
    """

    head: int
    head_hash: bytes
    position: int | None = None
    reason: Reason | None = None
    start: int = 0

    @property
    def ok(self) -> bool:
        """Whether the chain is whole."""
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Chain:
    """A chained table: its rows in order as a binary COPY that ends in the hash, and its newest position.

    `found_in` takes position, recorded_at, stream and version out of a row (in a chain without streams the
    position is the version of one) and `canonical` the bytes that are hashed;
    `also` are statements that find the first position at which something else is wrong, and what that is;
    `start` is one that finds the place and hash that the chain begins after, if it can be another than 0.
    """

    rows: LiteralString
    head: LiteralString
    found_in: Callable[[bytes], tuple[int, int, bytes, int]]
    canonical: Callable[[bytes], bytes]
    also: tuple[tuple[LiteralString, Reason], ...] = ()
    start: LiteralString | None = None


def verify(
    connection: psycopg.Connection,
    progress: Callable[[int, int], None] | None = None,
    heard: Callable[[bytes], None] | None = None,
) -> Verdict:
    """Recompute every hash of the log, on a connection that is in no transaction, and return what was found.

    `progress` is told now and then how many events were checked, and how many there are about;
    `heard` is given the hash of each event that is right, in order.
    The loss of the newest events leaves a chain that is whole, and is for signed checkpoints to find.
    """
    return verify_chain(connection, EVENT_CHAIN, progress, heard)


def verify_chain(
    connection: psycopg.Connection,
    chain: Chain,
    progress: Callable[[int, int], None] | None = None,
    heard: Callable[[bytes], None] | None = None,
) -> Verdict:
    """Recompute every hash of one chain; see `verify`."""
    start = BEGINNING
    try:
        with connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            connection.execute("SET LOCAL client_encoding TO 'UTF8'")
            head = connection.execute(chain.head).fetchone()
            total = 0 if head is None else head[0]
            start = start_of(connection, chain)
            with connection.cursor() as cursor, cursor.copy(chain.rows) as rows:
                whole = follow(rows, chain, progress, total, heard, start)
            if not whole.ok:
                return whole
            for find_also, reason in chain.also:
                wrong = connection.execute(find_also).fetchone()
                if wrong is not None and wrong[0] is not None:
                    return replace(whole, position=wrong[0], reason=reason)
    except Broken as broken:
        return replace(broken.verdict, start=start[0])
    return whole


def start_of(connection: psycopg.Connection, chain: Chain) -> tuple[int, bytes]:
    """Return the place and hash that a chain begins after: 0 and zeros unless the oldest rows are gone."""
    if chain.start is None:
        return BEGINNING
    row = connection.execute(chain.start).fetchone()
    return BEGINNING if row is None else (int(row[0]), bytes(row[1]))


class Broken(Exception):
    """Ends the copy at once: an exception makes the driver cancel it, instead of leaving it half read."""

    def __init__(self, head: int, head_hash: bytes, position: int, reason: Reason) -> None:
        super().__init__(reason)
        self.verdict = Verdict(head, head_hash, position, reason)


def follow(
    rows: Iterable[bytes | bytearray | memoryview],
    chain: Chain,
    progress: Callable[[int, int], None] | None = None,
    total: int = 0,
    heard: Callable[[bytes], None] | None = None,
    start: tuple[int, bytes] = BEGINNING,
) -> Verdict:
    """Recompute the hashes of rows in order, each as a binary COPY sends it, wherever they come from.

    The first row is the one after the place of `start`, and goes on from its hash. A hole in a stream breaks
    no hash: the verdict says where the first is, and the chain is followed to its end.

    Raises Broken, with the verdict, at the first row that is wrong otherwise.
    """
    (place, link), latest, begun = start, -(2**63), False
    found_in, canonical = chain.found_in, chain.canonical
    versions: dict[bytes, int] = {NO_STREAM: place}
    first_hole: int | None = None
    for chunk in rows:
        row = bytes(chunk)
        if not begun and row.startswith(SIGNATURE):
            row = row[HEADER_SIZE:]
        if not row or row == TRAILER:
            continue
        position, recorded_at, stream, version = found_in(row)
        if position != place + 1:
            if position > place:
                raise Broken(place, link, place + 1, "missing")
            raise Broken(place, link, position, "unexpected")
        expected = sha256(link + sha256(canonical(row)).digest()).digest()
        if row[-36:] != HASH_FIELD + expected:
            raise Broken(place, link, position, "changed")
        if recorded_at < latest:
            raise Broken(place, link, position, "time")
        before = versions.get(stream)
        # A stream begins at 1, or at 0 when it is the library's.
        if first_hole is None and (version not in (0, 1) if before is None else version != before + 1):
            first_hole = position
        versions[stream] = version
        place, link, latest, begun = position, expected, recorded_at, True
        if heard is not None:
            heard(link)
        if progress is not None and place % STEP == 0:
            progress(place, total)
    if progress is not None and place % STEP:
        progress(place, max(place, total))
    return Verdict(place, link, first_hole, None if first_hole is None else "version", start[0])


def _found_in(row: bytes) -> tuple[int, int, bytes, int]:
    """Return position, recorded_at (microseconds since 2000), stream and version of a row of COPY."""
    try:
        columns, position, stream, version, length_of_type = START.unpack_from(row)
        (recorded_at,) = RECORDED_AT.unpack_from(row, START.size + length_of_type + TO_RECORDED_AT)
    except error:
        raise psycopg.DataError("the server sent a row that is none") from None
    if columns != COLUMNS_OF_A_ROW:
        raise psycopg.DataError(f"the server sent a row of {columns} columns")
    return position, recorded_at, stream, version


def _canonical(row: bytes) -> bytes:
    return row[2:-36]


EVENT_CHAIN: Final = Chain(ROWS, "SELECT position FROM log.head", _found_in, _canonical)
