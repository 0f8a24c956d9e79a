"""Decide, send, answer or drop a referral."""

from datetime import date
from uuid import UUID

from bluevitaal_es.aggregates.case import Case, Referral
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import (
    CaseCommand,
    Fact,
    Given,
    fact_since_registration,
    require_known,
    require_open,
)
from bluevitaal_es.commands.telling import require_consent
from bluevitaal_es.events.case import ReferralAnswered, ReferralDecided, ReferralDropped, ReferralSent


class DecideReferral(CaseCommand):
    """A referral that identifies the client needs consent for what it will tell (S-027)."""

    referral_id: UUID
    target: str
    reason: str | None = None
    identifying: bool = True
    data_classes: tuple[str, ...] = ()
    handover: str = "warm"
    decided_on: date | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the decision."""
        require_open(case)
        require_known(self.target in catalogue().referral_targets, "target", self.target)
        require_known(self.handover in catalogue().handover_kinds, "handover", self.handover)
        for data_class in self.data_classes:
            require_known(data_class in catalogue().consent.data_classes, "data_classes", data_class)
        if self.referral_id in case.referrals:
            return []
        if given.past is None:
            referral = Referral(self.target, self.identifying, self.data_classes)
            _require_consent(case, given, referral, self.decided_on)
        decided = ReferralDecided(
            referral_id=self.referral_id,
            target=self.target,
            reason=self.reason,
            identifying=self.identifying,
            data_classes=self.data_classes,
            handover=self.handover,
        )
        return [fact_since_registration(case, given, decided, self.decided_on)]


class SendReferral(CaseCommand):
    """The referral leaves the house; consent is looked at again, for it may have been withdrawn since."""

    referral_id: UUID
    sent_on: date | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that it was sent, and on which lines of consent."""
        require_open(case)
        referral = _unsent(case, self.referral_id)
        lines = () if given.past is not None else _require_consent(case, given, referral, self.sent_on)
        sent = ReferralSent(referral_id=self.referral_id, consent_line_ids=lines)
        return [fact_since_registration(case, given, sent, self.sent_on)]


class AnswerReferral(CaseCommand):
    """The receiver let us know whether they take the client on."""

    referral_id: UUID
    answer: str
    note: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer what the receiver said; a closed case too, since answers come when they come."""
        if not case.exists:
            raise refusals.CaseIsNotKnown()
        require_known(self.answer in catalogue().referral_answers, "answer", self.answer)
        referral = _known(case, self.referral_id)
        if not referral.sent:
            raise refusals.ReferralIsNotSent()
        if referral.ended:
            raise refusals.ReferralHasEnded()
        answered = ReferralAnswered(referral_id=self.referral_id, answer=self.answer, note=self.note)
        return [given.fact(answered)]


class DropReferral(CaseCommand):
    """A decided referral will not be sent after all; the reason is kept."""

    referral_id: UUID
    reason: str

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that it was dropped."""
        require_open(case)
        _unsent(case, self.referral_id)
        return [given.fact(ReferralDropped(referral_id=self.referral_id, reason=self.reason))]


def _unsent(case: Case, referral_id: UUID) -> Referral:
    referral = _known(case, referral_id)
    if referral.sent:
        raise refusals.ReferralWasAlreadySent()
    if referral.ended:
        raise refusals.ReferralHasEnded()
    return referral


def _require_consent(case: Case, given: Given, referral: Referral, on: date | None) -> tuple[UUID, ...]:
    if not referral.identifying:
        return ()
    recipient = catalogue().referral_targets[referral.target].recipient
    return require_consent(case, given, recipient, "referral", referral.data_classes, on)


def _known(case: Case, referral_id: UUID) -> Referral:
    if referral_id not in case.referrals:
        raise refusals.ReferralIsNotKnown()
    return case.referrals[referral_id]
