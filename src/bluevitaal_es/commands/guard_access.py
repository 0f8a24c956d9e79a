"""What beheer does about somebody's access, as facts; codes and keys themselves are never in them."""

from typing import ClassVar

from bluevitaal_es.commands.add_staff_member import StaffCommand
from bluevitaal_es.commands.base import Fact, Given
from bluevitaal_es.commands.staff_entry import require_member
from bluevitaal_es.events.base import Event
from bluevitaal_es.events.staff import (
    AccessEnded,
    AccessGivenBack,
    FactorsRemoved,
    PasswordCodeMade,
    SessionsEnded,
)
from bluevitaal_es.rules.register import Register


class EndAccess(StaffCommand):
    """Somebody may log in no more; who has left may be shut out too."""

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer the end; silence when it had ended."""
        require_member(staff, self.staff_id, given)
        return [] if staff.access_ended else [given.fact(AccessEnded())]


class GiveAccessBack(StaffCommand):
    """Somebody may log in again."""

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer that; silence when it had not ended."""
        require_member(staff, self.staff_id, given)
        return [given.fact(AccessGivenBack())] if staff.access_ended else []


class AccessAct(StaffCommand):
    """An order to record one thing that is done about somebody's login."""

    done: ClassVar[type[Event]]

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer that it is done, each time anew."""
        require_member(staff, self.staff_id, given)
        return [given.fact(self.done())]


class MakePasswordCode(AccessAct):
    """A one-time code is made with which somebody chooses another password."""

    done: ClassVar[type[Event]] = PasswordCodeMade


class RemoveFactors(AccessAct):
    """Somebody's second proofs are taken away."""

    done: ClassVar[type[Event]] = FactorsRemoved


class EndSessions(AccessAct):
    """Somebody is logged out everywhere."""

    done: ClassVar[type[Event]] = SessionsEnded
