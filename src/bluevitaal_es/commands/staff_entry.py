"""What every change of somebody's entry in the register asks first."""

from datetime import date, timedelta
from uuid import UUID

from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals, staff_refusals
from bluevitaal_es.commands.base import Given
from bluevitaal_es.rules.register import Register


def require_member(staff: Register, staff_id: UUID, given: Given) -> None:
    """Raise unless this is a member of staff, and another than who asks."""
    if staff.name is None or staff.is_placeholder:
        raise refusals.StaffMemberIsNotKnown()
    if given.actor.id == str(staff_id):
        raise staff_refusals.NobodyChangesTheirOwnEntry()


def require_entry(staff: Register, staff_id: UUID, given: Given) -> None:
    """Raise unless this is another member of staff, who has not left."""
    require_member(staff, staff_id, given)
    if staff.has_left(day_of(given.now)):
        raise staff_refusals.HasLeftTheService()


def require_begins(first: date, last: date | None) -> None:
    """Raise when a period ends before it begins."""
    if last is not None and last < first:
        raise staff_refusals.PeriodIsBackwards()


def require_ends(last_day: date, given: Given) -> None:
    """Raise when something would have ended before yesterday; yesterday means: from now on no more."""
    if last_day < day_of(given.now) - timedelta(days=1):
        raise staff_refusals.ThePastIsNotChanged()
