from typing import Any

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.hold_evaluation import HoldEvaluation, PostponeEvaluation
from tests.lives import closed, evaluation, intake, postponed, product, registered, running, talks
from tests.spec import BRAM, CASE, day, given, on


def hold(held_on: str = "2026-01-12", **fields: Any) -> HoldEvaluation:
    defaults = {
        "case_id": CASE,
        "held_on": day(held_on),
        "colleague": "Carla Collega",
        "dependency": "no",
        "conclusion": "Het gaat beter",
        "decision": "continue",
    }
    return HoldEvaluation(**{**defaults, **fields})


def postpone(until: str, reason: str = "client_asked") -> PostponeEvaluation:
    return PostponeEvaluation(case_id=CASE, until=day(until), reason=reason)


@pytest.mark.requirement("S-044")
def test_names_the_colleague_the_medical_input_and_the_dependency_on_help() -> None:
    told: dict[str, Any] = {"medical_psychiatric": "Psycholoog: goed op weg", "dependency": "some"}

    given(*running()).when(hold(**told)).then(evaluation(**told))


def test_is_held_on_the_day_that_is_told() -> None:
    given(*running()).at("2026-01-12").when(hold("2026-01-09")).then(on("2026-01-09 00:00", evaluation()))


def test_may_be_held_before_it_is_due() -> None:
    given(registered(), intake()).when(hold()).then(evaluation())


@pytest.mark.requirement("S-045")
def test_extends_to_a_new_limit() -> None:
    extended: dict[str, Any] = {"decision": "extend", "new_max_talks": 20}

    given(*running(*talks(15))).when(hold(**extended)).then(evaluation(**extended))


@pytest.mark.requirement("S-045")
@pytest.mark.parametrize("limit", [None, 14, 15])
def test_refuses_an_extension_without_a_higher_limit(limit: int | None) -> None:
    given(*running(*talks(5))).when(hold(decision="extend", new_max_talks=limit)).then_refused(
        refusals.ExtensionNeedsALimit, maximum=15, held=5
    )


def test_refuses_an_extension_to_less_than_was_held() -> None:
    unlimited = running(product("crisis_support", max_talks=None), *talks(6))

    given(*unlimited).when(hold(decision="extend", new_max_talks=6)).then_refused(
        refusals.ExtensionNeedsALimit, held=6
    )


def test_forgets_a_limit_that_goes_with_no_extension() -> None:
    given(*running()).when(hold(decision="stop", new_max_talks=20)).then(
        evaluation(decision="stop", new_max_talks=None)
    )


def test_refuses_an_evaluation_before_the_intake() -> None:
    given(registered()).when(hold()).then_refused(refusals.IntakeWasNotHeld)
    given(registered()).when(postpone("2026-01-20")).then_refused(refusals.IntakeWasNotHeld)


def test_refuses_an_evaluation_before_registration_or_in_the_future() -> None:
    given(*running()).when(hold("2026-01-04")).then_refused(refusals.BeforeRegistration)
    given(*running()).at("2026-01-12").when(hold("2026-01-13")).then_refused(refusals.LiesInTheFuture)


def test_refuses_a_closed_case() -> None:
    given(*running(closed())).when(hold()).then_refused(refusals.CaseIsClosed)
    given(*running(closed())).when(postpone("2026-01-20")).then_refused(refusals.CaseIsClosed)


def test_refuses_another_begeleider() -> None:
    given(*running()).by(BRAM).when(hold()).then_refused(refusals.NotAllowed)
    given(*running()).by(BRAM).when(postpone("2026-01-20")).then_refused(refusals.NotAllowed)


@pytest.mark.requirement("S-042")
@pytest.mark.parametrize("until", ["2026-01-13", "2026-02-09"])
def test_postpones_to_a_day_ahead_by_four_weeks_at_most(until: str) -> None:
    given(*running()).at("2026-01-12").when(postpone(until)).then(postponed(until))


@pytest.mark.requirement("S-042")
@pytest.mark.parametrize("until", ["2026-01-11", "2026-01-12", "2026-02-10"])
def test_refuses_to_postpone_to_today_or_too_far(until: str) -> None:
    given(*running()).at("2026-01-12").when(postpone(until)).then_refused(
        refusals.PostponedTooFar, earliest=day("2026-01-13"), latest=day("2026-02-09")
    )


@pytest.mark.requirement("S-042")
def test_refuses_to_postpone_without_a_reason_of_the_list() -> None:
    given(*running()).when(postpone("2026-01-20", "later")).then_refused(
        refusals.CodeIsNotKnown, field="reason", value="later"
    )
