"""Questions about requests without an account: what waits, what was asked, and how long people wait."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bluevitaal_es.access import Act, Actor, Involvement, may
from bluevitaal_es.store.reading import View


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request. `asked` is None where the actor may not read it, and once it is over."""

    request_id: UUID
    state: str
    urgent: bool
    reach: str
    made_at: datetime
    due_at: datetime
    taken_by: UUID | None
    attempts: int
    last_outcome: str | None
    last_at: datetime | None
    correlation_id: UUID
    case_number: str | None
    asked: dict[str, Any] | None

    @property
    def is_open(self) -> bool:
        """Whether somebody waits for us."""
        return self.state == "open"

    def is_of(self, actor: Actor) -> bool:
        """Whether the actor took it on."""
        return self.taken_by in actor.begeleider_ids


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
            "SELECT request_id, state, urgent, reach, made_at, due_at, taken_by, attempts, last_outcome,"
            " last_at, correlation_id, case_number, NULL::jsonb AS asked FROM request"
            " WHERE state = 'open' ORDER BY due_at, made_at, request_id",
            {},
        )

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
            "SELECT request_id, state, urgent, reach, made_at, due_at, taken_by, attempts, last_outcome,"
            " last_at, correlation_id, case_number, asked FROM request WHERE request_id = %(request_id)s",
            {"request_id": request_id},
        )
