"""Give somebody a role from day to day, take it, and let them leave the service."""

from datetime import date

from bluevitaal_es.access import may_join, may_stand_beside
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals, staff_refusals
from bluevitaal_es.commands.add_staff_member import StaffCommand
from bluevitaal_es.commands.base import Fact, Given
from bluevitaal_es.commands.staff_entry import require_begins, require_ends, require_entry
from bluevitaal_es.events.staff import LeftService, RoleGiven, RoleTaken, StaffMemberRefused
from bluevitaal_es.rules.register import Register
from bluevitaal_es.vocabulary import Organisation, Role


class GiveRole(StaffCommand):
    """Somebody gets a role; it begins and ends by itself."""

    role: Role
    valid_from: date
    valid_until: date | None = None

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer the role. An outsider never gets one that comes near a dossier (S-032)."""
        require_entry(staff, self.staff_id, given)
        require_begins(self.valid_from, self.valid_until)
        if self.valid_from < day_of(given.now):
            raise staff_refusals.ThePastIsNotChanged()
        if not may_join(self.role, Organisation(staff.organisation)):
            attempt = StaffMemberRefused(role=str(self.role), organisation=staff.organisation)
            raise refusals.OutsiderNeverSeesDossiers().leaving(attempt)
        beside = {term.what for term in staff.roles if term.meets(self.valid_from, self.valid_until)}
        if str(self.role) in beside:
            raise staff_refusals.RoleIsHeldAlready()
        if not all(may_stand_beside(self.role, Role(other)) for other in beside):
            raise staff_refusals.RolesDoNotGoTogether()
        event = RoleGiven(role=str(self.role), valid_from=self.valid_from, valid_until=self.valid_until)
        return [given.fact(event)]


class TakeRole(StaffCommand):
    """A role ends after a day: yesterday, to end it now, or later."""

    role: Role
    last_day: date

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer the end, in place of any later one."""
        require_entry(staff, self.staff_id, given)
        require_ends(self.last_day, given)
        if not any(term.what == str(self.role) and not term.is_over(self.last_day) for term in staff.roles):
            raise staff_refusals.RoleIsNotHeld()
        return [given.fact(RoleTaken(role=str(self.role), last_day=self.last_day))]


class LeaveService(StaffCommand):
    """Somebody leaves; told again with another day while they are still here, that day holds."""

    last_day: date

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer the last day."""
        require_entry(staff, self.staff_id, given)
        require_ends(self.last_day, given)
        return [] if staff.last_day == self.last_day else [given.fact(LeftService(last_day=self.last_day))]
