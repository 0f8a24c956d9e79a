"""Open a dossier in an emergency without being involved, and judge that as a second person."""

from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.access import Act, may
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_known
from bluevitaal_es.events.case import EmergencyOpened, EmergencyReviewed
from bluevitaal_es.rules.emergencies import ends_at

#: Letters below which an explanation says nothing.
SHORTEST_EXPLANATION = 10


class OpenEmergency(CaseCommand):
    """Lets whoever asks read one dossier for some hours; a closed one too, danger knows no status."""

    act: ClassVar[Act] = Act.OPEN_IN_EMERGENCY

    emergency_id: UUID
    reason: str
    explanation: str
    silence_ground: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the opening; silence while an earlier one of the same person still runs."""
        if not case.exists:
            raise refusals.CaseIsNotKnown()
        _require_known(self.reason, self.silence_ground)
        explanation = self.explanation.strip()
        if len(explanation) < SHORTEST_EXPLANATION:
            raise refusals.EmergencyNeedsAnExplanation(field="explanation")
        if may(given.actor, Act.OPEN_DOSSIER, case.involvement):
            raise refusals.EmergencyIsNotNeeded(field="number")
        if any(each.opened_by == given.actor.id and each.is_open(given.now) for each in case.emergencies):
            return []
        opened = EmergencyOpened(
            emergency_id=self.emergency_id,
            reason=self.reason,
            explanation=explanation,
            open_until=ends_at(given.now),
            silence_ground=self.silence_ground,
        )
        return [given.fact(opened)]


class ReviewEmergency(CaseCommand):
    """Judges an opening; one that was not justified ends at once."""

    act: ClassVar[Act] = Act.REVIEW_EMERGENCY

    emergency_id: UUID
    verdict: Literal["justified", "not_justified"]
    note: str | None = None
    silence_ground: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the judgement, once, by somebody else than who opened."""
        found = next((each for each in case.emergencies if each.emergency_id == self.emergency_id), None)
        if found is None:
            raise refusals.EmergencyIsNotKnown()
        if found.opened_by == given.actor.id:
            raise refusals.EmergencyNeedsASecondPerson()
        if found.verdict is not None:
            raise refusals.EmergencyWasReviewed()
        _require_known(found.reason, self.silence_ground)
        if self.verdict == "not_justified" and not (self.note or "").strip():
            raise refusals.JudgementNeedsAReason(field="note")
        reviewed = EmergencyReviewed(
            emergency_id=self.emergency_id,
            verdict=self.verdict,
            note=self.note,
            silence_ground=self.silence_ground,
        )
        return [given.fact(reviewed)]


def _require_known(reason: str, silence_ground: str | None) -> None:
    require_known(reason in catalogue().emergency_reasons, "reason", reason)
    if silence_ground is not None:
        known = silence_ground in catalogue().emergency_silence_grounds
        require_known(known, "silence_ground", silence_ground)
