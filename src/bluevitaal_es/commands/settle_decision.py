"""Settle the decision that a score asked for: consult, refer, or neither with a reason."""

from typing import Literal
from uuid import UUID

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_open
from bluevitaal_es.events.case import ConsultOrReferSettled


class SettleConsultOrRefer(CaseCommand):
    """The decision cannot be skipped, only taken (S-053)."""

    decision_id: UUID
    choice: Literal["consult", "refer", "neither"]
    reason: str

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the decision."""
        require_open(case)
        if self.decision_id not in case.open_decisions:
            raise refusals.DecisionIsNotOpen()
        settled = ConsultOrReferSettled(decision_id=self.decision_id, choice=self.choice, reason=self.reason)
        return [given.fact(settled)]
