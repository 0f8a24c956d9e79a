"""Add a member of staff, or a label that an old register used for one, and tell later whom it stood for."""

from typing import Any, ClassVar
from uuid import UUID

from bluevitaal_es.access import Act, may_join
from bluevitaal_es.aggregates.staff import STAFF
from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import Command, Fact, Given
from bluevitaal_es.events.staff import (
    PlaceholderAdded,
    PlaceholderLinked,
    StaffMemberAdded,
    StaffMemberRefused,
)
from bluevitaal_es.rules.register import Register
from bluevitaal_es.vocabulary import Organisation, Role


class StaffCommand(Command[Register]):
    """An order about one member of staff or one label."""

    act: ClassVar[Act] = Act.MANAGE_STAFF
    stream: ClassVar[Stream[Any]] = STAFF

    staff_id: UUID

    @property
    def stream_id(self) -> UUID:
        """The stream of this member or label."""
        return self.staff_id


class AddStaffMember(StaffCommand):
    """Somebody joins the service."""

    name: str
    role: Role
    organisation: Organisation = Organisation.SERVICE

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer that they joined."""
        if staff.name is not None:
            raise refusals.StaffMemberIsKnown()
        role, organisation = str(self.role), str(self.organisation)
        if not may_join(self.role, self.organisation):
            attempt = StaffMemberRefused(role=role, organisation=organisation)
            raise refusals.OutsiderNeverSeesDossiers().leaving(attempt)
        return [given.fact(StaffMemberAdded(name=self.name, role=role, organisation=organisation))]


class AddPlaceholder(StaffCommand):
    """A register named a begeleider by a label; asked twice, silence."""

    label: str

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer that the label stands for somebody."""
        if staff.name is not None:
            return []
        return [given.fact(PlaceholderAdded(label=self.label))]


class LinkPlaceholder(StaffCommand):
    """`staff_id` is the label, `member_id` the member of staff it stood for."""

    member_id: UUID

    def decide(self, staff: Register, given: Given) -> list[Fact]:
        """Answer the link."""
        if staff.name is None or not staff.is_placeholder:
            raise refusals.StaffMemberIsNotKnown()
        if staff.linked_to is not None:
            raise refusals.PlaceholderIsAlreadyLinked()
        return [given.fact(PlaceholderLinked(member_id=self.member_id))]
