"""Shared words: roles, ids and small values that every station may use."""

from enum import StrEnum
from typing import Final, NewType
from uuid import NAMESPACE_URL, UUID, uuid5

CaseId = NewType("CaseId", UUID)
StaffId = NewType("StaffId", UUID)

#: Names of imported or automatic things are derived from this, so that giving them twice is harmless.
NAMESPACE = uuid5(NAMESPACE_URL, "urn:bluevitaal")


def erasure_stream(case_id: UUID) -> UUID:
    """Return the stream that keeps who asked and approved that a client be forgotten, and the certificate."""
    return uuid5(case_id, "erasure")


def request_reference(request_id: UUID) -> str:
    """Return a name for a request without an account, long enough to be its own; it opens nothing."""
    return f"A-{request_id.hex[:10].upper()}"


class Role(StrEnum):
    """The position from which somebody acts; rights follow from role and involvement."""

    BEGELEIDER = "begeleider"
    TEAMLEIDER = "teamleider"
    PLANNER = "planner"
    MANAGEMENT = "management"
    AUDITOR = "auditor"
    OMBUDS = "ombudsfunctionaris"
    FG = "functionaris gegevensbescherming"
    BEHEER = "beheerder"
    CLIENT = "client"
    HOME_FRONT = "thuisfront"
    SCHEDULER = "scheduler"
    IMPORTER = "importer"
    COMPLAINANT = "indiener"


#: Positions that nobody is appointed to and no login service gives.
NOT_APPOINTED: Final = frozenset(
    {Role.CLIENT, Role.HOME_FRONT, Role.SCHEDULER, Role.IMPORTER, Role.COMPLAINANT}
)


#: Who comes in by a code that somebody gave, under a name of their own choice: nobody's staff.
BY_CODE = frozenset({Role.CLIENT, Role.HOME_FRONT})


class Organisation(StrEnum):
    """For whom somebody works; only people of the service itself ever come near a dossier."""

    SERVICE = "service"
    POLICE = "police"
    PRINCIPAL = "principal"
