"""Events in, one row for each case out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from psycopg.types.json import Jsonb

from bluevitaal_es.events import case as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.emergencies import Emergencies, as_ties, follow_emergencies
from bluevitaal_es.rules.ties import TYING, Ties, knot
from bluevitaal_es.store.projecting import Cursor, FoldedProjection


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one case stands."""

    number: str = ""
    begeleider_id: UUID | None = None
    registered_by: str = ""
    client_name: str | None = None
    target_group: str = ""
    unit: str | None = None
    anonymous: bool = True
    product: str | None = None
    registered_at: datetime | None = None
    intake_at: datetime | None = None
    last_talk_at: datetime | None = None
    planned: dict[UUID, datetime] = field(default_factory=dict)
    talks_held: int = 0
    closed_at: datetime | None = None
    ties: Ties = field(default_factory=Ties)
    emergencies: Emergencies = ()


def evolve(state: Standing, recorded: Recorded) -> Standing:
    """Return where the case stands after one more fact that holds."""
    event, at = recorded.event, recorded.happened_at
    state = replace(state, ties=knot(state.ties, recorded))
    match event:
        case events.CaseRegistered():
            return replace(
                state,
                number=event.number,
                registered_by=recorded.actor_id,
                client_name=event.client_name,
                target_group=event.target_group,
                unit=event.unit,
                anonymous=event.anonymous_to_employer,
                registered_at=at,
            )
        case events.BegeleiderAssigned() | events.BegeleiderReassigned():
            return replace(state, begeleider_id=event.begeleider_id)
        case events.IntakeHeld():
            return replace(state, intake_at=at)
        case events.ProductStarted():
            return replace(state, product=event.product)
        case events.TalkPlanned():
            return replace(state, planned=state.planned | {event.talk_id: event.planned_for})
        case events.TalkHeld():
            planned = {key: value for key, value in state.planned.items() if key != event.talk_id}
            last = max(state.last_talk_at or at, at)
            held = state.talks_held + (0 if event.crisis else 1)
            return replace(state, planned=planned, last_talk_at=last, talks_held=held)
        case events.TalkMissed():
            planned = {key: value for key, value in state.planned.items() if key != event.talk_id}
            return replace(state, planned=planned)
        case events.TalksCounted():
            return replace(state, talks_held=state.talks_held + event.count)
        case events.CaseClosed():
            return replace(state, closed_at=at, planned={})
        case events.CaseReopened():
            return replace(state, closed_at=None)
        case events.EmergencyOpened() | events.EmergencyReviewed():
            return replace(state, emergencies=follow_emergencies(state.emergencies, recorded))
        case _:
            return state


class CaseloadProjection(FoldedProjection[Standing]):
    """Every case in one row."""

    name: ClassVar[str] = "caseload"
    rows_of_stream: ClassVar[Mapping[str, str]] = {
        "fold": "stream_id",
        "caseload": "case_id",
        "spell": "case_id",
        "planned": "case_id",
    }
    hears: ClassVar[frozenset[str] | None] = frozenset(
        event.stored_as
        for event in (
            *TYING,
            events.IntakeHeld,
            events.ProductStarted,
            events.TalkPlanned,
            events.TalkHeld,
            events.TalkMissed,
            events.TalksCounted,
            events.CaseReopened,
            events.EmergencyOpened,
            events.EmergencyReviewed,
        )
    )
    empty = Standing()
    state_type: Any = Standing

    def evolve(self, state: Standing, recorded: Recorded) -> Standing:
        """Return where the case stands after one more fact."""
        return evolve(state, recorded)

    def draw(self, cursor: Cursor, changed: dict[UUID, Standing]) -> None:
        """Write the rows of the cases that changed."""
        rows = [
            {
                "case_id": case_id,
                "number": found.number,
                "begeleider_id": found.begeleider_id,
                "registered_by": found.registered_by,
                "client_name": found.client_name,
                "target_group": found.target_group,
                "unit": found.unit,
                "anonymous": found.anonymous,
                "product": found.product,
                "registered_at": found.registered_at,
                "intake_at": found.intake_at,
                "last_talk_at": found.last_talk_at,
                "next_talk_at": min(found.planned.values(), default=None),
                "talks_held": found.talks_held,
                "closed_at": found.closed_at,
                "emergencies": Jsonb(as_ties(found.emergencies)),
            }
            for case_id, found in changed.items()
            if found.number
        ]
        cursor.execute(
            "DELETE FROM caseload WHERE case_id = ANY(%(case_ids)s)",
            {"case_ids": [row["case_id"] for row in rows]},
        )
        cursor.executemany(
            "INSERT INTO caseload (case_id, number, begeleider_id, registered_by, client_name, target_group,"
            " unit, anonymous, product, registered_at, intake_at, last_talk_at, next_talk_at, talks_held,"
            " closed_at, emergencies) VALUES (%(case_id)s, %(number)s, %(begeleider_id)s, %(registered_by)s,"
            " %(client_name)s, %(target_group)s, %(unit)s, %(anonymous)s, %(product)s, %(registered_at)s,"
            " %(intake_at)s, %(last_talk_at)s, %(next_talk_at)s, %(talks_held)s, %(closed_at)s,"
            " %(emergencies)s)",
            rows,
        )
        cursor.execute("DELETE FROM planned WHERE case_id = ANY(%(ids)s)", {"ids": list(changed)})
        cursor.executemany(
            "INSERT INTO planned (case_id, at) VALUES (%s, %s)",
            [(case_id, at) for case_id, found in changed.items() for at in found.planned.values()],
        )
        cursor.execute("DELETE FROM spell WHERE case_id = ANY(%(ids)s)", {"ids": list(changed)})
        cursor.executemany(
            "INSERT INTO spell (case_id, tie, who, begins_at, ends_at) VALUES (%s, %s, %s, %s, %s)",
            [
                (case_id, tie, spell.who, spell.begins_at, spell.ends_at)
                for case_id, found in changed.items()
                for tie, spells in (("covers", found.ties.covers), ("inspections", found.ties.inspections))
                for spell in spells
            ],
        )
