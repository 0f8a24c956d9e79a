"""Events in, one row for each member of staff or label out."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from bluevitaal_es.events import staff as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.register import Register, follow
from bluevitaal_es.store.projecting import Cursor, FoldedProjection


class StaffProjection(FoldedProjection[Register]):
    """The people of the service, and where each stands in the register."""

    name: ClassVar[str] = "staff"
    rows_of_stream: ClassVar[Mapping[str, str]] = {"fold": "stream_id", "staff": "staff_id"}
    hears: ClassVar[frozenset[str] | None] = frozenset(
        event.stored_as
        for event in (
            events.StaffMemberAdded,
            events.PlaceholderAdded,
            events.PlaceholderLinked,
            events.RoleGiven,
            events.RoleTaken,
            events.TeamJoined,
            events.TeamLeft,
            events.UnitJoined,
            events.UnitLeft,
            events.CompetenceRecorded,
            events.CompetenceEnded,
            events.LeftService,
            events.AccessEnded,
            events.AccessGivenBack,
            events.CodeAccepted,
            events.CodeRefused,
        )
    )
    empty = Register()
    state_type: Any = Register

    def evolve(self, state: Register, recorded: Recorded) -> Register:
        """Return where a member of staff stands after one more fact."""
        return follow(state, recorded)

    def draw(self, cursor: Cursor, changed: dict[UUID, Register]) -> None:
        """Write the rows of the people that changed."""
        cursor.executemany(
            "INSERT INTO staff (staff_id, name, role, is_placeholder, organisation, linked_to, register)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (staff_id) DO UPDATE SET name = EXCLUDED.name,"
            " role = EXCLUDED.role, is_placeholder = EXCLUDED.is_placeholder,"
            " organisation = EXCLUDED.organisation, linked_to = EXCLUDED.linked_to,"
            " register = EXCLUDED.register",
            [
                [
                    staff_id,
                    found.name,
                    found.role,
                    found.is_placeholder,
                    found.organisation,
                    found.linked_to,
                    self._adapter.dump_json(found).decode(),
                ]
                for staff_id, found in changed.items()
                if found.name is not None
            ],
        )
