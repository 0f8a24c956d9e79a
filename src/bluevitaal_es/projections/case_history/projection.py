"""Events in, one row for each fact of a case out; corrections are rows like any other."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.base import Forgotten
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.projecting import Cursor, Projection, ReadStream


class CaseHistoryProjection(Projection):
    """Every fact of every case."""

    name: ClassVar[str] = "case_history"
    rows_of_stream: ClassVar[Mapping[str, str]] = {"history": "case_id"}
    hears: ClassVar[frozenset[str] | None] = frozenset(
        name for name in EVENT_TYPES if name.startswith("case.")
    ) | {Forgotten.stored_as}

    def apply(self, cursor: Cursor, batch: Sequence[Recorded], read_stream: ReadStream) -> None:
        """Add the facts of the batch."""
        cursor.executemany(
            "INSERT INTO history (position, case_id, version, type, happened_at, recorded_at, actor_id,"
            " actor_role, data) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    recorded.position,
                    recorded.stream_id,
                    recorded.version,
                    recorded.event.stored_as,
                    recorded.happened_at,
                    recorded.recorded_at,
                    recorded.actor_id,
                    str(recorded.actor_role),
                    recorded.event.as_json().decode(),
                )
                for recorded in batch
                if _is_of_a_case(recorded)
            ],
        )


def _is_of_a_case(recorded: Recorded) -> bool:
    event = recorded.event
    return not isinstance(event, Forgotten) or event.original_type.startswith("case.")
