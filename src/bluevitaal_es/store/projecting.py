"""Base of projections: rows and position change in one transaction, in batches, exactly once."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

import psycopg
from psycopg import sql
from pydantic import TypeAdapter

from bluevitaal_es.events.base import Event, Forgotten
from bluevitaal_es.events.case import FactCorrected
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.effective import effective

State = TypeVar("State")
Cursor = psycopg.Cursor[tuple[Any, ...]]
ReadStream = Callable[[UUID, int], list[Recorded]]


class Projection:
    """One read model. Its tables live in the schema `view_<name>`, which `schema.sql` beside it fills.

    `form` is raised when the tables or their meaning change: the next start then rebuilds them.
    """

    name: ClassVar[str]
    form: ClassVar[int] = 1
    hears: ClassVar[frozenset[str] | None] = None
    #: Tables with rows of one stream, and the column that holds its id: what a forgotten person leaves.
    rows_of_stream: ClassVar[Mapping[str, str]] = {}

    @classmethod
    def schema_sql(cls) -> str:
        """Return the statements that make the tables, without naming a schema."""
        package = cls.__module__.rsplit(".", 1)[0]
        return files(package).joinpath("schema.sql").read_text(encoding="utf-8")

    def shape(self) -> str:
        """Return what else, beside the tables, must be the same for rows made before to be read now."""
        return ""

    def apply(self, cursor: Cursor, batch: Sequence[Recorded], read_stream: ReadStream) -> None:
        """Change the rows for `batch`, in log order, on a cursor that stands in this projection's schema.

        `read_stream(stream_id, up_to)` answers a whole stream up to a position, to look back in.
        """
        raise NotImplementedError

    def heard(self, batch: Sequence[Recorded]) -> list[Recorded]:
        """Return the events of a batch that this projection is made from."""
        return [found for found in batch if self.hears is None or found.event.stored_as in self.hears]

    def forget(self, cursor: Cursor, stream_id: UUID, history: Sequence[Recorded]) -> None:
        """Take a person out: drop the rows of their stream, and draw what it says without its content."""
        self._redraw(cursor, stream_id, [_holding(found, without_content(found.event)) for found in history])

    def forget_beside(
        self, cursor: Cursor, person: UUID, stream_id: UUID, history: Sequence[Recorded]
    ) -> None:
        """Take a person out of a stream that is not theirs: draw it anew without what is about them."""
        if self.rows_of_stream:
            self._redraw(
                cursor, stream_id, [_holding(found, found.event.without(person)) for found in history]
            )

    def _redraw(self, cursor: Cursor, stream_id: UUID, history: list[Recorded]) -> None:
        for table, column in self.rows_of_stream.items():
            statement = sql.SQL("DELETE FROM {} WHERE {} = %s")
            cursor.execute(statement.format(sql.Identifier(table), sql.Identifier(column)), [stream_id])
        heard = self.heard(history)
        if heard:
            self.apply(cursor, heard, lambda _stream_id, _up_to: history)


def without_content(event: Event) -> Forgotten:
    """Return what is known of an event whose key was destroyed; a process may still hold that key."""
    return Forgotten(original_type=event.original_type if isinstance(event, Forgotten) else event.stored_as)


def _holding(recorded: Recorded, event: Event) -> Recorded:
    return recorded.holding(event, recorded.happened_at)


@cache
def _adapter_of(state_type: Any) -> TypeAdapter[Any]:
    return TypeAdapter(state_type)


@cache
def _shape_of(state_type: Any) -> str:
    return json.dumps(_adapter_of(state_type).json_schema(), sort_keys=True)


class FoldedProjection(Projection, Generic[State]):
    """A read model that keeps a small folded state for each stream and draws its rows from that.

    After a correction the stream is folded anew from the facts that hold, so no projection needs to know
    how to undo. The states lie in the table `fold (stream_id, body)`.
    """

    empty: State
    state_type: Any

    def __init__(self) -> None:
        self._adapter: TypeAdapter[State] = _adapter_of(self.state_type)

    def shape(self) -> str:
        """Return the form of the folded state: when a field of it changes, the states are folded anew."""
        return _shape_of(self.state_type)

    def evolve(self, state: State, recorded: Recorded) -> State:
        """Return the state of a stream after one more fact that holds."""
        raise NotImplementedError

    def draw(self, cursor: Cursor, changed: dict[UUID, State]) -> None:
        """Write the rows of the streams that changed."""
        raise NotImplementedError

    def fold(self, history: Sequence[Recorded]) -> State:
        """Return the state of one whole stream, corrections worked in."""
        state = self.empty
        for recorded in effective(history):
            state = self.evolve(state, recorded)
        return state

    def apply(self, cursor: Cursor, batch: Sequence[Recorded], read_stream: ReadStream) -> None:
        """Fold the batch into the states of its streams, store them and draw their rows."""
        by_stream: dict[UUID, list[Recorded]] = {}
        for recorded in batch:
            by_stream.setdefault(recorded.stream_id, []).append(recorded)
        # A stream that begins here has no state yet: that need not be asked, nor waited for.
        states = self._stored(cursor, [found for found, events in by_stream.items() if events[0].version > 1])
        changed: dict[UUID, State] = {}
        for stream_id, events in by_stream.items():
            if any(isinstance(recorded.event, FactCorrected) for recorded in events):
                changed[stream_id] = self.fold(read_stream(stream_id, events[-1].position))
                continue
            state = states.get(stream_id, self.empty)
            for recorded in events:
                state = self.evolve(state, recorded)
            changed[stream_id] = state
        self._store(cursor, changed)
        self.draw(cursor, changed)

    def _stored(self, cursor: Cursor, stream_ids: list[UUID]) -> dict[UUID, State]:
        if not stream_ids:
            return {}
        cursor.execute("SELECT stream_id, body::text FROM fold WHERE stream_id = ANY(%s)", [stream_ids])
        return {stream_id: self._adapter.validate_json(body) for stream_id, body in cursor}

    def _store(self, cursor: Cursor, changed: dict[UUID, State]) -> None:
        cursor.executemany(
            "INSERT INTO fold (stream_id, body) VALUES (%s, %s)"
            " ON CONFLICT (stream_id) DO UPDATE SET body = EXCLUDED.body",
            [(stream_id, self._adapter.dump_json(state).decode()) for stream_id, state in changed.items()],
        )
