from typing import Any

import pytest

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.hold_intake import HoldIntake
from tests.lives import assigned, closed, intake, registered
from tests.spec import BRAM, CASE, day, given, on


def hold(held_on: str = "2026-01-12", **fields: Any) -> HoldIntake:
    return HoldIntake(**{"case_id": CASE, "held_on": day(held_on), "help_primary": "ptsd", **fields})


@pytest.mark.requirement("S-010", "S-023")
def test_records_the_intake_with_the_number_and_version_of_its_form() -> None:
    told: dict[str, Any] = {
        "help_primary": "ptsd",
        "help_others": ("sleep", "relationship"),
        "expectation": "Weer aan het werk",
        "index_event_on": day("2025-11-01"),
        "weapon_access": "yes",
        "place": "client_home",
        "note": "Rustig gesprek",
    }

    given(registered(), assigned()).at("2026-01-12").when(hold(**told)).then(
        on("2026-01-12", intake(procedure="6305/1", **told))
    )


@pytest.mark.requirement("S-015")
def test_offers_at_least_ten_kinds_of_questions() -> None:
    assert len(catalogue().help_questions.options()) >= 10


@pytest.mark.requirement("S-015")
def test_takes_several_questions_of_which_one_is_primary() -> None:
    given(registered()).when(hold(help_others=("sleep", "grief"))).then(
        intake(help_others=("sleep", "grief"))
    )


@pytest.mark.requirement("S-015")
def test_refuses_a_primary_question_that_is_also_another() -> None:
    given(registered()).when(hold(help_others=("sleep", "ptsd"))).then_refused(
        refusals.PrimaryQuestionIsAmongTheOthers
    )


@pytest.mark.requirement("S-015")
def test_refuses_an_intake_without_a_question() -> None:
    given(registered()).when(hold(help_primary=None)).then_refused(
        refusals.CodeIsNotKnown, field="help_primary"
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"help_primary": "world peace"},
        {"help_others": ("world peace",)},
        {"weapon_access": "perhaps"},
        {"place": "moon"},
    ],
)
def test_refuses_a_code_that_is_not_in_the_catalogue(fields: dict[str, Any]) -> None:
    given(registered()).when(hold(**fields)).then_refused(refusals.CodeIsNotKnown)


def test_refuses_an_event_with_a_day_when_there_is_no_single_event() -> None:
    given(registered()).when(hold(no_single_event=True, index_event_on=day("2025-11-01"))).then_refused(
        refusals.IndexEventIsContradicted
    )


def test_refuses_an_event_after_the_intake() -> None:
    given(registered()).when(hold("2026-01-08", index_event_on=day("2026-01-09"))).then_refused(
        refusals.LiesInTheFuture, on=day("2026-01-09")
    )


def test_refuses_a_second_intake() -> None:
    given(registered(), intake()).when(hold()).then_refused(refusals.IntakeWasAlreadyHeld)


def test_refuses_an_intake_before_registration() -> None:
    given(on("2026-01-05", registered())).when(hold("2026-01-04")).then_refused(refusals.BeforeRegistration)


def test_refuses_an_intake_in_the_future() -> None:
    given(registered()).at("2026-01-12").when(hold("2026-01-13")).then_refused(refusals.LiesInTheFuture)


def test_refuses_a_closed_case() -> None:
    given(registered(), closed()).when(hold()).then_refused(refusals.CaseIsClosed)


def test_refuses_a_case_that_is_not_known() -> None:
    given().when(hold()).then_refused(refusals.NotAllowed)


def test_refuses_another_begeleider() -> None:
    given(registered(), assigned("anna")).by(BRAM).when(hold()).then_refused(refusals.NotAllowed)
