"""Where one member of staff stands in the register: roles, places and competences, each from day to day."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from bluevitaal_es.events import staff as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Term:
    """Something that holds from a first day up to and including a last; None is no bound on that side."""

    what: str
    first: date | None = None
    last: date | None = None
    shown_by: str = ""

    def holds(self, day: date) -> bool:
        """Whether it holds on that day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def is_over(self, day: date) -> bool:
        """Whether it had ended before that day."""
        return self.last is not None and self.last < day

    def meets(self, first: date, last: date | None) -> bool:
        """Whether it shares a day with that period."""
        return (self.last is None or first <= self.last) and (
            last is None or self.first is None or self.first <= last
        )


Terms = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Register:
    """What the register says of one member of staff, or of one label of an old register."""

    name: str | None = None
    role: str = ""
    organisation: str = "service"
    is_placeholder: bool = False
    linked_to: UUID | None = None
    roles: Terms = ()
    teams: Terms = ()
    units: Terms = ()
    competences: Terms = ()
    last_day: date | None = None
    access_ended: bool = False
    code_version: str = ""
    code_accepted: bool = False
    code_answered_at: datetime | None = None

    def has_left(self, day: date) -> bool:
        """Whether somebody left the service before that day."""
        return self.last_day is not None and self.last_day < day

    def roles_on(self, day: date) -> tuple[Role, ...]:
        """Return the roles that hold on that day, in the order of the roles; none without access."""
        if self.access_ended or self.has_left(day):
            return ()
        held = {term.what for term in self.roles if term.holds(day)}
        return tuple(role for role in Role if role in held)

    def accepted(self, version: str) -> bool:
        """Whether this version of the code of confidentiality was accepted, and not refused since."""
        return self.code_accepted and self.code_version == version


def follow(found: Register, recorded: Recorded) -> Register:
    """Return where a member of staff stands after one more fact."""
    match recorded.event:
        case events.StaffMemberAdded() as event:
            joined = (Term(event.role),)
            return replace(
                found, name=event.name, role=event.role, organisation=event.organisation, roles=joined
            )
        case events.PlaceholderAdded() as event:
            return replace(found, name=event.label, role=str(Role.BEGELEIDER), is_placeholder=True)
        case events.PlaceholderLinked() as event:
            return replace(found, linked_to=event.member_id)
        case events.RoleGiven() as event:
            return replace(found, roles=_with(found.roles, event.role, event))
        case events.RoleTaken() as event:
            return replace(found, roles=ended(found.roles, event.role, event.last_day))
        case events.TeamJoined() as event:
            return replace(found, teams=_with(found.teams, event.team, event))
        case events.TeamLeft() as event:
            return replace(found, teams=ended(found.teams, event.team, event.last_day))
        case events.UnitJoined() as event:
            return replace(found, units=_with(found.units, event.unit, event))
        case events.UnitLeft() as event:
            return replace(found, units=ended(found.units, event.unit, event.last_day))
        case events.CompetenceRecorded() as event:
            return replace(found, competences=_with(found.competences, event.competence, event))
        case events.CompetenceEnded() as event:
            return replace(found, competences=ended(found.competences, event.competence, event.last_day))
        case events.LeftService() as event:
            return replace(found, last_day=event.last_day)
        case events.AccessEnded():
            return replace(found, access_ended=True)
        case events.AccessGivenBack():
            return replace(found, access_ended=False)
        case events.CodeAccepted() | events.CodeRefused() as event:
            return replace(
                found,
                code_version=event.code_version,
                code_accepted=isinstance(event, events.CodeAccepted),
                code_answered_at=recorded.happened_at,
            )
        case _:
            return found


def ended(terms: Terms, what: str, last: date) -> Terms:
    """Return the terms with what still ran after that day ended on it; what had yet to begin is gone."""
    kept = (
        term if term.what != what or term.is_over(last) else replace(term, last=last)
        for term in terms
        if term.what != what or term.first is None or term.first <= last
    )
    return tuple(kept)


def same(one: str, other: str) -> bool:
    """Whether two names mean the same team, however it was typed."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


_Begun = events.RoleGiven | events.TeamJoined | events.UnitJoined | events.CompetenceRecorded


def _with(terms: Terms, what: str, event: _Begun) -> Terms:
    shown_by = event.shown_by if isinstance(event, events.CompetenceRecorded) else ""
    return (*terms, Term(what, event.valid_from, event.valid_until, shown_by))
