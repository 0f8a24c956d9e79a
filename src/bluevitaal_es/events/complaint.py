"""A complaint or an objection, from filing to the end: a stream of its own, beside and apart from any case.

Its words lie under a key of its own. Whoever complains acts under an id that the complaint alone gives them:
what stands unsealed beside an event leads to no account and no case.
"""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.events.base import Event, Forgotten

#: Something went wrong, data should not be used so (AVG 21), or somebody independent should look.
ComplaintKind = Literal["complaint", "objection", "look"]
ComplaintOutcome = Literal["upheld", "partly", "not_upheld", "no_judgement"]
ComplaintChannel = Literal["site", "own_page", "phone", "paper"]


class ComplaintFiled(Event):
    """Somebody complained. `due_on` is the last day for an answer, `take_up_by` for taking it in treatment.

    `code_hash` is what is kept of the code on the receipt, in hexadecimal digits; `client_id` is the case of
    a client who filed it on the own page, without a code.
    """

    stored_as: ClassVar[str] = "complaint.filed"

    kind: ComplaintKind
    channel: ComplaintChannel
    text: str
    about: str | None = None
    case_number: str | None = None
    name: str | None = None
    reach: str | None = None
    code_hash: str | None = None
    client_id: UUID | None = None
    take_up_by: date
    due_on: date


class ComplaintTakenUp(Event):
    """Somebody independent took it in treatment."""

    stored_as: ClassVar[str] = "complaint.taken_up"


class ComplaintQuestionAsked(Event):
    """Whoever treats it asked the complainant something."""

    stored_as: ClassVar[str] = "complaint.question_asked"

    text: str


class ComplaintReplied(Event):
    """The complainant added something."""

    stored_as: ClassVar[str] = "complaint.replied"

    text: str


class ComplaintAnswered(Event):
    """The complainant got an answer."""

    stored_as: ClassVar[str] = "complaint.answered"

    outcome: ComplaintOutcome
    text: str


class ComplaintWithdrawn(Event):
    """The complainant took it back."""

    stored_as: ClassVar[str] = "complaint.withdrawn"

    reason: str | None = None


class ComplaintClosed(Event):
    """Nothing more is done with it."""

    stored_as: ClassVar[str] = "complaint.closed"


ComplaintEvent = (
    ComplaintFiled
    | ComplaintTakenUp
    | ComplaintQuestionAsked
    | ComplaintReplied
    | ComplaintAnswered
    | ComplaintWithdrawn
    | ComplaintClosed
    | Forgotten
)
