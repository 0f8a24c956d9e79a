"""The people of the service: who joined, what they may do until when, and whom a label stood for."""

from datetime import date
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


class RoleGiven(Event):
    """Somebody was given a role, from a day up to and including a last day if there is one."""

    stored_as: ClassVar[str] = "staff.role_given"

    role: str
    valid_from: date
    valid_until: date | None = None


class RoleTaken(Event):
    """A role ends after this day, also the one somebody joined in."""

    stored_as: ClassVar[str] = "staff.role_taken"

    role: str
    last_day: date


class TeamJoined(Event):
    """Somebody became a member of a team."""

    stored_as: ClassVar[str] = "staff.team_joined"

    team: str
    valid_from: date
    valid_until: date | None = None


class TeamLeft(Event):
    """Somebody is no member of a team after this day."""

    stored_as: ClassVar[str] = "staff.team_left"

    team: str
    last_day: date


class UnitJoined(Event):
    """Somebody works for the people of a police unit."""

    stored_as: ClassVar[str] = "staff.unit_joined"

    unit: str
    valid_from: date
    valid_until: date | None = None


class UnitLeft(Event):
    """Somebody works no more for a unit after this day."""

    stored_as: ClassVar[str] = "staff.unit_left"

    unit: str
    last_day: date


class CompetenceRecorded(Event):
    """It was seen that somebody is qualified for something; `shown_by` says what shows it."""

    stored_as: ClassVar[str] = "staff.competence_recorded"

    competence: str
    valid_from: date
    valid_until: date | None = None
    shown_by: str = ""


class CompetenceEnded(Event):
    """Somebody counts no more as qualified after this day."""

    stored_as: ClassVar[str] = "staff.competence_ended"

    competence: str
    last_day: date


class LeftService(Event):
    """Somebody leaves the service; after this day they have no role at all."""

    stored_as: ClassVar[str] = "staff.left_service"

    last_day: date


class AccessEnded(Event):
    """Somebody may log in no more, at once."""

    stored_as: ClassVar[str] = "staff.access_ended"


class AccessGivenBack(Event):
    """Somebody whose access was ended may log in again."""

    stored_as: ClassVar[str] = "staff.access_given_back"


class PasswordCodeMade(Event):
    """Somebody else made a one-time code for them to choose another password; never the code itself."""

    stored_as: ClassVar[str] = "staff.password_code_made"


class FactorsRemoved(Event):
    """Somebody else took their second proofs away."""

    stored_as: ClassVar[str] = "staff.factors_removed"


class SessionsEnded(Event):
    """Somebody else logged them out everywhere."""

    stored_as: ClassVar[str] = "staff.sessions_ended"


class CodeAccepted(Event):
    """Somebody accepted a version of the code of confidentiality."""

    stored_as: ClassVar[str] = "staff.code_accepted"

    code_version: str


class CodeRefused(Event):
    """Somebody did not accept a version of the code of confidentiality, and was logged out."""

    stored_as: ClassVar[str] = "staff.code_refused"

    code_version: str


StaffEvent = (
    StaffMemberAdded
    | StaffMemberRefused
    | PlaceholderAdded
    | PlaceholderLinked
    | RoleGiven
    | RoleTaken
    | TeamJoined
    | TeamLeft
    | UnitJoined
    | UnitLeft
    | CompetenceRecorded
    | CompetenceEnded
    | LeftService
    | AccessEnded
    | AccessGivenBack
    | PasswordCodeMade
    | FactorsRemoved
    | SessionsEnded
    | CodeAccepted
    | CodeRefused
    | Forgotten
)
