"""The questions about the history of one case; the pages put each entry into a Dutch sentence."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bluevitaal_es.access import Act, Actor, Involvement, may
from bluevitaal_es.store.reading import View

CORRECTED = "case.fact_corrected"


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact. `corrected_by` is the version of the newest correction of it, if there is one."""

    position: int
    version: int
    type: str
    happened_at: datetime
    recorded_at: datetime
    actor_id: str
    actor_role: str
    data: dict[str, Any]
    corrected_by: int | None = None


class CaseHistoryView(View):
    """Answers with the facts of a case, oldest first."""

    def entries(
        self, actor: Actor, involvement: Involvement, *, known_at: datetime | None = None
    ) -> list[Entry]:
        """Return the facts recorded up to `known_at` (or all), if `actor` may open the dossier."""
        if not may(actor, Act.OPEN_DOSSIER, involvement):
            return []
        rows = self._dicts(
            "SELECT position, version, type, happened_at, recorded_at, actor_id, actor_role, data"
            " FROM history WHERE case_id = %(case_id)s"
            " AND (%(known_at)s::timestamptz IS NULL OR recorded_at <= %(known_at)s) ORDER BY version",
            {"case_id": involvement.case_id, "known_at": known_at},
        )
        return marked([Entry(**row) for row in rows])

    def own(self, actor: Actor) -> list[Entry]:
        """Return the facts of the client who asks, oldest first, for the copy that they have a right to."""
        if actor.case_id is None or not may(actor, Act.SEE_OWN_CASE, Involvement(actor.case_id, None, None)):
            return []
        rows = self._dicts(
            "SELECT position, version, type, happened_at, recorded_at, actor_id, actor_role, data"
            " FROM history WHERE case_id = %(case_id)s ORDER BY version",
            {"case_id": actor.case_id},
        )
        return marked([Entry(**row) for row in rows])

    def since(self, actor: Actor, involvement: Involvement, version: int) -> list[Entry]:
        """Return what was added after `version`, for the page that shows who changed the case meanwhile."""
        return [entry for entry in self.entries(actor, involvement) if entry.version > version]


def marked(entries: list[Entry]) -> list[Entry]:
    """Return the entries with each corrected one pointing to its newest correction."""
    newest = {entry.data["version"]: entry.version for entry in entries if entry.type == CORRECTED}
    return [replace(entry, corrected_by=newest.get(entry.version)) for entry in entries]


def replacement(entry: Entry) -> dict[str, Any] | None:
    """Return the fields that a correction puts in place, or None when it takes the fact away."""
    text = entry.data.get("replacement")
    if text is None:
        return None
    fields: dict[str, Any] = json.loads(text)
    return fields
