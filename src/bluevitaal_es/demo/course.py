"""Where a fictitious life has come while it is being written, and the steps it is written in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue.calendar import is_working_day
from bluevitaal_es.clock import AMSTERDAM
from bluevitaal_es.commands.base import Command
from bluevitaal_es.demo.people import Person
from bluevitaal_es.vocabulary import CaseId


@dataclass(frozen=True, slots=True)
class Step:
    """One command, given by somebody at a moment in UTC."""

    at: datetime
    actor: Actor
    command: Command[Any]


@dataclass(slots=True)
class Course:
    """Where a life has come while it is being written."""

    random: Random
    case_id: CaseId
    person: Person
    day: date
    talks: int = 0
    talks_since: int = 0
    evaluated: date | None = None
    last: datetime | None = None

    def new_id(self) -> UUID:
        """Return an id that follows from the seed."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def later(self, fewest: int, most: int) -> date:
        """Move on by so many days, to a working day."""
        self.day += timedelta(days=self.random.randint(fewest, most))
        while not is_working_day(self.day):
            self.day += timedelta(days=1)
        return self.day

    def at(self, hour: int | None = None) -> datetime:
        """Return a moment in office hours of the present day, in UTC."""
        hour = hour if hour is not None else self.random.randint(9, 16)
        local = datetime.combine(self.day, time(hour, self.random.randint(0, 59)), AMSTERDAM)
        return local.astimezone(UTC)

    def step(self, command: Command[Any], hour: int | None = None, actor: Actor | None = None) -> Step:
        """Return a step at the present day, after the steps before it."""
        return self.step_at(self.at(hour), command, actor)

    def step_at(self, moment: datetime, command: Command[Any], actor: Actor | None = None) -> Step:
        """Return a step at a moment, or just after the step before it."""
        if self.last is not None:
            moment = max(moment, self.last + timedelta(minutes=1))
        self.last = moment
        return Step(moment, actor or self.person.actor, command)
