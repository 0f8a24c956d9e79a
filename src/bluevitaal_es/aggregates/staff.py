"""One member of staff, or one label of an old register, as the rules see it."""

from dataclasses import dataclass, replace
from uuid import UUID

from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.events import staff as events
from bluevitaal_es.events.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Staff:
    """What decisions need to know of one stream of the staff register."""

    name: str | None = None
    is_placeholder: bool = False
    linked_to: UUID | None = None

    @property
    def exists(self) -> bool:
        """Whether this member or label is known."""
        return self.name is not None


def evolve(state: Staff, recorded: Recorded) -> Staff:
    """Return the member or label after one more fact."""
    match recorded.event:
        case events.StaffMemberAdded() as event:
            return replace(state, name=event.name)
        case events.PlaceholderAdded() as event:
            return replace(state, name=event.label, is_placeholder=True)
        case events.PlaceholderLinked() as event:
            return replace(state, linked_to=event.member_id)
        case _:
            return state


STAFF: Stream[Staff] = Stream("staff", Staff(), evolve)
