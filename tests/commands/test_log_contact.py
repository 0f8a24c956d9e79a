from typing import Any

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.log_contact import LogContact
from bluevitaal_es.events.contact import ContactLogged
from tests.spec import AUDITOR, LEAD, given, moment, on, uid


def log(when: str = "2026-01-12 10:00", **fields: Any) -> LogContact:
    defaults = {
        "contact_id": uid("contact"),
        "held_at": moment(when),
        "channel": "phone",
        "subject": "own_question",
        "outcome": "answered",
    }
    return LogContact(**{**defaults, **fields})


def logged(**fields: Any) -> ContactLogged:
    return ContactLogged(**{"channel": "phone", "subject": "own_question", "outcome": "answered", **fields})


@pytest.mark.requirement("S-011")
def test_needs_no_registration_and_no_name() -> None:
    told: dict[str, Any] = {"target_group": "family", "unit": "NN", "minutes": 12}

    given().when(log(**told)).then(on("2026-01-12 10:00", logged(**told)))
    assert not {"name", "note", "text", "phone_number"} & set(ContactLogged.model_fields)


@pytest.mark.parametrize(
    ("when", "out_of_hours"),
    [
        ("2026-01-12 08:29", True),
        ("2026-01-12 08:30", False),
        ("2026-01-12 17:29", False),
        ("2026-01-12 17:30", True),
        ("2026-01-10 12:00", True),
        ("2026-01-01 12:00", True),
    ],
    ids=["too early", "opening", "last minute", "closing", "Saturday", "New Year's Day"],
)
def test_stamps_contacts_outside_office_hours(when: str, out_of_hours: bool) -> None:
    given().at("2026-01-12 18:00").when(log(when)).then(logged(out_of_hours=out_of_hours))


def test_is_silent_when_it_was_logged_before() -> None:
    given(logged()).when(log()).then_nothing()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel", "pigeon"),
        ("subject", "weather"),
        ("outcome", "applause"),
        ("target_group", "stranger"),
        ("unit", "PDC"),
    ],
)
def test_refuses_a_code_that_is_not_in_the_catalogue(field: str, value: str) -> None:
    given().when(log(**{field: value})).then_refused(refusals.CodeIsNotKnown, field=field, value=value)


def test_refuses_a_contact_in_the_future() -> None:
    given().at("2026-01-12 09:59").when(log("2026-01-12 10:00")).then_refused(refusals.LiesInTheFuture)


def test_refuses_others_than_begeleiders() -> None:
    given().by(LEAD).when(log()).then_refused(refusals.NotAllowed)
    given().by(AUDITOR).when(log()).then_refused(refusals.NotAllowed)
