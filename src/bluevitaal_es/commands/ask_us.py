"""A client asks to put something right or objects, and gets an answer within the term of the law."""

from calendar import monthrange
from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_said
from bluevitaal_es.events.portal import ClientAnswered, ClientAsked


class AskUs(CaseCommand):
    """A request under AVG 16 (correction) or 21 (objection); also in a closed case: rights do not end."""

    act: ClassVar[Act] = Act.SPEAK_AS_CLIENT

    request_id: UUID
    kind: Literal["correction", "objection"]
    text: str

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the request with the last day for an answer: one month (AVG 12(3))."""
        if not case.exists:
            raise refusals.CaseIsNotKnown()
        require_said(self.text)
        due_on = months_after(day_of(given.now), catalogue().norms.client_request_months)
        asked = ClientAsked(request_id=self.request_id, kind=self.kind, text=self.text, due_on=due_on)
        return [given.fact(asked)]


class AnswerClient(CaseCommand):
    """Answers a request, in words for the client; what must be corrected is corrected by its own command."""

    request_id: UUID
    outcome: Literal["done", "partly", "not_done"]
    answer: str

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the answer."""
        if self.request_id not in case.clock.portal.asked:
            raise refusals.RequestIsNotOpen()
        require_said(self.answer)
        answered = ClientAnswered(request_id=self.request_id, outcome=self.outcome, answer=self.answer)
        return [given.fact(answered)]


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of that month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
