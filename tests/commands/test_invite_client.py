from typing import Any

import pytest

from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.invite_client import InviteClient, JoinByInvitation, WithdrawInvitation
from bluevitaal_es.events.case import ClientInvitationWithdrawn, ClientInvited, ClientJoined
from bluevitaal_es.vocabulary import Role
from tests.lives import closed, registered
from tests.spec import BRAM, CASE, LEAD, day, given, on, uid

CLIENT = Actor(f"client:{CASE}", "Zilvermeeuw", Role.CLIENT, case_id=CASE)
ANOTHER = Actor("client:another", "Strandloper", Role.CLIENT, case_id=uid("another case"))


def invited(name: str = "invitation", until: str = "2026-01-26") -> ClientInvited:
    return ClientInvited(invitation_id=uid(name), valid_until=day(until))


def invite(name: str = "invitation") -> InviteClient:
    return InviteClient(case_id=CASE, invitation_id=uid(name))


def join(name: str = "invitation") -> JoinByInvitation:
    return JoinByInvitation(case_id=CASE, invitation_id=uid(name))


def withdraw(name: str = "invitation") -> WithdrawInvitation:
    return WithdrawInvitation(case_id=CASE, invitation_id=uid(name))


def withdrawn(name: str = "invitation") -> ClientInvitationWithdrawn:
    return ClientInvitationWithdrawn(invitation_id=uid(name))


def joined(name: str = "invitation") -> ClientJoined:
    return ClientJoined(invitation_id=uid(name))


def test_invites_for_as_long_as_the_norm_says() -> None:
    assert catalogue().norms.client_invitation_days == 14
    given(registered()).at("2026-01-12").when(invite()).then(invited(until="2026-01-26"))


def test_puts_a_new_invitation_in_the_place_of_the_one_before() -> None:
    given(registered(), invited("first")).at("2026-01-12").when(invite()).then(
        withdrawn("first"), invited(until="2026-01-26")
    )


def test_invites_once_for_each_code() -> None:
    given(registered(), invited()).when(invite()).then()
    given(registered(), invited(), joined()).when(invite()).then()


def test_lets_the_client_in_once() -> None:
    given(registered(), invited()).at("2026-01-26 23:59").by(CLIENT).when(join()).then(joined())
    given(registered(), invited(), joined()).by(CLIENT).when(join()).then()


@pytest.mark.parametrize(
    "facts",
    [
        [],
        [invited("another")],
        [invited(until="2026-01-11")],
        [invited(), withdrawn()],
        [invited(), invited("another"), withdrawn()],
    ],
)
def test_lets_nobody_in_without_an_open_invitation(facts: list[Any]) -> None:
    given(registered(), *facts).by(CLIENT).when(join()).then_refused(refusals.InvitationIsNotOpen)


def test_ends_invitations_when_the_case_is_closed() -> None:
    given(registered(), invited(), on("2026-01-08", closed())).by(CLIENT).when(join()).then_refused(
        refusals.CaseIsClosed
    )
    given(registered(), on("2026-01-08", closed())).when(invite()).then_refused(refusals.CaseIsClosed)


def test_takes_an_invitation_back_that_nobody_used() -> None:
    given(registered(), invited()).when(withdraw()).then(withdrawn())
    given(registered(), invited(), withdrawn()).when(withdraw()).then()
    given(registered(), invited(), joined()).when(withdraw()).then_refused(refusals.InvitationWasUsed)


def test_lets_only_the_own_begeleider_invite_and_only_that_client_come() -> None:
    for other in (BRAM, LEAD, CLIENT):
        given(registered()).by(other).when(invite()).then_refused(refusals.NotAllowed)
    given(registered(), invited()).by(ANOTHER).when(join()).then_refused(refusals.NotAllowed)
    given(registered(), invited()).when(join()).then_refused(refusals.NotAllowed)
