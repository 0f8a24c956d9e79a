from dataclasses import replace
from datetime import date

import pytest

from bluevitaal_es.access import Actor
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.forget_person import (
    ApproveErasure,
    CertifyErasure,
    LiftLegalHold,
    PlaceLegalHold,
    RequestErasure,
    WithdrawErasure,
)
from bluevitaal_es.events.base import Event
from bluevitaal_es.events.erasure import (
    ErasureApproved,
    ErasureRequested,
    ErasureWithdrawn,
    LegalHoldLifted,
    LegalHoldPlaced,
    PersonForgotten,
)
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.vocabulary import CaseId, Role, erasure_stream
from tests.spec import ADMIN, ANNA, AUDITOR, CASE, LEAD, OFFICER, Given, history, moment, uid

NUMBER = "T-2026-0001"
CLIENT = Actor(id=f"client:{CASE}", name="", role=Role.CLIENT, case_id=CASE)
SECOND = OFFICER
ASKED = ErasureRequested(case_id=CASE, number=NUMBER, ground="client_request", retention_ends=None)
TERM = ErasureRequested(
    case_id=CASE, number=NUMBER, ground="retention_ended", retention_ends=date(2026, 1, 11)
)
APPROVED = ErasureApproved(case_id=CASE)
HOLD = LegalHoldPlaced(case_id=CASE, number=NUMBER, hold_id=uid("hold"), ground="complaint")
LIFTED = LegalHoldLifted(case_id=CASE, hold_id=uid("hold"))
DESTROYED_AT = moment("2026-01-12")
FORGOTTEN = PersonForgotten(
    case_id=CASE, number=NUMBER, key_id=uid("key"), facts=7, destroyed_at=DESTROYED_AT
)
CERTIFY = CertifyErasure(case_id=CASE, key_id=uid("key"), facts=7, destroyed_at=DESTROYED_AT)
ASK = RequestErasure(case_id=CASE, number=NUMBER, ground="client_request")
APPROVE = ApproveErasure(case_id=CASE)


def erasing(*facts: Event) -> Given:
    """Return a forgetting in which the administrator did what was done, and the privacy officer approved."""
    recorded = history(*facts, stream_id=erasure_stream(CASE), actor=ADMIN)
    return Given(tuple(_by_officer(found) if found.event == APPROVED else found for found in recorded), ADMIN)


def _by_officer(found: Recorded) -> Recorded:
    return found._replace(actor_id=OFFICER.id, actor_role=OFFICER.role)


def test_keeps_a_request_in_a_stream_beside_the_case() -> None:
    order = RequestErasure(case_id=CASE, number=NUMBER, ground="client_request")

    assert order.stream_id == erasure_stream(CASE) != CASE
    erasing().when(order).then(ASKED)


def test_is_silent_when_the_same_was_asked_before() -> None:
    erasing(ASKED).when(RequestErasure(case_id=CASE, number=NUMBER, ground="client_request")).then_nothing()


def test_takes_a_request_on_another_ground() -> None:
    erasing(TERM).when(RequestErasure(case_id=CASE, number=NUMBER, ground="client_request")).then(ASKED)


def test_lets_a_second_person_approve() -> None:
    erasing(ASKED).by(SECOND).when(APPROVE).then(APPROVED)
    erasing(ASKED, APPROVED).by(SECOND).when(APPROVE).then_nothing()


def test_refuses_the_approval_of_whoever_asked() -> None:
    asked_in_another_role = history(
        ASKED, stream_id=erasure_stream(CASE), actor=replace(OFFICER, role=Role.BEHEER)
    )

    Given(tuple(asked_in_another_role), OFFICER).when(APPROVE).then_refused(
        refusals.ErasureNeedsASecondPerson
    )


def test_refuses_to_approve_what_nobody_asked() -> None:
    erasing().by(SECOND).when(APPROVE).then_refused(refusals.ErasureWasNotRequested)


def test_refuses_while_a_legal_hold_stands() -> None:
    erasing(HOLD, ASKED).by(SECOND).when(APPROVE).then_refused(refusals.LegalHoldIsInForce)
    erasing(HOLD, ASKED, LIFTED).by(SECOND).when(APPROVE).then(APPROVED)


def test_asks_for_a_new_approval_after_a_hold_that_came_later() -> None:
    erasing(ASKED, APPROVED, HOLD).by(SECOND).when(APPROVE).then_refused(refusals.LegalHoldIsInForce)
    erasing(ASKED, APPROVED, HOLD, LIFTED).by(SECOND).when(APPROVE).then(APPROVED)


def test_refuses_before_the_term_has_ended_unless_the_client_asks() -> None:
    late, early = erasing(TERM).by(SECOND).at("2026-01-12"), erasing(TERM).by(SECOND).at("2026-01-11 23:59")

    late.when(APPROVE).then(APPROVED)
    early.when(APPROVE).then_refused(refusals.RetentionHasNotEnded, until=date(2026, 1, 11))
    erasing(ASKED).by(SECOND).at("2026-01-06").when(APPROVE).then(APPROVED)


def test_refuses_an_open_case_whose_term_does_not_run() -> None:
    running = ErasureRequested(case_id=CASE, number=NUMBER, ground="retention_ended", retention_ends=None)

    erasing(running).by(SECOND).when(APPROVE).then_refused(refusals.RetentionHasNotEnded)


def test_certifies_once_what_was_approved() -> None:
    erasing(ASKED, APPROVED).by(SECOND).when(CERTIFY).then(FORGOTTEN)
    erasing(ASKED, APPROVED, FORGOTTEN).by(SECOND).when(CERTIFY).then_nothing()
    erasing(ASKED).by(SECOND).when(CERTIFY).then_refused(refusals.ErasureWasNotRequested)


