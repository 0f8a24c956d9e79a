"""What a complainant does: file, add something, withdraw. Nobody needs an account for it."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from bluevitaal_es.access import Act, complainant
from bluevitaal_es.aggregates.complaint import COMPLAINT, Complaint
from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.calendar import add_working_days
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import complaint_refusals, refusals
from bluevitaal_es.commands.ask_us import months_after
from bluevitaal_es.commands.base import Command, Fact, Given, require_said
from bluevitaal_es.events import complaint as events


class ComplaintCommand(Command[Complaint]):
    """An order about one complaint."""

    stream: ClassVar[Stream[Any]] = COMPLAINT

    complaint_id: UUID

    @property
    def stream_id(self) -> UUID:
        """A stream of its own for each complaint, under a key of its own."""
        return self.complaint_id


class FileComplaint(ComplaintCommand):
    """Files a complaint, an objection, or a request to look.

    Whoever treats complaints may file one for somebody who phones or writes; else only the complainant does.
    """

    act: ClassVar[Act] = Act.FILE_COMPLAINT

    kind: events.ComplaintKind
    channel: events.ComplaintChannel
    text: str
    about: str | None = None
    case_number: str | None = None
    name: str | None = None
    reach: str | None = None
    code_hash: str | None = None
    client_id: UUID | None = None

    def decide(self, complaint: Complaint, given: Given) -> list[Fact]:
        """Answer that it was filed, with the last day for an answer; filed before, silence.

        An objection has the month of AVG 12(3), anything else the weeks of Awb 9:11 and Wkkgz 17.
        """
        if complaint.filed:
            return []
        require_said(self.text)
        day, norms = day_of(given.now), catalogue().norms
        filed = events.ComplaintFiled(
            kind=self.kind,
            channel=self.channel,
            text=self.text,
            about=self.about,
            case_number=self.case_number,
            name=self.name,
            reach=self.reach,
            code_hash=self.code_hash,
            client_id=self.client_id,
            take_up_by=add_working_days(day, norms.complaint_take_up_working_days),
            due_on=months_after(day, norms.client_request_months)
            if self.kind == "objection"
            else day + timedelta(weeks=norms.complaint_answer_weeks),
        )
        return [given.fact(filed)]


class ReplyToComplaint(ComplaintCommand):
    """Adds something to the own complaint: an answer to a question, or a word about the answer."""

    act: ClassVar[Act] = Act.SPEAK_AS_COMPLAINANT

    text: str

    def decide(self, complaint: Complaint, given: Given) -> list[Fact]:
        """Answer what was added."""
        _require_own(self, complaint, given)
        require_said(self.text)
        return [given.fact(events.ComplaintReplied(text=self.text))]


class WithdrawComplaint(ComplaintCommand):
    """Takes the own complaint back; nobody has to say why."""

    act: ClassVar[Act] = Act.SPEAK_AS_COMPLAINANT

    reason: str | None = None

    def decide(self, complaint: Complaint, given: Given) -> list[Fact]:
        """Answer that it was taken back."""
        _require_own(self, complaint, given)
        return [given.fact(events.ComplaintWithdrawn(reason=self.reason))]


def require_running(complaint: Complaint) -> None:
    """Raise unless there is such a complaint and something is still done with it."""
    if not complaint.runs:
        raise complaint_refusals.ComplaintIsNotOpen()


def _require_own(command: ComplaintCommand, complaint: Complaint, given: Given) -> None:
    if given.actor.id != complainant(command.complaint_id).id:
        raise refusals.NotAllowed()
    require_running(complaint)
