from typing import Any

import pytest

from bluevitaal_es.access import Actor, complainant
from bluevitaal_es.commands import complaint_refusals, refusals
from bluevitaal_es.commands.file_complaint import FileComplaint, ReplyToComplaint, WithdrawComplaint
from bluevitaal_es.commands.forget_person import LiftLegalHold, hold_of
from bluevitaal_es.commands.keep_for_complaint import (
    EndHoldForComplaint,
    HoldForComplaint,
    RequestComplaintErasure,
    hold_for,
)
from bluevitaal_es.commands.treat_complaint import (
    AnswerComplaint,
    AskComplainant,
    CloseComplaint,
    TakeUpComplaint,
)
from bluevitaal_es.events import complaint as events
from bluevitaal_es.events import erasure
from bluevitaal_es.vocabulary import CaseId, Role
from tests.spec import ADMIN, ANNA, AUDITOR, CASE, CLIENT, LEAD, OFFICER, Given, day, given, uid

IT = uid("the complaint")
HERSELF = complainant(IT)
OMBUDS = Actor(id=str(uid("ombuds")), name="Os Verzonnen", role=Role.OMBUDS)


def filed(**fields: Any) -> events.ComplaintFiled:
    known: dict[str, Any] = {
        "kind": "complaint",
        "channel": "site",
        "text": "Er werd over mij gepraat.",
        "take_up_by": day("2026-01-19"),
        "due_on": day("2026-02-23"),
    }
    return events.ComplaintFiled(**known | fields)


def file(**fields: Any) -> FileComplaint:
    known: dict[str, Any] = {"kind": "complaint", "channel": "site", "text": "Er werd over mij gepraat."}
    return FileComplaint(complaint_id=IT, **known | fields)


TAKEN_UP = events.ComplaintTakenUp()
ANSWERED = events.ComplaintAnswered(outcome="upheld", text="U hebt gelijk.")


def told(*facts: Any) -> Given:
    return given(filed(), *facts)


def test_gives_a_complaint_five_working_days_and_six_weeks() -> None:
    given().by(HERSELF).at("2026-01-12 12:00").when(file()).then(filed())


def test_gives_an_objection_the_month_of_the_law() -> None:
    expected = filed(kind="objection", due_on=day("2026-02-12"))
    given().by(HERSELF).at("2026-01-12 12:00").when(file(kind="objection")).then(expected)


def test_files_it_once() -> None:
    told().by(HERSELF).when(file()).then_nothing()


def test_asks_for_words() -> None:
    given().by(HERSELF).when(file(text="  ")).then_refused(refusals.MessageIsEmpty)
    told().by(HERSELF).when(ReplyToComplaint(complaint_id=IT, text=" ")).then_refused(refusals.MessageIsEmpty)


def test_is_filed_by_who_treats_it_for_somebody_on_the_phone() -> None:
    given().by(OMBUDS).at("2026-01-12 12:00").when(file(channel="phone")).then(filed(channel="phone"))


@pytest.mark.parametrize("actor", [ANNA, LEAD, AUDITOR, ADMIN, OFFICER, CLIENT], ids=lambda one: one.role)
def test_is_filed_by_nobody_under_their_own_name(actor: Actor) -> None:
    given().by(actor).when(file()).then_refused(refusals.NotAllowed)


def test_lets_the_complainant_add_something_and_take_it_back() -> None:
    reply = ReplyToComplaint(complaint_id=IT, text="Nog iets.")
    told().by(HERSELF).when(reply).then(events.ComplaintReplied(text="Nog iets."))
    told(TAKEN_UP).by(HERSELF).when(WithdrawComplaint(complaint_id=IT)).then(events.ComplaintWithdrawn())


def test_lets_nobody_speak_in_the_complaint_of_another() -> None:
    for other in (complainant(uid("another complaint")), OMBUDS, CLIENT):
        reply = ReplyToComplaint(complaint_id=IT, text="Nog iets.")
        told().by(other).when(reply).then_refused(refusals.NotAllowed)
        told().by(other).when(WithdrawComplaint(complaint_id=IT)).then_refused(refusals.NotAllowed)


def test_is_taken_up_once() -> None:
    told().by(OMBUDS).when(TakeUpComplaint(complaint_id=IT)).then(TAKEN_UP)
    told(TAKEN_UP).by(OMBUDS).when(TakeUpComplaint(complaint_id=IT)).then_nothing()


def test_is_taken_up_by_who_asks_or_answers() -> None:
    answer = AnswerComplaint(complaint_id=IT, outcome="upheld", text="U hebt gelijk.")
    told().by(OMBUDS).when(answer).then(TAKEN_UP, ANSWERED)
    asked = events.ComplaintQuestionAsked(text="Wanneer was dat?")
    told(TAKEN_UP).by(OMBUDS).when(AskComplainant(complaint_id=IT, text="Wanneer was dat?")).then(asked)


