"""What reading costs, decrypted and decoded to typed events, against a plain SELECT and json.loads."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import cycle, islice
from typing import LiteralString
from uuid import UUID, uuid4

import psycopg

from benchmarks.figures import FLOOR, OURS, Figure, figure
from benchmarks.ground import Ground, Place
from benchmarks.lives import append_all, told_again
from benchmarks.timing import Pace, pace_of, rate_of, take_turns
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store import Append, NewEvent, verify
from bluevitaal_es.store.verify import ROWS
from bluevitaal_es.vocabulary import Role

COLUMNS: LiteralString = (
    "SELECT position, stream_id, stream_version, type, form, happened_at, recorded_at, actor_id, actor_role,"
    " command_id, correlation_id, causation_id, body FROM floor.plain_event "
)
#: By events in a case: what the ratio must be and should be.
WANTED = {20: (0.5, 0.75), 200: (0.5, 0.75)}
#: Cases of each size, and events in one statement when the whole log is read.
CASES, BATCH = 20, 500


def reading_figures(ground: Ground, log: list[Recorded], rounds: int, events: int) -> Iterator[Figure]:
    """Yield what it costs to load a case, to read a log of `events` events, and to verify it."""
    with ground.fresh() as place, place.connection() as connection:
        cases = {size: [_case(place, log, size) for _ in range(CASES)] for size in WANTED}
        append_all(place.store, told_again(log, events))
        keep_readable(place)
        for size, (must, aim) in WANTED.items():
            paces = take_turns(
                rounds,
                {
                    OURS: _loads(lambda case: len(place.store.read(case)), cases[size]),
                    FLOOR: _loads(lambda case: len(plain_case(connection, case)), cases[size]),
                },
            )
            yield figure(
                f"load and decode a case of {size}", "SELECT and json.loads", paces, must, aim, "cases"
            )
        head = place.store.head()
        paces = take_turns(
            rounds,
            {
                OURS: lambda: rate_of(lambda: _whole_log(place, head), head),
                FLOOR: lambda: rate_of(lambda: _whole_floor(connection, head), head),
            },
        )
        yield figure("read the whole log", "SELECT and json.loads", paces, 0.5, unit="events")
        paces = take_turns(
            rounds,
            {
                OURS: lambda: rate_of(lambda: _verified(connection), head),
                FLOOR: lambda: rate_of(lambda: _hashed(connection), head),
            },
        )
        yield figure("verify", "COPY and a bare SHA-256 of each row", paces, 0.5, unit="events")


def _case(place: Place, log: list[Recorded], size: int) -> UUID:
    """Append a case of a given size, in the proportions of the demonstration, and return its stream."""
    stream_id = uuid4()
    found = islice(cycle(recorded for recorded in log if recorded.event.stored_as.startswith("case.")), size)
    events = [NewEvent(recorded.event, recorded.happened_at) for recorded in found]
    place.store.append(Append(stream_id, 0, events, "bench", Role.BEGELEIDER, uuid4(), uuid4()))
    return stream_id


def keep_readable(place: Place) -> None:
    """Copy the log to the floor, as JSON that anybody could read."""
    with psycopg.connect(place.dsn) as owner, owner.cursor() as cursor:
        copy = cursor.copy(
            "COPY floor.plain_event (position, stream_id, stream_version, type, form, happened_at,"
            " recorded_at, actor_id, actor_role, command_id, correlation_id, causation_id, body) FROM STDIN"
        )
        with copy as rows:
            for row in place.store.recorder.rows("ORDER BY position", []):
                rows.write_row((*row[:12], (row.plain or b"").decode()))
        cursor.execute("ANALYZE floor.plain_event")
        cursor.execute("ANALYZE log.event")


def _loads(load: Callable[[UUID], int], cases: list[UUID]) -> Callable[[], Pace]:
    turn = cycle(cases)
    return lambda: pace_of([lambda: load(next(turn))], 2 * len(cases))


def plain_case(connection: psycopg.Connection, case: UUID) -> list[tuple[object, ...]]:
    """Return the rows of a stream from the floor, bodies decoded."""
    rows = connection.execute(COLUMNS + "WHERE stream_id = %s ORDER BY stream_version", [case], prepare=True)
    return [(*row[:12], json.loads(row[12])) for row in rows.fetchall()]


def plain_batch(connection: psycopg.Connection, after: int) -> list[tuple[object, ...]]:
    """Return the rows after a position from the floor, bodies decoded."""
    query = COLUMNS + "WHERE position > %s AND position <= %s ORDER BY position"
    rows = connection.execute(query, [after, after + BATCH], prepare=True)
    return [(*row[:12], json.loads(row[12])) for row in rows.fetchall()]


def _whole_log(place: Place, head: int) -> None:
    for after in range(0, head, BATCH):
        place.store.read_log(after=after, limit=BATCH)


def _whole_floor(connection: psycopg.Connection, head: int) -> None:
    for after in range(0, head, BATCH):
        plain_batch(connection, after)


def _verified(connection: psycopg.Connection) -> None:
    assert verify(connection).ok


def _hashed(connection: psycopg.Connection) -> None:
    with connection.cursor() as cursor, cursor.copy(ROWS) as rows:
        for row in rows:
            sha256(row).digest()
