from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from bluevitaal_es import clock
from bluevitaal_es.access import Actor, Involvement
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.base import CaseCommand
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.handle import Desk
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.database import Database
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.case import TalkHeld
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.projections.case_file.folding import dossier_of
from bluevitaal_es.projections.case_file.replay import CaseReplay
from bluevitaal_es.settings import Settings
from bluevitaal_es.store import EventStore, open_keyring
from bluevitaal_es.vocabulary import CaseId, Role

ANNA_ID = UUID("11111111-1111-4111-8111-111111111111")
ANNA = Actor(str(ANNA_ID), "Anna Voorbeeld", Role.BEGELEIDER, frozenset({ANNA_ID}))
BRAM = Actor(str(uuid4()), "Bram Bedacht", Role.BEGELEIDER, frozenset({uuid4()}))
FIRST = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TALK = UUID("22222222-2222-4222-8222-222222222222")

Give = Callable[[CaseCommand, int], Dossier]


def day(number: int) -> date:
    """Return the day so many days after the registration."""
    return clock.day_of(FIRST + timedelta(days=number))


def held(minutes: int) -> TalkHeld:
    return TalkHeld(talk_id=TALK, channel="phone", minutes=minutes)


@pytest.fixture
def store(database: Database, tmp_path: Path) -> EventStore:
    """A store on a log of demonstration, which takes moments of recording from a test."""
    made = EventStore(database, open_keyring(Settings(data_dir=tmp_path), database), EVENT_TYPES)
    made.mark_as_demo()
    return made


@pytest.fixture
def case_id() -> CaseId:
    """The case of the test."""
    return CaseId(uuid4())


@pytest.fixture
def give(store: EventStore, case_id: CaseId) -> Give:
    """Carry out a command so many days after the registration, and return the dossier as it stood then."""
    desk = Desk(store)

    def given(command: CaseCommand, days: int) -> Dossier:
        with clock.standing_at(FIRST + timedelta(days=days)):
            desk.handle(command, ANNA)
        return dossier_of(store.read(case_id))

    return given


@pytest.fixture
def stood(give: Give, case_id: CaseId) -> dict[int, Dossier]:
    """A life of twelve days, as the dossier stood at the end of each day on which something was recorded.

    On day 6 a talk of day 3 is recorded; on day 9 its minutes and day are corrected, on day 12 it is struck.
    """
    return {
        0: give(RegisterCase(case_id=case_id, number="T-2026-0001", target_group="current_staff"), 0),
        1: give(AssignBegeleider(case_id=case_id, begeleider_id=ANNA_ID), 1),
        2: give(HoldIntake(case_id=case_id, held_on=day(2), help_primary="sleep"), 2),
        6: give(
            HoldTalk(
                case_id=case_id,
                talk_id=TALK,
                held_at=FIRST + timedelta(days=3),
                channel="phone",
                minutes=45,
            ),
            6,
        ),
        7: give(AddNote(case_id=case_id, text="Belt vrijdag terug."), 7),
        9: give(
            CorrectFact(
                case_id=case_id,
                version=4,
                replacement=held(60),
                happened_on=day(4),
                reason="typing_error",
            ),
            9,
        ),
        12: give(CorrectFact(case_id=case_id, version=4, replacement=None, reason="wrong_case"), 12),
    }


def involved(case_id: CaseId) -> Involvement:
    return Involvement(case_id, ANNA_ID, ANNA.id)


def test_shows_on_any_day_what_the_dossier_showed_then(
    store: EventStore, case_id: CaseId, stood: dict[int, Dossier]
) -> None:
    replay = CaseReplay(store)
    for number in range(14):
        latest = stood[max(known for known in stood if known <= number)]
        assert replay.dossier_as_known(case_id, clock.end_of(day(number))) == latest


@pytest.mark.usefixtures("stood")
def test_knows_nothing_before_the_registration(store: EventStore, case_id: CaseId) -> None:
    replay = CaseReplay(store)
    assert replay.dossier_as_known(case_id, clock.end_of(day(-1))) == Dossier()
    assert replay.known_at(ANNA, involved(case_id), clock.end_of(day(-1))) is None
    assert replay.was_on(ANNA, involved(case_id), day(-1)) is None


@pytest.mark.usefixtures("stood")
def test_does_not_know_yet_what_was_recorded_later(store: EventStore, case_id: CaseId) -> None:
    known = CaseReplay(store).dossier_as_known(case_id, clock.end_of(day(5)))
    assert known.talks == ()


@pytest.mark.usefixtures("stood")
def test_keeps_what_was_known_before_the_correction(store: EventStore, case_id: CaseId) -> None:
    known = CaseReplay(store).dossier_as_known(case_id, clock.end_of(day(8)))
    assert [(talk.minutes, clock.day_of(talk.at)) for talk in known.talks] == [(45, day(3))]


def test_shows_how_it_was_by_what_is_known_now(store: EventStore, case_id: CaseId, give: Give) -> None:
    give(RegisterCase(case_id=case_id, number="T-2026-0001", target_group="current_staff"), 0)
    give(AssignBegeleider(case_id=case_id, begeleider_id=ANNA_ID), 0)
    give(HoldIntake(case_id=case_id, held_on=day(0), help_primary="sleep"), 0)
    told_later = HoldTalk(
        case_id=case_id, talk_id=TALK, held_at=FIRST + timedelta(days=3), channel="phone", minutes=45
    )
    give(told_later, 6)
    give(
        CorrectFact(
            case_id=case_id, version=4, replacement=held(60), happened_on=day(4), reason="typing_error"
        ),
        9,
    )
    replay = CaseReplay(store)

    assert replay.as_it_was(case_id, day(3)).talks == ()
    assert [talk.minutes for talk in replay.as_it_was(case_id, day(4)).talks] == [60]


@pytest.mark.usefixtures("stood")
def test_leaves_out_what_was_struck_even_on_days_before(store: EventStore, case_id: CaseId) -> None:
    assert CaseReplay(store).as_it_was(case_id, day(5)).talks == ()
    assert CaseReplay(store).as_it_was(case_id, day(12)).version == 7


@pytest.mark.usefixtures("stood")
def test_shows_a_dossier_to_nobody_but_those_involved(store: EventStore, case_id: CaseId) -> None:
    replay = CaseReplay(store)
    assert replay.known_at(BRAM, involved(case_id), clock.end_of(day(7))) is None
    assert replay.was_on(BRAM, involved(case_id), day(7)) is None
    shown = replay.known_at(ANNA, involved(case_id), clock.end_of(day(7)))
    assert shown is not None
    assert shown.notes[0].text == "Belt vrijdag terug."
