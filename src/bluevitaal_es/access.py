"""Who may do and see what: one table of acts, decided by role and involvement, deny by default."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from bluevitaal_es.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts. `begeleider_ids`: the ids under which this person guides (own and linked labels)."""

    id: str
    name: str
    role: Role
    begeleider_ids: frozenset[UUID] = field(default_factory=frozenset)
    case_id: UUID | None = None


SCHEDULER = Actor(id="scheduler", name="De klok", role=Role.SCHEDULER)
IMPORTER = Actor(id="importer", name="Inlezen", role=Role.IMPORTER)


@dataclass(frozen=True, slots=True)
class Involvement:
    """What ties people to one case: its id, who guides it (if anybody), and who registered it."""

    case_id: UUID
    begeleider_id: UUID | None
    registered_by: str | None


class Act(StrEnum):
    """Everything a person or the clock can ask of the system; pages and commands name theirs."""

    SEE_OWN_WORK = "see_own_work"
    LOG_CONTACT = "log_contact"
    REGISTER_CASE = "register_case"
    OPEN_DOSSIER = "open_dossier"
    WORK_ON_CASE = "work_on_case"
    ASSIGN_BEGELEIDER = "assign_begeleider"
    SEE_TEAM_BOARD = "see_team_board"
    SEE_FIGURES = "see_figures"
    AUDIT_CASE = "audit_case"
    VERIFY_LOG = "verify_log"
    SEE_OWN_CASE = "see_own_case"
    MANAGE_STAFF = "manage_staff"
    FLAG_OVERDUE = "flag_overdue"
    FORGET_PERSON = "forget_person"
    RECORD_THE_PAST = "record_the_past"


class Tie(StrEnum):
    """The involvement that an act asks for beside the role."""

    NONE = "none"
    GUIDES = "guides"
    IS_CLIENT = "is_client"


@dataclass(frozen=True, slots=True)
class Rule:
    """The roles that may do an act, and the tie to the case that each of them needs."""

    roles: dict[Role, Tie]


_RULES: dict[Act, Rule] = {
    Act.SEE_OWN_WORK: Rule({Role.BEGELEIDER: Tie.NONE}),
    Act.LOG_CONTACT: Rule({Role.BEGELEIDER: Tie.NONE}),
    Act.REGISTER_CASE: Rule({Role.BEGELEIDER: Tie.NONE}),
    Act.OPEN_DOSSIER: Rule({Role.BEGELEIDER: Tie.GUIDES}),
    Act.WORK_ON_CASE: Rule({Role.BEGELEIDER: Tie.GUIDES}),
    Act.ASSIGN_BEGELEIDER: Rule({Role.BEGELEIDER: Tie.GUIDES, Role.TEAMLEIDER: Tie.NONE}),
    Act.SEE_TEAM_BOARD: Rule({Role.TEAMLEIDER: Tie.NONE}),
    Act.SEE_FIGURES: Rule({Role.TEAMLEIDER: Tie.NONE, Role.MANAGEMENT: Tie.NONE}),
    Act.AUDIT_CASE: Rule({Role.AUDITOR: Tie.NONE, Role.OMBUDS: Tie.NONE}),
    Act.VERIFY_LOG: Rule({Role.AUDITOR: Tie.NONE, Role.OMBUDS: Tie.NONE}),
    Act.SEE_OWN_CASE: Rule({Role.CLIENT: Tie.IS_CLIENT}),
    Act.MANAGE_STAFF: Rule({Role.BEHEER: Tie.NONE, Role.IMPORTER: Tie.NONE}),
    Act.FORGET_PERSON: Rule({Role.BEHEER: Tie.NONE}),
    Act.FLAG_OVERDUE: Rule({Role.SCHEDULER: Tie.NONE}),
    Act.RECORD_THE_PAST: Rule({Role.IMPORTER: Tie.NONE}),
}


def may(actor: Actor, act: Act, involvement: Involvement | None = None) -> bool:
    """Say whether `actor` may do `act`, on the case that `involvement` describes if the act is about one.

    An act that asks for a tie to a case is refused when no involvement is given: silence is a no.
    """
    tie = _RULES[act].roles.get(actor.role)
    if tie is None:
        return False
    if tie is Tie.NONE:
        return True
    if involvement is None:
        return False
    if tie is Tie.IS_CLIENT:
        return actor.case_id == involvement.case_id
    if involvement.begeleider_id is None:
        return involvement.registered_by == actor.id
    return involvement.begeleider_id in actor.begeleider_ids


def roles_for(act: Act) -> frozenset[Role]:
    """Return the roles that may ever do `act`, for menus and for the table that people read."""
    return frozenset(_RULES[act].roles)
