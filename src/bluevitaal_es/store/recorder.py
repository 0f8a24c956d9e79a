"""The one way in and out of the log, as the library's recorder: seals and appends, reads and opens."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, LiteralString, NamedTuple
from uuid import UUID, uuid4

import psycopg
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    IntegrityError,
    Notification,
    StoredEvent,
    Subscription,
)

from bluevitaal_es import clock
from bluevitaal_es.database import Database
from bluevitaal_es.store import packing
from bluevitaal_es.store.group_commit import GroupCommit
from bluevitaal_es.store.keys import DataKey, Keyring
from bluevitaal_es.store.line import APPENDED, Outcome, Packet
from bluevitaal_es.store.mapper import as_uuid, name_and_form, topic_of
from bluevitaal_es.store.payload import (
    bound_to,
    key_of,
    open_part,
    open_payload,
    parts_of,
    seal,
    seal_parts,
)
from bluevitaal_es.store.subscription import LogSubscription
from bluevitaal_es.vocabulary import Role

SELECT: LiteralString = (
    "SELECT position, stream_id, stream_version, type, form, happened_at, recorded_at, actor_id, actor_role,"
    " command_id, correlation_id, causation_id, payload FROM log.event "
)

#: How often a write is sealed, when its stream turns out to have another key than this process thought.
ATTEMPTS = 3


class KeyDestroyed(Exception):
    """A stream takes no more events: the key of the person it is about was destroyed."""


NOBODY_ELSE: Mapping[UUID, bytes] = MappingProxyType({})


class Entry(NamedTuple):
    """One event on its way in; `plain` is still readable, and so is what `others` say about other people."""

    stream_id: UUID
    version: int
    type: str
    form: int
    happened_at: datetime
    plain: bytes
    others: Mapping[UUID, bytes] = NOBODY_ELSE


@dataclass(frozen=True, slots=True)
class Write:
    """Events that go in together or not at all, with what they share."""

    entries: Sequence[Entry]
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    actor_id: str
    actor_role: str
    recorded_at: datetime | None = None


def positions_of(outcome: Outcome) -> range | None:
    """Return where the events stand, None after a conflict; raises KeyDestroyed for a destroyed key."""
    if outcome.first is not None and outcome.last is not None:
        return range(outcome.first, outcome.last + 1)
    if outcome.kind == "conflict":
        return None
    raise KeyDestroyed(f"stream {outcome.stream_id} takes no more events: {outcome.kind}")


class Row(NamedTuple):
    """One event on its way out; `plain` is None without its key, `others` is what else can be read."""

    position: int
    stream_id: UUID
    version: int
    type: str
    form: int
    happened_at: datetime
    recorded_at: datetime
    actor_id: str
    actor_role: str
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    plain: bytes | None
    others: Sequence[bytes] = ()


NOTHING_ELSE: tuple[bytes, ...] = ()
#: The columns of SELECT, and then what `Row` says of `plain` and `others`.
Opened = tuple[tuple[Any, ...], bytes | None, Sequence[bytes]]


def _opened_parts(
    payload: bytes, keys: Mapping[bytes, DataKey | None], bound: bytes
) -> tuple[bytes | None, tuple[bytes, ...]]:
    """Return the first part, None when its key is gone, and the others whose keys are there."""
    said = [
        None if (key := keys[part.key_id]) is None else open_part(key.cipher, part, number, bound)
        for number, part in enumerate(parts_of(payload))
    ]
    return said[0], tuple(part for part in said[1:] if part is not None)


class LogRecorder(ApplicationRecorder):
    """Writes and reads the log of one database. Safe to share between threads."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self.database = database
        self.keys = keys
        self.commits = GroupCommit(database.service_dsn)

    def write(self, writes: Sequence[Write]) -> list[Outcome]:
        """Append each Write as a whole, all in one call of the database, and return what became of each.

        Writes that other threads of this process give at the same moment go in the same call. Raises
        OutcomeUnknown when the database stays away, and KeyDestroyed, with nothing appended, when an event is
        also about a person beside its stream who was forgotten.
        """
        beside = self._keys_beside(writes)
        outcomes: dict[int, Outcome] = {}
        waiting = list(range(len(writes)))
        refresh: set[UUID] = set()
        for _ in range(ATTEMPTS):
            if not waiting:
                break
            asked = [writes[n] for n in waiting]
            chosen = self._keys_for(asked, refresh)
            packets = [self._packet(write, chosen, beside) for write in asked]
            outcomes.update(zip(waiting, self.commits.append(packets), strict=True))
            for n in waiting:
                if outcomes[n].kind == APPENDED:
                    self._remember(writes[n], chosen)
            waiting = [n for n in waiting if outcomes[n].kind in ("stale_key", "missing_key")]
            refresh |= {stream_id for n in waiting if (stream_id := outcomes[n].stream_id)}
        return [outcomes[n] for n in range(len(writes))]

    def _keys_for(self, writes: Sequence[Write], refresh: set[UUID]) -> dict[UUID, DataKey]:
        chosen: dict[UUID, DataKey] = {}
        to_ask: dict[UUID, None] = {}
        for write in writes:
            for entry in write.entries:
                stream_id = entry.stream_id
                if stream_id in chosen or stream_id in to_ask:
                    continue
                cached = None if stream_id in refresh else self.keys.cached(stream_id)
                if cached is not None:
                    chosen[stream_id] = cached
                elif entry.version > 1 or stream_id in refresh:
                    to_ask[stream_id] = None
                else:
                    chosen[stream_id] = self.keys.make()
        if to_ask:
            kept = self.keys.of_streams(to_ask)
            for stream_id in to_ask:
                # With a key the database does not want, it can still say what is the matter.
                chosen[stream_id] = kept.get(stream_id) or self.keys.make()
        return chosen

    def _keys_beside(self, writes: Sequence[Write]) -> dict[UUID, DataKey]:
        """Return the keys of people who have a part in events of streams that are not theirs."""
        beside: dict[UUID, DataKey] = {}
        for entry in (entry for write in writes for entry in write.entries if entry.others):
            for person, key in self.keys.join(entry.stream_id, entry.others).items():
                if key is None:
                    raise KeyDestroyed(f"person {person} was forgotten")
                beside[person] = key
        return beside

    def _remember(self, write: Write, chosen: dict[UUID, DataKey]) -> None:
        for stream_id in {entry.stream_id for entry in write.entries}:
            if self.keys.cached(stream_id) is not chosen[stream_id]:
                self.keys.remember(stream_id, chosen[stream_id])

    def _packet(self, write: Write, chosen: dict[UUID, DataKey], beside: Mapping[UUID, DataKey]) -> Packet:
        shared = packing.shared_fields(
            write.command_id,
            write.correlation_id,
            write.causation_id,
            write.recorded_at,
            write.actor_id,
            write.actor_role,
        )
        events: list[bytes] = []
        fresh: dict[UUID, DataKey] = {}
        for stream_id, version, name, form, happened_at, plain, others in write.entries:
            key, stream = chosen[stream_id], stream_id.bytes
            bound = bound_to(stream, version, form, name)
            if others:
                theirs = [(beside[who].cipher, beside[who].key_id, said) for who, said in others.items()]
                payload = seal_parts([(key.cipher, key.key_id, plain), *theirs], bound)
            else:
                payload = seal(key.cipher, key.key_id, plain, bound)
            events.append(packing.new_event(stream, version, form, happened_at, name, shared, payload))
            if key.wrapped is not None:
                fresh[stream_id] = key
        keys = [
            packing.new_key(packing.NewKey(stream_id, key.key_id, key.wrapped, self.keys.kek_id))
            for stream_id, key in fresh.items()
            if key.wrapped is not None
        ]
        lone = len(events) == 1 and not keys and write.recorded_at is None
        return Packet(events, keys, lone)

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection]:
        """Give a connection where each statement is its own transaction: one round trip instead of three."""
        with self.database.pool.connection() as connection:
            connection.autocommit = True
            try:
                yield connection
            finally:
                if not connection.closed:
                    connection.autocommit = False

    def rows(self, rest: LiteralString, parameters: Sequence[object]) -> list[Row]:
        """Return events, opened; `rest` is what follows FROM log.event."""
        return [Row._make((*row[:12], plain, others)) for row, plain, others in self.opened(rest, parameters)]

    def opened(self, rest: LiteralString, parameters: Sequence[object]) -> Iterator[Opened]:
        """Yield events as the database gives them, with what can be read; `rest` follows FROM log.event."""
        query: LiteralString = SELECT + rest
        with self._connection() as connection:
            found = connection.execute(query, parameters, prepare=True, binary=True).fetchall()
        wanted = {key_of(row[12]) for row in found}
        for payload in [row[12] for row in found if row[12][1] != 1]:
            wanted.update(part.key_id for part in parts_of(payload))
        keys = self.keys.by_id(wanted)
        for row in found:
            payload = row[12]
            key = keys[payload[2:18]]
            plain, others = None, NOTHING_ELSE
            bound = bound_to(row[1].bytes, row[2], row[4], row[3])
            if payload[1] != 1:
                plain, others = _opened_parts(payload, keys, bound)
            elif key is not None:
                plain = open_payload(key.cipher, payload, bound)
            yield row, plain, others
        if found and key is not None:
            # Whoever reads a stream is likely to append to it; then its key is at hand.
            self.keys.learn(found[-1][1], key)

    def head(self) -> int:
        """Return the position of the newest event, 0 for an empty log."""
        with self._connection() as connection:
            row = connection.execute("SELECT position FROM log.head", prepare=True).fetchone()
        return 0 if row is None else int(row[0])

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append the library's events as one Write; `kwargs` may hold what a Write holds beside its entries.

        Raises the library's IntegrityError when a stream does not stand where its first event expects.
        """
        if not stored_events:
            return []
        command_id = kwargs.get("command_id") or uuid4()
        moment = kwargs.get("happened_at") or clock.now()
        entries = [
            Entry(as_uuid(stored.originator_id), stored.originator_version, name, form, moment, stored.state)
            for stored in stored_events
            for name, form in [name_and_form(stored.topic)]
        ]
        write = Write(
            entries,
            command_id,
            kwargs.get("correlation_id") or command_id,
            kwargs.get("causation_id"),
            kwargs.get("actor_id") or "library",
            kwargs.get("actor_role") or Role.BEHEER,
            kwargs.get("recorded_at"),
        )
        (outcome,) = self.write([write])
        positions = positions_of(outcome)
        if positions is None:
            raise IntegrityError(
                f"stream {outcome.stream_id} stands at version {outcome.actual_version or 0}"
            )
        return list(positions)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return a stream's events for the library; a forgotten one has an empty state."""
        bounds = [as_uuid(originator_id), gt, gt, lte, lte, limit]
        where: LiteralString = (
            "WHERE stream_id = %s AND (%s::bigint IS NULL OR stream_version > %s)"
            " AND (%s::bigint IS NULL OR stream_version <= %s) ORDER BY stream_version "
        )
        rows = self.rows(where + ("DESC" if desc else "ASC") + " LIMIT %s", bounds)
        return [
            StoredEvent(row.stream_id, row.version, topic_of(row.type, row.form), row.plain or b"")
            for row in rows
        ]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return the log's events for the library, from `start`; topics are stored names, of any form."""
        first = (start or 0) + (0 if inclusive_of_start else 1)
        names = [name_and_form(topic)[0] for topic in topics]
        rows = self.rows(
            "WHERE position >= %s AND (%s::bigint IS NULL OR position <= %s)"
            " AND (%s OR type = ANY (%s)) ORDER BY position LIMIT %s",
            [first, stop, stop, not names, names, limit],
        )
        return [
            Notification(
                row.stream_id, row.version, topic_of(row.type, row.form), row.plain or b"", row.position
            )
            for row in rows
        ]

    def max_notification_id(self) -> int | None:
        """Return the position of the newest event, None for an empty log."""
        return self.head() or None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Return a subscription that goes on with what is appended after it caught up."""
        return LogSubscription(self, self.database.service_dsn, gt=gt, topics=topics)


class LogStreamRecorder(AggregateRecorder):
    """The same log for who asks streams only, and no positions."""

    def __init__(self, recorder: LogRecorder) -> None:
        self._recorder = recorder

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append events and return nothing."""
        self._recorder.insert_events(stored_events, **kwargs)
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return a stream's events."""
        return self._recorder.select_events(originator_id, gt=gt, lte=lte, desc=desc, limit=limit)
