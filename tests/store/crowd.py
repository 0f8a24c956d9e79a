"""What tests of group commit share: appends that wait at one moment, and what the log looks like after."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import psycopg

from bluevitaal_es.database import Database
from bluevitaal_es.store import (
    Append,
    AppendOutcome,
    EventStore,
    verify,
)

Answer = AppendOutcome | Exception


@contextmanager
def appends_held_up(database: Database) -> Iterator[None]:
    """Let no append through inside the block, as another process does that is busy appending."""
    with psycopg.connect(database.owner_dsn) as other:
        other.execute("SELECT pg_advisory_xact_lock(1112294476, 1)")
        yield


def until(holds: Callable[[], bool]) -> None:
    """Wait for what other threads or processes bring about."""
    for _ in range(2000):
        if holds():
            return
        time.sleep(0.005)
    raise AssertionError("it did not come about")


def waiting_for_the_lock(database: Database) -> bool:
    """Say whether an append is in the database and waits there."""
    with psycopg.connect(database.owner_dsn) as other:
        row = other.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event = 'advisory'"
        ).fetchone()
    return row is not None and row[0] > 0


def kill_the_line(store: EventStore, database: Database) -> None:
    """End the server's side of the connection that appends go over, if there is one."""
    with psycopg.connect(database.owner_dsn) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [store.recorder.commits.backend_pid or 0])


def behind_the_first(
    store: EventStore, database: Database, writers: ThreadPoolExecutor, appends: Sequence[Append]
) -> list["Future[AppendOutcome]"]:
    """Give appends one by one, so that all but the first wait in this process; appends must be held up."""
    futures = []
    for number, append in enumerate(appends):
        futures.append(writers.submit(store.append, append))
        if number == 0:
            until(lambda: waiting_for_the_lock(database))
        else:
            until(partial(stands_in_line, store, number))
    return futures


def stands_in_line(store: EventStore, wanted: int) -> bool:
    return len(store.recorder.commits._waiting) == wanted


def sizes_of_transactions(database: Database) -> list[int]:
    """Return how many events went in by each transaction, in order."""
    with psycopg.connect(database.owner_dsn) as other:
        rows = other.execute("SELECT count(*) FROM log.event GROUP BY xmin ORDER BY min(position)").fetchall()
    return [count for (count,) in rows]


def assert_whole(store: EventStore, database: Database) -> None:
    """The positions are dense, each stream's versions too, and the chain is whole."""
    log = store.read_log(after=0, limit=100_000)
    assert [recorded.position for recorded in log] == list(range(1, len(log) + 1))
    for stream_id in {recorded.stream_id for recorded in log}:
        versions = [recorded.version for recorded in log if recorded.stream_id == stream_id]
        assert versions == list(range(1, len(versions) + 1))
    with database.pool.connection() as connection:
        assert verify(connection).ok
