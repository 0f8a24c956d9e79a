"""Record what somebody is qualified for, with what shows it, and when that ends (S-076)."""

from datetime import date

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals, staff_refusals
from bluevitaal_es.commands.add_staff_member import StaffCommand
from bluevitaal_es.commands.base import Fact, Given, require_known
from bluevitaal_es.commands.staff_entry import require_begins, require_ends, require_entry
from bluevitaal_es.events.staff import CompetenceEnded, CompetenceRecorded
from bluevitaal_es.rules.register import Register


class RecordCompetence(StaffCommand):
    """Somebody is qualified from a day that has come; it may have been long ago."""

    competence: str
    valid_from: date
    valid_until: date | None = None
    shown_by: str = ""

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer the competence."""
        require_entry(staff, self.staff_id, given)
        require_known(self.competence in catalogue().competences, "competence", self.competence)
        require_begins(self.valid_from, self.valid_until)
        if self.valid_from > day_of(given.now):
            raise refusals.LiesInTheFuture(on=self.valid_from)
        held = (term for term in staff.competences if term.what == self.competence)
        if any(term.meets(self.valid_from, self.valid_until) for term in held):
            raise staff_refusals.CompetenceIsHeldAlready()
        event = CompetenceRecorded(
            competence=self.competence,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            shown_by=self.shown_by,
        )
        return [given.fact(event)]


class EndCompetence(StaffCommand):
    """Somebody counts no more as qualified after a day."""

    competence: str
    last_day: date

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer the end, in place of any later one."""
        require_entry(staff, self.staff_id, given)
        require_ends(self.last_day, given)
        held = (term for term in staff.competences if term.what == self.competence)
        if all(term.is_over(self.last_day) for term in held):
            raise staff_refusals.CompetenceIsNotHeld()
        return [given.fact(CompetenceEnded(competence=self.competence, last_day=self.last_day))]
