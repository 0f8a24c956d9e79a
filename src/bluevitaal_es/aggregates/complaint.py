"""A complaint as the rules see it: of what kind, and how far it came."""

from dataclasses import dataclass, replace

from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.events import complaint as events
from bluevitaal_es.events.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Complaint:
    """What decisions need to know of a complaint."""

    kind: events.ComplaintKind | None = None
    taken_up: bool = False
    answered: bool = False
    withdrawn: bool = False
    closed: bool = False

    @property
    def filed(self) -> bool:
        """Whether there is such a complaint."""
        return self.kind is not None

    @property
    def runs(self) -> bool:
        """Whether anything is still done with it."""
        return self.filed and not self.withdrawn and not self.closed


def evolve(state: Complaint, recorded: Recorded) -> Complaint:
    """Return the complaint after one more fact; a reply after the answer asks for another one."""
    match recorded.event:
        case events.ComplaintFiled() as event:
            return replace(state, kind=event.kind)
        case events.ComplaintTakenUp():
            return replace(state, taken_up=True)
        case events.ComplaintAnswered():
            return replace(state, answered=True)
        case events.ComplaintWithdrawn():
            return replace(state, withdrawn=True)
        case events.ComplaintClosed():
            return replace(state, closed=True)
    return state


COMPLAINT: Stream[Complaint] = Stream("complaint", Complaint(), evolve)
