from typing import Any, Literal

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.close_case import CloseCase, ReopenCase
from bluevitaal_es.events.case import CaseReopened
from tests.lives import (
    answered,
    closed,
    consent,
    decision_opened,
    decision_settled,
    dropped,
    goal,
    intake,
    planned,
    rated,
    referral,
    registered,
    safety_opened,
    safety_settled,
    sent,
)
from tests.spec import BRAM, CASE, day, given, on, uid

Rating = tuple[Any, Literal["client", "begeleider"], int]

REOPEN = ReopenCase(case_id=CASE, reason="Belde opnieuw")


def close(closed_on: str = "2026-01-12", **fields: Any) -> CloseCase:
    defaults = {"case_id": CASE, "outcome": "can_go_on_alone", "closed_on": day(closed_on)}
    return CloseCase(**{**defaults, **fields})


@pytest.mark.requirement("S-010")
def test_closes_with_outcome_and_whether_the_expectation_was_met() -> None:
    told: dict[str, Any] = {"expectation_met": "partly", "summary": "Slaapt weer"}

    given(registered(), intake()).at("2026-01-12").when(close(**told)).then(on("2026-01-12", closed(**told)))


def test_closes_a_case_that_never_came_to_an_intake() -> None:
    given(registered()).when(close(outcome="contact_lost")).then(closed(outcome="contact_lost"))


@pytest.mark.requirement("S-038")
def test_records_the_ratings_given_at_closing() -> None:
    ratings: tuple[Rating, ...] = ((uid("goal"), "client", 8), (uid("goal"), "begeleider", 7))

    given(registered(), goal()).when(close(ratings=ratings)).then(
        rated("client", 8), rated("begeleider", 7), closed()
    )


@pytest.mark.requirement("S-038")
def test_counts_ratings_that_were_given_before() -> None:
    given(registered(), goal(), rated("client"), rated("begeleider")).when(close()).then(closed())


@pytest.mark.requirement("S-038")
def test_refuses_while_a_goal_is_not_rated_by_both() -> None:
    given(registered(), goal()).when(close()).then_refused(refusals.GoalsAreNotRated, rater="begeleider")
    given(registered(), goal(), rated("begeleider")).when(close()).then_refused(
        refusals.GoalsAreNotRated, rater="client"
    )
    given(registered(), goal(), goal("second"), rated("begeleider"), rated("client")).when(
        close()
    ).then_refused(refusals.GoalsAreNotRated)


@pytest.mark.requirement("S-038")
def test_closes_without_the_clients_rating_when_it_says_why() -> None:
    excuse = "client_unreachable"

    given(registered(), goal(), rated("begeleider")).when(close(client_rating_missing=excuse)).then(
        closed(client_rating_missing=excuse)
    )
    given(registered(), goal()).when(close(client_rating_missing=excuse)).then_refused(
        refusals.GoalsAreNotRated, rater="begeleider"
    )


def test_refuses_ratings_off_the_scale_or_of_other_goals() -> None:
    case = given(registered(), goal())
    off_the_scale: tuple[Rating, ...] = ((uid("goal"), "client", 11),)
    of_another: tuple[Rating, ...] = ((uid("another"), "client", 5),)

    case.when(close(ratings=off_the_scale)).then_refused(refusals.RatingIsOutOfRange)
    case.when(close(ratings=of_another)).then_refused(refusals.GoalIsNotKnown)


def test_refuses_while_a_safety_task_is_open() -> None:
    case = [registered(), safety_opened()]

    given(*case).when(close()).then_refused(refusals.SafetyTaskIsOpen)
    given(*case, safety_settled()).when(close()).then(closed())


@pytest.mark.requirement("S-053")
def test_refuses_while_a_score_waits_for_a_decision() -> None:
    case = [registered(), decision_opened()]

    given(*case).when(close()).then_refused(refusals.DecisionIsOpen)
    given(*case, decision_settled()).when(close()).then(closed())


@pytest.mark.requirement("S-065")
def test_refuses_while_a_referral_waits_to_be_sent() -> None:
    case = [registered(), consent(), referral()]

    given(*case).when(close()).then_refused(refusals.ReferralIsNotSent)
    given(*case, dropped()).when(close()).then(closed())
    given(*case, sent()).when(close()).then(closed())
    given(*case, sent(), answered()).when(close()).then(closed())


@pytest.mark.parametrize("outcome", ["happily", None])
def test_refuses_an_outcome_outside_the_list(outcome: str | None) -> None:
    given(registered()).when(close(outcome=outcome)).then_refused(refusals.CodeIsNotKnown, field="outcome")


def test_refuses_a_day_before_registration_or_in_the_future() -> None:
    given(registered()).when(close("2026-01-04")).then_refused(refusals.BeforeRegistration)
    given(registered()).at("2026-01-12").when(close("2026-01-13")).then_refused(refusals.LiesInTheFuture)


def test_refuses_to_close_twice() -> None:
    given(registered(), closed()).when(close()).then_refused(refusals.CaseIsClosed)


def test_reopens_a_closed_case() -> None:
    given(registered(), closed()).when(REOPEN).then(CaseReopened(reason="Belde opnieuw"))


def test_refuses_to_reopen_what_is_open() -> None:
    given(registered(), planned()).when(REOPEN).then_refused(refusals.CaseIsNotClosed)


def test_refuses_another_begeleider() -> None:
    given(registered()).by(BRAM).when(close()).then_refused(refusals.NotAllowed)
    given(registered(), closed()).by(BRAM).when(REOPEN).then_refused(refusals.NotAllowed)
