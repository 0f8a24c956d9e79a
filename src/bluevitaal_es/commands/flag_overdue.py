"""The clock flags a duty that has passed its due moment, once."""

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.commands.base import CaseCommand, Fact, Given
from bluevitaal_es.events.case import DutyOverdue, EvaluationMomentOverdue
from bluevitaal_es.rules.duties import duties_of
from bluevitaal_es.rules.duty import DutyKind


class FlagOverdue(CaseCommand):
    """`duty` is the key of the duty within its case; asked twice, or too early, the answer is silence."""

    act = Act.FLAG_OVERDUE

    duty: str

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the flag if the duty is still open, overdue and not flagged before."""
        if self.duty in case.clock.flagged:
            return []
        overdue = [
            found for found in duties_of(case.clock) if found.key == self.duty and found.due_at < given.now
        ]
        if not overdue:
            return []
        duty = overdue[0]
        if duty.kind is DutyKind.EVALUATION:
            return [
                given.fact(EvaluationMomentOverdue(duty=duty.key, rule=str(duty.rule), due_at=duty.due_at))
            ]
        flag = DutyOverdue(duty=duty.key, kind=str(duty.kind), rule=str(duty.rule), due_at=duty.due_at)
        return [given.fact(flag)]
