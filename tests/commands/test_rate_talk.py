from typing import Any

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.rate_talk import FollowUpTalkRating, PrepareEvaluation, RateTalk
from bluevitaal_es.events.case import TalkMissed
from bluevitaal_es.events.portal import EvaluationPrepared, TalkRated, TalkRatingFollowedUp
from bluevitaal_es.rules.duty import DutyKind
from tests.lives import closed, held, planned, registered
from tests.rules.test_duties import due, end
from tests.spec import BRAM, CASE, CLIENT, given, on, uid

TALKED = (registered(), held())
FOLLOW_UP = FollowUpTalkRating(case_id=CASE, talk_id=uid("talk"), done="Samen besproken")


def rate(name: str = "talk", **answers: Any) -> RateTalk:
    return RateTalk(case_id=CASE, talk_id=uid(name), **(answers or {"heard": "yes"}))


def rated(**answers: Any) -> TalkRated:
    return TalkRated(talk_id=uid("talk"), **answers)


def test_keeps_what_the_client_says_about_a_talk() -> None:
    answers = {"heard": "yes", "helped": "some", "confidential": "no", "note": "De deur stond open"}

    given(*TALKED).by(CLIENT).when(rate(**answers)).then(rated(**answers))


def test_lets_the_client_alone_rate() -> None:
    given(*TALKED).when(rate()).then_refused(refusals.NotAllowed)


@pytest.mark.parametrize(
    "life",
    [
        [registered()],
        [registered(), planned()],
        [registered(), planned(), TalkMissed(talk_id=uid("talk"), reason="client_ill")],
        [*TALKED, rated(heard="yes")],
    ],
)
def test_refuses_a_talk_that_was_not_held_or_was_rated(life: list[Any]) -> None:
    given(*life).by(CLIENT).when(rate()).then_refused(refusals.TalkCannotBeRated)


def test_refuses_a_rating_that_says_nothing() -> None:
    given(*TALKED).by(CLIENT).when(rate(note="Niets")).then_refused(refusals.RatingSaysNothing)


@pytest.mark.parametrize("question", ["heard", "helped", "confidential"])
def test_brings_one_no_to_the_begeleider_the_same_day(question: str) -> None:
    low = on("2026-01-06 16:00", rated(**{question: "no"}))
    (duty,) = due(DutyKind.LOW_RATING, *TALKED, low)

    assert duty.due_at == end("2026-01-06")
    assert due(DutyKind.LOW_RATING, *TALKED, rated(heard="some", confidential="yes")) == []


def test_follows_up_on_a_low_rating_once() -> None:
    low, followed = rated(heard="no"), TalkRatingFollowedUp(talk_id=uid("talk"), done="Samen besproken")

    given(*TALKED, low).when(FOLLOW_UP).then(followed)
    given(*TALKED, low, followed).when(FOLLOW_UP).then_refused(refusals.RatingIsNotOpen)
    given(*TALKED, rated(heard="yes")).when(FOLLOW_UP).then_refused(refusals.RatingIsNotOpen)
    given(*TALKED, low).by(BRAM).when(FOLLOW_UP).then_refused(refusals.NotAllowed)
    assert due(DutyKind.LOW_RATING, *TALKED, low, followed) == []


def test_prepares_an_evaluation_in_own_words() -> None:
    prepare = PrepareEvaluation(case_id=CASE, better="Slapen", wish="Minder vaak praten")
    written = EvaluationPrepared(better="Slapen", wish="Minder vaak praten")

    given(registered()).by(CLIENT).when(prepare).then(written)
    given(registered()).when(prepare).then_refused(refusals.NotAllowed)
    given(registered(), closed()).by(CLIENT).when(prepare).then_refused(refusals.CaseIsClosed)


def test_refuses_a_preparation_without_words() -> None:
    given(registered()).by(CLIENT).when(PrepareEvaluation(case_id=CASE)).then_refused(refusals.MessageIsEmpty)
