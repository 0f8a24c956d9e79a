"""Put an earlier fact of a case right, with a reason; the old one stays readable."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, get_args

from pydantic_core import to_json

from bluevitaal_es.aggregates.case import CASE, Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of, start_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_known
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.base import Event, Forgotten
from bluevitaal_es.events.case import (
    CaseRegistered,
    ConsultOrReferOpened,
    DutyOverdue,
    EmergencyOpened,
    EmergencyReviewed,
    EvaluationMomentOverdue,
    FactCorrected,
    IntakeHeld,
    SafetyTaskOpened,
    TalkPlanned,
)
from bluevitaal_es.events.portal import PortalEvent
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.effective import as_replacement, effective
from bluevitaal_es.vocabulary import BY_CODE

#: What a rule or the clock made is answered by a human, an emergency is judged by one, and what somebody
#: wrote to another stays written.
_STAYS = (
    EvaluationMomentOverdue,
    DutyOverdue,
    EmergencyOpened,
    EmergencyReviewed,
    SafetyTaskOpened,
    ConsultOrReferOpened,
    FactCorrected,
    Forgotten,
    *get_args(PortalEvent),
)


def corrected(original_type: str, data: Mapping[str, Any], changes: Mapping[str, Any]) -> Event:
    """Return the fact of a type that `data` (its JSON fields as stored) gives with `changes` worked in.

    Values of `changes` may be dates, moments, ids and tuples. Raises FactCannotBeCorrected for a type that
    does not exist, pydantic's ValidationError for values that do not fit, and what an intake may not say.
    """
    event_type = EVENT_TYPES.get(original_type)
    if event_type is None or issubclass(event_type, _STAYS):
        raise refusals.FactCannotBeCorrected()
    event = event_type.model_validate_json(to_json({**data, **changes}))
    if isinstance(event, IntakeHeld):
        if event.help_primary in event.help_others:
            raise refusals.PrimaryQuestionIsAmongTheOthers()
        if event.no_single_event and event.index_event_on is not None:
            raise refusals.IndexEventIsContradicted()
    return event


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
        if isinstance(original.event, _STAYS) or original.actor_role in BY_CODE:
            raise refusals.FactCannotBeCorrected()
        if self.replacement is None and isinstance(original.event, CaseRegistered):
            raise refusals.FactCannotBeCorrected()
        if self.replacement is not None and not _is_about_the_same(self.replacement, original.event):
            raise refusals.CorrectionBreaksTheCase()
        standing = next((found for found in effective(history) if found.version == self.version), None)
        happened_at = self._happened_at(original, standing, given)
        moment = happened_at or original.happened_at
        wanted = None if self.replacement is None else (self.replacement, moment)
        stands = None if standing is None else (standing.event, standing.happened_at)
        if wanted == stands:
            raise refusals.NothingChanged()
        corrected = FactCorrected(
            version=self.version,
            original_type=original.event.stored_as,
            replacement=as_replacement(self.replacement) if self.replacement is not None else None,
            replacement_form=original.event.form,
            happened_at=happened_at,
            reason=self.reason,
            note=self.note,
        )
        fact = given.fact(corrected)
        _require_possible(history, fact, given.now)
        return [fact]

    def _happened_at(self, original: Recorded, standing: Recorded | None, given: Given) -> datetime | None:
        """Return the moment that the correction names: none while the fact keeps its first one."""
        if self.replacement is None:
            return None
        stands_at = (standing or original).happened_at
        if self.happened_on is None or self.happened_on == day_of(stands_at):
            return None if stands_at == original.happened_at else stands_at
        if start_of(self.happened_on) > given.now:
            raise refusals.LiesInTheFuture(on=self.happened_on)
        return start_of(self.happened_on)


def _is_about_the_same(replacement: Event, original: Event) -> bool:
    """Say whether a correction leaves alone which thing a fact is about, and where it came from."""
    if type(replacement) is not type(original):
        return False
    names = set(type(original).model_fields) - {"begeleider_id", "previous_id"}
    fixed = {name for name in names if name.endswith("_id") or name in ("number", "source")}
    return all(getattr(replacement, name) == getattr(original, name) for name in fixed)


def _require_possible(history: list[Recorded], fact: Fact, now: datetime) -> None:
    """Raise when, with the correction, a fact lies before registration or safety was left open at closing."""
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
    if case.registered_at is None or (case.closed_at is not None and case.open_safety):
        raise refusals.CorrectionBreaksTheCase()
    codes = catalogue()
    for found in facts:
        day = day_of(found.happened_at)
        if day < day_of(case.registered_at) and not isinstance(found.event, TalkPlanned):
            raise refusals.CorrectionBreaksTheCase()
        if isinstance(found.event, CaseRegistered) and found.event.unit is not None:
            known = found.event.unit in codes.units
            if not known or not codes.units[found.event.unit].is_valid_on(day):
                raise refusals.UnitWasNotThereThen(unit=found.event.unit, on=day)
