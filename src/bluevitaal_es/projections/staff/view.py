"""Questions about the people of the service."""

from dataclasses import dataclass
from uuid import UUID

from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.store.reading import View
from bluevitaal_es.vocabulary import Organisation


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff, or the label of an old register with the person it stands for."""

    staff_id: UUID
    name: str
    role: str
    is_placeholder: bool
    linked_to: UUID | None
    organisation: str


class StaffView(View):
    """Answers with names of staff; clients are never in here."""

    def everybody(self, actor: Actor) -> list[StaffRow]:
        """Return all members of staff and labels, by name; a colleague's name is no secret to staff."""
        return self._all(
            StaffRow,
            "SELECT staff_id, name, role, is_placeholder, linked_to, organisation FROM staff"
            " ORDER BY name, staff_id",
            {},
        )

    def begeleiders(self, actor: Actor) -> list[StaffRow]:
        """Return the begeleiders to whom a case can be assigned."""
        return [row for row in self.everybody(actor) if row.role == "begeleider" and not row.is_placeholder]

    def names(self, actor: Actor) -> dict[str, str]:
        """Return the name for each staff id (as text); a linked label shows the person behind it too."""
        rows = {row.staff_id: row for row in self.everybody(actor)}
        names = {}
        for row in rows.values():
            behind = rows.get(row.linked_to) if row.linked_to else None
            names[str(row.staff_id)] = f"{behind.name} ({row.name})" if behind else row.name
        return names

    def ids_of(self, staff_id: UUID) -> frozenset[UUID]:
        """Return the ids under which a member of staff guides: their own and the labels linked to them.

        Asked while logging in, when there is no actor yet.
        """
        rows = self._dicts(
            "SELECT staff_id FROM staff WHERE staff_id = %(id)s OR linked_to = %(id)s", {"id": staff_id}
        )
        return frozenset({staff_id, *(row["staff_id"] for row in rows)})

    def organisation_of(self, staff_id: UUID) -> Organisation:
        """Return for whom a member of staff works; asked while logging in. The unknown are of the service."""
        rows = self._dicts("SELECT organisation FROM staff WHERE staff_id = %(id)s", {"id": staff_id})
        return Organisation(rows[0]["organisation"]) if rows else Organisation.SERVICE

    def placeholders(self, actor: Actor) -> list[StaffRow]:
        """Return the labels of old registers, for whoever manages staff."""
        if not may(actor, Act.MANAGE_STAFF):
            return []
        return [row for row in self.everybody(actor) if row.is_placeholder]
