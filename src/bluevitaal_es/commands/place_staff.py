"""Say in which team somebody works and for which units, from day to day."""

from datetime import date

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals, staff_refusals
from bluevitaal_es.commands.add_staff_member import StaffCommand
from bluevitaal_es.commands.base import Fact, Given, require_known
from bluevitaal_es.commands.staff_entry import require_begins, require_ends, require_entry
from bluevitaal_es.events.staff import TeamJoined, TeamLeft, UnitJoined, UnitLeft
from bluevitaal_es.rules.register import Register, same


class JoinTeam(StaffCommand):
    """Somebody becomes a member of a team; one may be in several."""

    team: str
    valid_from: date
    valid_until: date | None = None

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer that they joined."""
        require_entry(staff, self.staff_id, given)
        require_begins(self.valid_from, self.valid_until)
        team = " ".join(self.team.split())
        require_known(bool(team), "team", team)
        if any(same(t.what, team) and t.meets(self.valid_from, self.valid_until) for t in staff.teams):
            raise staff_refusals.PlaceIsHeldAlready()
        return [given.fact(TeamJoined(team=team, valid_from=self.valid_from, valid_until=self.valid_until))]


class LeaveTeam(StaffCommand):
    """Somebody leaves a team after a day."""

    team: str
    last_day: date

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer that they left, by the name under which they joined."""
        require_entry(staff, self.staff_id, given)
        require_ends(self.last_day, given)
        held = {t.what for t in staff.teams if same(t.what, self.team) and not t.is_over(self.last_day)}
        if not held:
            raise staff_refusals.PlaceIsNotHeld()
        return [given.fact(TeamLeft(team=team, last_day=self.last_day)) for team in sorted(held)]


class JoinUnit(StaffCommand):
    """Somebody works for the people of a unit, as long as that unit is there."""

    unit: str
    valid_from: date
    valid_until: date | None = None

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer that they work for it."""
        require_entry(staff, self.staff_id, given)
        require_begins(self.valid_from, self.valid_until)
        unit = catalogue().units.get(self.unit)
        require_known(unit is not None, "unit", self.unit)
        if unit is not None and not unit.is_valid_on(self.valid_from):
            raise refusals.UnitWasNotThereThen(unit=self.unit, on=self.valid_from, field="unit")
        if any(t.what == self.unit and t.meets(self.valid_from, self.valid_until) for t in staff.units):
            raise staff_refusals.PlaceIsHeldAlready()
        return [
            given.fact(UnitJoined(unit=self.unit, valid_from=self.valid_from, valid_until=self.valid_until))
        ]


class LeaveUnit(StaffCommand):
    """Somebody works no more for a unit after a day."""

    unit: str
    last_day: date

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer that they left."""
        require_entry(staff, self.staff_id, given)
        require_ends(self.last_day, given)
        if not any(t.what == self.unit and not t.is_over(self.last_day) for t in staff.units):
            raise staff_refusals.PlaceIsNotHeld()
        return [given.fact(UnitLeft(unit=self.unit, last_day=self.last_day))]
