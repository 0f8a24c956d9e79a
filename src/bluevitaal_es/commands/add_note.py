"""Add a note to the dossier, or the client's mark for the help."""

from datetime import date

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import (
    CaseCommand,
    Fact,
    Given,
    fact_since_registration,
    require_open,
)
from bluevitaal_es.events.case import NoteAdded, SatisfactionRated


class AddNote(CaseCommand):
    """Free text for the people involved; no count, board or auditor ever shows it."""

    text: str
    on: date | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the note."""
        require_open(case)
        return [fact_since_registration(case, given, NoteAdded(text=self.text), self.on)]


class RateSatisfaction(CaseCommand):
    """The client's mark, 1 to 10."""

    rating: int
    on: date | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the mark; a closed case too, since the question is asked afterwards."""
        if not case.exists:
            raise refusals.CaseIsNotKnown()
        if not 1 <= self.rating <= 10:
            raise refusals.RatingIsOutOfRange(lowest=1, highest=10)
        return [fact_since_registration(case, given, SatisfactionRated(rating=self.rating), self.on)]