def test_places_and_lifts_a_legal_hold() -> None:
    place = PlaceLegalHold(case_id=CASE, number=NUMBER, hold_id=uid("hold"), ground="complaint")
    lift = LiftLegalHold(case_id=CASE, hold_id=uid("hold"))

    erasing().when(place).then(HOLD)
    erasing(HOLD).when(place).then_nothing()
    erasing(HOLD).when(lift).then(LIFTED)
    erasing().when(lift).then_refused(refusals.LegalHoldIsNotInForce)
    erasing(HOLD, LIFTED).when(lift).then_refused(refusals.LegalHoldIsNotInForce)


def test_refuses_everything_once_the_person_is_forgotten() -> None:
    done = erasing(ASKED, APPROVED, FORGOTTEN)
    place = PlaceLegalHold(case_id=CASE, number=NUMBER, hold_id=uid("hold"), ground="complaint")

    done.by(ADMIN).when(ASK).then_refused(refusals.PersonIsForgotten)
    done.by(OFFICER).when(APPROVE).then_refused(refusals.PersonIsForgotten)
    done.by(ADMIN).when(place).then_refused(refusals.PersonIsForgotten)


@pytest.mark.parametrize("actor", [ANNA, LEAD, AUDITOR, ADMIN, CLIENT])
def test_lets_only_the_privacy_officer_approve(actor: Actor) -> None:
    erasing(ASKED).by(actor).when(APPROVE).then_refused(refusals.NotAllowed)


def test_lets_a_client_ask_about_the_own_case_only() -> None:
    elsewhere = replace(CLIENT, case_id=uid("another case"))

    erasing().by(CLIENT).when(ASK).then(ASKED)
    erasing().by(elsewhere).when(ASK).then_refused(refusals.NotAllowed)
    erasing().by(replace(CLIENT, case_id=None)).when(ASK).then_refused(refusals.NotAllowed)


@pytest.mark.parametrize("actor", [ANNA, LEAD, AUDITOR, OFFICER])
def test_takes_a_request_of_client_or_administrator_only(actor: Actor) -> None:
    erasing().by(actor).when(ASK).then_refused(refusals.NotAllowed)


@pytest.mark.parametrize("actor", [ANNA, LEAD, AUDITOR, CLIENT])
def test_lets_nobody_else_hold_or_certify(actor: Actor) -> None:
    place = PlaceLegalHold(case_id=CASE, number=NUMBER, hold_id=uid("hold"), ground="complaint")

    erasing().by(actor).when(place).then_refused(refusals.NotAllowed)
    erasing(HOLD).by(actor).when(LiftLegalHold(case_id=CASE, hold_id=uid("hold"))).then_refused(
        refusals.NotAllowed
    )
    erasing(ASKED, APPROVED).by(actor).when(CERTIFY).then_refused(refusals.NotAllowed)


def test_refuses_a_second_person_of_the_role_that_asked() -> None:
    asked_by_another_officer = history(
        ASKED, stream_id=erasure_stream(CASE), actor=replace(OFFICER, id=str(uid("another officer")))
    )

    Given(tuple(asked_by_another_officer), OFFICER).when(APPROVE).then_refused(
        refusals.ErasureNeedsASecondRole
    )


def test_takes_an_approval_in_the_role_that_asked_for_none() -> None:
    by_administrators = Given(
        tuple(history(ASKED, APPROVED, stream_id=erasure_stream(CASE), actor=ADMIN)), OFFICER
    )

    by_administrators.when(CERTIFY).then_refused(refusals.ErasureWasNotRequested)
    by_administrators.when(APPROVE).then(APPROVED)


def test_lets_clients_ask_for_themselves_and_take_it_back() -> None:
    ask = RequestErasure(case_id=CASE, number=NUMBER, ground="client_request")
    withdraw = WithdrawErasure(case_id=CASE)

    erasing().by(CLIENT).when(ask).then(ASKED)
    erasing(ASKED).by(CLIENT).when(withdraw).then(ErasureWithdrawn(case_id=CASE))
    erasing(ASKED, ErasureWithdrawn(case_id=CASE)).by(CLIENT).when(ask).then(ASKED)


def test_refuses_a_client_who_asks_for_another_or_on_another_ground() -> None:
    elsewhere = CaseId(uid("another"))
    ended = RequestErasure(
        case_id=CASE, number=NUMBER, ground="retention_ended", retention_ends=date(2026, 1, 1)
    )

    erasing().by(CLIENT).when(
        RequestErasure(case_id=elsewhere, number=NUMBER, ground="client_request")
    ).then_refused(refusals.NotAllowed)
    erasing().by(CLIENT).when(ended).then_refused(refusals.NotAllowed)
    erasing(ASKED).by(CLIENT).when(ApproveErasure(case_id=CASE)).then_refused(refusals.NotAllowed)


def test_refuses_to_take_back_what_the_client_did_not_ask() -> None:
    withdraw = WithdrawErasure(case_id=CASE)

    erasing().by(CLIENT).when(withdraw).then_refused(refusals.ErasureWasNotRequested)
    erasing(TERM).by(CLIENT).when(withdraw).then_refused(refusals.ErasureWasNotRequested)
    erasing(ASKED).when(withdraw).then_refused(refusals.NotAllowed)
    erasing(ASKED, APPROVED, FORGOTTEN).by(CLIENT).when(withdraw).then_refused(refusals.PersonIsForgotten)
