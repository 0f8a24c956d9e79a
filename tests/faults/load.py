"""Writers that keep what was acknowledged to them, and what must be true of a log they wrote to."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from uuid import UUID, uuid4

import psycopg

from bluevitaal_es.database import Database, DatabaseFault
from bluevitaal_es.store import Append, AppendOutcome, EventStore, Keyring, verify
from bluevitaal_es.store.keys import KeyEncryptionKey
from tests.store.conftest import EVENT_TYPES, note

#: Seconds after which a writer gives up on a database that does not come back.
PATIENCE = 30.0
KEK = bytes(range(32))


@dataclass
class Tally:
    """What writers asked for and what they were told; each writer has command ids of its own."""

    asked: set[UUID] = field(default_factory=set)
    acknowledged: dict[UUID, range] = field(default_factory=dict)
    faults: list[DatabaseFault] = field(default_factory=list)


def keyring_on(database: Database) -> Keyring:
    """Return a keyring as another process would have it, with the same key."""
    return Keyring(KeyEncryptionKey(KEK), database)


def store_on(database: Database) -> EventStore:
    """Return a store of notes as another process would have it."""
    return EventStore(database, keyring_on(database), EVENT_TYPES)


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for what other threads or processes bring about."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


def count(dsn: str, query: str, *given: object) -> int:
    """Return the one number that a query answers."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query.encode(), given).fetchone()
    return 0 if row is None else int(row[0])


def persistently(store: EventStore, append: Append, tally: Tally) -> AppendOutcome:
    """Give the very same append again for as long as it is not said what became of it."""
    tally.asked.add(append.command_id)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            outcome = store.append(append)
        except DatabaseFault as fault:
            tally.faults.append(fault)
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            tally.acknowledged[append.command_id] = outcome.positions
            return outcome


@contextmanager
def writing(store: EventStore, writers: int = 8, size: int = 2) -> Iterator[Tally]:
    """Let writers append to a stream each for as long as the block lasts, and then finish what they asked."""
    tally, stop = Tally(), Event()

    def write(stream_id: UUID) -> None:
        version = 0
        while not stop.is_set():
            texts = [f"{version + n}" for n in range(size)]
            persistently(store, note(stream_id, version, *texts), tally)
            version += size
        finished.append(stream_id)

    finished: list[UUID] = []
    # Threads that a test which fails can leave behind, waiting for a server that is not there any more.
    threads = [Thread(target=write, args=[uuid4()], daemon=True) for _ in range(writers)]
    for thread in threads:
        thread.start()
    try:
        yield tally
    finally:
        stop.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(finished) == writers


def more_acknowledged(tally: Tally, than: int) -> Callable[[], bool]:
    """Return the question whether writers got so many acknowledgements more from here."""
    wanted = len(tally.acknowledged) + than
    return lambda: len(tally.acknowledged) >= wanted


def another_line(store: EventStore) -> Callable[[], bool]:
    """Return the question whether the store appends over another connection than it does now."""
    now = store.recorder.commits.backend_pid
    return lambda: store.recorder.commits.backend_pid not in (None, now)


def assert_kept(dsn: str, acknowledged: Mapping[UUID, range], asked: set[UUID] | None) -> None:
    """Nothing acknowledged is lost, nothing doubled or half, no position left out, and the chain is whole.

    Nothing stands there that was not `asked`, when that is known.
    """
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT command_id, array_agg(position ORDER BY position) FROM log.event GROUP BY command_id"
        ).fetchall()
        found: dict[UUID, list[int]] = dict(rows)
        for command_id, positions in acknowledged.items():
            assert found.get(command_id) == list(positions)
        assert asked is None or found.keys() <= asked
        places = [place for positions in found.values() for place in positions]
        assert sorted(places) == list(range(1, len(places) + 1))
        uneven = connection.execute(
            "SELECT stream_id FROM log.event GROUP BY stream_id"
            " HAVING count(*) <> max(stream_version) OR min(stream_version) <> 1"
        ).fetchall()
        assert uneven == []
    with psycopg.connect(dsn) as connection:
        verdict = verify(connection)
    assert verdict.ok
    assert verdict.head == len(places)
