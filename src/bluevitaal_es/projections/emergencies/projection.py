"""Events in, one row for each opening in an emergency out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from bluevitaal_es.events import case as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.emergencies import Emergencies, follow_emergencies
from bluevitaal_es.store.projecting import Cursor, FoldedProjection


@dataclass(frozen=True, slots=True)
class Openings:
    """The emergencies of one case."""

    number: str = ""
    emergencies: Emergencies = ()


class EmergenciesProjection(FoldedProjection[Openings]):
    """Every opening of a dossier in an emergency."""

    name: ClassVar[str] = "emergencies"
    rows_of_stream: ClassVar[Mapping[str, str]] = {"fold": "stream_id", "emergency": "case_id"}
    hears: ClassVar[frozenset[str] | None] = frozenset(
        event.stored_as
        for event in (
            events.CaseRegistered,
            events.EmergencyOpened,
            events.EmergencyReviewed,
            events.FactCorrected,
        )
    )
    empty = Openings()
    state_type: Any = Openings

    def evolve(self, state: Openings, recorded: Recorded) -> Openings:
        """Return the emergencies of a case after one more fact."""
        if isinstance(recorded.event, events.CaseRegistered):
            return replace(state, number=recorded.event.number)
        return replace(state, emergencies=follow_emergencies(state.emergencies, recorded))

    def draw(self, cursor: Cursor, changed: dict[UUID, Openings]) -> None:
        """Write the rows of the cases that changed in place of their old ones."""
        cursor.execute("DELETE FROM emergency WHERE case_id = ANY(%(ids)s)", {"ids": list(changed)})
        cursor.executemany(
            "INSERT INTO emergency (emergency_id, case_id, number, opened_by, opened_role, opened_at, until,"
            " review_due, reason, explanation, silence_ground, reviewed_by, reviewed_at, verdict, note)"
            " VALUES (%(emergency_id)s, %(case_id)s, %(number)s, %(opened_by)s, %(opened_role)s,"
            " %(opened_at)s, %(until)s, %(review_due)s, %(reason)s, %(explanation)s, %(silence_ground)s,"
            " %(reviewed_by)s, %(reviewed_at)s, %(verdict)s, %(note)s)",
            [
                {
                    "emergency_id": each.emergency_id,
                    "case_id": case_id,
                    "number": found.number,
                    "opened_by": each.opened_by,
                    "opened_role": each.opened_role,
                    "opened_at": each.opened_at,
                    "until": each.until,
                    "review_due": each.review_due,
                    "reason": each.reason,
                    "explanation": each.explanation,
                    "silence_ground": each.silence_ground,
                    "reviewed_by": each.reviewed_by,
                    "reviewed_at": each.reviewed_at,
                    "verdict": each.verdict,
                    "note": each.note,
                }
                for case_id, found in changed.items()
                for each in found.emergencies
            ],
        )
