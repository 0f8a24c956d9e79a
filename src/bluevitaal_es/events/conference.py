"""What befalls a case that is brought to a case conference: put on an agenda, taken off, discussed."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.events.case import CaseFact

#: Whose meeting it is: our own team's, or that of a unit with partners.
Forum = Literal["internal", "regional"]
#: What is told: the subject alone, the story without who it is about, or that with the name.
ToldAs = Literal["theme", "anonymous", "identified"]
#: How the client said to be informed and to agree.
AgreedHow = Literal["in_talk", "by_phone", "on_portal", "in_writing"]


class CasePutOnAgenda(CaseFact):
    """A case is to be discussed on a day; the client was informed and agreed to this discussion (S-028).

    `unit` is the unit whose meeting it is, and `theme` a key of the help questions. `data_classes` are what
    will be told, and `consent_line_ids` the lines that allow it, none for a theme.
    """

    stored_as: ClassVar[str] = "case.put_on_agenda"
    tells_outside: ClassVar[bool] = True

    item_id: UUID
    forum: Forum
    unit: str | None = None
    told_as: ToldAs
    meeting_on: date
    theme: str
    question: str
    data_classes: tuple[str, ...]
    agreed_on: date
    agreed_how: AgreedHow
    consent_line_ids: tuple[UUID, ...]


class CaseTakenOffAgenda(CaseFact):
    """It will not be discussed after all."""

    stored_as: ClassVar[str] = "case.taken_off_agenda"

    item_id: UUID
    reason: str


class DiscussionObjected(CaseFact):
    """The client no longer agrees to this discussion; from that moment it is off the agenda."""

    stored_as: ClassVar[str] = "case.discussion_objected"

    item_id: UUID
    note: str | None = None


class CaseDiscussed(CaseFact):
    """It was discussed, under consent that was in force then."""

    stored_as: ClassVar[str] = "case.discussed"
    tells_outside: ClassVar[bool] = True

    item_id: UUID
    outcome: str
    consent_line_ids: tuple[UUID, ...]


ConferenceEvent = CasePutOnAgenda | CaseTakenOffAgenda | DiscussionObjected | CaseDiscussed
