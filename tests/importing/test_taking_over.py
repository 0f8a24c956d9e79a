"""From sound registrations to cases: as facts of the past, together, once."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bluevitaal_es.access import Act, Actor, Involvement, may
from bluevitaal_es.commands.handle import Desk
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.database import Database
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.case import CaseFact, CaseRegistered, TalksCounted
from bluevitaal_es.importing.rows import Registration
from bluevitaal_es.importing.taking_over import TakenOver, placeholder_id, take_over
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.projections.case_file.folding import dossier_of
from bluevitaal_es.settings import Settings
from bluevitaal_es.store import EventStore, open_keyring
from bluevitaal_es.vocabulary import Role

TODAY = date(2026, 11, 21)
REGISTRATION = Registration(
    number=7,
    registered_on=date(2012, 5, 3),
    channel="phone",
    route="colleague",
    target_group="current_staff",
    unit="LIM",
    name=None,
    anonymous=True,
    reason_not_internal=None,
    help_primary="work_pressure",
    help_others=("sleep",),
    begeleider_label="mw 3",
    intake_on=date(2012, 5, 4),
    product="aftercare",
    talks=9,
    tsq=8,
    referred_to="general_practitioner",
    referred_on=date(2012, 8, 1),
    work_start="working",
    work_end="working",
    closed_on=date(2012, 7, 13),
    rating=8,
    remarks="Belt nog eens.",
    sheet="Aanmeldingen",
    row=8,
)
OPEN = replace(REGISTRATION, number=8, closed_on=None, row=9)


@pytest.fixture
def store(database: Database, tmp_path: Path) -> EventStore:
    """An empty log."""
    return EventStore(database, open_keyring(Settings(data_dir=tmp_path), database), EVENT_TYPES)


def taken(store: EventStore, *registrations: Registration) -> TakenOver:
    """Take registrations over, today."""
    return take_over(Desk(store), registrations, "ab" * 32, TODAY)


def dossier(store: EventStore, registration: Registration) -> Dossier:
    """Return the dossier that came of a registration."""
    return dossier_of(store.read(registration.identity))


def test_loses_nothing_of_a_registration(store: EventStore) -> None:
    taken(store, REGISTRATION)

    found = dossier(store, REGISTRATION)

    assert found.unit == "LIM"
    assert found.intake is not None
    assert (found.intake.help_primary, found.intake.help_others) == ("work_pressure", ("sleep",))
    assert found.products[0].product == "aftercare"
    assert found.talks_counted_before == 9
    assert found.results[0].total == 8
    assert found.referrals[0].target == "general_practitioner"
    assert [status.moment for status in found.work_statuses] == ["start", "end"]
    assert (found.satisfaction, found.notes[0].text) == (8, "Belt nog eens.")
    assert found.status == "closed"


def test_keeps_where_every_fact_came_from(store: EventStore) -> None:
    taken(store, REGISTRATION)

    sources = [
        recorded.event.source
        for recorded in store.read(REGISTRATION.identity)
        if isinstance(recorded.event, CaseFact)
    ]

    assert {(source.file_sha256, source.sheet, source.row) for source in sources if source} == {
        ("ab" * 32, "Aanmeldingen", 8)
    }
    assert None not in sources


def test_keeps_a_count_of_talks_a_count(store: EventStore) -> None:
    taken(store, REGISTRATION)

    counted = [r.event for r in store.read(REGISTRATION.identity) if isinstance(r.event, TalksCounted)]

    assert [event.count for event in counted] == [9]
    assert dossier(store, REGISTRATION).talks == ()


def test_lets_no_rule_about_planning_stop_the_past(store: EventStore) -> None:
    taken(store, OPEN)

    found = dossier(store, OPEN)

    assert found.decisions == ()
    assert all(duty.due_at.date() >= TODAY for duty in found.duties if duty.kind == "evaluation")


def test_makes_one_placeholder_of_a_label_for_good(store: EventStore) -> None:
    taken(store, REGISTRATION)
    taken(store, OPEN)

    assert len(store.read(placeholder_id("mw 3", ""))) == 1
    assert dossier(store, OPEN).begeleider_id == placeholder_id("MW 3", "")


def test_adds_nothing_the_second_time(store: EventStore) -> None:
    taken(store, REGISTRATION)
    head = store.head()

    again = taken(store, REGISTRATION)

    assert (again.imported, again.already_there, store.head()) == (0, 1, head)


def test_reports_a_registration_that_was_taken_over_with_other_content(store: EventStore) -> None:
    taken(store, REGISTRATION)

    again = taken(store, replace(REGISTRATION, rating=9))

    assert (again.imported, again.already_there, len(again.differing)) == (0, 0, 1)


@pytest.mark.parametrize(
    "impossible",
    [
        replace(REGISTRATION, intake_on=date(2012, 5, 1)),
        replace(REGISTRATION, unit="LX"),
        replace(REGISTRATION, closed_on=date(2031, 1, 1)),
    ],
    ids=["intake before registration", "unit that did not exist", "closed in the future"],
)
def test_refuses_the_whole_file_when_one_case_cannot_have_happened(
    store: EventStore, impossible: Registration
) -> None:
    with pytest.raises(Refusal):
        taken(store, OPEN, impossible)

    assert store.head() == 0


def test_keeps_the_help_question_when_no_intake_was_held(store: EventStore) -> None:
    taken(store, replace(OPEN, intake_on=None))

    found = dossier(store, OPEN)

    assert (found.intake, found.help_primary_at_registration) == (None, "work_pressure")


def test_lets_nobody_but_the_one_behind_the_label_open_it(store: EventStore) -> None:
    taken(store, OPEN)
    registered = store.read(OPEN.identity)[0]
    assert isinstance(registered.event, CaseRegistered)
    label = placeholder_id("mw 3", "")
    involvement = Involvement(OPEN.identity, label, registered.actor_id)

    linked = Actor("x", "Anna Voorbeeld", Role.BEGELEIDER, frozenset({label}))
    stranger = Actor("y", "Bram Bedacht", Role.BEGELEIDER)

    assert may(linked, Act.OPEN_DOSSIER, involvement)
    assert not may(stranger, Act.OPEN_DOSSIER, involvement)
