"""The one path to the store: may this actor, read, fold, decide, append."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

import structlog

from bluevitaal_es import clock
from bluevitaal_es.access import Actor, may
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import Command, Fact, Given
from bluevitaal_es.events.case import (
    CaseFact,
    DutyOverdue,
    EmergencyOpened,
    EmergencyReviewed,
    EvaluationMomentOverdue,
    ImportSource,
)
from bluevitaal_es.events.notices import NoticeNotSent, NoticeSent
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.effective import effective
from bluevitaal_es.store.store import Append, EventStore, NewEvent, VersionConflict

_log = structlog.get_logger()

#: How often a command is decided anew when somebody else's append came first.
ATTEMPTS = 5

#: What others may record meanwhile without changing anything that was before somebody's eyes.
_FLAGS = (
    EvaluationMomentOverdue,
    DutyOverdue,
    EmergencyOpened,
    EmergencyReviewed,
    NoticeSent,
    NoticeNotSent,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a command: the position to wait for, and its events (none if all was done before)."""

    position: int
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """Where a command comes from: its id (the same when asked again), its chain and its cause."""

    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None = None

    @classmethod
    def fresh(cls) -> "Context":
        """Return a context for a command that starts a chain of its own."""
        command_id = uuid4()
        return cls(command_id, command_id)


class Desk:
    """Takes commands and sees them through; a desk that does not announce leaves no log line for each."""

    def __init__(self, store: EventStore, *, announce: bool = True) -> None:
        self._store = store
        self._announce = announce

    def next_case_number(self, year: int) -> str:
        """Return a case number that nobody has, such as T-2026-0042; some may be left out, none reused."""
        return self._store.next_case_number(year)

    def handle(
        self,
        command: Command[Any],
        actor: Actor,
        *,
        seen_version: int | None = None,
        context: Context | None = None,
    ) -> Outcome:
        """Decide `command` for `actor` and append what follows.

        `seen_version` is the version of the stream that the actor had before their eyes; when another
        person added to it since, the command is refused with ChangedMeanwhile. Raises a Refusal.
        """
        context = context or Context.fresh()
        for attempt in range(ATTEMPTS):
            history = self._store.read(command.stream_id)
            if any(found.command_id == context.command_id for found in history):
                self._store.make_sure()
                return Outcome(history[-1].position, ())
            _require_unchanged(history, seen_version, actor)
            now = clock.now()
            try:
                facts = decide(command, history, actor, now)
            except refusals.Refusal as refusal:
                self._keep_attempt(command, refusal, history, actor, context, now)
                raise
            if not facts:
                self._store.make_sure()
                return Outcome(history[-1].position if history else 0, ())
            try:
                outcome = self._store.append(
                    _append(command, facts, actor, context, len(history), now if clock.stands() else None)
                )
            except VersionConflict:
                if attempt == ATTEMPTS - 1:
                    raise
                continue
            names = tuple(fact.event.stored_as for fact in facts)
            if self._announce:
                _log.info(
                    "command_handled",
                    command=type(command).__name__,
                    count=len(names),
                    position=outcome.last_position,
                    role=str(actor.role),
                )
            return Outcome(outcome.last_position, names)
        raise AssertionError("unreachable")

    def _keep_attempt(
        self,
        command: Command[Any],
        refusal: refusals.Refusal,
        history: Sequence[Recorded],
        actor: Actor,
        context: Context,
        now: datetime,
    ) -> None:
        """Record what a refused command leaves, once for each command, and never as that command itself."""
        tried = Context(uuid5(context.command_id, "refused"), context.correlation_id, context.causation_id)
        if refusal.left is None or any(found.command_id == tried.command_id for found in history):
            return
        recorded_at = now if clock.stands() else None
        left = [Fact(refusal.left, now)]
        self._store.append(_append(command, left, actor, tried, len(history), recorded_at))
        _log.warning("command_refused", command=type(command).__name__, refusal=type(refusal).__name__)

    def handle_together(self, commands: Iterable[Command[Any]], actor: Actor, context: Context) -> Outcome:
        """Decide commands on streams that have not begun, and append all of it as one, or nothing.

        Raises a Refusal, and VersionConflict when one of the streams has begun meanwhile; nothing was
        appended then.
        """
        now = clock.now()
        appends = [
            _append(
                command, decide(command, [], actor, now), actor, context, 0, now if clock.stands() else None
            )
            for command in commands
        ]
        outcome = self._store.append_together(appends)
        names = tuple(new.event.stored_as for append in appends for new in append.events)
        return Outcome(outcome.last_position, names)

    def begun_from(self, stream_id: UUID) -> ImportSource | bool:
        """Return whether a stream has begun, and if it came from a register kept before, from where."""
        history = self._store.read(stream_id)
        if not history:
            return False
        first = history[0].event
        return first.source or True if isinstance(first, CaseFact) else True


def decide(command: Command[Any], history: Sequence[Recorded], actor: Actor, now: datetime) -> list[Fact]:
    """Return the facts that `command` gives on `history`; raise the Refusal that forbids it."""
    state = command.stream.fold(effective(history))
    if not may(actor, command.act, command.involvement(state), at=now):
        raise refusals.NotAllowed()
    return command.decide_on(state, list(history), Given(actor, now))


def _require_unchanged(history: Sequence[Recorded], seen_version: int | None, actor: Actor) -> None:
    if seen_version is None:
        return
    others = [
        found
        for found in history
        if found.version > seen_version and found.actor_id != actor.id and not isinstance(found.event, _FLAGS)
    ]
    if others:
        raise refusals.ChangedMeanwhile(since_version=seen_version)


def _append(
    command: Command[Any],
    facts: Sequence[Fact],
    actor: Actor,
    context: Context,
    version: int,
    recorded_at: datetime | None,
) -> Append:
    return Append(
        stream_id=command.stream_id,
        expected_version=version,
        events=[NewEvent(fact.event, fact.happened_at) for fact in facts],
        actor_id=actor.id,
        actor_role=actor.role,
        command_id=context.command_id,
        correlation_id=context.correlation_id,
        causation_id=context.causation_id,
        recorded_at=recorded_at,
    )
