"""Events in, one row for each open duty out; the rules themselves stand in rules/duties.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar
from uuid import UUID

from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events import case as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.duties import CaseClock, duties_of, tick
from bluevitaal_es.rules.ties import Ties, knot
from bluevitaal_es.store.projecting import Cursor, FoldedProjection


@dataclass(frozen=True, slots=True)
class Watched:
    """A case with its clock and the people who must act."""

    number: str = ""
    begeleider_id: UUID | None = None
    registered_by: str = ""
    clock: CaseClock = field(default_factory=CaseClock)
    ties: Ties = field(default_factory=Ties)


class DutiesProjection(FoldedProjection[Watched]):
    """Open duties of every case."""

    name: ClassVar[str] = "duties"
    rows_of_stream: ClassVar[Mapping[str, str]] = {"fold": "stream_id", "duty": "case_id", "cover": "case_id"}
    hears: ClassVar[frozenset[str] | None] = frozenset(
        name for name in EVENT_TYPES if name.startswith("case.")
    )
    empty = Watched()
    state_type: Any = Watched

    def evolve(self, state: Watched, recorded: Recorded) -> Watched:
        """Return the watched case after one more fact."""
        state = replace(state, clock=tick(state.clock, recorded), ties=knot(state.ties, recorded))
        match recorded.event:
            case events.CaseRegistered() as event:
                return replace(state, number=event.number, registered_by=recorded.actor_id)
            case events.BegeleiderAssigned() | events.BegeleiderReassigned() as event:
                return replace(state, begeleider_id=event.begeleider_id)
            case _:
                return state

    def draw(self, cursor: Cursor, changed: dict[UUID, Watched]) -> None:
        """Write the duties of the cases that changed in place of their old ones."""
        cursor.execute("DELETE FROM duty WHERE case_id = ANY(%(ids)s)", {"ids": list(changed)})
        cursor.execute("DELETE FROM cover WHERE case_id = ANY(%(ids)s)", {"ids": list(changed)})
        cursor.executemany(
            "INSERT INTO cover (case_id, who, begins_at, ends_at) VALUES (%s, %s, %s, %s)",
            [
                (case_id, spell.who, spell.begins_at, spell.ends_at)
                for case_id, watched in changed.items()
                for spell in watched.ties.covers
            ],
        )
        cursor.executemany(
            "INSERT INTO duty (case_id, key, number, begeleider_id, registered_by, kind, rule, since, due_at,"
            " count, subject, flagged) VALUES (%(case_id)s, %(key)s, %(number)s, %(begeleider_id)s,"
            " %(registered_by)s, %(kind)s, %(rule)s, %(since)s, %(due_at)s, %(count)s, %(subject)s,"
            " %(flagged)s)",
            [
                {
                    "case_id": case_id,
                    "key": duty.key,
                    "number": watched.number,
                    "begeleider_id": watched.begeleider_id,
                    "registered_by": watched.registered_by,
                    "kind": str(duty.kind),
                    "rule": str(duty.rule),
                    "since": duty.since,
                    "due_at": duty.due_at,
                    "count": duty.count,
                    "subject": duty.subject,
                    "flagged": duty.key in watched.clock.flagged,
                }
                for case_id, watched in changed.items()
                for duty in duties_of(watched.clock)
            ],
        )
