"""Questions about cases as a whole: the own list, the team's timing, and who is involved in a number."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, Involvement, Spell, may, roles_for
from bluevitaal_es.rules.emergencies import open_ties
from bluevitaal_es.store.reading import View

Status = Literal["open", "closed", "all"]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the list of the one who guides it."""

    case_id: UUID
    number: str
    client_name: str | None
    target_group: str
    unit: str | None
    anonymous: bool
    product: str | None
    registered_at: datetime
    intake_at: datetime | None
    last_talk_at: datetime | None
    next_talk_at: datetime | None
    talks_held: int
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A case on the team's board: timing only, no name and no words."""

    case_id: UUID
    number: str
    begeleider_id: UUID | None
    product: str | None
    registered_at: datetime
    intake_at: datetime | None
    last_talk_at: datetime | None
    talks_held: int


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A talk to come as the planner sees it: when, in which case, and whose it is."""

    case_id: UUID
    at: datetime
    number: str
    begeleider_id: UUID | None


@dataclass(frozen=True, slots=True)
class _Tied:
    case_id: UUID
    begeleider_id: UUID | None
    registered_by: str
    spells: list[dict[str, Any]]
    emergencies: dict[str, str]

    def of(self, tie: str) -> tuple[Spell, ...]:
        return tuple(
            Spell(
                datetime.fromisoformat(found["begins_at"]),
                datetime.fromisoformat(found["ends_at"]),
                UUID(found["who"]) if found["who"] else None,
            )
            for found in self.spells
            if found["tie"] == tie
        )


class CaseloadView(View):
    """Answers for the begeleider about their own cases, for the lead about the team's timing."""

    def cases_of(
        self, actor: Actor, *, search: str = "", status: Status = "open", limit: int = 200
    ) -> list[CaseRow]:
        """Return the cases that `actor` guides, covers now, or registered while nobody does; newest first.

        `search` is a part of a case number; nothing else is searched.
        """
        if not may(actor, Act.SEE_OWN_WORK):
            return []
        return self._all(
            CaseRow,
            "SELECT case_id, number, client_name, target_group, unit, anonymous, product, registered_at,"
            " intake_at, last_talk_at, next_talk_at, talks_held, closed_at FROM caseload"
            " WHERE (begeleider_id = ANY(%(ids)s) OR (begeleider_id IS NULL AND registered_by = %(actor)s)"
            " OR case_id IN (SELECT case_id FROM spell WHERE tie = 'covers' AND who = ANY(%(ids)s)"
            " AND begins_at <= %(now)s AND %(now)s < ends_at))"
            " AND (%(status)s = 'all' OR (closed_at IS NULL) = (%(status)s = 'open'))"
            " AND strpos(upper(number), upper(%(search)s)) > 0"
            " ORDER BY registered_at DESC, number DESC LIMIT %(limit)s",
            {
                "ids": list(actor.begeleider_ids),
                "actor": actor.id,
                "status": status,
                "search": search.strip(),
                "limit": limit,
                "now": clock.now(),
            },
        )

    def team(self, actor: Actor) -> list[TeamRow]:
        """Return the open cases of the team, longest waiting first, without name or words."""
        if not may(actor, Act.SEE_TEAM_BOARD):
            return []
        return self._all(
            TeamRow,
            "SELECT case_id, number, begeleider_id, product, registered_at, intake_at, last_talk_at,"
            " talks_held FROM caseload WHERE closed_at IS NULL ORDER BY registered_at, number",
            {},
        )

    def loads(self, actor: Actor) -> dict[UUID, int]:
        """Return how many open cases each id guides, for whoever may give a case to somebody."""
        if actor.role not in roles_for(Act.ASSIGN_BEGELEIDER):
            return {}
        rows = self._dicts(
            "SELECT begeleider_id, count(*) AS count FROM caseload"
            " WHERE closed_at IS NULL AND begeleider_id IS NOT NULL GROUP BY begeleider_id",
            {},
        )
        return {row["begeleider_id"]: row["count"] for row in rows}

    def planning(self, actor: Actor, begin: datetime, end: datetime) -> list[PlannedRow]:
        """Return the talks planned from `begin` up to `end`, soonest first, without name or subject."""
        if not may(actor, Act.SEE_PLANNING):
            return []
        return self._all(
            PlannedRow,
            "SELECT c.case_id, p.at, c.number, c.begeleider_id"
            " FROM planned p JOIN caseload c ON c.case_id = p.case_id"
            " WHERE p.at >= %(begin)s AND p.at < %(end)s ORDER BY p.at, c.number",
            {"begin": begin, "end": end},
        )

    def involvement(self, actor: Actor, number: str) -> Involvement | None:
        """Return what ties people to the case with that number, for the policy to decide on."""
        found = self._one(
            _Tied,
            "SELECT case_id, begeleider_id, registered_by, emergencies,"
            " (SELECT coalesce(jsonb_agg(s), '[]') FROM spell s"
            " WHERE s.case_id = caseload.case_id) AS spells FROM caseload WHERE number = %(number)s",
            {"number": number},
        )
        if found is None:
            return None
        return Involvement(
            found.case_id,
            found.begeleider_id,
            found.registered_by,
            found.of("covers"),
            found.of("inspections"),
            open_ties(found.emergencies, clock.now()),
        )
