from typing import Any

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.events.case import CaseRegistered
from tests.lives import registered
from tests.spec import AUDITOR, BRAM, CASE, LEAD, day, given, on


@pytest.mark.requirement("S-014")
def test_is_anonymous_to_the_employer_unless_told() -> None:
    command = RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff")

    given().when(command).then(registered(anonymous_to_employer=True))


@pytest.mark.requirement("S-017")
def test_keeps_all_that_was_told() -> None:
    told: dict[str, Any] = {
        "number": "T-2026-0007",
        "target_group": "family",
        "unit": "NN",
        "channel": "phone",
        "route": "internet",
        "reason_not_internal": "anonymity",
        "client_name": "Fenna Verzonnen",
        "contact_wish": "Bel na zes uur",
        "help_primary": "sleep",
        "help_others": ("grief", "anxiety"),
    }
    command = RegisterCase(case_id=CASE, anonymous_to_employer=False, **told)

    given().when(command).then(CaseRegistered(anonymous_to_employer=False, **told))


def test_happens_on_the_day_that_is_told() -> None:
    command = RegisterCase(
        case_id=CASE, number="T-2026-0001", target_group="current_staff", registered_on=day("2026-01-08")
    )

    given().when(command).then(on("2026-01-08 00:00", registered()))


def test_may_be_done_by_every_begeleider() -> None:
    command = RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff")

    given().by(BRAM).when(command).then(registered())


def test_refuses_others_than_begeleiders() -> None:
    command = RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff")

    given().by(LEAD).when(command).then_refused(refusals.NotAllowed)
    given().by(AUDITOR).when(command).then_refused(refusals.NotAllowed)


def test_refuses_to_register_twice() -> None:
    command = RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff")

    given(registered()).when(command).then_refused(refusals.CaseIsAlreadyRegistered)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("target_group", "stranger"),
        ("channel", "pigeon"),
        ("route", "hearsay"),
        ("reason_not_internal", "because"),
        ("help_primary", "world peace"),
        ("unit", "PDC"),
    ],
)
def test_refuses_a_code_that_is_not_in_the_catalogue(field: str, value: str) -> None:
    fields: dict[str, Any] = {"target_group": "current_staff", field: value}
    command = RegisterCase(case_id=CASE, number="T-2026-0001", **fields)

    given().when(command).then_refused(refusals.CodeIsNotKnown, field=field, value=value)


def test_refuses_an_unknown_question_among_the_others() -> None:
    command = RegisterCase(
        case_id=CASE, number="T-2026-0001", target_group="current_staff", help_others=("world peace",)
    )

    given().when(command).then_refused(refusals.CodeIsNotKnown, value="world peace")


def test_judges_the_unit_by_the_day_of_registration() -> None:
    def command(unit: str, registered_on: str) -> RegisterCase:
        return RegisterCase(
            case_id=CASE,
            number="T-2023-0001",
            target_group="current_staff",
            unit=unit,
            registered_on=day(registered_on),
        )

    given().when(command("LE", "2023-12-31")).then(registered(number="T-2023-0001", unit="LE"))
    given().when(command("LE", "2024-01-01")).then_refused(
        refusals.UnitWasNotThereThen, unit="LE", on=day("2024-01-01")
    )
    given().when(command("LX", "2023-12-31")).then_refused(refusals.UnitWasNotThereThen, unit="LX")


def test_refuses_a_registration_in_the_future() -> None:
    command = RegisterCase(
        case_id=CASE, number="T-2026-0001", target_group="current_staff", registered_on=day("2026-01-13")
    )

    given().at("2026-01-12").when(command).then_refused(refusals.LiesInTheFuture, on=day("2026-01-13"))
