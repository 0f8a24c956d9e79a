"""Who may do and see what: one table of acts by role, tie, purpose and consent; deny by default."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.vocabulary import NOT_APPOINTED, CaseId, Organisation, Role

Purpose = Literal[
    "hulpverlening", "evaluatie", "casuïstiek", "klacht", "beheer", "nood", "controle", "inzage", "toegang"
]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at home: the case of whoever invited them, and the invitation that they look in by."""

    case_id: UUID
    invitation_id: UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts. `begeleider_ids`: the ids under which this person guides (own and linked labels).

    `case_id` is a client's own case; whoever looks in at home has none, and is a `guest` in another's.
    """

    id: str
    name: str
    role: Role
    begeleider_ids: frozenset[UUID] = field(default_factory=frozenset)
    case_id: UUID | None = None
    organisation: Organisation = Organisation.SERVICE
    guest: Guest | None = None


SCHEDULER = Actor(id="scheduler", name="De klok", role=Role.SCHEDULER)
IMPORTER = Actor(id="importer", name="Inlezen", role=Role.IMPORTER)
#: Somebody with a complaint, before it is known which one is theirs.
VISITOR = Actor(id="complainant", name="Indiener", role=Role.COMPLAINANT)


def asker(request_id: UUID) -> Actor:
    """Return whoever made a request without an account, as the one whose it is."""
    return Actor(f"client:{request_id}", "Aanvrager", Role.CLIENT, case_id=CaseId(request_id))


def complainant(complaint_id: UUID) -> Actor:
    """Return whoever filed this complaint: an id that leads to no account and no case."""
    return Actor(id=f"complainant:{complaint_id}", name="Indiener", role=Role.COMPLAINANT)


@dataclass(frozen=True, slots=True)
class Spell:
    """A tie that holds from one moment up to another and then ends by itself; `who` it is for, if anybody."""

    begins_at: datetime
    ends_at: datetime
    who: UUID | None = None

    def holds(self, moment: datetime) -> bool:
        """Say whether `moment` lies in it; the last moment is outside."""
        return self.begins_at <= moment < self.ends_at


@dataclass(frozen=True, slots=True)
class Involvement:
    """What ties people to one case: who guides it (if anybody), who registered it, and what ends by itself.

    `covers` are the stand-ins of an absent begeleider; `inspections` the times for which the client lets the
    ombudsfunctionaris read the dossier; `emergencies` the ids of those who have it open in an emergency now;
    `at_home` the times for which the client shows something at home, `who` being the invitation.
    """

    case_id: UUID
    begeleider_id: UUID | None
    registered_by: str | None
    covers: tuple[Spell, ...] = ()
    inspections: tuple[Spell, ...] = ()
    emergencies: frozenset[str] = frozenset()
    at_home: tuple[Spell, ...] = ()


class Act(StrEnum):
    """Everything a person or the clock can ask of the system; pages and commands name theirs."""

    SEE_OWN_WORK = "see_own_work"
    LOG_CONTACT = "log_contact"
    REGISTER_CASE = "register_case"
    OPEN_DOSSIER = "open_dossier"
    OPEN_IN_EMERGENCY = "open_in_emergency"
    REVIEW_EMERGENCY = "review_emergency"
    WORK_ON_CASE = "work_on_case"
    ASSIGN_BEGELEIDER = "assign_begeleider"
    SEE_TEAM_BOARD = "see_team_board"
    SEE_PLANNING = "see_planning"
    SEE_FIGURES = "see_figures"
    AUDIT_CASE = "audit_case"
    VERIFY_LOG = "verify_log"
    SEE_OWN_INITIATIVE = "see_own_initiative"
    SEE_OWN_CASE = "see_own_case"
    SEE_AT_HOME = "see_at_home"
    WORK_TOGETHER = "work_together"
    SPEAK_AS_CLIENT = "speak_as_client"
    MANAGE_STAFF = "manage_staff"
    FLAG_OVERDUE = "flag_overdue"
    REQUEST_ERASURE = "request_erasure"
    APPROVE_ERASURE = "approve_erasure"
    HOLD_CASE = "hold_case"
    FORGET_PERSON = "forget_person"
    RECORD_THE_PAST = "record_the_past"
    SIGN_STATEMENT = "sign_statement"
    ANSWER_BREACH = "answer_breach"
    ANSWER_ENQUIRY = "answer_enquiry"
    SPEAK_IN_REQUEST = "speak_in_request"
    TAKE_REQUEST = "take_request"
    ANSWER_REQUEST = "answer_request"
    FILE_COMPLAINT = "file_complaint"
    SPEAK_AS_COMPLAINANT = "speak_as_complainant"
    TREAT_COMPLAINT = "treat_complaint"
    TREAT_OBJECTION = "treat_objection"
    HOLD_FOR_COMPLAINT = "hold_for_complaint"
    SEE_AGENDA = "see_agenda"
    SEE_INTERNAL_ITEMS = "see_internal_items"
    SEE_REGIONAL_ITEMS = "see_regional_items"
    ANSWER_CODE = "answer_code"
    SAY_HOW_TO_REACH = "say_how_to_reach"
    SEND_NOTICES = "send_notices"


class Tie(StrEnum):
    """What an act asks for beside the role; where several are named, one of them is enough."""

    NONE = "none"
    GUIDES = "guides"
    COVERS = "covers"
    EMERGENCY = "emergency"
    IS_CLIENT = "is_client"
    CLIENT_ALLOWS = "client_allows"
    AT_HOME = "invited_at_home"


class Denial(StrEnum):
    """Why the policy says no. Outside the house every one of them looks like a page that is not there."""

    ROLE = "not_for_this_role"
    ORGANISATION = "never_for_this_organisation"
    NO_CASE = "no_case_was_named"
    NOT_INVOLVED = "not_involved"
    COVER_IS_OVER = "cover_is_over"
    NO_CONSENT = "client_does_not_allow_it_now"
    NOT_AT_HOME = "nothing_is_shown_at_home_now"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says: yes by a tie and for a purpose, or no with the reason by name."""

    act: Act
    tie: Tie | None = None
    purpose: Purpose | None = None
    denial: Denial | None = None

    @property
    def allowed(self) -> bool:
        """Whether the answer is yes."""
        return self.denial is None


