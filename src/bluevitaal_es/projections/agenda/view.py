"""The agendas to come: each answer holds what the form of a discussion allows, and no more."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, Involvement, Spell, may
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.store.reading import View


@dataclass(frozen=True, slots=True)
class Shown:
    """One discussion as somebody may see it; what the form does not allow is None or empty.

    `own_number` is the case of whoever helps in it themselves, with `item_id` to act on it; `stopped` says
    that it must come off.
    """

    case_id: UUID
    told_as: str
    theme: str
    question: str
    target_group: str | None = None
    client_name: str | None = None
    number: str | None = None
    begeleider_id: UUID | None = None
    data_classes: tuple[str, ...] = ()
    own_number: str | None = None
    item_id: UUID | None = None
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting to come, with what this person may see of its agenda."""

    forum: str
    unit: str | None
    on: date
    items: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many discussions there are on an agenda, for who sees no more than that."""

    forum: str
    unit: str | None
    meeting_on: date
    told_as: str
    count: int


@dataclass(frozen=True, slots=True)
class _Row:
    item_id: UUID
    case_id: UUID
    number: str
    client_name: str | None
    target_group: str
    begeleider_id: UUID | None
    registered_by: str
    covers: list[dict[str, Any]]
    forum: str
    unit: str | None
    told_as: str
    meeting_on: date
    theme: str
    question: str
    data_classes: list[str]
    stopped: bool
    alike: int

    @property
    def involvement(self) -> Involvement:
        spells = tuple(
            Spell(
                datetime.fromisoformat(found["begins_at"]),
                datetime.fromisoformat(found["ends_at"]),
                UUID(found["who"]),
            )
            for found in self.covers
        )
        return Involvement(self.case_id, self.begeleider_id, self.registered_by, spells)


class AgendaView(View):
    """Answers who brings cases to a conference, who hears them there, and who counts."""

    def meetings(self, actor: Actor) -> list[Meeting]:
        """Return the meetings from today on with their items, soonest first.

        Our own team's are for every begeleider; one with partners is for who brings a case to it. What must
        come off is shown to who helps in that case only.
        """
        if not may(actor, Act.SEE_INTERNAL_ITEMS):
            return []
        meetings: dict[tuple[date, str, str | None], list[_Row]] = {}
        for row in self._coming():
            meetings.setdefault((row.meeting_on, row.forum, row.unit), []).append(row)
        found = []
        for (on, forum, unit), rows in meetings.items():
            attends = forum == "internal" or any(_brings(actor, row) for row in rows)
            items = tuple(
                _shown(row, own=_brings(actor, row))
                for row in rows
                if attends and (_brings(actor, row) or not row.stopped)
            )
            if items:
                found.append(Meeting(forum, unit, on, items))
        return found

    def counts(self, actor: Actor) -> list[Count]:
        """Return how many discussions of which form each meeting to come has, without what must come off."""
        if not may(actor, Act.SEE_AGENDA):
            return []
        return self._all(
            Count,
            "SELECT forum, unit, meeting_on, told_as, count(*)::int AS count FROM item"
            " WHERE meeting_on >= %(today)s AND NOT stopped"
            " GROUP BY forum, unit, meeting_on, told_as ORDER BY meeting_on, forum, unit, told_as",
            {"today": clock.today()},
        )

    def _coming(self) -> list[_Row]:
        # In the order of ids that say nothing, so that a place in the list does not tell whose it is.
        return self._all(
            _Row,
            "SELECT i.item_id, i.case_id, i.number, i.client_name, i.target_group, i.begeleider_id,"
            " i.registered_by, i.covers, i.forum, i.unit, i.told_as, i.meeting_on, i.theme, i.question,"
            " i.data_classes, i.stopped, (SELECT count(*)::int FROM open_case o"
            " WHERE o.target_group = i.target_group) AS alike"
            " FROM item i WHERE i.meeting_on >= %(today)s ORDER BY i.meeting_on, i.forum, i.unit, i.item_id",
            {"today": clock.today()},
        )


def _brings(actor: Actor, row: _Row) -> bool:
    return may(actor, Act.SEE_REGIONAL_ITEMS, row.involvement)


def _shown(row: _Row, *, own: bool) -> Shown:
    norms = catalogue().norms
    enough = norms.small_cell_internal if row.forum == "internal" else norms.small_cell_external
    named = row.told_as == "identified"
    grouped = row.told_as == "anonymous" and row.alike >= enough
    return Shown(
        row.case_id,
        row.told_as,
        row.theme,
        row.question,
        target_group=row.target_group if grouped else None,
        client_name=row.client_name if named else None,
        number=row.number if named and row.forum == "internal" else None,
        begeleider_id=row.begeleider_id if named else None,
        data_classes=tuple(row.data_classes) if named else (),
        own_number=row.number if own else None,
        item_id=row.item_id if own else None,
        stopped=row.stopped,
    )
