"""Events in, one row for each request out; once it is over, only that it was there stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from psycopg.types.json import Jsonb

from bluevitaal_es.events import first_request as events
from bluevitaal_es.events.base import Forgotten
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.duty import Duty
from bluevitaal_es.rules.first_requests import duty_of
from bluevitaal_es.store.projecting import Cursor, FoldedProjection

State = Literal["none", "open", "withdrawn", "registered", "closed"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request; `asked` is None before it was made, after it is over, and of who was forgotten."""

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
    ended_at: datetime | None = None
    forgotten: bool = False
    flagged: tuple[str, ...] = ()

    @property
    def duty(self) -> Duty:
        """The next step with its last moment."""
        assert self.made_at is not None
        last = (self.last_outcome, self.last_at) if self.last_outcome and self.last_at else None
        return duty_of(self.reach, self.urgent, self.made_at, self.attempts, last)


class FirstRequestsProjection(FoldedProjection[Waiting]):
    """Every request that was sent at the front door."""

    name: ClassVar[str] = "first_requests"
    form: ClassVar[int] = 2
    rows_of_stream: ClassVar[Mapping[str, str]] = {"fold": "stream_id", "request": "request_id"}
    hears: ClassVar[frozenset[str] | None] = frozenset(
        event.stored_as
        for event in (
            events.RequestMade,
            events.RequestChanged,
            events.RequestWithdrawn,
            events.RequestTaken,
            events.RequestAttempted,
            events.RequestOverdue,
            events.RequestRegistered,
            events.RequestClosed,
            Forgotten,
        )
    )
    empty = Waiting()
    state_type: Any = Waiting

    def heard(self, batch: Sequence[Recorded]) -> list[Recorded]:
        """Return the events of a batch that are about requests, those of forgotten people too."""
        return [
            found
            for found in super().heard(batch)
            if not isinstance(found.event, Forgotten) or found.event.original_type.startswith("request.")
        ]

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
            case events.RequestOverdue(duty=duty):
                return replace(state, flagged=(*state.flagged, duty))
            case events.RequestRegistered(number=number):
                return replace(state, state="registered", case_number=number, asked=None)
            case events.RequestClosed():
                return replace(state, state="closed", asked=None)
            case events.RequestWithdrawn():
                return replace(state, state="withdrawn", asked=None, ended_at=recorded.happened_at)
            case Forgotten(original_type=original_type):
                return _forgotten(state, original_type, recorded)
        return state

    def draw(self, cursor: Cursor, changed: dict[UUID, Waiting]) -> None:
        """Write the rows of the requests that changed in place of their old ones."""
        cursor.execute("DELETE FROM request WHERE request_id = ANY(%(ids)s)", {"ids": list(changed)})
        cursor.executemany(
            "INSERT INTO request (request_id, state, urgent, reach, made_at, due_at, duty, flagged, taken_by,"
            " attempts, last_outcome, last_at, correlation_id, case_number, ended_at, forgotten, asked)"
            " VALUES (%(request_id)s, %(state)s, %(urgent)s, %(reach)s, %(made_at)s, %(due_at)s,"
            " %(duty)s, %(flagged)s, %(taken_by)s, %(attempts)s, %(last_outcome)s, %(last_at)s,"
            " %(correlation_id)s, %(case_number)s, %(ended_at)s, %(forgotten)s, %(asked)s)",
            [
                {
                    "request_id": request_id,
                    "state": found.state,
                    "urgent": found.urgent,
                    "reach": found.reach,
                    "made_at": found.made_at,
                    "due_at": found.duty.due_at,
                    "duty": found.duty.key,
                    "flagged": found.duty.key in found.flagged,
                    "taken_by": found.taken_by,
                    "attempts": found.attempts,
                    "last_outcome": found.last_outcome,
                    "last_at": found.last_at,
                    "correlation_id": found.correlation_id,
                    "case_number": found.case_number,
                    "ended_at": found.ended_at,
                    "forgotten": found.forgotten,
                    "asked": None if found.asked is None else Jsonb(found.asked),
                }
                for request_id, found in changed.items()
                if found.made_at is not None and (found.state == "withdrawn" or not found.forgotten)
            ],
        )


def _forgotten(state: Waiting, original_type: str, recorded: Recorded) -> Waiting:
    """Return what stays of somebody who was forgotten: that they asked, and that they took it back."""
    state = replace(state, forgotten=True)
    match original_type:
        case events.RequestMade.stored_as:
            return replace(
                state, state="open", made_at=recorded.happened_at, correlation_id=recorded.correlation_id
            )
        case events.RequestWithdrawn.stored_as:
            return replace(state, state="withdrawn", ended_at=recorded.happened_at)
        case _:
            return state
