"""Group commit: what waits at one moment goes in as one call, and nobody is worse off for the company."""

import ctypes
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import psycopg
import pytest

from bluevitaal_es.database import Database
from bluevitaal_es.store import (
    Append,
    AppendOutcome,
    EventStore,
    Keyring,
    VersionConflict,
    group_commit,
    verify,
)
from bluevitaal_es.store.group_commit import GROUP_EVENTS, GroupCommit, OutcomeUnknown
from bluevitaal_es.store.line import Packet
from tests.faults.wire import CutWire
from tests.store.conftest import NOON, note

Answer = AppendOutcome | Exception


@pytest.fixture
def writers() -> Iterator[ThreadPoolExecutor]:
    """As many threads as a test may need."""
    with ThreadPoolExecutor(40) as pool:
        yield pool


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


def test_takes_those_that_wait_along_in_the_order_they_came(
    store: EventStore, database: Database, writers: ThreadPoolExecutor
) -> None:
    with appends_held_up(database):
        futures = behind_the_first(store, database, writers, [note(uuid4(), 0, "a") for _ in range(9)])

    assert [future.result().last_position for future in futures] == list(range(1, 10))
    assert sizes_of_transactions(database) == [1, 8]
    assert_whole(store, database)


def test_bounds_a_group(store: EventStore, database: Database, writers: ThreadPoolExecutor) -> None:
    size = GROUP_EVENTS // 4
    large = [note(uuid4(), 0, *(str(n) for n in range(size))) for _ in range(7)]
    with appends_held_up(database):
        futures = behind_the_first(store, database, writers, large)

    for future in futures:
        future.result()
    assert sizes_of_transactions(database) == [size, 4 * size, 2 * size]


def test_takes_an_append_that_is_larger_than_a_group(store: EventStore, database: Database) -> None:
    store.append(note(uuid4(), 0, *(str(n) for n in range(3 * GROUP_EVENTS))))

    assert sizes_of_transactions(database) == [3 * GROUP_EVENTS]


@pytest.mark.parametrize("callers", [2, 4, 9])
def test_leaves_nobody_behind_when_small_and_large_writes_come_and_go(
    store: EventStore, database: Database, writers: ThreadPoolExecutor, callers: int
) -> None:
    def write(caller: int) -> None:
        chance, stream, at = random.Random(caller), uuid4(), 0
        for _ in range(40):
            size = chance.choice((1, 1, 1, 70))
            store.append(note(stream, at, *(f"{caller}" for _ in range(size))))
            at += size
            time.sleep(chance.choice((0, 0, 0.001)))

    for done in [writers.submit(write, caller) for caller in range(callers)]:
        done.result(timeout=60)

    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        assert verify(connection).ok


def test_keeps_conflicts_to_who_has_them(
    store: EventStore, database: Database, writers: ThreadPoolExecutor
) -> None:
    mine, twice = uuid4(), uuid4()
    command = uuid4()
    store.append(note(mine, 0, "first"))
    appends = [
        note(uuid4(), 0, "somebody else's"),
        note(mine, 1, "second"),
        note(mine, 1, "too late"),
        note(mine, 2, "third", "fourth"),
        note(twice, 0, "once", command_id=command),
        note(twice, 0, "once", command_id=command),
        note(mine, 4, "fifth"),
    ]
    with appends_held_up(database):
        futures = behind_the_first(store, database, writers, appends)

    with pytest.raises(VersionConflict) as conflict:
        futures[2].result()
    assert (conflict.value.expected, conflict.value.actual) == (1, 2)
    went_in = [futures[n].result() for n in (0, 1, 3, 4, 5, 6)]
    assert [list(outcome.positions) for outcome in went_in] == [[2], [3], [4, 5], [6], [6], [7]]
    assert [outcome.repeated for outcome in went_in] == [False, False, False, False, True, False]
    assert len(store.read(mine)) == 5
    assert_whole(store, database)


