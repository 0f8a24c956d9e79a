"""Events in, one row for each member of staff or label out."""

from collections.abc import Sequence
from typing import ClassVar

from bluevitaal_es.events import staff as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.projecting import Cursor, Projection, ReadStream


class StaffProjection(Projection):
    """The people of the service."""

    name: ClassVar[str] = "staff"
    hears: ClassVar[frozenset[str] | None] = frozenset(
        {
            events.StaffMemberAdded.stored_as,
            events.PlaceholderAdded.stored_as,
            events.PlaceholderLinked.stored_as,
        }
    )

    def apply(self, cursor: Cursor, batch: Sequence[Recorded], read_stream: ReadStream) -> None:
        """Add or link the people of the batch."""
        for recorded in batch:
            match recorded.event:
                case events.StaffMemberAdded() as event:
                    _add(cursor, recorded, event.name, event.role, False, event.organisation)
                case events.PlaceholderAdded() as event:
                    _add(cursor, recorded, event.label, "begeleider", True)
                case events.PlaceholderLinked() as event:
                    cursor.execute(
                        "UPDATE staff SET linked_to = %s WHERE staff_id = %s",
                        [event.member_id, recorded.stream_id],
                    )


def _add(
    cursor: Cursor,
    recorded: Recorded,
    name: str,
    role: str,
    is_placeholder: bool,
    organisation: str = "service",
) -> None:
    cursor.execute(
        "INSERT INTO staff (staff_id, name, role, is_placeholder, organisation) VALUES (%s, %s, %s, %s, %s)",
        [recorded.stream_id, name, role, is_placeholder, organisation],
    )
