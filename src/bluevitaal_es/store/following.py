"""Follows the log as it grows: a connection for each projection, kept open and standing in its tables."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import psycopg
from psycopg import sql

from bluevitaal_es.database import Database
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.advancing import MOVE, Overtaken, advance, is_silent, schema_of
from bluevitaal_es.store.projecting import Projection
from bluevitaal_es.store.store import EventStore

#: Events in one transaction: large enough to pay for it, small enough to show progress.
BATCH = 500
#: Projections at once: most of their time is that of the database.
ABREAST = 3


class Follower:
    """Applies to each projection what it has not seen. Used by one thread; it knows where each of them is.

    Each has a connection of its own, so that the server keeps the plans of its statements: the same words
    mean other tables in another schema. When another projector came first, the places are asked for anew.
    """

    def __init__(
        self,
        database: Database,
        store: EventStore,
        projections: Sequence[Projection],
        ask: Callable[[], dict[str, int]],
        tell: Callable[[int], None],
    ) -> None:
        """Take what it works on, how to ask for the positions by name, and whom to tell the lowest."""
        self._database = database
        self._store = store
        self._ask = ask
        self._tell = tell
        self._projections = {schema_of(projection.name): projection for projection in projections}
        self._lines: dict[str, psycopg.Connection[Any]] = {}
        self._places: dict[str, int] = {}
        self._hands = ThreadPoolExecutor(ABREAST, thread_name_prefix="projection")

    @property
    def reached(self) -> int:
        """The position that all projections have reached, as far as this process knows."""
        return min(self._places.values(), default=0)

    def close(self) -> None:
        """Hang up and know nothing; it can be used again."""
        self._places = {}
        while self._lines:
            self._lines.popitem()[1].close()

    def step(self) -> bool:
        """Apply one batch to each projection that is behind; return whether there may be more to do."""
        if not self._places:
            self._places = {schema_of(name): place for name, place in self._ask().items()}
        batch = self._store.read_log(after=self.reached, limit=BATCH)
        if not batch:
            return False
        last, level = batch[-1].position, len(set(self._places.values())) == 1
        silent = [schema for schema, one in self._projections.items() if level and is_silent(one, batch)]
        loud = [schema for schema in self._projections if schema not in silent]
        drawn = [self._hands.submit(self._draw, schema, batch) for schema in loud]
        wait(drawn)
        done = all(one.result() for one in drawn)
        if done and level:
            # What hears nothing in a batch shows what it should already.
            self._tell(last)
        done &= not silent or self._pass_by(silent, last)
        if done:
            self._tell(self.reached)
        else:
            self._places = {}
        return not done or len(batch) == BATCH

    def _draw(self, schema: str, batch: Sequence[Recorded]) -> bool:
        line, reached = self._line(schema), self._places[schema]
        try:
            with line.pipeline(), line.transaction():
                advance(line, self._projections[schema], schema, reached, batch, self._store)
        except Overtaken:
            return False
        self._places[schema] = max(reached, batch[-1].position)
        return True

    def _pass_by(self, schemas: Sequence[str], last: int) -> bool:
        """Move the position of projections that hear nothing in a batch, all in one statement."""
        before = self.reached
        moves = sql.SQL(", ").join(
            sql.SQL("{} AS ({})").format(sql.Identifier(schema), MOVE.format(sql.Identifier(schema)))
            for schema in schemas
        )
        counts = sql.SQL(" + ").join(
            sql.SQL("(SELECT count(*) FROM {})").format(sql.Identifier(schema)) for schema in schemas
        )
        line = self._line("")
        statement = sql.SQL("WITH {} SELECT {}").format(moves, counts)
        row = line.execute(statement, [last, before] * len(schemas), prepare=True).fetchone()
        for schema in schemas:
            self._places[schema] = last
        return row is not None and row[0] == len(schemas)

    def _line(self, schema: str) -> psycopg.Connection[Any]:
        """Return the connection that stands in a schema; "" is one that stands in none."""
        line = self._lines.get(schema)
        if line is None:
            line = psycopg.connect(self._database.service_dsn, autocommit=True)
            line.execute("SELECT set_config('search_path', %s, false)", [schema])
            # A server that dies loses rows and position together: no need to wait for the disk.
            line.execute("SET synchronous_commit TO off")
            self._lines[schema] = line
        return line