@dataclass(frozen=True, slots=True)
class Rule:
    """The roles that may do an act, and the ties to the case that each of them needs one of."""

    roles: dict[Role, Tie | tuple[Tie, ...]]

    def ties(self, role: Role) -> tuple[Tie, ...]:
        """Return the ties that `role` needs one of; none at all when the act is not for that role."""
        found = self.roles.get(role, ())
        return (found,) if isinstance(found, Tie) else found


_HELPS: Final = (Tie.GUIDES, Tie.COVERS)

_RULES: Final[dict[Act, Rule]] = {
    Act.SEE_OWN_WORK: Rule({Role.BEGELEIDER: Tie.NONE}),
    Act.LOG_CONTACT: Rule({Role.BEGELEIDER: Tie.NONE}),
    Act.REGISTER_CASE: Rule({Role.BEGELEIDER: Tie.NONE}),
    Act.OPEN_DOSSIER: Rule(
        {
            Role.BEGELEIDER: (*_HELPS, Tie.EMERGENCY),
            Role.TEAMLEIDER: Tie.EMERGENCY,
            Role.OMBUDS: Tie.CLIENT_ALLOWS,
        }
    ),
    Act.OPEN_IN_EMERGENCY: Rule({Role.BEGELEIDER: Tie.NONE, Role.TEAMLEIDER: Tie.NONE}),
    Act.REVIEW_EMERGENCY: Rule({Role.TEAMLEIDER: Tie.NONE, Role.FG: Tie.NONE}),
    Act.WORK_ON_CASE: Rule({Role.BEGELEIDER: _HELPS}),
    Act.ASSIGN_BEGELEIDER: Rule({Role.BEGELEIDER: Tie.GUIDES, Role.TEAMLEIDER: Tie.NONE}),
    Act.SEE_TEAM_BOARD: Rule({Role.TEAMLEIDER: Tie.NONE}),
    Act.SEE_PLANNING: Rule({Role.PLANNER: Tie.NONE}),
    Act.SEE_FIGURES: Rule({Role.TEAMLEIDER: Tie.NONE, Role.MANAGEMENT: Tie.NONE}),
    Act.AUDIT_CASE: Rule({Role.AUDITOR: Tie.NONE, Role.OMBUDS: Tie.NONE, Role.FG: Tie.NONE}),
    Act.VERIFY_LOG: Rule({Role.AUDITOR: Tie.NONE, Role.OMBUDS: Tie.NONE, Role.FG: Tie.NONE}),
    Act.SEE_OWN_INITIATIVE: Rule({Role.FG: Tie.NONE}),
    Act.SEE_OWN_CASE: Rule({Role.CLIENT: Tie.IS_CLIENT}),
    Act.SEE_AT_HOME: Rule({Role.HOME_FRONT: Tie.AT_HOME}),
    Act.WORK_TOGETHER: Rule({Role.BEGELEIDER: Tie.GUIDES, Role.CLIENT: Tie.IS_CLIENT}),
    Act.SPEAK_AS_CLIENT: Rule({Role.CLIENT: Tie.IS_CLIENT}),
    Act.MANAGE_STAFF: Rule({Role.BEHEER: Tie.NONE, Role.IMPORTER: Tie.NONE}),
    Act.REQUEST_ERASURE: Rule({Role.BEHEER: Tie.NONE, Role.CLIENT: Tie.IS_CLIENT}),
    Act.APPROVE_ERASURE: Rule({Role.FG: Tie.NONE}),
    Act.HOLD_CASE: Rule({Role.BEHEER: Tie.NONE, Role.FG: Tie.NONE}),
    Act.FORGET_PERSON: Rule({Role.BEHEER: Tie.NONE, Role.FG: Tie.NONE}),
    Act.FLAG_OVERDUE: Rule({Role.SCHEDULER: Tie.NONE}),
    Act.RECORD_THE_PAST: Rule({Role.IMPORTER: Tie.NONE}),
    Act.SIGN_STATEMENT: Rule({Role.BEGELEIDER: _HELPS, Role.CLIENT: Tie.IS_CLIENT}),
    Act.ANSWER_BREACH: Rule({Role.TEAMLEIDER: Tie.NONE, Role.FG: Tie.NONE}),
    Act.ANSWER_ENQUIRY: Rule({Role.BEGELEIDER: Tie.NONE, Role.TEAMLEIDER: Tie.NONE}),
    Act.SPEAK_IN_REQUEST: Rule({Role.CLIENT: Tie.IS_CLIENT}),
    Act.TAKE_REQUEST: Rule({Role.BEGELEIDER: Tie.NONE}),
    Act.ANSWER_REQUEST: Rule({Role.BEGELEIDER: Tie.GUIDES}),
    Act.FILE_COMPLAINT: Rule({Role.COMPLAINANT: Tie.NONE, Role.OMBUDS: Tie.NONE}),
    Act.SPEAK_AS_COMPLAINANT: Rule({Role.COMPLAINANT: Tie.NONE}),
    Act.TREAT_COMPLAINT: Rule({Role.OMBUDS: Tie.NONE}),
    Act.TREAT_OBJECTION: Rule({Role.OMBUDS: Tie.NONE, Role.FG: Tie.NONE}),
    Act.HOLD_FOR_COMPLAINT: Rule({Role.OMBUDS: Tie.NONE, Role.FG: Tie.NONE}),
    # Who leads or plans sees how many, our own team what is brought to it; a meeting with partners is seen
    # by who brings a case to that very meeting (S-175).
    Act.SEE_AGENDA: Rule({Role.BEGELEIDER: Tie.NONE, Role.TEAMLEIDER: Tie.NONE, Role.PLANNER: Tie.NONE}),
    Act.SEE_INTERNAL_ITEMS: Rule({Role.BEGELEIDER: Tie.NONE}),
    Act.SEE_REGIONAL_ITEMS: Rule({Role.BEGELEIDER: _HELPS}),
    Act.ANSWER_CODE: Rule({role: Tie.NONE for role in Role if role not in NOT_APPOINTED}),
    Act.SAY_HOW_TO_REACH: Rule({Role.BEGELEIDER: _HELPS, Role.CLIENT: Tie.IS_CLIENT}),
    Act.SEND_NOTICES: Rule({Role.SCHEDULER: Tie.NONE}),
}

