import pytest

from bluevitaal_es.access import Actor, asker
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.let_go_of_request import CertifyLetGo
from bluevitaal_es.events.erasure import ErasureRequested, LegalHoldPlaced, PersonForgotten
from bluevitaal_es.vocabulary import CaseId, erasure_stream, request_reference
from tests.spec import ADMIN, ANNA, Given, history, moment, uid

REQUEST = CaseId(uid("request"))
NUMBER = request_reference(REQUEST)
AT = moment("2026-03-03")
CERTIFY = CertifyLetGo(case_id=REQUEST, number=NUMBER, key_id=uid("key"), facts=2, destroyed_at=AT)
WISH = ErasureRequested(case_id=REQUEST, number=NUMBER, ground="client_request", retention_ends=None)
FORGOTTEN = PersonForgotten(case_id=REQUEST, number=NUMBER, key_id=uid("key"), facts=2, destroyed_at=AT)
HOLD = LegalHoldPlaced(case_id=REQUEST, number=NUMBER, hold_id=uid("hold"), ground="investigation")


def letting_go(*facts: ErasureRequested | PersonForgotten | LegalHoldPlaced) -> Given:
    recorded = history(*facts, stream_id=erasure_stream(REQUEST), actor=asker(REQUEST))
    return Given(tuple(recorded), asker(REQUEST))


def test_tells_the_wish_and_the_end_of_the_key_once() -> None:
    letting_go().by(asker(REQUEST)).when(CERTIFY).then(WISH, FORGOTTEN)
    letting_go(WISH, FORGOTTEN).by(asker(REQUEST)).when(CERTIFY).then_nothing()


@pytest.mark.parametrize("other", [ANNA, ADMIN, asker(uid("another request"))])
def test_is_for_whoever_made_the_request(other: Actor) -> None:
    letting_go().by(other).when(CERTIFY).then_refused(refusals.NotAllowed)


def test_waits_while_it_has_to_be_kept() -> None:
    letting_go(HOLD).by(asker(REQUEST)).when(CERTIFY).then_refused(refusals.LegalHoldIsInForce)
