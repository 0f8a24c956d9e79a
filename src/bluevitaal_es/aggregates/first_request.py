"""A request without an account as the rules see it: what was asked last, who has it, whether it is over."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.events import first_request as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.duty import Duty
from bluevitaal_es.rules.first_requests import duty_of


@dataclass(frozen=True, slots=True)
class FirstRequest:
    """What decisions need to know of a request."""

    asked: events.Asked | None = None
    taken_by: UUID | None = None
    over: bool = False
    case_id: UUID | None = None
    made_at: datetime | None = None
    attempts: int = 0
    last: tuple[events.Attempt, datetime] | None = None
    flagged: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for us."""
        return self.asked is not None and not self.over

    @property
    def duty(self) -> Duty | None:
        """The next step and its last moment, None when nobody waits for us."""
        if self.asked is None or self.made_at is None or self.over:
            return None
        return duty_of(self.asked.reach, self.asked.urgent, self.made_at, self.attempts, self.last)


def evolve(state: FirstRequest, recorded: Recorded) -> FirstRequest:
    """Return the request after one more fact."""
    match recorded.event:
        case events.Asked() as asked:
            return replace(state, asked=asked, made_at=state.made_at or recorded.happened_at)
        case events.RequestTaken(begeleider_id=begeleider_id):
            return replace(state, taken_by=begeleider_id)
        case events.RequestAttempted(outcome=outcome):
            return replace(state, attempts=state.attempts + 1, last=(outcome, recorded.happened_at))
        case events.RequestOverdue(duty=duty):
            return replace(state, flagged=(*state.flagged, duty))
        case events.RequestRegistered(case_id=case_id):
            return replace(state, over=True, case_id=case_id)
        case events.RequestWithdrawn() | events.RequestClosed():
            return replace(state, over=True)
        case _:
            return state


FIRST_REQUEST: Stream[FirstRequest] = Stream("request", FirstRequest(), evolve)
