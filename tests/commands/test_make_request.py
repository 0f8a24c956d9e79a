from typing import Any

import pytest

from bluevitaal_es.access import Actor
from bluevitaal_es.commands import refusals, request_refusals
from bluevitaal_es.commands.make_request import AskForContact, WithdrawRequest
from bluevitaal_es.events.first_request import RequestChanged, RequestClosed, RequestMade, RequestWithdrawn
from bluevitaal_es.vocabulary import CaseId, Role
from tests.spec import ANNA, CLIENT, given, uid

REQUEST = uid("request")
ASKER = Actor(f"client:{REQUEST}", "Aanvrager", Role.CLIENT, case_id=CaseId(REQUEST))
MADE = RequestMade(for_whom="other", reach="phone", urgent=False, phone="06 1234")


def ask(**fields: Any) -> AskForContact:
    known: dict[str, Any] = {"for_whom": "other", "reach": "phone", "phone": "06 1234"}
    return AskForContact(request_id=REQUEST, **known | fields)


def test_asks_without_name_police_number_or_unit() -> None:
    given().by(ASKER).when(ask()).then(MADE)
    own_call = RequestMade(for_whom="other", reach="code", urgent=True)
    given().by(ASKER).when(ask(reach="code", phone=None, urgent=True)).then(own_call)
    assert not {"name", "unit", "police_number"} & set(RequestMade.model_fields)


def test_replaces_what_was_asked_before() -> None:
    changed = RequestChanged(for_whom="other", reach="phone", urgent=False, phone="06 1234", matter="Slaap")
    given(MADE).by(ASKER).when(ask(matter="Slaap")).then(changed)
    given(MADE).by(ASKER).when(ask()).then_nothing()
    given(MADE, changed).by(ASKER).when(ask(matter="Slaap")).then_nothing()


def test_asks_a_number_of_who_wants_to_be_called() -> None:
    given().by(ASKER).when(ask(phone=None)).then_refused(request_refusals.RequestNeedsANumber)


def test_takes_the_group_from_the_list() -> None:
    given().by(ASKER).when(ask(for_whom="cat")).then_refused(refusals.CodeIsNotKnown, field="for_whom")


def test_can_be_taken_back_once() -> None:
    given(MADE).by(ASKER).when(WithdrawRequest(request_id=REQUEST)).then(RequestWithdrawn())
    given(MADE, RequestWithdrawn()).by(ASKER).when(WithdrawRequest(request_id=REQUEST)).then_nothing()


def test_takes_nothing_more_once_it_is_over() -> None:
    over = given(MADE, RequestClosed(reason="answered")).by(ASKER)

    over.when(ask(matter="Toch nog iets")).then_refused(request_refusals.RequestIsOver)


@pytest.mark.parametrize("other", [ANNA, CLIENT])
def test_is_for_whoever_has_the_code(other: Actor) -> None:
    given(MADE).by(other).when(ask(matter="Anders")).then_refused(refusals.NotAllowed)
    given(MADE).by(other).when(WithdrawRequest(request_id=REQUEST)).then_refused(refusals.NotAllowed)
