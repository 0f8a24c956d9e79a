"""The event store: what the rest of the house reads from and appends to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, LiteralString
from uuid import UUID

from bluevitaal_es.database import Database
from bluevitaal_es.events.base import Event
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.keys import Keyring
from bluevitaal_es.store.line import MAKE_SURE, Outcome
from bluevitaal_es.store.mapper import EventMapper
from bluevitaal_es.store.recorder import Entry, LogRecorder, Write, positions_of
from bluevitaal_es.vocabulary import Role

ROLES = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that is not in the log yet, and the aware moment at which it happened."""

    event: Event
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Append:
    """The events of one command, for one stream that stands at `expected_version` (0: not begun).

    `recorded_at` may be given for a demonstration log only, and not before that of the last event there.
    """

    stream_id: UUID
    expected_version: int
    events: Sequence[NewEvent]
    actor_id: str
    actor_role: Role
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None = None
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AppendOutcome:
    """Where the events of an append stand; `repeated` when its command had been appended before."""

    positions: range
    repeated: bool = False

    @property
    def last_position(self) -> int:
        """The position to wait for; 0 when there was nothing to append."""
        return self.positions[-1] if self.positions else 0


class VersionConflict(Exception):
    """Somebody else appended to the stream first; read it again and decide again."""

    def __init__(self, stream_id: UUID, expected: int, actual: int) -> None:
        super().__init__(f"stream {stream_id} stands at version {actual}, not {expected}")
        self.stream_id = stream_id
        self.expected = expected
        self.actual = actual


class EventStore:
    """The log of one database, with events opened and their types found. Safe to share between threads."""

    def __init__(self, database: Database, keys: Keyring, event_types: Mapping[str, type[Event]]) -> None:
        self.recorder = LogRecorder(database, keys)
        self.mapper = EventMapper(event_types)
        self._database = database
        self._keys = keys

    def read(self, stream_id: UUID, *, after_version: int = 0) -> list[Recorded]:
        """Return the events of a stream in order, those after a version only; none if it has not begun."""
        return self._recorded(
            "WHERE stream_id = %s AND stream_version > %s ORDER BY stream_version", [stream_id, after_version]
        )

    def read_log(self, *, after: int, limit: int, up_to: int | None = None) -> list[Recorded]:
        """Return at most `limit` events after a position, in order; positions have no holes."""
        last = after + limit if up_to is None else min(after + limit, up_to)
        return self._recorded("WHERE position > %s AND position <= %s ORDER BY position", [after, last])

    def append(self, append: Append) -> AppendOutcome:
        """Append the events of one command, once: asked again, the first outcome is the answer.

        Raises VersionConflict when the stream does not stand where expected, and KeyDestroyed when it takes
        no more events.
        """
        (outcome,) = self.append_many([append])
        if isinstance(outcome, VersionConflict):
            raise outcome
        return outcome

    def append_many(self, appends: Sequence[Append]) -> list[AppendOutcome | VersionConflict]:
        """Append for several commands in one call of the database; each goes in, or not, by itself.

        Raises KeyDestroyed when one of the streams takes no more events; the others have gone in by then, and
        asking again tells where.
        """
        asked = [append for append in appends if append.events]
        answers = iter(self.recorder.write([self._write(append) for append in asked]))
        return [_outcome(append, next(answers)) if append.events else NOTHING for append in appends]

    def append_together(self, appends: Sequence[Append]) -> AppendOutcome:
        """Append to several streams as one, or not at all; what they share is taken from the first.

        Raises VersionConflict, with nothing appended, when any of the streams does not stand where expected.
        """
        asked = [append for append in appends if append.events]
        if not asked:
            return NOTHING
        writes = [self._write(append) for append in asked]
        together = replace(writes[0], entries=[entry for write in writes for entry in write.entries])
        (answer,) = self.recorder.write([together])
        if answer.first is None or answer.last is None:
            stream_id = answer.stream_id or asked[0].stream_id
            expected = next((a.expected_version for a in asked if a.stream_id == stream_id), 0)
            raise VersionConflict(stream_id, expected, answer.actual_version or 0)
        return AppendOutcome(range(answer.first, answer.last + 1), answer.kind == "repeated")

    def make_sure(self) -> None:
        """Wait until all that can be read is kept as an acknowledgement promises, with the standby too.

        For who answers by what was read, that something was done before.
        """
        with self._database.pool.connection() as connection:
            connection.execute(MAKE_SURE)

    def streams_beside(self, person_id: UUID) -> list[UUID]:
        """Return the streams, beside their own, in which a person has a part."""
        with self._database.pool.connection() as connection:
            rows = connection.execute(
                "SELECT stream_id FROM keys.part WHERE person_id = %s ORDER BY stream_id", [person_id]
            ).fetchall()
        return [row[0] for row in rows]

    def head(self) -> int:
        """Return the position of the newest event, 0 for an empty log."""
        return self.recorder.head()

    def origin(self) -> Literal["real", "demo"]:
        """Return whether this log keeps real events or those of a demonstration."""
        with self._database.pool.connection() as connection:
            row = connection.execute("SELECT kind FROM log.origin").fetchone()
        return "demo" if row == ("demo",) else "real"

    def mark_as_demo(self) -> None:
        """Make an empty log one of demonstration; raises InsufficientPrivilege if it holds events."""
        with self._database.pool.connection() as connection:
            connection.execute("SELECT log.mark_as_demo()")

    def next_case_number(self, year: int) -> str:
        """Return the next case number of a year, such as T-2026-0042; handed out once, used or not."""
        with self._database.pool.connection() as connection:
            row = connection.execute("SELECT log.next_case_number(%s)", [year]).fetchone()
        assert row is not None
        return f"T-{year}-{row[0]:04d}"

    def seal(self, purpose: str, plain: bytes) -> bytes:
        """Return bytes that only `unseal` with the same purpose opens; for what lies outside the log."""
        return self._keys.seal(purpose, plain)

    def unseal(self, purpose: str, sealed: bytes) -> bytes:
        """Return what was sealed for this purpose; raises WrongKey if that was not done with this key."""
        return self._keys.unseal(purpose, sealed)

    def _write(self, append: Append) -> Write:
        entries = [
            Entry(
                append.stream_id,
                version,
                new.event.stored_as,
                new.event.form,
                new.happened_at,
                *new.event.as_parts(),
            )
            for version, new in enumerate(append.events, append.expected_version + 1)
        ]
        return Write(
            entries,
            append.command_id,
            append.correlation_id,
            append.causation_id,
            append.actor_id,
            append.actor_role.value,
            append.recorded_at,
        )

    def _recorded(self, rest: LiteralString, parameters: Sequence[object]) -> list[Recorded]:
        decode, roles, make = self.mapper.event, ROLES, Recorded._make
        return [
            make(
                (
                    *row[:3],
                    decode(row[3], row[4], plain, others),
                    *row[5:8],
                    roles[row[8]],
                    *row[9:12],
                )
            )
            for row, plain, others in self.recorder.opened(rest, parameters)
        ]


NOTHING = AppendOutcome(range(0))


def _outcome(append: Append, answer: Outcome) -> AppendOutcome | VersionConflict:
    positions = positions_of(answer)
    if positions is None:
        return VersionConflict(append.stream_id, append.expected_version, answer.actual_version or 0)
    return AppendOutcome(positions, answer.kind == "repeated")
