"""Invite a client to an account of their own, take that back, and record that they came."""

from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_open
from bluevitaal_es.events.case import ClientInvitationWithdrawn, ClientInvited, ClientJoined


class InviteClient(CaseCommand):
    """One invitation at a time: a new one takes the place of the one before (S-161)."""

    invitation_id: UUID

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the invitation, and the end of an earlier one."""
        require_open(case)
        if self.invitation_id in case.invitations or self.invitation_id in case.joined_by:
            return []
        until = last_day(day_of(given.now))
        ended = [given.fact(ClientInvitationWithdrawn(invitation_id=earlier)) for earlier in case.invitations]
        return [*ended, given.fact(ClientInvited(invitation_id=self.invitation_id, valid_until=until))]


class WithdrawInvitation(CaseCommand):
    """An invitation that was not used can be taken back, also when its last day is over."""

    invitation_id: UUID

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the end of the invitation, nothing when it had ended."""
        if self.invitation_id in case.joined_by:
            raise refusals.InvitationWasUsed()
        if self.invitation_id not in case.invitations:
            return []
        return [given.fact(ClientInvitationWithdrawn(invitation_id=self.invitation_id))]


class JoinByInvitation(CaseCommand):
    """The client opens an account; an invitation is good for one."""

    act: ClassVar[Act] = Act.SEE_OWN_CASE

    invitation_id: UUID

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that they came; asked again for the same invitation, nothing."""
        if self.invitation_id in case.joined_by:
            return []
        require_open(case)
        until = case.invitations.get(self.invitation_id)
        if until is None or day_of(given.now) > until:
            raise refusals.InvitationIsNotOpen()
        return [given.fact(ClientJoined(invitation_id=self.invitation_id))]


def last_day(invited_on: date) -> date:
    """Return the last day for an invitation of that day: the norm `client_invitation_days`."""
    return invited_on + timedelta(days=catalogue().norms.client_invitation_days)
