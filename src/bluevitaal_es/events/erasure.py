"""Forgetting one client: asked, held up, approved by another person, and done; nothing here is personal.

These facts stand in a stream of their own, under a key of their own: they outlive what they are about.
"""

from datetime import date, datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from bluevitaal_es.events.base import Event, Forgotten

ErasureGround = Literal["client_request", "retention_ended"]
HoldGround = Literal["complaint", "legal_claim", "investigation"]


class NumberedFact(Event):
    """A fact that names its case by number too, so that it is found when nothing else can be read."""

    form: ClassVar[int] = 2

    case_id: UUID
    number: str | None

    @classmethod
    def raised(cls, form: int, data: dict[str, Any]) -> dict[str, Any]:
        """Return `data`; the first form did not name the number."""
        return data | {"number": None} if form == 1 else data


class ErasureRequested(NumberedFact):
    """Somebody asked that a client be forgotten; `retention_ends` is the last day of the term, if it runs."""

    stored_as: ClassVar[str] = "erasure.requested"

    ground: ErasureGround
    retention_ends: date | None


class ErasureWithdrawn(Event):
    """Whoever asked that a client be forgotten took that back before it was done."""

    stored_as: ClassVar[str] = "erasure.withdrawn"

    case_id: UUID


class ErasureApproved(Event):
    """A second person agreed that the client be forgotten."""

    stored_as: ClassVar[str] = "erasure.approved"

    case_id: UUID


class LegalHoldPlaced(NumberedFact):
    """Nothing of this client may be destroyed for now."""

    stored_as: ClassVar[str] = "erasure.hold_placed"

    hold_id: UUID
    ground: HoldGround


class LegalHoldLifted(Event):
    """A legal hold has ended."""

    stored_as: ClassVar[str] = "erasure.hold_lifted"

    case_id: UUID
    hold_id: UUID


class PersonForgotten(NumberedFact):
    """The certificate: this key was destroyed then, and with it what so many facts said."""

    stored_as: ClassVar[str] = "erasure.person_forgotten"

    key_id: UUID
    facts: int
    destroyed_at: datetime


ErasureEvent = (
    ErasureRequested
    | ErasureWithdrawn
    | ErasureApproved
    | LegalHoldPlaced
    | LegalHoldLifted
    | PersonForgotten
    | Forgotten
)