def test_is_closed_when_it_was_answered() -> None:
    closes = CloseComplaint(complaint_id=IT)
    told(TAKEN_UP).by(OMBUDS).when(closes).then_refused(complaint_refusals.ComplaintIsNotAnswered)
    told(TAKEN_UP, ANSWERED).by(OMBUDS).when(closes).then(events.ComplaintClosed())


@pytest.mark.parametrize("end", [events.ComplaintClosed(), events.ComplaintWithdrawn()])
def test_takes_nothing_more_when_it_ended(end: Any) -> None:
    ended = told(TAKEN_UP, ANSWERED, end)
    reply = ReplyToComplaint(complaint_id=IT, text="Nog iets.")
    ended.by(HERSELF).when(reply).then_refused(complaint_refusals.ComplaintIsNotOpen)
    ended.by(HERSELF).when(WithdrawComplaint(complaint_id=IT)).then_refused(
        complaint_refusals.ComplaintIsNotOpen
    )
    ended.by(OMBUDS).when(TakeUpComplaint(complaint_id=IT)).then_refused(
        complaint_refusals.ComplaintIsNotOpen
    )


@pytest.mark.parametrize(
    "order",
    [
        TakeUpComplaint(complaint_id=IT),
        AskComplainant(complaint_id=IT, text="Wanneer?"),
        AnswerComplaint(complaint_id=IT, outcome="upheld", text="Ja."),
        CloseComplaint(complaint_id=IT),
    ],
    ids=lambda order: type(order).__name__,
)
def test_is_treated_by_nobody_but_the_ombudsfunctionaris(order: Any) -> None:
    for actor in (ANNA, LEAD, AUDITOR, ADMIN, OFFICER, CLIENT, HERSELF):
        told(TAKEN_UP, ANSWERED).by(actor).when(order).then_refused(refusals.NotAllowed)
    # A complaint that is not there is not the privacy officer's either.
    given().by(OFFICER).when(order).then_refused(refusals.NotAllowed)


def test_lets_the_privacy_officer_treat_an_objection() -> None:
    objection = given(filed(kind="objection"))
    objection.by(OFFICER).when(TakeUpComplaint(complaint_id=IT)).then(TAKEN_UP)
    objection.by(OMBUDS).when(TakeUpComplaint(complaint_id=IT)).then(TAKEN_UP)


def test_is_closed_by_who_treats_it_after_it_was_taken_back() -> None:
    taken_back = told(events.ComplaintWithdrawn())
    taken_back.by(OMBUDS).when(CloseComplaint(complaint_id=IT)).then(events.ComplaintClosed())
    closed = told(TAKEN_UP, ANSWERED, events.ComplaintClosed())
    closed.by(OMBUDS).when(CloseComplaint(complaint_id=IT)).then_refused(
        complaint_refusals.ComplaintIsNotOpen
    )
    taken_back.by(OMBUDS).when(TakeUpComplaint(complaint_id=IT)).then_refused(
        complaint_refusals.ComplaintIsNotOpen
    )


def test_keeps_the_case_it_names_until_it_is_closed() -> None:
    hold: dict[str, Any] = {"case_id": CASE, "hold_id": hold_for(IT)}
    placed = erasure.LegalHoldPlaced(number="T-2026-0042", ground="investigation", **hold)
    place = HoldForComplaint(number="T-2026-0042", ground="investigation", **hold)
    for actor in (OMBUDS, OFFICER):
        given().by(actor).when(place).then(placed)
        given(placed).by(actor).when(EndHoldForComplaint(**hold)).then(erasure.LegalHoldLifted(**hold))
    for actor in (ANNA, LEAD, ADMIN, AUDITOR, CLIENT):
        given().by(actor).when(place).then_refused(refusals.NotAllowed)
    other = LiftLegalHold(case_id=CASE, hold_id=hold_of(CASE, "investigation"))
    given(placed).by(ADMIN).when(other).then_refused(refusals.LegalHoldIsNotInForce)


def test_is_forgotten_when_the_ombudsfunctionaris_asks_and_the_privacy_officer_agrees() -> None:
    asks = RequestComplaintErasure(case_id=CaseId(IT), number="K-123456", ground="client_request")
    asked = erasure.ErasureRequested(
        case_id=IT, number="K-123456", ground="client_request", retention_ends=None
    )
    given().by(OMBUDS).when(asks).then(asked)
    for actor in (ANNA, LEAD, ADMIN, OFFICER, HERSELF):
        given().by(actor).when(asks).then_refused(refusals.NotAllowed)
