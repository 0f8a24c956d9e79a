import pytest

from bluevitaal_es.commands import refusals, request_refusals
from bluevitaal_es.commands.answer_request import (
    CloseRequest,
    RecordAttempt,
    RegisterFromRequest,
    TakeRequest,
)
from bluevitaal_es.commands.make_request import RequestCommand
from bluevitaal_es.events.first_request import (
    RequestAttempted,
    RequestClosed,
    RequestMade,
    RequestRegistered,
    RequestTaken,
    RequestWithdrawn,
)
from bluevitaal_es.rules.first_requests import due_at
from tests.spec import ANNA, BRAM, CASE, LEAD, given, moment, uid

REQUEST = uid("request")
MADE = RequestMade(for_whom="other", reach="phone", urgent=False, phone="06 1234")
TAKEN = RequestTaken(begeleider_id=uid("anna"))
TAKE = TakeRequest(request_id=REQUEST)
TRY = RecordAttempt(request_id=REQUEST, outcome="no_answer")
REGISTER = RegisterFromRequest(request_id=REQUEST, case_id=CASE, number="T-2026-0001")
CLOSE = CloseRequest(request_id=REQUEST, reason="not_reached")


def test_is_taken_on_by_one_and_can_be_taken_over() -> None:
    given(MADE).by(ANNA).when(TAKE).then(TAKEN)
    given(MADE, TAKEN).by(ANNA).when(TAKE).then_nothing()
    given(MADE, TAKEN).by(BRAM).when(TAKE).then(RequestTaken(begeleider_id=uid("bram")))
    given(MADE).by(LEAD).when(TAKE).then_refused(refusals.NotAllowed)


def test_is_answered_by_who_took_it_on() -> None:
    given(MADE, TAKEN).when(TRY).then(RequestAttempted(outcome="no_answer"))
    given(MADE, TAKEN).when(CLOSE).then(RequestClosed(reason="not_reached"))
    registered = RequestRegistered(case_id=CASE, number="T-2026-0001")
    given(MADE, TAKEN).when(REGISTER).then(registered)
    given(MADE, TAKEN, registered).when(REGISTER).then_nothing()


@pytest.mark.parametrize("command", [TRY, CLOSE, REGISTER])
def test_is_for_nobody_else(command: RequestCommand) -> None:
    given(MADE).by(ANNA).when(command).then_refused(refusals.NotAllowed)
    given(MADE, TAKEN).by(BRAM).when(command).then_refused(refusals.NotAllowed)
    given(MADE, TAKEN).by(LEAD).when(command).then_refused(refusals.NotAllowed)


@pytest.mark.parametrize("command", [TAKE, TRY, CLOSE, REGISTER])
def test_takes_nothing_more_once_it_is_over(command: RequestCommand) -> None:
    given(MADE, TAKEN, RequestWithdrawn()).when(command).then_refused(request_refusals.RequestIsOver)


def test_takes_the_end_from_the_list() -> None:
    wrong = CloseRequest(request_id=REQUEST, reason="bored")
    given(MADE, TAKEN).when(wrong).then_refused(refusals.CodeIsNotKnown, field="reason")


def test_is_due_in_working_days_and_sooner_in_office_time_when_it_cannot_wait() -> None:
    friday = moment("2026-01-09 17:00")
    last = ("no_answer", moment("2026-01-13 10:00"))

    assert due_at("phone", False, friday) == due_at("phone", False, moment("2026-01-09 08:00"))
    assert due_at("phone", False, friday).date() == moment("2026-01-12").date()
    assert due_at("phone", True, moment("2026-01-09 10:00")) == moment("2026-01-09 12:00")
    assert due_at("phone", True, friday) == moment("2026-01-12 10:00")
    assert due_at("phone", True, moment("2026-01-10 12:00")) == moment("2026-01-12 10:30")
    assert due_at("phone", True, friday, ("no_answer", last[1])).date() == moment("2026-01-14").date()
    assert due_at("code", True, friday).date() == moment("2026-01-23").date()
