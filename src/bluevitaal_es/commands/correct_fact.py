"""Put an earlier fact of a case right, with a reason; the old one stays readable."""

from datetime import date, datetime

from bluevitaal_es.aggregates.case import CASE, Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import start_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_known
from bluevitaal_es.events.base import Event, Forgotten
from bluevitaal_es.events.case import (
    CaseRegistered,
    DutyOverdue,
    EvaluationMomentOverdue,
    FactCorrected,
    TalkPlanned,
)
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.effective import as_replacement, effective

_MACHINE_MADE = (EvaluationMomentOverdue, DutyOverdue, FactCorrected, Forgotten)


class CorrectFact(CaseCommand):
    """`version` is the fact's place in the case; without `replacement` the fact is taken away."""

    version: int
    replacement: Event | None
    happened_on: date | None = None
    reason: str
    note: str | None = None

    def decide_on(self, case: Case, history: list[Recorded], given: Given) -> list[Fact]:
        """Answer the correction, if the history it leaves could have happened."""
        if not case.exists:
            raise refusals.CaseIsNotKnown()
        require_known(self.reason in catalogue().correction_reasons, "reason", self.reason)
        original = next((found for found in history if found.version == self.version), None)
        if original is None:
            raise refusals.FactIsNotKnown()
        if isinstance(original.event, _MACHINE_MADE):
            raise refusals.FactCannotBeCorrected()
        if self.replacement is None and isinstance(original.event, CaseRegistered):
            raise refusals.FactCannotBeCorrected()
        if self.replacement is not None and type(self.replacement) is not type(original.event):
            raise refusals.CorrectionBreaksTheCase()
        happened_at = start_of(self.happened_on) if self.happened_on else None
        if happened_at is not None and happened_at > given.now:
            raise refusals.LiesInTheFuture(on=self.happened_on)
        standing = [found for found in effective(history) if found.version == self.version]
        if (
            standing
            and standing[0].event == self.replacement
            and happened_at in (None, standing[0].happened_at)
        ):
            raise refusals.NothingChanged()
        corrected = FactCorrected(
            version=self.version,
            original_type=original.event.stored_as,
            replacement=as_replacement(self.replacement) if self.replacement is not None else None,
            happened_at=happened_at,
            reason=self.reason,
            note=self.note,
        )
        fact = given.fact(corrected)
        _require_possible(history, fact, given.now)
        return [fact]


def _require_possible(history: list[Recorded], fact: Fact, now: datetime) -> None:
    """Raise when, with the correction, something happened before registration or after the closing."""
    last = history[-1]
    corrected = Recorded(
        position=last.position + 1,
        stream_id=last.stream_id,
        version=last.version + 1,
        event=fact.event,
        happened_at=fact.happened_at,
        recorded_at=now,
        actor_id=last.actor_id,
        actor_role=last.actor_role,
        command_id=last.command_id,
        correlation_id=last.correlation_id,
        causation_id=None,
    )
    facts = effective([*history, corrected])
    case = CASE.fold(facts)
    if case.registered_at is None:
        raise refusals.CorrectionBreaksTheCase()
    codes = catalogue()
    for found in facts:
        if found.happened_at < case.registered_at and not isinstance(found.event, TalkPlanned):
            if found.happened_at.date() < case.registered_at.date():
                raise refusals.CorrectionBreaksTheCase()
        if isinstance(found.event, CaseRegistered) and found.event.unit is not None:
            known = found.event.unit in codes.units
            if not known or not codes.units[found.event.unit].is_valid_on(found.happened_at.date()):
                raise refusals.UnitWasNotThereThen(unit=found.event.unit, on=found.happened_at.date())
