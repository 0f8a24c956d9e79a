"""Accept or refuse the code of confidentiality in the version that holds today (S-187)."""

from typing import ClassVar

from bluevitaal_es.access import Act
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals, staff_refusals
from bluevitaal_es.commands.add_staff_member import StaffCommand
from bluevitaal_es.commands.base import Fact, Given
from bluevitaal_es.events.staff import CodeAccepted, CodeRefused
from bluevitaal_es.rules.register import Register


class AcceptCode(StaffCommand):
    """Somebody accepts the code for themselves."""

    act: ClassVar[Act] = Act.ANSWER_CODE

    code_version: str

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer that they accept it; silence when they did."""
        _require_own(staff, self, given)
        accepted = staff.accepted(self.code_version)
        return [] if accepted else [given.fact(CodeAccepted(code_version=self.code_version))]


class RefuseCode(StaffCommand):
    """Somebody does not accept the code; until they do, they see no dossier."""

    act: ClassVar[Act] = Act.ANSWER_CODE

    code_version: str

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer that they refuse it; silence when they did."""
        _require_own(staff, self, given)
        refused = staff.code_version == self.code_version and not staff.code_accepted
        return [] if refused else [given.fact(CodeRefused(code_version=self.code_version))]


def _require_own(staff: Register, command: AcceptCode | RefuseCode, given: Given) -> None:
    if staff.name is None or staff.is_placeholder:
        raise refusals.StaffMemberIsNotKnown()
    if given.actor.id != str(command.staff_id):
        raise staff_refusals.CodeIsPersonal()
    if catalogue().code.on(day_of(given.now)).version != command.code_version:
        raise staff_refusals.CodeIsNotInForce()
