"""Forget a client: one person asks, another approves, a legal hold stops both; at the end a certificate."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid5

from bluevitaal_es.access import Act, Involvement
from bluevitaal_es.aggregates.erasure import ERASURE, Erasure
from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import Command, Fact, Given
from bluevitaal_es.events import erasure as events
from bluevitaal_es.vocabulary import CaseId, Role, erasure_stream


class ErasureCommand(Command[Erasure]):
    """An order about the forgetting of one client."""

    act: ClassVar[Act] = Act.FORGET_PERSON
    stream: ClassVar[Stream[Any]] = ERASURE

    case_id: CaseId

    @property
    def stream_id(self) -> UUID:
        """The stream beside the case's own, which stays readable."""
        return erasure_stream(self.case_id)

    def involvement(self, state: Erasure) -> Involvement | None:
        """The case alone: a client has a say in the own one."""
        return Involvement(self.case_id, None, None)


class RequestErasure(ErasureCommand):
    """Asks that a client be forgotten; `retention_ends` is the last day of the term, None while none runs.

    The client asks it about the own case, or an administrator does; for clients the ground is always
    their own request. The number is kept, so that who asks for the case later finds that it was forgotten.
    """

    act: ClassVar[Act] = Act.REQUEST_ERASURE

    number: str
    ground: events.ErasureGround
    retention_ends: date | None = None

    def decide(self, erasure: Erasure, given: Given) -> list[Fact]:
        """Answer the request; asked again with nothing new, silence."""
        _require_not_forgotten(erasure)
        if given.actor.role is Role.CLIENT and self.ground != "client_request":
            raise refusals.NotAllowed()
        if erasure.requested_by is not None and (erasure.ground, erasure.retention_ends) == (
            self.ground,
            self.retention_ends,
        ):
            return []
        requested = events.ErasureRequested(
            case_id=self.case_id, number=self.number, ground=self.ground, retention_ends=self.retention_ends
        )
        return [given.fact(requested)]


class WithdrawErasure(ErasureCommand):
    """Takes the own request to be forgotten back; what a term that ended asks is not theirs to stop."""

    act: ClassVar[Act] = Act.SPEAK_AS_CLIENT

    def decide(self, erasure: Erasure, given: Given) -> list[Fact]:
        """Answer that the request was taken back."""
        _require_not_forgotten(erasure)
        if erasure.requested_by is None or erasure.ground != "client_request":
            raise refusals.ErasureWasNotRequested()
        return [given.fact(events.ErasureWithdrawn(case_id=self.case_id))]


class ApproveErasure(ErasureCommand):
    """Agrees to a request of another role's; a client may ask at any time (AVG 17, BW 7:455)."""

    act: ClassVar[Act] = Act.APPROVE_ERASURE

    def decide(self, erasure: Erasure, given: Given) -> list[Fact]:
        """Answer the approval; approved before, silence."""
        _require_not_forgotten(erasure)
        if erasure.requested_by is None:
            raise refusals.ErasureWasNotRequested()
        if erasure.requested_by == given.actor.id:
            raise refusals.ErasureNeedsASecondPerson()
        if erasure.requested_as is given.actor.role:
            raise refusals.ErasureNeedsASecondRole()
        if erasure.holds:
            raise refusals.LegalHoldIsInForce()
        if erasure.ground != "client_request":
            ends = erasure.retention_ends
            if ends is None or day_of(given.now) <= ends:
                raise refusals.RetentionHasNotEnded(until=ends)
        return [] if erasure.approved else [given.fact(events.ErasureApproved(case_id=self.case_id))]


class CertifyErasure(ErasureCommand):
    """Tells that the key was destroyed: which, when, and how many facts went with it."""

    key_id: UUID
    facts: int
    destroyed_at: datetime

    def decide(self, erasure: Erasure, given: Given) -> list[Fact]:
        """Answer the certificate, once."""
        if erasure.forgotten:
            return []
        if not erasure.approved:
            raise refusals.ErasureWasNotRequested()
        certificate = events.PersonForgotten(
            case_id=self.case_id,
            number=erasure.number,
            key_id=self.key_id,
            facts=self.facts,
            destroyed_at=self.destroyed_at,
        )
        return [given.fact(certificate)]


class PlaceLegalHold(ErasureCommand):
    """Keeps a client from being forgotten until the hold is lifted."""

    act: ClassVar[Act] = Act.HOLD_CASE

    hold_id: UUID
    number: str
    ground: events.HoldGround

    def decide(self, erasure: Erasure, given: Given) -> list[Fact]:
        """Answer the hold; placed before, silence."""
        _require_not_forgotten(erasure)
        if self.hold_id in erasure.holds:
            return []
        placed = events.LegalHoldPlaced(
            case_id=self.case_id, number=self.number, hold_id=self.hold_id, ground=self.ground
        )
        return [given.fact(placed)]


class LiftLegalHold(ErasureCommand):
    """Ends a legal hold."""

    act: ClassVar[Act] = Act.HOLD_CASE

    hold_id: UUID

    def decide(self, erasure: Erasure, given: Given) -> list[Fact]:
        """Answer that it ended."""
        if self.hold_id not in erasure.holds:
            raise refusals.LegalHoldIsNotInForce()
        return [given.fact(events.LegalHoldLifted(case_id=self.case_id, hold_id=self.hold_id))]


def hold_of(case_id: CaseId, ground: str) -> UUID:
    """Return the id of the hold on a case for a ground: one for each, so that lifting it needs no id."""
    return uuid5(case_id, f"hold {ground}")


def _require_not_forgotten(erasure: Erasure) -> None:
    if erasure.forgotten:
        raise refusals.PersonIsForgotten()
