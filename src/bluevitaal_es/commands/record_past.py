"""Take over a case from a register kept before: the ordinary commands, as facts of the past."""

from typing import Any

from pydantic import SerializeAsAny

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import CASE, Case
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given
from bluevitaal_es.events.case import ImportSource
from bluevitaal_es.events.recorded import Recorded


class RecordPast(CaseCommand):
    """All steps of one registration in one append: the case comes in whole or not at all.

    Rules about planning do not apply to the past; impossible facts are refused as ever.
    """

    act = Act.RECORD_THE_PAST

    source: ImportSource
    steps: tuple[SerializeAsAny[CaseCommand], ...]

    def model_post_init(self, _context: Any) -> None:
        """Raise ValueError when a step belongs to another case."""
        if any(step.case_id != self.case_id for step in self.steps):
            raise ValueError("every step of a past belongs to the same case")

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the facts of all steps, each decided on what the steps before it left."""
        if case.exists:
            raise refusals.CaseIsAlreadyRegistered()
        past = Given(given.actor, given.now, self.source)
        facts: list[Fact] = []
        for step in self.steps:
            decided = step.decide(case, past)
            for fact in decided:
                facts.append(fact)
                case = CASE.evolve(case, _imagined(self, fact, len(facts), given))
        return facts


def _imagined(command: RecordPast, fact: Fact, version: int, given: Given) -> Recorded:
    """Return the envelope that a fact will get, near enough for the rules."""
    return Recorded(
        position=0,
        stream_id=command.case_id,
        version=version,
        event=fact.event,
        happened_at=fact.happened_at,
        recorded_at=given.now,
        actor_id=given.actor.id,
        actor_role=given.actor.role,
        command_id=command.case_id,
        correlation_id=command.case_id,
        causation_id=None,
    )
