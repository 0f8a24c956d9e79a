"""Forgetting one client: asked, held up, approved by another person, and done; nothing here is personal.

These facts stand in a stream of their own, under a key of their own: they outlive what they are about.
"""

from datetime import date, datetime
from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.events.base import Event, Forgotten

ErasureGround = Literal["client_request", "retention_ended"]
HoldGround = Literal["complaint", "legal_claim", "investigation"]


class ErasureRequested(Event):
    """Somebody asked that a client be forgotten; `retention_ends` is the last day of the term, if it runs."""

    stored_as: ClassVar[str] = "erasure.requested"

    case_id: UUID
    ground: ErasureGround
    retention_ends: date | None


class ErasureApproved(Event):
    """A second person agreed that the client be forgotten."""

    stored_as: ClassVar[str] = "erasure.approved"

    case_id: UUID


class LegalHoldPlaced(Event):
    """Nothing of this client may be destroyed for now."""

    stored_as: ClassVar[str] = "erasure.hold_placed"

    case_id: UUID
    hold_id: UUID
    ground: HoldGround


class LegalHoldLifted(Event):
    """A legal hold has ended."""

    stored_as: ClassVar[str] = "erasure.hold_lifted"

    case_id: UUID
    hold_id: UUID


class PersonForgotten(Event):
    """The certificate: this key was destroyed then, and with it what so many facts said."""

    stored_as: ClassVar[str] = "erasure.person_forgotten"

    case_id: UUID
    key_id: UUID
    facts: int
    destroyed_at: datetime


ErasureEvent = (
    ErasureRequested | ErasureApproved | LegalHoldPlaced | LegalHoldLifted | PersonForgotten | Forgotten
)
