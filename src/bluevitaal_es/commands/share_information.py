"""Tell somebody something about the client, under consent that is in force."""

from datetime import date

from bluevitaal_es.aggregates.case import Case
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
from bluevitaal_es.events.case import InformationShared
from bluevitaal_es.rules.consent import consent_for


class ShareInformation(CaseCommand):
    """Every class of data that is told needs its own line for this recipient and purpose (S-027)."""

    recipient: str
    purpose: str
    data_classes: tuple[str, ...]
    summary: str
    shared_on: date

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that it was shared and on which lines."""
        require_open(case)
        consent = catalogue().consent
        require_known(self.recipient in consent.recipients, "recipient", self.recipient)
        require_known(self.purpose in consent.purposes, "purpose", self.purpose)
        for data_class in self.data_classes:
            require_known(data_class in consent.data_classes, "data_classes", data_class)
        if not self.data_classes:
            raise refusals.NothingToShare()
        lines = consent_for(case.consents, self.recipient, self.purpose, self.data_classes, self.shared_on)
        if lines is None:
            raise refusals.ConsentIsMissing(
                recipient=self.recipient, purpose=self.purpose, data_classes=self.data_classes
            )
        shared = InformationShared(
            recipient=self.recipient,
            purpose=self.purpose,
            data_classes=self.data_classes,
            summary=self.summary,
            consent_line_ids=lines,
        )
        return [fact_since_registration(case, given, shared, self.shared_on)]
