"""Ask another carer for information about the client, under the consent that allows it."""

from datetime import date

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, fact_since_registration, require_open
from bluevitaal_es.commands.telling import require_consent
from bluevitaal_es.events.confidentiality import InformationRequested


class RequestInformation(CaseCommand):
    """Asking tells the other that somebody is a client; the lines that allow it go with it (S-034)."""

    recipient: str
    data_classes: tuple[str, ...]
    question: str
    requested_on: date

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that it was asked, and on which lines."""
        require_open(case)
        lines = require_consent(
            case, given, self.recipient, "obtain_information", self.data_classes, self.requested_on
        )
        requested = InformationRequested(
            recipient=self.recipient,
            data_classes=self.data_classes,
            question=self.question,
            consent_line_ids=lines,
        )
        return [fact_since_registration(case, given, requested, self.requested_on)]
