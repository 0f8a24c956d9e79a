"""Hold the evaluation moment with a colleague, or postpone it with a reason."""

from datetime import date, timedelta
from typing import Literal

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import (
    CaseCommand,
    Fact,
    Given,
    fact_since_registration,
    require_known,
    require_open,
)
from bluevitaal_es.events.case import EvaluationHeld, EvaluationPostponed


class HoldEvaluation(CaseCommand):
    """With a colleague (S-043), asking about dependency (S-044), ending in a decision."""

    held_on: date
    colleague: str
    dependency: Literal["no", "some", "yes"]
    conclusion: str
    decision: Literal["continue", "refer", "stop", "extend"]
    medical_psychiatric: str | None = None
    new_max_talks: int | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the evaluation was held."""
        require_open(case)
        if not case.intake_was_held:
            raise refusals.IntakeWasNotHeld()
        used_up = max(case.max_talks or 0, case.talks_held)
        if self.decision == "extend" and (self.new_max_talks or 0) <= used_up:
            raise refusals.ExtensionNeedsALimit(maximum=case.max_talks, held=case.talks_held)
        held = EvaluationHeld(
            colleague=self.colleague,
            medical_psychiatric=self.medical_psychiatric,
            dependency=self.dependency,
            conclusion=self.conclusion,
            decision=self.decision,
            new_max_talks=self.new_max_talks if self.decision == "extend" else None,
        )
        return [fact_since_registration(case, given, held, self.held_on)]


class PostponeEvaluation(CaseCommand):
    """Putting off is allowed, for a reason and not for ever."""

    until: date
    reason: str
    note: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the evaluation was postponed."""
        require_open(case)
        if not case.intake_was_held:
            raise refusals.IntakeWasNotHeld()
        require_known(self.reason in catalogue().postpone_reasons, "reason", self.reason)
        today = day_of(given.now)
        furthest = today + timedelta(weeks=catalogue().norms.postpone_weeks_at_most)
        if not today < self.until <= furthest:
            raise refusals.PostponedTooFar(earliest=today + timedelta(days=1), latest=furthest)
        return [given.fact(EvaluationPostponed(until=self.until, reason=self.reason, note=self.note))]
