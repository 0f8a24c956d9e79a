from datetime import date

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.ask_us import AnswerClient, AskUs, months_after
from bluevitaal_es.events.portal import ClientAnswered, ClientAsked
from bluevitaal_es.rules.duty import DutyKind
from tests.lives import closed, registered
from tests.rules.test_duties import due, end
from tests.spec import BRAM, CASE, CLIENT, given, uid

ASK = AskUs(case_id=CASE, request_id=uid("request"), kind="correction", text="Mijn dienst klopt niet")
ASKED = ClientAsked(
    request_id=uid("request"), kind="correction", text="Mijn dienst klopt niet", due_on=date(2026, 2, 12)
)
ANSWER = AnswerClient(case_id=CASE, request_id=uid("request"), outcome="done", answer="Het staat nu goed")
ANSWERED = ClientAnswered(request_id=uid("request"), outcome="done", answer="Het staat nu goed")


def test_takes_a_request_with_a_month_to_answer() -> None:
    given(registered()).at("2026-01-12").by(CLIENT).when(ASK).then(ASKED)


def test_takes_a_request_in_a_closed_case_too() -> None:
    given(registered(), closed()).at("2026-01-12").by(CLIENT).when(ASK).then(ASKED)


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_counts_a_month_to_the_same_day_or_the_last(day: date, until: date) -> None:
    assert months_after(day, 1) == until


def test_refuses_a_request_of_somebody_else_or_without_words() -> None:
    given(registered()).when(ASK).then_refused(refusals.NotAllowed)
    given().by(CLIENT).when(ASK).then_refused(refusals.NotAllowed)
    empty = AskUs(case_id=CASE, request_id=uid("request"), kind="objection", text="")
    given(registered()).by(CLIENT).when(empty).then_refused(refusals.MessageIsEmpty)


def test_answers_a_request_once_and_by_the_begeleider_alone() -> None:
    given(registered(), ASKED).when(ANSWER).then(ANSWERED)
    given(registered(), ASKED, ANSWERED).when(ANSWER).then_refused(refusals.RequestIsNotOpen)
    given(registered()).when(ANSWER).then_refused(refusals.RequestIsNotOpen)
    given(registered(), ASKED).by(BRAM).when(ANSWER).then_refused(refusals.NotAllowed)


def test_is_a_duty_until_it_is_answered_after_closing_too() -> None:
    (duty,) = due(DutyKind.CLIENT_REQUEST, registered(), ASKED, closed())

    assert duty.due_at == end("2026-02-12")
    assert due(DutyKind.CLIENT_REQUEST, registered(), ASKED, closed(), ANSWERED) == []
