"""What it costs to follow the log: a read model exactly once, against a loop that anybody would write."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter
from typing import ClassVar, LiteralString
from uuid import UUID

import psycopg

from benchmarks.figures import FLOOR, OURS, PEER, Figure, figure, milliseconds
from benchmarks.ground import Ground, Place
from benchmarks.library import filled, run_to
from benchmarks.lives import append_all, told_again
from benchmarks.reading import keep_readable, plain_batch
from benchmarks.timing import Pace, rate_of, take_turns
from bluevitaal_es.app import projections
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store import Append
from bluevitaal_es.store.projecting import Cursor, Projection, ReadStream
from bluevitaal_es.store.projector import Projector

UPSERT = (
    "INSERT INTO {table} AS t (stream_id, events, latest) VALUES (%s, %s, %s)"
    " ON CONFLICT (stream_id) DO UPDATE SET events = t.events + EXCLUDED.events, latest = EXCLUDED.latest"
)
PEER_TABLES: LiteralString = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'peer' AND tablename ~ 'tally'"
)
#: Aggregates and events in each for the library's runner, which takes a transaction for each event.
PEER_STREAMS, PEER_EVENTS = 30, 20


class TallyProjection(Projection):
    """A row for each stream: how many events, and when the last happened."""

    name: ClassVar[str] = "tally"

    @classmethod
    def schema_sql(cls) -> str:
        """Return the one table."""
        return "CREATE TABLE tally (stream_id uuid PRIMARY KEY, events bigint, latest timestamptz)"

    def apply(self, cursor: Cursor, batch: Sequence[Recorded], read_stream: ReadStream) -> None:
        """Count the batch."""
        counted = Counter(recorded.stream_id for recorded in batch)
        latest = {recorded.stream_id: recorded.happened_at for recorded in batch}
        rows = [(stream, count, latest[stream]) for stream, count in counted.items()]
        cursor.executemany(UPSERT.format(table="tally").encode(), rows)


def following_figures(ground: Ground, log: list[Recorded], rounds: int, events: int) -> Iterator[Figure]:
    """Yield a projection against a hand-written loop, a rebuild of all against COPY, and time to visible."""
    with ground.fresh() as place:
        append_all(place.store, told_again(log, events))
        keep_readable(place)
        head = place.store.head()
        projector = Projector(place.database, place.store, [TallyProjection()])
        projector.prepare()
        given, last = filled(place, PEER_STREAMS, PEER_EVENTS)
        paces = take_turns(
            rounds,
            {
                OURS: lambda: _drawn(place, projector, head),
                FLOOR: lambda: _by_hand(place, head),
                PEER: lambda: _by_the_library(place, given, last),
            },
        )
        yield figure(
            "one projection, exactly once", "a batch upsert loop", paces, 0.65, 0.8, "events", [PEER]
        )
        everything = Projector(place.database, place.store, projections())
        everything.prepare()
        paces = take_turns(1, {OURS: lambda: _rebuilt(everything, head), FLOOR: lambda: _copied(place, head)})
        yield figure("rebuild all projections", "COPY of the events out and in", paces, unit="events")
        everything.catch_up()
        yield from _visible(place, everything, list(told_again(log, 3 * events)), rounds)


def _drawn(place: Place, projector: Projector, head: int) -> Pace:
    with psycopg.connect(place.dsn) as owner:
        owner.execute("TRUNCATE view_tally.tally")
        owner.execute("UPDATE view_tally.position SET position = 0")
    return rate_of(projector.catch_up, head)


def _by_hand(place: Place, head: int) -> Pace:
    with psycopg.connect(place.dsn) as owner:
        owner.execute("DROP TABLE IF EXISTS floor.tally, floor.reached")
        owner.execute(
            "CREATE TABLE floor.tally (stream_id uuid PRIMARY KEY, events bigint, latest timestamptz)"
        )
        owner.execute("CREATE TABLE floor.reached AS SELECT 0::bigint AS position")
        owner.commit()
        return rate_of(lambda: _upsert_loop(owner, head), head)


def _upsert_loop(connection: psycopg.Connection, head: int) -> None:
    done = 0
    statement = UPSERT.format(table="floor.tally").encode()
    while done < head:
        batch = plain_batch(connection, done)
        counted = Counter(row[1] for row in batch)
        latest = {row[1]: row[5] for row in batch}
        with connection.cursor() as cursor:
            cursor.executemany(
                statement, [(stream, count, latest[stream]) for stream, count in counted.items()]
            )
            done += len(batch)
            cursor.execute("UPDATE floor.reached SET position = %s", [done])
        connection.commit()


def _by_the_library(place: Place, given: dict[str, str], last: int) -> Pace:
    with psycopg.connect(place.dsn) as owner:
        owner.execute(
            "DROP TABLE IF EXISTS peer.tally, peer.notification_tracking, peer.tallyprojection_tracking"
        )
    return rate_of(lambda: run_to(given, last), PEER_STREAMS * PEER_EVENTS)


def _rebuilt(projector: Projector, head: int) -> Pace:
    names = [projection.name for projection in projections()]
    return rate_of(lambda: [projector.rebuild(name) for name in names], head * len(names))


def _copied(place: Place, head: int) -> Pace:
    with psycopg.connect(place.dsn) as one, psycopg.connect(place.dsn) as other:
        other.execute("CREATE TABLE floor.copied (LIKE floor.plain_event INCLUDING ALL)")

        def copy() -> None:
            with (
                one.cursor().copy("COPY floor.plain_event TO STDOUT (FORMAT binary)") as out,
                other.cursor().copy("COPY floor.copied FROM STDIN (FORMAT binary)") as into,
            ):
                for rows in out:
                    into.write(rows)
            other.commit()

        return rate_of(copy, head)


@contextmanager
def running(projector: Projector) -> Iterator[None]:
    """Let a thread follow the log meanwhile, as the service does."""
    stop = threading.Event()
    following = threading.Thread(target=projector.run, args=[stop])
    following.start()
    try:
        yield
    finally:
        stop.set()
        following.join()


def _visible(place: Place, projector: Projector, appends: list[Append], rounds: int) -> Iterator[Figure]:
    """Yield how long it takes from the start of an append until every read model shows it."""
    known: set[UUID] = {row.stream_id for row in place.store.recorder.rows("WHERE stream_version = 1", [])}
    fresh = iter(
        [replace(append, events=append.events[:1]) for append in appends if append.stream_id not in known]
    )
    with running(projector):
        idle = sorted(_time_to_visible(place, projector, next(fresh)) for _ in range(20 * rounds))
        yield milliseconds("append to visible in all read models, idle, p50", idle[len(idle) // 2], 5.0)
        took: list[float] = []
        taking = threading.Lock()

        def write() -> None:
            for _ in range(2 * rounds):
                with taking:
                    append = next(fresh)
                seconds = _time_to_visible(place, projector, append)
                with taking:
                    took.append(seconds)

        writers = [threading.Thread(target=write) for _ in range(16)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        took.sort()
        yield milliseconds(
            "append to visible in all read models, 16 writers, p99", took[int(len(took) * 0.99)], 50.0
        )


def _time_to_visible(place: Place, projector: Projector, append: Append) -> float:
    begin = perf_counter()
    assert projector.wait_for(place.store.append(append).last_position, seconds=30)
    return perf_counter() - begin
