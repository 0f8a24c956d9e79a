"""Questions about forgetting: what was asked, who agreed, what holds it up, and what was destroyed when."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.store.reading import View

_COLUMNS: LiteralString = (
    "SELECT case_id, number, ground, retention_ends, requested_by, requested_as, requested_at, approved_by,"
    " approved_at, certified_by, certificate, key_id, facts, destroyed_at FROM erasure "
)


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """One forgetting: asked and approved by whom, and the certificate once it was done.

    Without `requested_by` there are only legal holds; an approval that a later request or hold undid is gone.
    """

    case_id: UUID
    number: str | None
    ground: str | None
    retention_ends: date | None
    requested_by: str | None
    requested_as: str | None
    requested_at: datetime | None
    approved_by: str | None
    approved_at: datetime | None
    certified_by: str | None
    certificate: int | None
    key_id: UUID | None
    facts: int | None
    destroyed_at: datetime | None

    @property
    def forgotten(self) -> bool:
        """Whether the certificate is there."""
        return self.certificate is not None


@dataclass(frozen=True, slots=True)
class HoldRow:
    """A legal hold that stands."""

    hold_id: UUID
    case_id: UUID
    ground: str
    placed_by: str
    placed_at: datetime


class ErasuresView(View):
    """Answers those who decide on forgetting, and those who check it, about the whole service."""

    def all(self, actor: Actor) -> list[ErasureRow]:
        """Return every forgetting, what waits first, then the newest."""
        if not may(actor, Act.FORGET_PERSON):
            return []
        return self._all(
            ErasureRow,
            _COLUMNS + "ORDER BY certificate IS NOT NULL, coalesce(requested_at, destroyed_at) DESC, case_id",
            {},
        )

    def of_case(self, actor: Actor, case_id: UUID) -> ErasureRow | None:
        """Return the forgetting of one client, if anybody asked or decided anything about it."""
        if not may(actor, Act.FORGET_PERSON):
            return None
        return self._one(ErasureRow, _COLUMNS + "WHERE case_id = %(case_id)s", {"case_id": case_id})

    def case_id(self, actor: Actor, number: str) -> UUID | None:
        """Return the case with that number, forgotten or about to be; None for any other."""
        if not may(actor, Act.FORGET_PERSON):
            return None
        rows = self._dicts("SELECT case_id FROM erasure WHERE number = %(number)s", {"number": number})
        return rows[0]["case_id"] if rows else None

    def holds(self, actor: Actor) -> list[HoldRow]:
        """Return every legal hold that stands, oldest first."""
        if not may(actor, Act.FORGET_PERSON):
            return []
        return self._all(
            HoldRow,
            "SELECT hold_id, case_id, ground, placed_by, placed_at FROM hold ORDER BY placed_at, hold_id",
            {},
        )

    def forgotten_at(self, actor: Actor, number: str) -> datetime | None:
        """Return when the key of the case with that number was destroyed; None while it was not."""
        if not (may(actor, Act.AUDIT_CASE) or may(actor, Act.FORGET_PERSON)):
            return None
        rows = self._dicts(
            "SELECT destroyed_at FROM erasure WHERE number = %(number)s AND certificate IS NOT NULL",
            {"number": number},
        )
        return rows[0]["destroyed_at"] if rows else None