def test_keeps_conflicts_among_lone_events_to_who_has_them(
    store: EventStore, database: Database, writers: ThreadPoolExecutor
) -> None:
    streams = [uuid4() for _ in range(4)]
    store.append_many([note(stream, 0, "first") for stream in streams])
    command = uuid4()
    appends = [
        note(streams[0], 1, "alone"),
        note(streams[1], 1, "second"),
        note(streams[2], 1, "once", command_id=command),
        note(streams[1], 1, "too late"),
        note(streams[1], 2, "third"),
        note(streams[2], 1, "once", command_id=command),
        note(streams[3], 1, "last"),
    ]
    with appends_held_up(database):
        futures = behind_the_first(store, database, writers, appends)

    with pytest.raises(VersionConflict) as conflict:
        futures[3].result()
    assert (conflict.value.expected, conflict.value.actual) == (1, 2)
    went_in = [futures[n].result() for n in (0, 1, 2, 4, 5, 6)]
    assert [outcome.last_position for outcome in went_in] == [5, 6, 7, 8, 7, 9]
    assert [outcome.repeated for outcome in went_in] == [False, False, False, False, True, False]
    assert_whole(store, database)


def test_sleeps_while_the_answer_takes_long(
    store: EventStore, database: Database, writers: ThreadPoolExecutor
) -> None:
    stream = uuid4()
    for version in range(20):
        store.append(note(stream, version, "soon answered"))

    def held_up(version: int) -> float:
        began = time.thread_time()
        store.append(note(stream, version, "held up"))
        return time.thread_time() - began

    with appends_held_up(database):
        waiting = writers.submit(held_up, 20)
        until(lambda: waiting_for_the_lock(database))
        time.sleep(0.5)
    # Looking all the time would take the half second that it waits.
    assert waiting.result() < 0.25


def test_keeps_what_the_database_refuses_to_who_asked_it(
    store: EventStore, database: Database, writers: ThreadPoolExecutor
) -> None:
    good = [note(uuid4(), 0, "good") for _ in range(4)]
    bad = note(uuid4(), 0, "bad", recorded_at=NOON)
    with appends_held_up(database):
        futures = behind_the_first(store, database, writers, [*good[:2], bad, *good[2:]])

    with pytest.raises(psycopg.errors.InvalidParameterValue):
        futures[2].result()
    assert [futures[n].result().last_position for n in (0, 1, 3, 4)] == [1, 2, 3, 4]
    assert store.read(bad.stream_id) == []


class Interrupted(BaseException):
    """What a thread is stopped with from outside."""


def interrupt(thread: threading.Thread) -> None:
    """Let a thread raise Interrupted as soon as it runs again."""
    assert thread.ident is not None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(Interrupted))


def test_hands_on_the_answers_past_callers_that_are_interrupted(
    store: EventStore, database: Database, writers: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "FORGOTTEN", -1)
    heard: list[bool] = []

    def write() -> None:
        try:
            store.append(note(uuid4(), 0, "of one that is interrupted"))
        except Interrupted:
            heard.append(False)
        else:
            heard.append(True)

    with appends_held_up(database):
        futures = behind_the_first(
            store, database, writers, [note(uuid4(), 0, "first"), note(uuid4(), 0, "a")]
        )
        threads = [threading.Thread(target=write, daemon=True) for _ in range(6)]
        for number, thread in enumerate(threads):
            thread.start()
            until(partial(stands_in_line, store, number + 2))
        for thread in threads[1:4]:
            interrupt(thread)

    until(lambda: len(heard) == len(threads))
    assert sorted(heard) == [False] * 3 + [True] * 3
    assert [future.result(timeout=10).last_position for future in futures] == [1, 2]
    assert_whole(store, database)


def test_goes_on_when_the_one_that_led_is_interrupted(
    store: EventStore, database: Database, writers: ThreadPoolExecutor
) -> None:
    died: list[BaseException] = []
    led = note(uuid4(), 0, "of the one that led")

    def lead() -> None:
        try:
            store.append(led)
        except Interrupted as fault:
            died.append(fault)

    leader = threading.Thread(target=lead)
    with appends_held_up(database):
        leader.start()
        until(lambda: waiting_for_the_lock(database))
        futures = [writers.submit(store.append, note(uuid4(), 0, "of another")) for _ in range(5)]
        until(lambda: len(store.recorder.commits._waiting) == 5)
        interrupt(leader)

    leader.join()
    assert len(died) == 1
    assert {len(future.result(timeout=10).positions) for future in futures} == {1}
    assert store.append(led).positions
    assert store.head() == 6
    assert_whole(store, database)


