"""Given facts, when a command, then events: the language of the domain tests. Pure, no database.

    given(registered(), on("2026-01-06", intake())).at("2026-01-12").when(SetGoal(...)).then(GoalSet(...))

Days and moments are texts, in Amsterdam's time. Facts without a moment of their own happen at that of the
fact before them; the first happens at `START`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from bluevitaal_es.access import Actor
from bluevitaal_es.clock import AMSTERDAM, day_of
from bluevitaal_es.commands.base import Command, Fact
from bluevitaal_es.commands.handle import decide
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.events.base import Event
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.vocabulary import NAMESPACE, CaseId, Role

#: Monday 5 January 2026, when the lives in these tests begin, and Monday a week later, when commands come.
START = "2026-01-05"
NOW = "2026-01-12 12:00"


def uid(name: str) -> UUID:
    """Return the id that goes by this name in a story."""
    return uuid5(NAMESPACE, name)


CASE = CaseId(uid("the case"))
ANNA = Actor(
    id=str(uid("anna")),
    name="Anna Verzonnen",
    role=Role.BEGELEIDER,
    begeleider_ids=frozenset({uid("anna")}),
)
BRAM = Actor(
    id=str(uid("bram")),
    name="Bram Bedacht",
    role=Role.BEGELEIDER,
    begeleider_ids=frozenset({uid("bram")}),
)
LEAD = Actor(id=str(uid("lead")), name="Lies Fictie", role=Role.TEAMLEIDER)
AUDITOR = Actor(id=str(uid("auditor")), name="Axel Verdicht", role=Role.AUDITOR)
#: The person whose case it is.
CLIENT = Actor(id=f"client:{CASE}", name="Zilverreiger 27", role=Role.CLIENT, case_id=CASE)
ADMIN = Actor(id=str(uid("admin")), name="Bo Beheer", role=Role.BEHEER)
OFFICER = Actor(id=str(uid("officer")), name="Fay Verzonnen", role=Role.FG)


def day(text: str) -> date:
    """Return the day that is written as 2026-01-05."""
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    """Return the moment, in UTC, that is written as 2026-01-05 14:30; a day alone means 9 o'clock."""
    local = datetime.fromisoformat(text if " " in text else f"{text} 09:00")
    return local.replace(tzinfo=AMSTERDAM).astimezone(UTC)


@dataclass(frozen=True)
class Dated:
    """A fact with the moment it happened, and the moment it was recorded where that was another."""

    event: Event
    happened_at: datetime
    recorded_at: datetime


def on(when: str, event: Event, *, recorded: str | None = None) -> Dated:
    """Return a fact that happened at a moment, recorded then unless told."""
    happened_at = moment(when)
    return Dated(event, happened_at, moment(recorded) if recorded else happened_at)


def history(*facts: Event | Dated, stream_id: UUID = CASE, actor: Actor = ANNA) -> list[Recorded]:
    """Return the facts as the log would keep them, in one stream."""
    recorded: list[Recorded] = []
    latest = moment(START)
    for version, fact in enumerate(facts, 1):
        dated = fact if isinstance(fact, Dated) else Dated(fact, latest, latest)
        latest = dated.happened_at
        recorded.append(
            Recorded(
                position=version,
                stream_id=stream_id,
                version=version,
                event=dated.event,
                happened_at=dated.happened_at,
                recorded_at=dated.recorded_at,
                actor_id=actor.id,
                actor_role=actor.role,
                command_id=uid(f"command {version}"),
                correlation_id=uid(f"command {version}"),
                causation_id=None,
            )
        )
    return recorded


@dataclass(frozen=True)
class Decided:
    """What a command gave: facts, or the refusal that forbade it."""

    facts: tuple[Fact, ...] = ()
    refusal: Refusal | None = None

    @property
    def events(self) -> list[Event]:
        """The events it gave; asks for them raise what refused them."""
        if self.refusal is not None:
            raise self.refusal
        return [fact.event for fact in self.facts]

    def then(self, *expected: Event | Dated) -> None:
        """Expect exactly these events; where one is dated, it happened then."""
        assert self.events == [found.event if isinstance(found, Dated) else found for found in expected]
        for fact, wanted in zip(self.facts, expected, strict=True):
            if isinstance(wanted, Dated):
                assert fact.happened_at == wanted.happened_at

    def then_refused(self, refusal: type[Refusal], **details: Any) -> None:
        """Expect a refusal by exactly this rule, with at least these details."""
        assert self.refusal is not None, (
            f"not refused, but gave {[type(f.event).__name__ for f in self.facts]}"
        )
        assert type(self.refusal) is refusal
        assert {key: self.refusal.details.get(key) for key in details} == details

    def then_nothing(self) -> None:
        """Expect silence: all was done before."""
        assert self.events == []


MONDAY = moment(NOW)


@dataclass(frozen=True)
class Given:
    """A past to decide on, somebody who asks, and the moment of asking."""

    recorded: tuple[Recorded, ...]
    actor: Actor = ANNA
    now: datetime = MONDAY

    def by(self, actor: Actor) -> "Given":
        """Let another person ask."""
        return replace(self, actor=actor)

    def at(self, when: str) -> "Given":
        """Let it be asked at another moment."""
        return replace(self, now=moment(when))

    def when(self, command: Command[Any]) -> Decided:
        """Return what the command gives."""
        try:
            return Decided(tuple(decide(command, self.recorded, self.actor, self.now)))
        except Refusal as refusal:
            return Decided(refusal=refusal)


def given(*facts: Event | Dated) -> Given:
    """Return the past that these facts make."""
    return Given(tuple(history(*facts)))


def days_of(found: Sequence[Recorded]) -> list[date]:
    """Return the days on which facts happened."""
    return [day_of(recorded.happened_at) for recorded in found]
