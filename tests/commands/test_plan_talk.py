from typing import Any

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.plan_talk import PlanTalk
from tests.lives import (
    closed,
    consent,
    evaluation,
    goal,
    held,
    intake,
    planned,
    postponed,
    product,
    registered,
    running,
    talks,
)
from tests.spec import BRAM, CASE, given, moment, on, uid

NEXT = "2026-01-13 10:00"


def plan(name: str = "next", **fields: Any) -> PlanTalk:
    defaults = {
        "case_id": CASE,
        "talk_id": uid(name),
        "planned_for": moment(NEXT),
        "channel": "face_to_face",
    }
    return PlanTalk(**{**defaults, **fields})


@pytest.mark.requirement("S-021")
def test_plans_a_talk_at_the_place_that_the_client_chose() -> None:
    given(*running()).when(plan(place="outdoors")).then(planned("next", NEXT, place="outdoors"))


def test_is_silent_when_the_talk_was_planned_or_recorded_before() -> None:
    given(*running(planned("next"))).when(plan()).then_nothing()
    given(*running(held("next"))).when(plan()).then_nothing()


@pytest.mark.requirement("S-042")
def test_lets_the_fifth_talk_be_planned() -> None:
    given(*running(*talks(4))).when(plan()).then(planned("next", NEXT))


@pytest.mark.requirement("S-042")
def test_refuses_the_sixth_talk_before_the_evaluation() -> None:
    given(*running(*talks(5))).when(plan()).then_refused(
        refusals.EvaluationIsDue, rule="evaluation_talks", count=5
    )


@pytest.mark.requirement("S-042")
def test_waits_as_many_talks_as_the_product_says() -> None:
    started = [registered(), intake(), product("case_management", evaluation_every=8), goal()]

    given(*started, *talks(7)).when(plan()).then(planned("next", NEXT))
    given(*started, *talks(8)).when(plan()).then_refused(refusals.EvaluationIsDue, count=8)


@pytest.mark.requirement("S-042")
def test_refuses_a_talk_when_six_weeks_have_passed() -> None:
    case = given(*running())

    case.at("2026-02-16 23:59").when(plan()).then(planned("next", NEXT))
    case.at("2026-02-17 00:00").when(plan()).then_refused(
        refusals.EvaluationIsDue, rule="evaluation_weeks", count=6
    )


@pytest.mark.requirement("S-042")
def test_plans_again_once_the_evaluation_was_held_or_postponed() -> None:
    due = running(*talks(5))

    given(*due, on("2026-01-11", evaluation())).when(plan()).then(planned("next", NEXT))
    given(*due, on("2026-01-11", postponed("2026-01-25"))).when(plan()).then(planned("next", NEXT))


@pytest.mark.requirement("S-042")
def test_refuses_again_when_the_postponed_day_has_passed() -> None:
    case = given(*running(*talks(5)), on("2026-01-11", postponed("2026-01-25")))

    case.at("2026-01-26").when(plan()).then_refused(refusals.EvaluationIsDue, rule="evaluation_postponed")


@pytest.mark.requirement("S-042")
@pytest.mark.parametrize(
    "past",
    [[registered()], running(*talks(5)), running(*talks(15), on("2026-01-11", evaluation()))],
    ids=["without intake", "evaluation due", "limit reached"],
)
def test_never_blocks_a_crisis_talk(past: list[Any]) -> None:
    given(*past).when(plan(crisis=True)).then(planned("next", NEXT, crisis=True))


@pytest.mark.requirement("S-042")
def test_does_not_count_crisis_talks_towards_the_evaluation() -> None:
    given(*running(*talks(4), *talks(4, start=9, crisis=True))).when(plan()).then(planned("next", NEXT))


@pytest.mark.requirement("S-045")
def test_refuses_a_talk_at_the_limit() -> None:
    started = [registered(), intake(), product("information_advice", max_talks=2), goal()]

    given(*started, *talks(1)).when(plan()).then(planned("next", NEXT))
    given(*started, *talks(2)).when(plan()).then_refused(refusals.TalkLimitIsReached, maximum=2, held=2)


@pytest.mark.requirement("S-045")
def test_plans_again_once_the_limit_was_extended() -> None:
    started = running(product("information_advice", max_talks=2), *talks(2))
    going_on = on("2026-01-11", evaluation())
    extended = on("2026-01-11", evaluation(decision="extend", new_max_talks=4))

    given(*started, going_on).when(plan()).then_refused(refusals.TalkLimitIsReached)
    given(*started, extended).when(plan()).then(planned("next", NEXT))


@pytest.mark.requirement("S-037")
def test_refuses_a_second_talk_without_a_goal_and_an_approach() -> None:
    started = [registered(), intake(), product()]

    given(*started).when(plan()).then(planned("next", NEXT))
    given(*started, *talks(1)).when(plan()).then_refused(refusals.GoalComesFirst)
    given(*started, *talks(1), goal(approach=None)).when(plan()).then_refused(refusals.ApproachComesFirst)
    given(*started, *talks(1), goal()).when(plan()).then(planned("next", NEXT))
    given(*started, *talks(1), goal(approach=None), goal("other")).when(plan()).then(planned("next", NEXT))


def test_refuses_a_talk_before_the_intake() -> None:
    given(registered(), consent()).when(plan()).then_refused(refusals.IntakeWasNotHeld)


@pytest.mark.parametrize(("field", "value"), [("channel", "pigeon"), ("place", "moon")])
def test_refuses_a_code_that_is_not_in_the_catalogue(field: str, value: str) -> None:
    given(*running()).when(plan(**{field: value})).then_refused(
        refusals.CodeIsNotKnown, field=field, value=value
    )


def test_refuses_a_closed_case_for_crisis_talks_too() -> None:
    given(*running(closed())).when(plan(crisis=True)).then_refused(refusals.CaseIsClosed)


def test_refuses_another_begeleider() -> None:
    given(*running()).by(BRAM).when(plan()).then_refused(refusals.NotAllowed)
