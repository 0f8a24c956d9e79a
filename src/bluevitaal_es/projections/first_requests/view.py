"""Questions about requests without an account: what waits, what was asked, and how long people wait."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bluevitaal_es.access import Act, Actor, Involvement, may
from bluevitaal_es.store.reading import View
from bluevitaal_es.vocabulary import request_reference


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request. `asked` is None where the actor may not read it, and once it is over."""

    request_id: UUID
    state: str
    urgent: bool
    reach: str
    made_at: datetime
    due_at: datetime
    flagged: bool
    taken_by: UUID | None
    attempts: int
    last_outcome: str | None
    last_at: datetime | None
    correlation_id: UUID
    case_number: str | None
    ended_at: datetime | None
    asked: dict[str, Any] | None

    @property
    def is_open(self) -> bool:
        """Whether somebody waits for us."""
        return self.state == "open"

    @property
    def reference(self) -> str:
        """A short name to speak of it; it opens nothing."""
        return request_reference(self.request_id)

    def is_of(self, actor: Actor) -> bool:
        """Whether the actor took it on."""
        return self.taken_by in actor.begeleider_ids


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A request that was taken back: whoever made it is forgotten or about to be."""

    request_id: UUID
    made_at: datetime
    ended_at: datetime

    @property
    def reference(self) -> str:
        """A short name to speak of it; it opens nothing."""
        return request_reference(self.request_id)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many people wait for us, since when the first of them does, and for how many we are late."""

    count: int
    since: datetime | None
    late: int


class FirstRequestsView(View):
    """Answers begeleiders, the team lead, and whoever has the code of a request."""

    def waiting(self, actor: Actor) -> list[RequestRow]:
        """Return what nobody has and what the actor has, first due first, without what was asked."""
        return [row for row in self.everybody_waiting(actor) if row.taken_by is None or row.is_of(actor)]

    def everybody_waiting(self, actor: Actor) -> list[RequestRow]:
        """Return what waits for any begeleider, first due first, without what was asked."""
        if not may(actor, Act.TAKE_REQUEST):
            return []
        return self._all(
            RequestRow,
            "SELECT request_id, state, urgent, reach, made_at, due_at, flagged, taken_by, attempts,"
            " last_outcome, last_at, correlation_id, case_number, ended_at, NULL::jsonb AS asked FROM request"
            " WHERE state = 'open' ORDER BY due_at, made_at, request_id",
            {},
        )

    def withdrawn(self, actor: Actor) -> list[Withdrawn]:
        """Return what was taken back last, newest first: that it was, and nothing else."""
        if not may(actor, Act.TAKE_REQUEST):
            return []
        return self._all(
            Withdrawn,
            "SELECT request_id, made_at, ended_at FROM request WHERE state = 'withdrawn'"
            " ORDER BY ended_at DESC, request_id LIMIT 20",
            {},
        )

    def unflagged_overdue(self, actor: Actor, now: datetime) -> list[tuple[UUID, str]]:
        """Return the work list of the clock: requests and steps that are overdue and not flagged yet."""
        if not may(actor, Act.FLAG_OVERDUE):
            return []
        rows = self._dicts(
            "SELECT request_id, duty FROM request WHERE state = 'open' AND NOT flagged AND due_at < %(now)s"
            " ORDER BY due_at, request_id LIMIT 500",
            {"now": now},
        )
        return [(row["request_id"], row["duty"]) for row in rows]

    def to_let_go(self, actor: Actor) -> list[UUID]:
        """Return the work list of the clock: taken back before anybody took it on, and not forgotten yet."""
        if not may(actor, Act.FLAG_OVERDUE):
            return []
        rows = self._dicts(
            "SELECT request_id FROM request"
            " WHERE state = 'withdrawn' AND taken_by IS NULL AND NOT forgotten ORDER BY ended_at LIMIT 500",
            {},
        )
        return [row["request_id"] for row in rows]

    def one(self, actor: Actor, request_id: UUID) -> RequestRow | None:
        """Return a request; what was asked only while nobody has it, and to who took it on."""
        if not may(actor, Act.TAKE_REQUEST):
            return None
        found = self._found(request_id)
        if found is None or found.taken_by is None or found.is_of(actor):
            return found
        return replace(found, asked=None)

    def own(self, actor: Actor, request_id: UUID) -> RequestRow | None:
        """Return the request of whoever has its code."""
        if not may(actor, Act.SPEAK_IN_REQUEST, Involvement(request_id, None, None)):
            return None
        return self._found(request_id)

    def in_team(self, actor: Actor, now: datetime) -> Waiting:
        """Return how many wait and how long, without anything of what they ask."""
        if not may(actor, Act.SEE_TEAM_BOARD):
            return Waiting(0, None, 0)
        found = self._one(
            Waiting,
            "SELECT count(*) AS count, min(made_at) AS since,"
            " count(*) FILTER (WHERE due_at < %(now)s) AS late FROM request WHERE state = 'open'",
            {"now": now},
        )
        assert found is not None
        return found

    def _found(self, request_id: UUID) -> RequestRow | None:
        return self._one(
            RequestRow,
            "SELECT request_id, state, urgent, reach, made_at, due_at, flagged, taken_by, attempts,"
            " last_outcome, last_at, correlation_id, case_number, ended_at, asked FROM request"
            " WHERE request_id = %(request_id)s",
            {"request_id": request_id},
        )
