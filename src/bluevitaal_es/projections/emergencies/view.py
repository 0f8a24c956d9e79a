"""Questions about dossiers opened in an emergency: what waits for a second person, and who may know of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bluevitaal_es.access import Act, Actor, may, roles_for
from bluevitaal_es.store.reading import View

#: Newest openings that who checks is shown.
NEWEST = 50


@dataclass(frozen=True, slots=True)
class EmergencyRow:
    """One opening. Who checks gets no `explanation` and no `note`: those are content."""

    emergency_id: UUID
    case_id: UUID
    number: str
    opened_by: str
    opened_role: str
    opened_at: datetime
    until: datetime
    review_due: datetime
    reason: str
    explanation: str
    silence_ground: str | None
    reviewed_by: str | None
    reviewed_at: datetime | None
    verdict: str | None
    note: str | None

    def hides(self, looked_by: str, looked_at: datetime) -> bool:
        """Whether the client is not told of a look, because they are not told of the emergency."""
        during = self.opened_at <= looked_at <= self.until
        return self.silence_ground is not None and looked_by == self.opened_by and during


class EmergenciesView(View):
    """Answers whoever judges, whoever checks, and the client."""

    def waiting(self, actor: Actor) -> list[EmergencyRow]:
        """Return what a second person has not judged yet, the first due first."""
        if not may(actor, Act.REVIEW_EMERGENCY):
            return []
        return self._all(
            EmergencyRow,
            "SELECT emergency_id, case_id, number, opened_by, opened_role, opened_at, until, review_due,"
            " reason, explanation, silence_ground, reviewed_by, reviewed_at, verdict, note FROM emergency"
            " WHERE verdict IS NULL ORDER BY review_due, opened_at",
            {},
        )

    def one(self, actor: Actor, emergency_id: UUID) -> EmergencyRow | None:
        """Return one opening, judged or not."""
        if not may(actor, Act.REVIEW_EMERGENCY):
            return None
        return self._one(
            EmergencyRow,
            "SELECT emergency_id, case_id, number, opened_by, opened_role, opened_at, until, review_due,"
            " reason, explanation, silence_ground, reviewed_by, reviewed_at, verdict, note FROM emergency"
            " WHERE emergency_id = %(emergency_id)s",
            {"emergency_id": emergency_id},
        )

    def newest(self, actor: Actor) -> list[EmergencyRow]:
        """Return the newest openings of the whole service, without words."""
        if not may(actor, Act.AUDIT_CASE):
            return []
        return self._all(
            EmergencyRow,
            "SELECT emergency_id, case_id, number, opened_by, opened_role, opened_at, until, review_due,"
            " reason, '' AS explanation, silence_ground, reviewed_by, reviewed_at, verdict,"
            " NULL::text AS note FROM emergency ORDER BY opened_at DESC LIMIT %(limit)s",
            {"limit": NEWEST},
        )

    def of_client(self, actor: Actor) -> list[EmergencyRow]:
        """Return the openings of the dossier of the client who asks, newest first; also those kept silent.

        The page leaves out the silent ones, and the looks that belong to them.
        """
        if actor.role not in roles_for(Act.SEE_OWN_CASE) or actor.case_id is None:
            return []
        return self._all(
            EmergencyRow,
            "SELECT emergency_id, case_id, number, opened_by, opened_role, opened_at, until, review_due,"
            " reason, '' AS explanation, silence_ground, reviewed_by, reviewed_at, verdict,"
            " NULL::text AS note FROM emergency WHERE case_id = %(case_id)s ORDER BY opened_at DESC",
            {"case_id": actor.case_id},
        )
