"""One look at something: who, as what, what for, by which rule and at what, and never what was seen.

The fields are those of NEN 7513 at least. The words stand in the database in this spelling.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from bluevitaal_es.access import PURPOSES, Act, Actor, Involvement, Purpose, Tie, judge, may

#: Newest looks at one case that are shown.
NEWEST: Final = 500

Code = Literal["read", "search", "report", "export", "refused"]
#: Read or execute; what creates, updates or deletes stands in the event log.
Action = Literal["R", "E"]
#: 0 it was given; 4 it was not there or the request was not in order; 8 the policy refused; 12 we failed.
Outcome = Literal[0, 4, 8, 12]
Relation = Literal["guides", "covers", "own", "allowed", "none"]
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
    "pagina",
    "logboek",
]


@dataclass(frozen=True, slots=True)
class Look:
    """A look to be recorded. `term` is what was searched for: only a keyed hash of it is kept.

    `rule` is the act of the policy that was asked, "" when none was; `object_ref` the address with the places
    of names and numbers left open; `session` a name for the session that leads nowhere else.
    """

    actor: Actor
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

    @property
    def purpose(self) -> Purpose:
        """What the actor looks for: by the tie that let them in, else by position."""
        return "klacht" if self.relation == "allowed" else PURPOSES[self.actor.role]


@dataclass(frozen=True, slots=True)
class Seen:
    """A look at a case as it was recorded; a client gets no `actor_id`."""

    position: int
    recorded_at: datetime
    code: str
    outcome: int
    actor_id: str
    actor_role: str
    purpose: str
    object_type: str
    relation: str


#: The words for the ties of the policy in the reading log.
_RELATIONS: Final[dict[Tie, Relation]] = {
    Tie.GUIDES: "guides",
    Tie.COVERS: "covers",
    Tie.CLIENT_ALLOWS: "allowed",
}


def relation_of(actor: Actor, involvement: Involvement | None) -> Relation:
    """Return what ties the actor to the case at this moment."""
    if involvement is None:
        return "none"
    if may(actor, Act.SEE_OWN_CASE, involvement):
        return "own"
    tie = judge(actor, Act.OPEN_DOSSIER, involvement).tie
    return _RELATIONS[tie] if tie else "none"
