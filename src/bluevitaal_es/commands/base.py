"""What every command shares: frozen fields, the act it asks for, its stream, and a pure decision."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from bluevitaal_es.access import Act, Actor, Involvement
from bluevitaal_es.aggregates.case import CASE, Case
from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.clock import day_of, start_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.events.base import Event
from bluevitaal_es.events.case import CaseFact, ImportSource
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.vocabulary import CaseId

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Fact:
    """What a decision answers: an event and the moment it happened, in UTC."""

    event: Event
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """What a decision may know beside the stream: who asks, when, and whether it takes over the past."""

    actor: Actor
    now: datetime
    past: ImportSource | None = None

    def fact(self, event: Event, at: datetime | date | None = None) -> Fact:
        """Return `event` as having happened at a moment, on an Amsterdam day, or now."""
        if self.past is not None and isinstance(event, CaseFact):
            event = event.model_copy(update={"source": self.past})
        if at is None:
            moment = self.now
        elif isinstance(at, datetime):
            moment = at
        else:
            moment = self.now if at == day_of(self.now) else start_of(at)
        if moment > self.now:
            raise refusals.LiesInTheFuture(on=day_of(moment))
        return Fact(event, moment)


class Command(BaseModel, Generic[State]):
    """An order. Subclasses set `act` and `stream`, and decide: facts, or a refusal, or nothing (silence)."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", arbitrary_types_allowed=True)

    act: ClassVar[Act]
    stream: ClassVar[Stream[Any]]

    @property
    def stream_id(self) -> UUID:
        """The stream this command is about."""
        raise NotImplementedError

    def involvement(self, state: State) -> Involvement | None:
        """What ties people to the stream; None where acts need no tie."""
        return None

    def decide(self, state: State, given: Given) -> list[Fact]:
        """Return the facts that follow, none if all was done before; raise the refusal that forbids it."""
        raise NotImplementedError

    def decide_on(self, state: State, history: list[Recorded], given: Given) -> list[Fact]:
        """Decide with the whole history at hand; only corrections need more than the state."""
        return self.decide(state, given)


class CaseCommand(Command[Case]):
    """An order about one case."""

    act: ClassVar[Act] = Act.WORK_ON_CASE
    stream: ClassVar[Stream[Any]] = CASE

    case_id: CaseId

    @property
    def stream_id(self) -> UUID:
        """The case's own stream."""
        return self.case_id

    def involvement(self, state: Case) -> Involvement | None:
        """Who guides and who registered the case."""
        return state.involvement


def require_open(case: Case) -> None:
    """Raise unless the case is registered and open."""
    if not case.exists:
        raise refusals.CaseIsNotKnown()
    if not case.is_open:
        raise refusals.CaseIsClosed()


def require_not_before_registration(case: Case, at: datetime | date) -> None:
    """Raise when something is said to have happened before the day of registration."""
    assert case.registered_at is not None
    day = day_of(at) if isinstance(at, datetime) else at
    if day < day_of(case.registered_at):
        raise refusals.BeforeRegistration(on=day, registered_on=day_of(case.registered_at))


def fact_since_registration(case: Case, given: Given, event: Event, at: datetime | date | None) -> Fact:
    """Return an event as having happened then; raise BeforeRegistration when that cannot be."""
    fact = given.fact(event, at)
    require_not_before_registration(case, fact.happened_at)
    return fact


def require_said(text: str) -> None:
    """Raise when there are no words in a text that somebody else is to read."""
    if not text.strip():
        raise refusals.MessageIsEmpty()


def require_known(known: bool, field: str, value: str) -> None:
    """Raise when a code is not in the catalogue."""
    if not known:
        raise refusals.CodeIsNotKnown(field=field, value=value)
