"""Open a safety task on an acute concern, and settle one after the conversation."""

from datetime import timedelta
from uuid import UUID

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_known, require_open
from bluevitaal_es.commands.telling import require_some_consent
from bluevitaal_es.events.case import SafetyTaskOpened, SafetyTaskSettled

#: The ground that is consent; on any other ground the procedure for emergencies comes first.
CONSENT = "consent"
#: What somebody who is told about a safety task learns at least.
TOLD = ("client_fact", "safety")


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
        told = codes.safety_outcomes[self.outcome].recipient
        if told and not (self.informed and self.ground):
            raise refusals.InformingNeedsAGround()
        if not told and (self.informed or self.ground):
            raise refusals.OutcomeTellsNobody()
        if told and self.ground == CONSENT:
            require_some_consent(case, given, told, TOLD)
        elif told and not _was_confirmed(case, self.task_id, told):
            raise refusals.BreachIsNotConfirmed(recipient=told)
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


def _was_confirmed(case: Case, task_id: UUID, recipient: str) -> bool:
    """Say whether since the task was opened a second person agreed to tell this recipient."""
    since, _, _ = case.clock.safety[task_id]
    return any(
        breach.recipient == recipient and breach.confirmed_at is not None and breach.confirmed_at >= since
        for breach in case.breaches.values()
    )
