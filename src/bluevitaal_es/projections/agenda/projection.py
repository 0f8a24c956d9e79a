"""Events in, one row for each discussion that is still to come out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar
from uuid import UUID

from psycopg.types.json import Jsonb

from bluevitaal_es.events import case as events
from bluevitaal_es.events import conference
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.agenda import Agenda, attend
from bluevitaal_es.rules.ties import TYING, Ties, knot
from bluevitaal_es.store.projecting import Cursor, FoldedProjection


@dataclass(frozen=True, slots=True)
class Brought:
    """One case as conferences know it: who it is, who helps, and what is brought with which question."""

    number: str = ""
    client_name: str | None = None
    target_group: str = ""
    begeleider_id: UUID | None = None
    registered_by: str = ""
    closed: bool = False
    ties: Ties = field(default_factory=Ties)
    agenda: Agenda = field(default_factory=Agenda)
    asked: dict[UUID, conference.CasePutOnAgenda] = field(default_factory=dict)


class AgendaProjection(FoldedProjection[Brought]):
    """The agendas of all conferences to come."""

    name: ClassVar[str] = "agenda"
    rows_of_stream: ClassVar[Mapping[str, str]] = {
        "fold": "stream_id",
        "open_case": "case_id",
        "item": "case_id",
    }
    hears: ClassVar[frozenset[str] | None] = frozenset(
        event.stored_as
        for event in (
            *TYING,
            events.CaseReopened,
            conference.CasePutOnAgenda,
            conference.CaseTakenOffAgenda,
            conference.DiscussionObjected,
            conference.CaseDiscussed,
        )
    )
    empty = Brought()
    state_type: Any = Brought

    def evolve(self, state: Brought, recorded: Recorded) -> Brought:
        """Return what is known of a case after one more fact."""
        state = replace(state, ties=knot(state.ties, recorded), agenda=attend(state.agenda, recorded))
        match recorded.event:
            case events.CaseRegistered() as event:
                return replace(
                    state,
                    number=event.number,
                    client_name=event.client_name,
                    target_group=event.target_group,
                    registered_by=recorded.actor_id,
                )
            case events.BegeleiderAssigned() | events.BegeleiderReassigned() as event:
                return replace(state, begeleider_id=event.begeleider_id)
            case events.CaseClosed():
                return replace(state, closed=True, asked={})
            case events.CaseReopened():
                return replace(state, closed=False)
            case conference.CasePutOnAgenda() as event:
                return replace(state, asked=state.asked | {event.item_id: event})
            case _:
                return state

    def draw(self, cursor: Cursor, changed: dict[UUID, Brought]) -> None:
        """Write the rows of the cases that changed in place of their old ones."""
        known = {"ids": list(changed)}
        cursor.execute("DELETE FROM open_case WHERE case_id = ANY(%(ids)s)", known)
        cursor.execute("DELETE FROM item WHERE case_id = ANY(%(ids)s)", known)
        cursor.executemany(
            "INSERT INTO open_case (case_id, target_group) VALUES (%s, %s)",
            [
                (case_id, found.target_group)
                for case_id, found in changed.items()
                if found.number and not found.closed
            ],
        )
        cursor.executemany(
            "INSERT INTO item (item_id, case_id, number, client_name, target_group, begeleider_id,"
            " registered_by, covers, forum, unit, told_as, meeting_on, theme, question, data_classes,"
            " stopped) VALUES (%(item_id)s, %(case_id)s, %(number)s, %(client_name)s, %(target_group)s,"
            " %(begeleider_id)s, %(registered_by)s, %(covers)s, %(forum)s, %(unit)s, %(told_as)s,"
            " %(meeting_on)s, %(theme)s, %(question)s, %(data_classes)s, %(stopped)s)",
            [row for case_id, found in changed.items() for row in _rows(case_id, found)],
        )


def _rows(case_id: UUID, found: Brought) -> list[dict[str, Any]]:
    covers = [
        {
            "who": str(spell.who),
            "begins_at": spell.begins_at.isoformat(),
            "ends_at": spell.ends_at.isoformat(),
        }
        for spell in found.ties.covers
    ]
    return [
        {
            "item_id": item_id,
            "case_id": case_id,
            "number": found.number,
            "client_name": found.client_name,
            "target_group": found.target_group,
            "begeleider_id": found.begeleider_id,
            "registered_by": found.registered_by,
            "covers": Jsonb(covers),
            "forum": item.forum,
            "unit": found.asked[item_id].unit,
            "told_as": item.told_as,
            "meeting_on": item.meeting_on,
            "theme": found.asked[item_id].theme,
            "question": found.asked[item_id].question,
            "data_classes": list(item.data_classes),
            "stopped": item.stopped_at is not None,
        }
        for item_id, item in found.agenda.planned.items()
    ]
