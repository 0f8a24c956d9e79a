"""Record whether the client is at work, as the client tells it."""

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
from bluevitaal_es.events.case import WorkStatusRecorded


class RecordWorkStatus(CaseCommand):
    """At the start, under way, at the end and three months later (S-049)."""

    status: str
    moment: str
    recorded_on: date
    percent: int | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the work status."""
        after = self.moment == "three_months_after"
        if not (after and case.exists and not case.is_open):
            require_open(case)
        require_known(self.status in catalogue().work_statuses, "status", self.status)
        require_known(self.moment in catalogue().work_moments, "moment", self.moment)
        if self.percent is not None and not 0 <= self.percent <= 100:
            raise refusals.PercentDoesNotFit()
        recorded = WorkStatusRecorded(status=self.status, moment=self.moment, percent=self.percent)
        return [fact_since_registration(case, given, recorded, self.recorded_on)]
