"""The connection cut in the moment of commit: the outcome is asked for, not guessed."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.handle import Context, Desk
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.database import Database
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.store import EventStore, group_commit
from bluevitaal_es.store.group_commit import OutcomeUnknown
from tests.faults.load import Tally, assert_kept, keyring_on, persistently, store_on
from tests.faults.wire import CutWire
from tests.spec import ANNA, CASE
from tests.store.conftest import note

#: What is lost, and whether a command that was asked again turns out to be in the log already.
CUTS = {
    "before it arrives": (CutWire.cut_at_the_next_question, False),
    "after it is done": (CutWire.cut_at_the_next_answer, True),
}

each_cut = pytest.mark.parametrize(("cut", "was_in"), CUTS.values(), ids=CUTS.keys())


@pytest.fixture
def wire(database: Database) -> Iterator[CutWire]:
    """A wire to an empty log."""
    with TemporaryDirectory() as folder, CutWire(database, Path(folder)) as made:
        yield made


@each_cut
def test_gives_everyone_in_a_group_their_own_outcome(
    wire: CutWire, database: Database, cut: Callable[[CutWire], None], was_in: bool
) -> None:
    store, tally = store_on(wire.database()), Tally()
    persistently(store, note(uuid4(), 0, "before"), tally)
    appends = [note(uuid4(), 0, "a", "b") for _ in range(8)]

    with ThreadPoolExecutor(8) as writers:
        cut(wire)
        outcomes = list(writers.map(lambda append: persistently(store, append, tally), appends))

    assert wire.cuts == 1
    assert tally.faults == []
    assert any(outcome.repeated for outcome in outcomes) == was_in
    assert_kept(database.owner_dsn, tally.acknowledged, tally.asked)


@each_cut
def test_does_a_command_once(
    wire: CutWire,
    database: Database,
    cut: Callable[[CutWire], None],
    was_in: bool,  # noqa: ARG001 (the same cuts as the others)
) -> None:
    desk = Desk(EventStore(wire.database(), keyring_on(database), EVENT_TYPES))
    context = Context.fresh()
    desk.handle(RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff"), ANNA)

    cut(wire)
    told = desk.handle(AddNote(case_id=CASE, text="once"), ANNA, context=context)
    again = desk.handle(AddNote(case_id=CASE, text="once"), ANNA, context=context)

    assert wire.cuts == 1
    assert (told.position, len(told.events)) == (2, 1)
    assert (again.position, again.events) == (2, ())
    assert EventStore(database, keyring_on(database), EVENT_TYPES).head() == 2


@each_cut
def test_says_that_it_does_not_know_and_is_told_when_asked_again(
    wire: CutWire,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    cut: Callable[[CutWire], None],
    was_in: bool,
) -> None:
    monkeypatch.setattr(group_commit, "PATIENCE", 0.2)
    store, append = store_on(wire.database()), note(uuid4(), 0, "once")
    store.append(note(uuid4(), 0, "before"))

    cut(wire)
    wire.down.set()
    with pytest.raises(OutcomeUnknown):
        store.append(append)
    if was_in:
        # The server may still be at work on what it was asked.
        deadline = time.monotonic() + 5
        while store_on(database).head() < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
    wire.down.clear()
    outcome = store.append(append)

    assert (outcome.positions, outcome.repeated) == (range(2, 3), was_in)
    assert_kept(database.owner_dsn, {append.command_id: outcome.positions}, None)