def test_asks_for_the_outcome_when_the_connection_breaks_before_the_commit(
    store: EventStore, database: Database, writers: ThreadPoolExecutor
) -> None:
    store.append(note(uuid4(), 0, "before"))
    with appends_held_up(database):
        futures = behind_the_first(store, database, writers, [note(uuid4(), 0, "a") for _ in range(6)])
        kill_the_line(store, database)

    assert sorted(future.result().last_position for future in futures) == [2, 3, 4, 5, 6, 7]
    assert_whole(store, database)


def test_asks_for_the_outcome_when_the_answer_to_the_commit_is_lost(
    database: Database, keyring: Keyring
) -> None:
    with TemporaryDirectory() as folder, CutWire(database, Path(folder)) as wire:
        store = EventStore(wire.database(), keyring, {})
        store.append(note(uuid4(), 0, "heard"))
        append = note(uuid4(), 0, "not heard")

        wire.cut_at_the_next_answer()
        outcome = store.append(append)

        assert wire.cuts == 1
    assert outcome == AppendOutcome(range(2, 3), repeated=True)
    assert sizes_of_transactions(database) == [1, 1]


def test_loses_and_doubles_nothing_when_connections_break_all_the_time(
    store: EventStore, database: Database, writers: ThreadPoolExecutor
) -> None:
    stop = threading.Event()

    def kill() -> None:
        while not stop.wait(0.03):
            kill_the_line(store, database)

    def write(stream_id: UUID) -> list[int]:
        return [store.append(note(stream_id, n, str(n))).last_position for n in range(25)]

    killer = threading.Thread(target=kill)
    killer.start()
    streams = [uuid4() for _ in range(8)]
    try:
        told = list(writers.map(write, streams))
    finally:
        stop.set()
        killer.join()

    assert sorted(position for positions in told for position in positions) == list(range(1, 201))
    for stream_id, positions in zip(streams, told, strict=True):
        assert [recorded.position for recorded in store.read(stream_id)] == positions
    assert_whole(store, database)


def test_says_that_the_outcome_is_unknown_when_the_database_stays_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(group_commit, "PATIENCE", 0.3)
    commits = GroupCommit("host=/nowhere connect_timeout=1")

    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            commits.append([Packet([b"event"], [], lone=True)])


@pytest.mark.parametrize("seed", range(3))
def test_gives_everybody_their_own_answer_whatever_comes_together(
    store: EventStore, database: Database, writers: ThreadPoolExecutor, seed: int
) -> None:
    streams = [uuid4() for _ in range(6)]

    def live(number: int) -> list[tuple[Append, Answer]]:
        chance = random.Random(seed * 1000 + number)
        done: list[tuple[Append, Answer]] = []
        for _ in range(12):
            stream_id = chance.choice([*streams, uuid4()])
            texts = [f"{number} {chance.random()}" for _ in range(chance.choice([1, 1, 1, 2, 5]))]
            repeated = done and chance.random() < 0.1
            append = done[-1][0] if repeated else note(stream_id, len(store.read(stream_id)), *texts)
            try:
                done.append((append, store.append(append)))
            except VersionConflict as conflict:
                done.append((append, conflict))
        return done

    answers = [answer for done in writers.map(live, range(12)) for answer in done]

    log = store.read_log(after=0, limit=100_000)
    told: dict[UUID, range] = {}
    for append, answer in answers:
        if isinstance(answer, AppendOutcome):
            assert told.setdefault(append.command_id, answer.positions) == answer.positions
            found = [log[position - 1] for position in answer.positions]
            assert [recorded.event for recorded in found] == [new.event for new in append.events]
            assert {recorded.command_id for recorded in found} == {append.command_id}
            assert found[0].version == append.expected_version + 1
    assert sum(map(len, told.values())) == len(log)
    assert {recorded.command_id for recorded in log} == set(told)
    assert_whole(store, database)
