"""Somebody asks for contact without an account: what they ask, who takes it on, and how it ends."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.events.base import Event, Forgotten

#: Who calls whom: we call a number of theirs, or they call us and give their code.
Reach = Literal["phone", "code"]
#: What somebody would rather not have when we reach out.
Avoid = Literal["text", "at_work", "work_phone", "ask_first"]
#: How an attempt to speak to somebody went.
Attempt = Literal["no_answer", "spoke"]


class Asked(Event):
    """What somebody asks. No name, number of the police or unit is among it: a nickname will do."""

    for_whom: str
    reach: Reach
    urgent: bool
    nickname: str | None = None
    phone: str | None = None
    hours: str | None = None
    voicemail: bool = False
    avoid: tuple[Avoid, ...] = ()
    matter: str | None = None


class RequestMade(Asked):
    """Somebody asked for contact, at the front door (S-162)."""

    stored_as: ClassVar[str] = "request.made"


class RequestChanged(Asked):
    """They came back with their code and asked it differently; this is all of it as it now is."""

    stored_as: ClassVar[str] = "request.changed"


class RequestWithdrawn(Event):
    """They need nothing any more, or do not want to be reached."""

    stored_as: ClassVar[str] = "request.withdrawn"


class RequestTaken(Event):
    """A begeleider took it on, from nobody or from a colleague."""

    stored_as: ClassVar[str] = "request.taken"

    begeleider_id: UUID


class RequestAttempted(Event):
    """A begeleider tried to speak to them."""

    stored_as: ClassVar[str] = "request.attempted"

    outcome: Attempt


class RequestOverdue(Event):
    """The clock saw that nobody took the next step before its last moment; `duty` names that step."""

    stored_as: ClassVar[str] = "request.overdue"

    duty: str
    rule: str
    due_at: datetime


class RequestRegistered(Event):
    """A case was registered from it."""

    stored_as: ClassVar[str] = "request.registered"

    case_id: UUID
    number: str


class RequestClosed(Event):
    """It ended without a case."""

    stored_as: ClassVar[str] = "request.closed"

    reason: str


FirstRequestEvent = (
    RequestMade
    | RequestChanged
    | RequestWithdrawn
    | RequestTaken
    | RequestAttempted
    | RequestOverdue
    | RequestRegistered
    | RequestClosed
    | Forgotten
)
