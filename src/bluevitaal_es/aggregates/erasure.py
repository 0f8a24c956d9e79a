"""The forgetting of one client as the rules see it: who asked, who agreed, and what stands in the way."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.events import erasure as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Erasure:
    """What decisions need to know of the forgetting of one client."""

    number: str | None = None
    requested_by: str | None = None
    requested_as: Role | None = None
    ground: events.ErasureGround | None = None
    retention_ends: date | None = None
    approved: bool = False
    holds: frozenset[UUID] = frozenset()
    forgotten: bool = False


def evolve(state: Erasure, recorded: Recorded) -> Erasure:
    """Return the forgetting after one more fact; a new request or hold needs a new approval.

    An approval in the role that asked does not count: the policy was once that two of one role were enough.
    """
    match recorded.event:
        case events.ErasureRequested() as event:
            return replace(
                state,
                number=event.number,
                requested_by=recorded.actor_id,
                requested_as=recorded.actor_role,
                ground=event.ground,
                retention_ends=event.retention_ends,
                approved=False,
            )
        case events.ErasureWithdrawn():
            return replace(state, requested_by=None, ground=None, retention_ends=None, approved=False)
        case events.ErasureApproved():
            return replace(state, approved=recorded.actor_role is not state.requested_as)
        case events.LegalHoldPlaced() as event:
            return replace(state, holds=state.holds | {event.hold_id}, approved=False)
        case events.LegalHoldLifted() as event:
            return replace(state, holds=state.holds - {event.hold_id})
        case events.PersonForgotten():
            return replace(state, forgotten=True)
        case _:
            return state


ERASURE: Stream[Erasure] = Stream("erasure", Erasure(), evolve)
