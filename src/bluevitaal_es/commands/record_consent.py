"""Record what the client decided about one recipient, purpose and class of data, or take a line back."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_known, require_open
from bluevitaal_es.events.case import ConsentRecorded, ConsentWithdrawn


class RecordConsent(CaseCommand):
    """One line a time; bedrijfsarts and huisarts apart (S-024). A new line ends the old one (S-026)."""

    act: ClassVar[Act] = Act.WORK_TOGETHER

    line_id: UUID
    recipient: str
    purpose: str
    data_class: str
    decision: Literal["granted", "refused"]
    valid_from: date
    valid_until: date | None = None
    given_by: Literal["signed_on_paper", "signed_on_screen", "told"]

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the line, naming the line it replaces."""
        require_open(case)
        consent = catalogue().consent
        require_known(self.recipient in consent.recipients, "recipient", self.recipient)
        require_known(self.purpose in consent.purposes, "purpose", self.purpose)
        require_known(self.data_class in consent.data_classes, "data_class", self.data_class)
        if self.decision == "granted" and not consent.may_be_given(
            self.recipient, self.purpose, self.data_class
        ):
            raise refusals.ConsentLineIsNotOffered(recipient=self.recipient, data_class=self.data_class)
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise refusals.ConsentPeriodIsEmpty()
        matter = (self.recipient, self.purpose, self.data_class)
        replaced = [
            line.line_id for line in case.consents.values() if line.ended_at is None and line.matter == matter
        ]
        return [
            given.fact(
                ConsentRecorded(
                    line_id=self.line_id,
                    recipient=self.recipient,
                    purpose=self.purpose,
                    data_class=self.data_class,
                    decision=self.decision,
                    valid_from=self.valid_from,
                    valid_until=self.valid_until,
                    text_version=consent.text_on(day_of(given.now)).version,
                    given_by=self.given_by,
                    replaces=replaced[-1] if replaced else None,
                )
            )
        ]


class WithdrawConsent(CaseCommand):
    """The client takes a line back; from that moment it allows nothing."""

    act: ClassVar[Act] = Act.WORK_TOGETHER

    line_id: UUID
    note: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the line was withdrawn; a closed case too, since changing one's mind has no end."""
        if not case.exists:
            raise refusals.CaseIsNotKnown()
        line = case.consents.get(self.line_id)
        over = line is not None and line.valid_until is not None and line.valid_until < day_of(given.now)
        if line is None or not line.granted or line.ended_at is not None or over:
            raise refusals.ConsentIsNotInForce()
        return [given.fact(ConsentWithdrawn(line_id=self.line_id, note=self.note))]