#: What each position looks for. Checking the log is no complaint and reading one's own file is no help: both
#: have words of their own. A tie of its own kind gives a purpose of its own.
PURPOSES: Final[dict[Role, Purpose]] = {
    Role.BEGELEIDER: "hulpverlening",
    Role.TEAMLEIDER: "beheer",
    Role.PLANNER: "beheer",
    Role.MANAGEMENT: "evaluatie",
    Role.AUDITOR: "controle",
    Role.OMBUDS: "controle",
    Role.FG: "controle",
    Role.BEHEER: "beheer",
    Role.CLIENT: "inzage",
    Role.HOME_FRONT: "inzage",
    Role.SCHEDULER: "beheer",
    Role.IMPORTER: "beheer",
    Role.COMPLAINANT: "klacht",
}
_PURPOSE_OF_TIE: Final[dict[Tie, Purpose]] = {Tie.CLIENT_ALLOWS: "klacht", Tie.EMERGENCY: "nood"}

#: All that an account of the police or of whoever pays for the service can ever be given (S-032).
OUTSIDERS: Final = frozenset({Role.MANAGEMENT})

#: Who checks others or gives them their rights does nothing else beside it.
STAND_ALONE: Final = frozenset({Role.AUDITOR, Role.OMBUDS, Role.FG, Role.BEHEER})

