"""What whoever treats a complaint does: take it up, ask, answer, close. Objections are the FG's as well."""

from typing import ClassVar

from bluevitaal_es.access import Act, may
from bluevitaal_es.aggregates.complaint import Complaint
from bluevitaal_es.commands import complaint_refusals, refusals
from bluevitaal_es.commands.base import Fact, Given, require_said
from bluevitaal_es.commands.file_complaint import ComplaintCommand, require_running
from bluevitaal_es.events import complaint as events


class TakeUpComplaint(ComplaintCommand):
    """Takes a complaint in treatment."""

    act: ClassVar[Act] = Act.TREAT_OBJECTION

    def decide(self, complaint: Complaint, given: Given) -> list[Fact]:
        """Answer that it was taken up; taken up before, silence."""
        return _taken_up(complaint, given)


class AskComplainant(ComplaintCommand):
    """Asks the complainant something; they read it with their code or on their own page."""

    act: ClassVar[Act] = Act.TREAT_OBJECTION

    text: str

    def decide(self, complaint: Complaint, given: Given) -> list[Fact]:
        """Answer the question."""
        taken_up = _taken_up(complaint, given)
        require_said(self.text)
        return [*taken_up, given.fact(events.ComplaintQuestionAsked(text=self.text))]


class AnswerComplaint(ComplaintCommand):
    """Answers a complaint, in words for the complainant; it can be answered again while it is not closed."""

    act: ClassVar[Act] = Act.TREAT_OBJECTION

    outcome: events.ComplaintOutcome
    text: str

    def decide(self, complaint: Complaint, given: Given) -> list[Fact]:
        """Answer the answer."""
        taken_up = _taken_up(complaint, given)
        require_said(self.text)
        return [*taken_up, given.fact(events.ComplaintAnswered(outcome=self.outcome, text=self.text))]


class CloseComplaint(ComplaintCommand):
    """Ends a complaint that was answered or withdrawn."""

    act: ClassVar[Act] = Act.TREAT_OBJECTION

    def decide(self, complaint: Complaint, given: Given) -> list[Fact]:
        """Answer that it ended."""
        _require_theirs(complaint, given)
        if complaint.closed:
            raise complaint_refusals.ComplaintIsNotOpen()
        if not complaint.answered and not complaint.withdrawn:
            raise complaint_refusals.ComplaintIsNotAnswered()
        return [given.fact(events.ComplaintClosed())]


def _require_theirs(complaint: Complaint, given: Given) -> None:
    if complaint.kind != "objection" and not may(given.actor, Act.TREAT_COMPLAINT):
        raise refusals.NotAllowed()


def _taken_up(complaint: Complaint, given: Given) -> list[Fact]:
    """Return that it is taken up from now on; who asks or answers does that too. Before, silence."""
    _require_theirs(complaint, given)
    require_running(complaint)
    return [] if complaint.taken_up else [given.fact(events.ComplaintTakenUp())]
