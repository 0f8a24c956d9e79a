from typing import Any

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.answer_enquiry import AnswerEnquiry
from bluevitaal_es.events.enquiry import EnquiryAnswered
from tests.spec import AUDITOR, LEAD, given, uid


def answer(**fields: Any) -> AnswerEnquiry:
    known: dict[str, Any] = {
        "enquiry_id": uid("enquiry"),
        "enquirer": "J. Verzonnen",
        "organisation": "Eenheid Nergens",
        "channel": "phone",
        "about": "P. Bedacht",
    }
    return AnswerEnquiry(**known | fields)


ANSWERED = EnquiryAnswered(
    enquirer="J. Verzonnen", organisation="Eenheid Nergens", channel="phone", about="P. Bedacht"
)


@pytest.mark.requirement("S-029")
def test_keeps_who_asked_about_whom() -> None:
    given().when(answer()).then(ANSWERED)
    given().by(LEAD).when(answer()).then(ANSWERED)


def test_keeps_it_once() -> None:
    given(ANSWERED).when(answer()).then_nothing()


def test_takes_the_channel_from_the_list() -> None:
    given().when(answer(channel="pigeon")).then_refused(refusals.CodeIsNotKnown, field="channel")


def test_is_for_who_answers_the_phone() -> None:
    given().by(AUDITOR).when(answer()).then_refused(refusals.NotAllowed)
