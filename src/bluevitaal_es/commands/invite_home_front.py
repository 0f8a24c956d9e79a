"""A client lets somebody at home see chosen parts for a while, on the client's own consent."""

from datetime import date, timedelta
from typing import ClassVar, Final
from uuid import UUID, uuid5

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_open, require_said
from bluevitaal_es.commands.record_consent import RecordConsent
from bluevitaal_es.commands.telling import may_be_told_until
from bluevitaal_es.events.portal import HomeFrontEnded, HomeFrontInvited, HomeFrontJoined
from bluevitaal_es.rules.portal import PARTS, PURPOSE, RECIPIENT

#: What somebody at home may see ends by itself after so long at most; the client may choose anew.
LONGEST: Final = timedelta(days=366)


class InviteHomeFront(CaseCommand):
    """Chooses parts and a last day; the consent that this rests on is recorded with it where it lacks."""

    act: ClassVar[Act] = Act.SPEAK_AS_CLIENT

    invitation_id: UUID
    called: str
    parts: tuple[str, ...]
    until: date

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the invitation, after a line of consent for each class of data that none covers yet."""
        require_open(case)
        require_said(self.called)
        today = day_of(given.now)
        if not self.parts or not set(self.parts) <= set(PARTS):
            raise refusals.HomeFrontNeedsParts()
        if not today <= self.until <= today + LONGEST:
            raise refusals.HomeFrontEndsTooLate(latest=today + LONGEST)
        needed = sorted({PARTS[part] for part in self.parts})
        facts: list[Fact] = []
        for data_class in needed:
            if not may_be_told_until(case, given, RECIPIENT, PURPOSE, data_class, self.until):
                facts += self._consent(data_class, today).decide(case, given)
        invited = HomeFrontInvited(
            invitation_id=self.invitation_id, called=self.called, parts=self.parts, until=self.until
        )
        return [*facts, given.fact(invited)]

    def _consent(self, data_class: str, today: date) -> RecordConsent:
        return RecordConsent(
            case_id=self.case_id,
            line_id=uuid5(self.invitation_id, data_class),
            recipient=RECIPIENT,
            purpose=PURPOSE,
            data_class=data_class,
            decision="granted",
            valid_from=today,
            valid_until=self.until,
            given_by="signed_on_screen",
        )


class JoinAtHome(CaseCommand):
    """Somebody at home opens an account with a code; who may see nothing (any more) cannot."""

    act: ClassVar[Act] = Act.SEE_AT_HOME

    code_id: UUID

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that they came; asked again for the same code, nothing."""
        guest = given.actor.guest
        assert guest is not None
        if self.code_id in case.joined_by:
            return []
        return [given.fact(HomeFrontJoined(invitation_id=guest.invitation_id, code_id=self.code_id))]


class EndHomeFront(CaseCommand):
    """Takes back what somebody at home may see; in a closed case too."""

    act: ClassVar[Act] = Act.SPEAK_AS_CLIENT

    invitation_id: UUID

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that it ended."""
        found = case.clock.portal.invitations.get(self.invitation_id)
        if found is None or found.ended:
            raise refusals.HomeFrontIsNotInvited()
        return [given.fact(HomeFrontEnded(invitation_id=self.invitation_id))]
