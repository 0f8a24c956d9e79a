"""Events in, one row for each request out; once it is over, only that it was there stays."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from psycopg.types.json import Jsonb

from bluevitaal_es.events import first_request as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.first_requests import due_at
from bluevitaal_es.store.projecting import Cursor, FoldedProjection

State = Literal["none", "open", "withdrawn", "registered", "closed"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request; `asked` is None before it was made and after it is over."""

    state: State = "none"
    asked: dict[str, Any] | None = None
    urgent: bool = False
    reach: events.Reach = "phone"
    made_at: datetime | None = None
    taken_by: UUID | None = None
    attempts: int = 0
    last_outcome: events.Attempt | None = None
    last_at: datetime | None = None
    correlation_id: UUID | None = None
    case_number: str | None = None

    @property
    def due_at(self) -> datetime:
        """The last moment of the next step."""
        assert self.made_at is not None
        last = (self.last_outcome, self.last_at) if self.last_outcome and self.last_at else None
        return due_at(self.reach, self.urgent, self.made_at, last)


class FirstRequestsProjection(FoldedProjection[Waiting]):
    """Every request that was sent at the front door."""

    name: ClassVar[str] = "first_requests"
    rows_of_stream: ClassVar[Mapping[str, str]] = {"fold": "stream_id", "request": "request_id"}
    hears: ClassVar[frozenset[str] | None] = frozenset(
        event.stored_as
        for event in (
            events.RequestMade,
            events.RequestChanged,
            events.RequestWithdrawn,
            events.RequestTaken,
            events.RequestAttempted,
            events.RequestRegistered,
            events.RequestClosed,
        )
    )
    empty = Waiting()
    state_type: Any = Waiting

    def evolve(self, state: Waiting, recorded: Recorded) -> Waiting:
        """Return the request after one more fact."""
        match recorded.event:
            case events.Asked() as asked:
                return replace(
                    state,
                    state="open",
                    asked=asked.model_dump(mode="json"),
                    urgent=asked.urgent,
                    reach=asked.reach,
                    made_at=state.made_at or recorded.happened_at,
                    correlation_id=state.correlation_id or recorded.correlation_id,
                )
            case events.RequestTaken(begeleider_id=begeleider_id):
                return replace(state, taken_by=begeleider_id)
            case events.RequestAttempted(outcome=outcome):
                return replace(
                    state,
                    attempts=state.attempts + 1,
                    last_outcome=outcome,
                    last_at=recorded.happened_at,
                )
            case events.RequestRegistered(number=number):
                return replace(state, state="registered", case_number=number, asked=None)
            case events.RequestClosed():
                return replace(state, state="closed", asked=None)
            case events.RequestWithdrawn():
                return replace(state, state="withdrawn", asked=None)
        return state

    def draw(self, cursor: Cursor, changed: dict[UUID, Waiting]) -> None:
        """Write the rows of the requests that changed in place of their old ones."""
        cursor.execute("DELETE FROM request WHERE request_id = ANY(%(ids)s)", {"ids": list(changed)})
        cursor.executemany(
            "INSERT INTO request (request_id, state, urgent, reach, made_at, due_at, taken_by, attempts,"
            " last_outcome, last_at, correlation_id, case_number, asked)"
            " VALUES (%(request_id)s, %(state)s, %(urgent)s, %(reach)s, %(made_at)s, %(due_at)s,"
            " %(taken_by)s, %(attempts)s, %(last_outcome)s, %(last_at)s, %(correlation_id)s,"
            " %(case_number)s, %(asked)s)",
            [
                {
                    "request_id": request_id,
                    "state": found.state,
                    "urgent": found.urgent,
                    "reach": found.reach,
                    "made_at": found.made_at,
                    "due_at": found.due_at,
                    "taken_by": found.taken_by,
                    "attempts": found.attempts,
                    "last_outcome": found.last_outcome,
                    "last_at": found.last_at,
                    "correlation_id": found.correlation_id,
                    "case_number": found.case_number,
                    "asked": None if found.asked is None else Jsonb(found.asked),
                }
                for request_id, found in changed.items()
                if found.made_at is not None
            ],
        )
