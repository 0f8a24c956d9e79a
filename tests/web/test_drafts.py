"""What is kept of a form that is not finished, for whom, and for how long."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.web.drafts import INTAKE, REGISTRATION, Draft, Drafts
from bluevitaal_es.web.house import House
from tests.web.conftest import actor_of

MOMENT = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
ANNA, BRAM = actor_of("begeleider"), actor_of("begeleider2")


@pytest.fixture
def drafts(house: House) -> Drafts:
    """The drafts of an empty house."""
    return Drafts(house)


def test_finds_what_was_kept(drafts: Drafts) -> None:
    draft = Draft(uuid4(), REGISTRATION)

    with clock.standing_at(MOMENT):
        drafts.keep(ANNA, draft, lambda body: {**body, "text": "é"})
        drafts.keep(ANNA, draft, lambda body: {**body, "more": [1]})
        found = drafts.find(ANNA, draft.id)

    assert found is not None
    assert found.body == {"text": "é", "more": [1]}
    assert found.saved_at == MOMENT


def test_keeps_a_draft_for_its_owner_only(drafts: Drafts) -> None:
    draft = Draft(uuid4(), REGISTRATION)
    drafts.keep(ANNA, draft, lambda _: {"text": "of Anna"})

    assert drafts.find(BRAM, draft.id) is None
    assert drafts.is_of_another(BRAM, draft.id)
    assert drafts.of(BRAM) == []
    assert drafts.keep(BRAM, draft, lambda _: {"text": "of Bram"}) is None
    drafts.drop(BRAM, draft.id)
    found = drafts.find(ANNA, draft.id)
    assert found is not None
    assert found.body == {"text": "of Anna"}


def test_cannot_be_read_in_the_database(drafts: Drafts, house: House) -> None:
    drafts.keep(ANNA, Draft(uuid4(), REGISTRATION), lambda _: {"text": "Ik slaap niet"})

    with house.database.pool.connection() as connection:
        row = connection.execute("SELECT body FROM web.draft").fetchone()

    assert row is not None
    assert b"slaap" not in bytes(row[0])


def test_drops_a_draft_after_the_stated_days(drafts: Drafts) -> None:
    draft = Draft(uuid4(), REGISTRATION)
    days = timedelta(days=catalogue().norms.client_draft_days)
    with clock.standing_at(MOMENT):
        drafts.keep(ANNA, draft, lambda body: body)
        [row] = drafts.of(ANNA)

    with clock.standing_at(MOMENT + days - timedelta(seconds=1)):
        assert drafts.expire() == 0
        assert drafts.find(ANNA, draft.id) is not None
    with clock.standing_at(MOMENT + days):
        assert drafts.find(ANNA, draft.id) is None
        assert drafts.of(ANNA) == []
        assert drafts.expire() == 1
    assert row.kept_until == clock.day_of(MOMENT + days)


def test_lists_unfinished_drafts_with_the_way_on(drafts: Drafts) -> None:
    registration = Draft(uuid4(), REGISTRATION)
    intake = Draft(uuid4(), INTAKE, uuid4(), "T-2026-0042")
    with clock.standing_at(MOMENT):
        drafts.keep(ANNA, registration, lambda _: {"label": "Aspirant"})
    with clock.standing_at(MOMENT + timedelta(minutes=1)):
        drafts.keep(ANNA, intake, lambda body: body)
        rows = drafts.of(ANNA)

    assert [(row.label, row.href) for row in rows] == [
        ("Intake bij T-2026-0042", "/trajecten/T-2026-0042/intake"),
        ("Aanmelding: Aspirant", f"/trajecten/nieuw/{registration.id}"),
    ]


def test_keeps_only_the_receipt_of_what_was_recorded(drafts: Drafts) -> None:
    draft = Draft(uuid4(), REGISTRATION)
    kept = drafts.keep(ANNA, draft, lambda _: {"text": "secret"})
    assert kept is not None
    number = drafts.number_for(ANNA, kept, lambda: "T-2026-0007")

    drafts.recorded(ANNA, kept, {"day": "2026-03-27"})

    assert number == "T-2026-0007"
    assert drafts.of(ANNA) == []
    assert drafts.keep(ANNA, draft, lambda body: body) is None
    assert drafts.receipt(ANNA, REGISTRATION, number) == {"day": "2026-03-27"}
    assert drafts.receipt(BRAM, REGISTRATION, number) is None


def test_takes_one_number_for_a_draft(drafts: Drafts) -> None:
    draft = drafts.keep(ANNA, Draft(uuid4(), REGISTRATION), lambda body: body)
    assert draft is not None

    first = drafts.number_for(ANNA, draft, lambda: "T-2026-0001")
    second = drafts.number_for(ANNA, draft, lambda: "T-2026-0002")

    assert first == second == "T-2026-0001"