#: What is said when no tie holds: the most telling of what the act asked for.
_DENIALS: Final[dict[Tie, Denial]] = {
    Tie.GUIDES: Denial.NOT_INVOLVED,
    Tie.COVERS: Denial.NOT_INVOLVED,
    Tie.EMERGENCY: Denial.NOT_INVOLVED,
    Tie.IS_CLIENT: Denial.NOT_INVOLVED,
    Tie.CLIENT_ALLOWS: Denial.NO_CONSENT,
    Tie.AT_HOME: Denial.NOT_AT_HOME,
}


def judge(
    actor: Actor, act: Act, involvement: Involvement | None = None, *, at: datetime | None = None
) -> Verdict:
    """Say whether `actor` may do `act`, on the case that `involvement` describes if the act is about one.

    An act that asks for a tie to a case is refused when no involvement is given: silence is a no. Ties that
    end by themselves are judged `at` an aware moment, now unless given.
    """
    ties = _RULES[act].ties(actor.role)
    if not ties:
        return Verdict(act, denial=Denial.ROLE)
    if actor.organisation is not Organisation.SERVICE and actor.role not in OUTSIDERS:
        return Verdict(act, denial=Denial.ORGANISATION)
    if Tie.NONE in ties:
        return _yes(actor, act, Tie.NONE)
    if involvement is None:
        return Verdict(act, denial=Denial.NO_CASE)
    moment = clock.now() if at is None else at
    for tie in ties:
        if _is_tied(actor, tie, involvement, moment):
            return _yes(actor, act, tie)
    if Tie.COVERS in ties and any(spell.who in actor.begeleider_ids for spell in involvement.covers):
        return Verdict(act, denial=Denial.COVER_IS_OVER)
    return Verdict(act, denial=_DENIALS[ties[0]])


def may(
    actor: Actor, act: Act, involvement: Involvement | None = None, *, at: datetime | None = None
) -> bool:
    """Say whether `judge` allows it."""
    return judge(actor, act, involvement, at=at).allowed


def roles_for(act: Act) -> frozenset[Role]:
    """Return the roles that may ever do `act`, for menus and for the table that people read."""
    return frozenset(_RULES[act].roles)


@cache
def policy_version() -> str:
    """Return a fingerprint of the table: another rule, role or tie gives another one."""
    lines = [
        f"{act}:{role}:{','.join(rule.ties(role))}"
        for act, rule in sorted(_RULES.items())
        for role in sorted(rule.roles)
    ]
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def ties_for(act: Act, role: Role) -> tuple[Tie, ...]:
    """Return the ties that `role` needs one of to do `act`; none when the act is not for that role."""
    return _RULES[act].ties(role)


def may_ever(actor: Actor, act: Act) -> bool:
    """Say whether `act` is for somebody like `actor` at all; one that needs a tie is still to be judged."""
    return judge(actor, act).denial not in (Denial.ROLE, Denial.ORGANISATION)


def may_join(role: Role, organisation: Organisation) -> bool:
    """Say whether somebody of that organisation can be given that role at all."""
    return organisation is Organisation.SERVICE or role in OUTSIDERS


def may_stand_beside(role: Role, other: Role) -> bool:
    """Say whether one person may have both roles on one day."""
    return role is other or not {role, other} & STAND_ALONE


def _yes(actor: Actor, act: Act, tie: Tie) -> Verdict:
    return Verdict(act, tie, _PURPOSE_OF_TIE.get(tie, PURPOSES[actor.role]))


def _is_tied(actor: Actor, tie: Tie, involvement: Involvement, moment: datetime) -> bool:
    match tie:
        case Tie.GUIDES if involvement.begeleider_id is None:
            return involvement.registered_by == actor.id
        case Tie.GUIDES:
            return involvement.begeleider_id in actor.begeleider_ids
        case Tie.COVERS:
            return any(
                spell.who in actor.begeleider_ids and spell.holds(moment) for spell in involvement.covers
            )
        case Tie.EMERGENCY:
            return actor.id in involvement.emergencies
        case Tie.IS_CLIENT:
            return actor.case_id == involvement.case_id
        case Tie.CLIENT_ALLOWS:
            return any(spell.holds(moment) for spell in involvement.inspections)
        case Tie.AT_HOME:
            return (
                actor.guest is not None
                and actor.guest.case_id == involvement.case_id
                and any(
                    spell.who == actor.guest.invitation_id and spell.holds(moment)
                    for spell in involvement.at_home
                )
            )
        case Tie.NONE:
            return True
