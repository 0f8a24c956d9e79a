"""A request without an account as the rules see it: what was asked last, who has it, whether it is over."""

from dataclasses import dataclass, replace
from uuid import UUID

from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.events import first_request as events
from bluevitaal_es.events.recorded import Recorded


@dataclass(frozen=True, slots=True)
class FirstRequest:
    """What decisions need to know of a request."""

    asked: events.Asked | None = None
    taken_by: UUID | None = None
    over: bool = False
    case_id: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for us."""
        return self.asked is not None and not self.over


def evolve(state: FirstRequest, recorded: Recorded) -> FirstRequest:
    """Return the request after one more fact."""
    match recorded.event:
        case events.Asked() as asked:
            return replace(state, asked=asked)
        case events.RequestTaken(begeleider_id=begeleider_id):
            return replace(state, taken_by=begeleider_id)
        case events.RequestRegistered(case_id=case_id):
            return replace(state, over=True, case_id=case_id)
        case events.RequestWithdrawn() | events.RequestClosed():
            return replace(state, over=True)
        case _:
            return state


FIRST_REQUEST: Stream[FirstRequest] = Stream("request", FirstRequest(), evolve)
