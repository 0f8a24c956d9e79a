"""One look at something: who, as what, what for, by which rule and at what, and never what was seen.

The fields are those of NEN 7513. The words stand in the database in this spelling.
"""

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import Final, Literal
from uuid import UUID

from bluevitaal_es.access import (
    PURPOSES,
    Act,
    Actor,
    Involvement,
    Purpose,
    Tie,
    judge,
    may,
    policy_version,
)
from bluevitaal_es.vocabulary import Role

#: Newest looks at one case that are shown.
NEWEST: Final = 500

Code = Literal["read", "search", "report", "export", "refused", "login", "logout", "emergency", "removal"]
#: Read or execute, or delete of the oldest looks; what else changes anything stands in the event log.
Action = Literal["R", "E", "D"]
#: 0 it was given; 4 it was not there or the request was not in order; 8 the policy refused; 12 we failed.
Outcome = Literal[0, 4, 8, 12]
Relation = Literal["guides", "covers", "own", "allowed", "none", "emergency"]
#: HL7 confidentiality: says nothing of one client, says that somebody is one, is a dossier.
Sensitivity = Literal["N", "R", "V"]
ObjectType = Literal[
    "dossier",
    "historie",
    "formulier",
    "zoekopdracht",
    "lijst",
    "cijfers",
    "controle",
    "eigen pagina",
    "vergeten",
    "klacht",
    "pagina",
    "logboek",
    "noodinzage",
    "aanvraag",
    "register",
    "inlog",
    "overleg",
    "agenda",
]

#: What somebody in a position may look for beside that, if they say so first.
OTHER_PURPOSES: Final[dict[Role, tuple[Purpose, ...]]] = {
    Role.BEGELEIDER: ("casuïstiek", "klacht"),
    Role.OMBUDS: ("klacht",),
}
#: Positions that say what they look for before they are shown anything of one case.
SAY_FIRST: Final = frozenset({Role.OMBUDS})

_SENSITIVITY: Final[dict[ObjectType, Sensitivity]] = {
    "dossier": "V",
    "historie": "V",
    "formulier": "V",
    "eigen pagina": "V",
    "zoekopdracht": "R",
    "lijst": "R",
    "controle": "R",
    "logboek": "R",
    "klacht": "V",
    "noodinzage": "R",
    "aanvraag": "V",
    "register": "V",
    "vergeten": "R",
    "cijfers": "N",
    "pagina": "N",
    "inlog": "N",
    "overleg": "V",
    "agenda": "R",
}
#: As DICOM counts the life of data: 6 access or use, 8 aggregation, 10 export or copy.
_LIFE_CYCLE: Final[dict[Code, int]] = {"read": 6, "search": 6, "emergency": 6, "report": 8, "export": 10}


@dataclass(frozen=True, slots=True)
class AccessPoint:
    """From where: the name of a machine (kind 1), or a network of at least 256 addresses (kind 2)."""

    kind: Literal[1, 2]
    name: str


def network_of(address: str) -> AccessPoint | None:
    """Return the /24 (IPv4) or /48 (IPv6) that an address lies in, None for what is no address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if found.version == 6 and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return AccessPoint(2, str(ip_network((found, 24 if found.version == 4 else 48), strict=False)))


@dataclass(frozen=True, slots=True)
class Look:
    """A look to be recorded. `term` is what was searched for: only a keyed hash of it is kept.

    `actor` is None for somebody who is not logged in. `rule` is the act of the policy that was asked, "" when
    none was; `object_ref` the address with the places of names and numbers left open; `session` a name
    for the session that leads nowhere else; `detail` says more than `code`; `on_behalf_of` is the id of
    whoever is responsible when the actor stands in for them; `consent` the event of the consent that allows
    it; `said_purpose` what they said they look for; `shown` the cases in a list, None for what is no list.
    """

    actor: Actor | None
    code: Code
    action: Action
    outcome: Outcome
    object_type: ObjectType
    object_ref: str
    rule: str
    correlation_id: UUID
    relation: Relation = "none"
    case_id: UUID | None = None
    term: str = ""
    session: str | None = None
    detail: str | None = None
    on_behalf_of: str | None = None
    access_point: AccessPoint | None = None
    consent: UUID | None = None
    second_factor: bool | None = None
    said_purpose: Purpose | None = None
    shown: tuple[UUID, ...] | None = None

    @property
    def purpose(self) -> Purpose:
        """What the actor looks for: by the tie that let them in, else what they said, else by position."""
        if self.actor is None or self.code in ("login", "logout"):
            return "toegang"
        if self.relation == "emergency" or self.code == "emergency":
            return "nood"
        by_consent = self.relation == "allowed" and self.actor.role is not Role.HOME_FRONT
        if by_consent or self.object_type == "klacht":
            return "klacht"
        others = OTHER_PURPOSES.get(self.actor.role, ())
        return self.said_purpose if self.said_purpose in others else PURPOSES[self.actor.role]

    @property
    def actor_id(self) -> str:
        """Who looks, "nobody" for somebody who is not logged in."""
        return "nobody" if self.actor is None else self.actor.id

    @property
    def actor_role(self) -> str:
        """As what they look, "nobody" for somebody who is not logged in."""
        return "nobody" if self.actor is None else self.actor.role.value

    @property
    def sensitivity(self) -> Sensitivity:
        """How confidential this kind of thing is."""
        return _SENSITIVITY[self.object_type]

    @property
    def life_cycle(self) -> int | None:
        """What was done with the data, None when nothing was given."""
        return _LIFE_CYCLE.get(self.code) if self.outcome == 0 else None

    @property
    def policy(self) -> str:
        """The fingerprint of the policy in force."""
        return policy_version()


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at a case as it was recorded; a client gets the `actor_id` of who could read content only.

    `in_list` says that the case stood in a list, and was not opened.
    """

    position: int
    recorded_at: datetime
    code: str
    outcome: int
    actor_id: str
    actor_role: str
    purpose: str
    object_type: str
    relation: str
    in_list: bool = False


def stands_in_for(actor: Actor, involvement: Involvement | None) -> str | None:
    """Return the id under which the case is guided when the actor acts under it and has another."""
    if involvement is None or involvement.begeleider_id is None:
        return None
    responsible = str(involvement.begeleider_id)
    stands_in = relation_of(actor, involvement) in ("guides", "covers")
    return responsible if stands_in and responsible != actor.id else None


#: The words for the ties of the policy in the reading log.
_RELATIONS: Final[dict[Tie, Relation]] = {
    Tie.GUIDES: "guides",
    Tie.COVERS: "covers",
    Tie.CLIENT_ALLOWS: "allowed",
    Tie.EMERGENCY: "emergency",
}


def relation_of(actor: Actor, involvement: Involvement | None) -> Relation:
    """Return what ties the actor to the case at this moment."""
    if involvement is None:
        return "none"
    if may(actor, Act.SEE_OWN_CASE, involvement):
        return "own"
    tie = judge(actor, Act.OPEN_DOSSIER, involvement).tie
    return _RELATIONS[tie] if tie else "none"
