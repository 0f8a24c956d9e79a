"""Open a safety task on an acute concern, and settle one after the conversation."""

from datetime import timedelta
from uuid import UUID

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_known, require_open
from bluevitaal_es.events.case import SafetyTaskOpened, SafetyTaskSettled


class OpenSafetyTask(CaseCommand):
    """The acute-concern button: somebody must look into this now."""

    task_id: UUID
    note: str

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the task, due within the norm of minutes."""
        require_open(case)
        if self.task_id in case.open_safety:
            return []
        due_at = given.now + timedelta(minutes=catalogue().norms.safety_task_minutes)
        opened = SafetyTaskOpened(
            task_id=self.task_id, trigger="acute_concern", note=self.note, due_at=due_at
        )
        return [given.fact(opened)]


class SettleSafetyTask(CaseCommand):
    """The guideline on suicidal behaviour asks for a conversation, not for a score: no risk class is kept."""

    task_id: UUID
    outcome: str
    conversation: str
    means_asked: bool
    agreements: str
    informed: str | None = None
    ground: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer what a human recorded."""
        require_open(case)
        if self.task_id not in case.open_safety:
            raise refusals.SafetyTaskIsNotOpen()
        codes = catalogue()
        require_known(self.outcome in codes.safety_outcomes, "outcome", self.outcome)
        if self.ground is not None:
            require_known(self.ground in codes.inform_grounds, "ground", self.ground)
        told_somebody = codes.safety_outcomes[self.outcome].others_informed
        if told_somebody and not (self.informed and self.ground):
            raise refusals.InformingNeedsAGround()
        settled = SafetyTaskSettled(
            task_id=self.task_id,
            outcome=self.outcome,
            conversation=self.conversation,
            means_asked=self.means_asked,
            agreements=self.agreements,
            informed=self.informed,
            ground=self.ground,
        )
        return [given.fact(settled)]
