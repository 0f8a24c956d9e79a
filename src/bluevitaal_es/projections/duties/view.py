"""What is due: for a begeleider, for the team, and for the clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.store.reading import View


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One thing to do, in which case, by when and by which rule."""

    case_id: UUID
    key: str
    number: str
    begeleider_id: UUID | None
    kind: str
    rule: str
    since: datetime
    due_at: datetime
    count: int
    subject: str | None
    flagged: bool


_DUTIES: Final = (
    "SELECT case_id, key, number, begeleider_id, kind, rule, since, due_at, count, subject, flagged FROM duty"
)


class DutiesView(View):
    """Answers with duties, soonest first."""

    def duties_of(self, actor: Actor) -> list[DutyRow]:
        """Return the duties in the cases that `actor` guides, covers now, or registered while nobody does.

        Whether confidentiality may be broken is for a second person, and no work of their own.
        """
        if not may(actor, Act.SEE_OWN_WORK):
            return []
        return self._all(
            DutyRow,
            f"{_DUTIES} WHERE kind <> 'breach' AND ("  # noqa: S608 (our own columns)
            " begeleider_id = ANY(%(ids)s) OR (begeleider_id IS NULL AND registered_by = %(actor)s)"
            " OR case_id IN (SELECT case_id FROM cover WHERE who = ANY(%(ids)s)"
            " AND begins_at <= %(now)s AND %(now)s < ends_at))"
            " ORDER BY due_at, number, key",
            {"ids": list(actor.begeleider_ids), "actor": actor.id, "now": clock.now()},
        )

    def overdue_in_team(self, actor: Actor, now: datetime) -> list[DutyRow]:
        """Return what is overdue in the whole team, longest overdue first: timing, never words."""
        if not may(actor, Act.SEE_TEAM_BOARD):
            return []
        return self._all(
            DutyRow,
            f"{_DUTIES} WHERE due_at < %(now)s ORDER BY due_at, number, key",
            {"now": now},
        )

    def breaches(self, actor: Actor) -> list[DutyRow]:
        """Return the proposals to break confidentiality that wait for a second person, oldest first."""
        if not may(actor, Act.ANSWER_BREACH):
            return []
        return self._all(
            DutyRow,
            f"{_DUTIES} WHERE kind = 'breach' ORDER BY since, number, key",
            {},
        )

    def unflagged_overdue(self, actor: Actor, now: datetime, limit: int = 500) -> list[DutyRow]:
        """Return the work list of the clock: overdue at `now` and not flagged yet."""
        if not may(actor, Act.FLAG_OVERDUE):
            return []
        return self._all(
            DutyRow,
            f"{_DUTIES} WHERE NOT flagged AND due_at < %(now)s ORDER BY due_at, case_id, key LIMIT %(limit)s",
            {"now": now, "limit": limit},
        )

    def who_is_late(self, actor: Actor, now: datetime) -> set[UUID]:
        """Return the begeleiders with overdue work, for the clock that tells them so."""
        if not may(actor, Act.SEND_NOTICES):
            return set()
        rows = self._dicts(
            "SELECT DISTINCT begeleider_id FROM duty"
            " WHERE begeleider_id IS NOT NULL AND kind <> 'breach' AND due_at < %(now)s",
            {"now": now},
        )
        return {row["begeleider_id"] for row in rows}
