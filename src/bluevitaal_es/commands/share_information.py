"""Tell somebody something about the client, under consent that is in force."""

from datetime import date

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.commands.base import (
    CaseCommand,
    Fact,
    Given,
    fact_since_registration,
    require_open,
)
from bluevitaal_es.commands.telling import require_consent
from bluevitaal_es.events.case import InformationShared


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
        lines = require_consent(case, given, self.recipient, self.purpose, self.data_classes, self.shared_on)
        shared = InformationShared(
            recipient=self.recipient,
            purpose=self.purpose,
            data_classes=self.data_classes,
            summary=self.summary,
            consent_line_ids=lines,
        )
        return [fact_since_registration(case, given, shared, self.shared_on)]
