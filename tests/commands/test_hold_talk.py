from typing import Any

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.hold_talk import CountTalks, HoldTalk, MissTalk
from bluevitaal_es.events.case import TalkMissed, TalksCounted
from tests.lives import closed, held, planned, registered, running, talks
from tests.spec import BRAM, CASE, given, moment, on, uid


def hold(when: str = "2026-01-12 10:00", **fields: Any) -> HoldTalk:
    defaults = {
        "case_id": CASE,
        "talk_id": uid("talk"),
        "held_at": moment(when),
        "channel": "face_to_face",
    }
    return HoldTalk(**{**defaults, **fields})


MISS = MissTalk(case_id=CASE, talk_id=uid("talk"), reason="client_ill", note="Griep")


def test_records_a_planned_talk_at_the_moment_it_was_held() -> None:
    told: dict[str, Any] = {"place": "neutral_place", "minutes": 60, "note": "Over het werk"}

    given(*running(planned())).when(hold(**told)).then(on("2026-01-12 10:00", held(**told)))


def test_records_a_talk_that_was_not_planned() -> None:
    given(*running()).when(hold()).then(held())


def test_refuses_to_record_a_talk_twice() -> None:
    given(*running(held())).when(hold()).then_refused(refusals.TalkWasAlreadyRecorded)
    given(*running(planned(), TalkMissed(talk_id=uid("talk"), reason="moved"))).when(hold()).then_refused(
        refusals.TalkWasAlreadyRecorded
    )


@pytest.mark.requirement("S-042")
def test_refuses_an_unplanned_talk_while_an_evaluation_is_due() -> None:
    given(*running(*talks(5))).when(hold()).then_refused(
        refusals.EvaluationIsDue, rule="evaluation_talks", count=5
    )


@pytest.mark.requirement("S-042")
def test_records_an_unplanned_talk_while_an_evaluation_is_due_with_a_reason() -> None:
    given(*running(*talks(5))).when(hold(despite_evaluation="Stond voor de deur")).then(
        held(despite_evaluation="Stond voor de deur")
    )


@pytest.mark.requirement("S-042")
def test_records_a_talk_that_was_planned_before_the_evaluation_fell_due() -> None:
    given(*running(planned(), *talks(5))).when(hold()).then(held())


@pytest.mark.requirement("S-042")
def test_never_refuses_a_crisis_talk_for_an_evaluation() -> None:
    given(*running(*talks(5))).when(hold(crisis=True)).then(held(crisis=True))


def test_records_a_talk_before_the_intake() -> None:
    given(registered()).when(hold()).then(held())


def test_refuses_a_talk_before_registration() -> None:
    given(*running()).when(hold("2026-01-04 10:00")).then_refused(refusals.BeforeRegistration)


def test_refuses_a_talk_in_the_future() -> None:
    given(*running()).at("2026-01-12 09:59").when(hold("2026-01-12 10:00")).then_refused(
        refusals.LiesInTheFuture
    )


@pytest.mark.parametrize(("field", "value"), [("channel", "pigeon"), ("place", "moon")])
def test_refuses_a_code_that_is_not_in_the_catalogue(field: str, value: str) -> None:
    given(*running()).when(hold(**{field: value})).then_refused(refusals.CodeIsNotKnown, field=field)


def test_refuses_a_closed_case() -> None:
    given(*running(planned(), closed())).when(hold()).then_refused(refusals.CaseIsClosed)
    given(*running(planned(), closed())).when(MISS).then_refused(refusals.CaseIsClosed)


def test_refuses_another_begeleider() -> None:
    given(*running(planned())).by(BRAM).when(hold()).then_refused(refusals.NotAllowed)
    given(*running(planned())).by(BRAM).when(MISS).then_refused(refusals.NotAllowed)


def test_records_why_a_planned_talk_was_missed() -> None:
    given(*running(planned())).when(MISS).then(
        TalkMissed(talk_id=uid("talk"), reason="client_ill", note="Griep")
    )


def test_refuses_to_miss_what_was_not_planned_or_was_held() -> None:
    given(*running()).when(MISS).then_refused(refusals.TalkIsNotPlanned)
    given(*running(planned(), held())).when(MISS).then_refused(refusals.TalkIsNotPlanned)


def test_refuses_a_reason_outside_the_list() -> None:
    command = MissTalk(case_id=CASE, talk_id=uid("talk"), reason="weather")

    given(*running(planned())).when(command).then_refused(refusals.CodeIsNotKnown, field="reason")


def test_keeps_a_count_of_earlier_talks_as_a_count() -> None:
    given(*running()).when(CountTalks(case_id=CASE, count=7)).then(TalksCounted(count=7))


def test_refuses_a_count_below_nought() -> None:
    given(*running()).when(CountTalks(case_id=CASE, count=-1)).then_refused(refusals.RatingIsOutOfRange)


def test_refuses_a_count_in_a_closed_case() -> None:
    given(*running(closed())).when(CountTalks(case_id=CASE, count=7)).then_refused(refusals.CaseIsClosed)
