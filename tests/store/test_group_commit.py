"""Group commit: what waits at one moment goes in as one call, and nobody is worse off for the company."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import psycopg
import pytest

from bluevitaal_es.database import Database
from bluevitaal_es.store import (
    Append,
    AppendOutcome,
    EventStore,
    VersionConflict,
    verify,
)
from bluevitaal_es.store.group_commit import GROUP_EVENTS
from tests.store.conftest import NOON, note
from tests.store.crowd import (
    appends_held_up,
    assert_whole,
    behind_the_first,
    sizes_of_transactions,
    until,
    waiting_for_the_lock,
)

Answer = AppendOutcome | Exception


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
