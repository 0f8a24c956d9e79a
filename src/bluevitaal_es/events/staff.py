"""The people of the service: who joined, and whom the old registers knew only by a label."""

from typing import ClassVar
from uuid import UUID

from bluevitaal_es.events.base import Event, Forgotten


class StaffMemberAdded(Event):
    """Somebody joined the service in a role."""

    stored_as: ClassVar[str] = "staff.member_added"
    form: ClassVar[int] = 2

    name: str
    role: str
    organisation: str = "service"


class StaffMemberRefused(Event):
    """An outsider was to get a role that comes near dossiers; that can never be (S-032)."""

    stored_as: ClassVar[str] = "staff.member_refused"

    role: str
    organisation: str


class PlaceholderAdded(Event):
    """A register named a begeleider by a label only; who that is may be told later."""

    stored_as: ClassVar[str] = "staff.placeholder_added"

    label: str


class PlaceholderLinked(Event):
    """It became known which member of staff a label stood for."""

    stored_as: ClassVar[str] = "staff.placeholder_linked"

    member_id: UUID


StaffEvent = StaffMemberAdded | StaffMemberRefused | PlaceholderAdded | PlaceholderLinked | Forgotten
