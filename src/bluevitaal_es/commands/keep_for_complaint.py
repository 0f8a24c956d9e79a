"""While a complaint about a case runs that case is kept; in the end the complaint is forgotten too."""

from typing import ClassVar
from uuid import UUID, uuid5

from bluevitaal_es.access import Act
from bluevitaal_es.commands.forget_person import LiftLegalHold, PlaceLegalHold, RequestErasure


class HoldForComplaint(PlaceLegalHold):
    """Keeps the case that a complaint names from being forgotten, from when it was taken up."""

    act: ClassVar[Act] = Act.HOLD_FOR_COMPLAINT


class EndHoldForComplaint(LiftLegalHold):
    """Ends that hold when the complaint is closed."""

    act: ClassVar[Act] = Act.HOLD_FOR_COMPLAINT


class RequestComplaintErasure(RequestErasure):
    """Asks that a complaint be forgotten; a second person in another role approves, as for a case."""

    act: ClassVar[Act] = Act.TREAT_COMPLAINT


def hold_for(complaint_id: UUID) -> UUID:
    """Return the id of the hold that a complaint places: one that nobody lifts who placed another."""
    return uuid5(complaint_id, "hold")
