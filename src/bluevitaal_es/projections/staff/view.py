"""Questions about the people of the service."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may, roles_for
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.rules.register import Register, Term, same
from bluevitaal_es.store.reading import View
from bluevitaal_es.vocabulary import Organisation, Role

_REGISTER: Final = TypeAdapter(Register)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff, or the label of an old register with the person it stands for."""

    staff_id: UUID
    name: str
    role: str
    is_placeholder: bool
    linked_to: UUID | None
    organisation: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may do on a day: for whom they work, under which ids they guide, in which roles."""

    organisation: Organisation
    guides: frozenset[UUID]
    register: Register
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff as beheer sees them."""

    staff_id: UUID
    name: str
    register: Register


@dataclass(frozen=True, slots=True)
class Qualified:
    """A colleague in a team, and what they are qualified for on the day that was asked."""

    staff_id: UUID
    name: str
    team: str
    competences: tuple[Term, ...]


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
        """Return the begeleiders to whom a case can be assigned: who has that role today."""
        today = clock.today()
        now = {
            staff_id
            for staff_id, _, register in self._registers()
            if Role.BEGELEIDER in register.roles_on(today)
        }
        return [row for row in self.everybody(actor) if row.staff_id in now and not row.is_placeholder]

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

    def standing(self, staff_id: UUID, day: date) -> Standing | None:
        """Return what a member of staff may do on a day; None for who is not in the register.

        Asked for every page, before there is an actor.
        """
        rows = self._dicts(
            "SELECT staff_id, register::text AS register FROM staff"
            " WHERE staff_id = %(id)s OR linked_to = %(id)s",
            {"id": staff_id},
        )
        own = next((row["register"] for row in rows if row["staff_id"] == staff_id), None)
        if own is None:
            return None
        register = _REGISTER.validate_json(own)
        guides = frozenset(row["staff_id"] for row in rows)
        return Standing(Organisation(register.organisation), guides, register, register.roles_on(day))

    def members(self, actor: Actor) -> list[Member]:
        """Return everybody's entry in the register, for whoever manages staff."""
        if not may(actor, Act.MANAGE_STAFF):
            return []
        return [
            Member(staff_id, name, register)
            for staff_id, name, register in self._registers()
            if not register.is_placeholder
        ]

    def qualified(self, actor: Actor, day: date) -> list[Qualified]:
        """Return who is in a team of this team lead on a day, with what they are qualified for then.

        Nothing else of the register: no roles, no access, no answer to the code.
        """
        if not may(actor, Act.SEE_TEAM_BOARD):
            return []
        registers = self._registers()
        own = [
            term.what
            for staff_id, _, register in registers
            if str(staff_id) == actor.id
            for term in register.teams
            if term.holds(day)
        ]
        return [
            Qualified(staff_id, name, team, tuple(term for term in register.competences if term.holds(day)))
            for team in own
            for staff_id, name, register in registers
            if str(staff_id) != actor.id
            and register.roles_on(day)
            and any(same(term.what, team) and term.holds(day) for term in register.teams)
        ]

    def lacking(self, actor: Actor, day: date) -> dict[UUID, tuple[str, ...]]:
        """Return what each begeleider lacks on a day of what is asked of all of them (S-076).

        For whoever may give a case to somebody; nothing else of the register.
        """
        if actor.role not in roles_for(Act.ASSIGN_BEGELEIDER):
            return {}
        asked = [one.key for one in catalogue().competences if one.asked_of_all]
        return {
            staff_id: tuple(
                key
                for key in asked
                if not any(term.what == key and term.holds(day) for term in register.competences)
            )
            for staff_id, _, register in self._registers()
            if Role.BEGELEIDER in register.roles_on(day)
        }

    def _registers(self) -> list[tuple[UUID, str, Register]]:
        rows: list[dict[str, Any]] = self._dicts(
            "SELECT staff_id, name, register::text AS register FROM staff ORDER BY name, staff_id", {}
        )
        return [(row["staff_id"], row["name"], _REGISTER.validate_json(row["register"])) for row in rows]

    def placeholders(self, actor: Actor) -> list[StaffRow]:
        """Return the labels of old registers, for whoever manages staff."""
        if not may(actor, Act.MANAGE_STAFF):
            return []
        return [row for row in self.everybody(actor) if row.is_placeholder]
