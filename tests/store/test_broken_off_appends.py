"""Appends that are broken off: callers that are interrupted, and connections that break."""

import ctypes
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import pytest

from bluevitaal_es.database import Database
from bluevitaal_es.store import (
    AppendOutcome,
    EventStore,
    Keyring,
    group_commit,
)
from bluevitaal_es.store.group_commit import GroupCommit, OutcomeUnknown
from bluevitaal_es.store.line import Packet
from tests.faults.wire import CutWire
from tests.store.conftest import note
from tests.store.crowd import (
    appends_held_up,
    assert_whole,
    behind_the_first,
    kill_the_line,
    sizes_of_transactions,
    stands_in_line,
    until,
    waiting_for_the_lock,
)


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
