"""Speak without consent in an emergency: one person proposes, another agrees; there is no other way."""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Breach, Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_known, require_open
from bluevitaal_es.events.confidentiality import BreachConfirmed, BreachProposed, BreachRejected
from bluevitaal_es.rules.consent import may_tell


class ProposeBreach(CaseCommand):
    """Ask a second person: on this ground, to this recipient, no more than this (S-031)."""

    breach_id: UUID
    ground: str
    reason: str
    recipient: str
    recipient_name: str | None = None
    data_classes: tuple[str, ...]
    told: str
    client_informed: bool
    not_informed_reason: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the proposal, to be answered within the norm of minutes; nothing may be told yet."""
        require_open(case)
        if self.breach_id in case.breaches:
            return []
        consent = catalogue().consent
        require_known(self.ground in catalogue().breach_grounds, "ground", self.ground)
        require_known(self.recipient in consent.recipients, "recipient", self.recipient)
        recipient = consent.recipients[self.recipient]
        if not self.data_classes:
            raise refusals.NothingToShare()
        for data_class in self.data_classes:
            require_known(data_class in consent.data_classes, "data_classes", data_class)
            if data_class not in recipient.data_classes:
                raise refusals.ConsentLineIsNotOffered(recipient=self.recipient, data_class=data_class)
        if not self.client_informed and not self.not_informed_reason:
            raise refusals.NotInformingNeedsAReason()
        if any(
            may_tell(case.consents, self.recipient, purpose, self.data_classes, given.now).yes
            for purpose in recipient.purposes
        ):
            raise refusals.ConsentIsThere(recipient=self.recipient)
        proposed = BreachProposed(
            breach_id=self.breach_id,
            ground=self.ground,
            reason=self.reason,
            recipient=self.recipient,
            recipient_name=self.recipient_name,
            data_classes=self.data_classes,
            told=self.told,
            client_informed=self.client_informed,
            not_informed_reason=None if self.client_informed else self.not_informed_reason,
            due_at=given.now + timedelta(minutes=catalogue().norms.breach_answer_minutes),
        )
        return [given.fact(proposed)]


class ConfirmBreach(CaseCommand):
    """The second person agrees; from then on what was proposed, and no more, may be told."""

    act: ClassVar[Act] = Act.ANSWER_BREACH

    breach_id: UUID

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that it was confirmed, by somebody else than who proposed it."""
        _require_second_person(case, self.breach_id, given)
        return [given.fact(BreachConfirmed(breach_id=self.breach_id))]


class RejectBreach(CaseCommand):
    """The second person does not agree, and says why."""

    act: ClassVar[Act] = Act.ANSWER_BREACH

    breach_id: UUID
    reason: str

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that it was rejected."""
        _require_second_person(case, self.breach_id, given)
        return [given.fact(BreachRejected(breach_id=self.breach_id, reason=self.reason))]


def _require_second_person(case: Case, breach_id: UUID, given: Given) -> Breach:
    breach = case.breaches.get(breach_id)
    if breach is None or breach.answered:
        raise refusals.BreachIsNotOpen()
    if breach.proposed_by == given.actor.id:
        raise refusals.BreachNeedsASecondPerson()
    return breach
