"""What the clock asks before it sends: what is to be told now, to whom, and how they want to be reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.rules.notices import Wishes
from bluevitaal_es.store.reading import View

_WISHES = TypeAdapter(Wishes)


@dataclass(frozen=True, slots=True)
class OccasionRow:
    """One thing to tell; to the client of the case when `staff_id` is None."""

    id: UUID
    case_id: UUID
    kind: str
    staff_id: UUID | None
    at: datetime
    from_at: datetime
    until_at: datetime


class NoticesView(View):
    """Answers the clock, and nobody else."""

    def to_tell(self, actor: Actor, now: datetime) -> list[OccasionRow]:
        """Return what is to be told at `now`."""
        if not may(actor, Act.SEND_NOTICES):
            return []
        return self._all(
            OccasionRow,
            "SELECT id, case_id, kind, staff_id, at, from_at, until_at FROM occasion"
            " WHERE from_at <= %(now)s AND %(now)s < until_at ORDER BY from_at, id",
            {"now": now},
        )

    def still_to_tell(self, actor: Actor, occasion_id: UUID) -> bool:
        """Say whether an occasion still stands: a talk that was moved or cancelled is not told any more."""
        if not may(actor, Act.SEND_NOTICES):
            return False
        found = self._dicts("SELECT 1 AS one FROM occasion WHERE id = %(id)s", {"id": occasion_id})
        return bool(found)

    def wishes_of(self, actor: Actor, case_id: UUID) -> Wishes | None:
        """Return how the client of a case wants to be reached now; None when they never said."""
        if not may(actor, Act.SEND_NOTICES):
            return None
        found: list[Mapping[str, Any]] = list(
            self._dicts("SELECT body::text AS body FROM wish WHERE case_id = %(id)s", {"id": case_id})
        )
        return _WISHES.validate_json(found[0]["body"]) if found else None
