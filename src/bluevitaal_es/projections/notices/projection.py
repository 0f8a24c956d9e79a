"""Events in, what there is to tell out; the rules themselves stand in rules/occasions.py."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from pydantic import TypeAdapter

from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.notices import Wishes
from bluevitaal_es.rules.occasions import Telling, follow_telling, occasions_of
from bluevitaal_es.store.projecting import Cursor, FoldedProjection

_WISHES = TypeAdapter(Wishes)


class NoticesProjection(FoldedProjection[Telling]):
    """What is to be told about every open case."""

    name: ClassVar[str] = "notices"
    rows_of_stream: ClassVar[Mapping[str, str]] = {
        "fold": "stream_id",
        "wish": "case_id",
        "occasion": "case_id",
    }
    hears: ClassVar[frozenset[str] | None] = frozenset(
        name for name in EVENT_TYPES if name.startswith("case.")
    )
    empty = Telling()
    state_type: Any = Telling

    def evolve(self, state: Telling, recorded: Recorded) -> Telling:
        """Return what is to be told after one more fact."""
        return follow_telling(state, recorded)

    def draw(self, cursor: Cursor, changed: dict[UUID, Telling]) -> None:
        """Write the wishes and occasions of the cases that changed in place of their old ones."""
        cursor.execute("DELETE FROM occasion WHERE case_id = ANY(%(ids)s)", {"ids": list(changed)})
        cursor.execute("DELETE FROM wish WHERE case_id = ANY(%(ids)s)", {"ids": list(changed)})
        cursor.executemany(
            "INSERT INTO wish (case_id, body) VALUES (%s, %s)",
            [
                (case_id, _WISHES.dump_json(telling.reach.wishes).decode())
                for case_id, telling in changed.items()
                if telling.reach.wishes is not None
            ],
        )
        cursor.executemany(
            "INSERT INTO occasion (id, case_id, kind, staff_id, at, from_at, until_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [
                (one.id, case_id, one.kind, one.staff_id, one.at, one.from_at, one.until_at)
                for case_id, telling in changed.items()
                for one in occasions_of(telling)
            ],
        )
