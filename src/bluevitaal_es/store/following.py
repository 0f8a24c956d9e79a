"""Follows the log as it grows: a connection for each projection, kept open and standing in its tables."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import psycopg
from psycopg import sql

from bluevitaal_es.database import Database
from bluevitaal_es.events.erasure import PersonForgotten
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.advancing import MOVE, Overtaken, advance, is_silent, schema_of
from bluevitaal_es.store.projecting import Projection
from bluevitaal_es.store.set_aside import SetAside
from bluevitaal_es.store.store import EventStore

#: Events in one transaction: large enough to pay for it, small enough to show progress.
BATCH = 500
#: Projections at once: most of their time is that of the database.
ABREAST = 3
#: What every projection takes in, whatever it hears.
FORGOTTEN = PersonForgotten.stored_as


class Follower:
    """Applies to each projection what it has not seen. Used by one thread; it knows where each of them is.

    Each has a connection of its own, so that the server keeps the plans of its statements: the same words
    mean other tables in another schema. When another projector came first, the places are asked for anew.
    A projection that cannot take an event in is set aside, and the others go on.
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
        self._aside = SetAside(database)
        self._limit = BATCH
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
        if self._aside and self._aside.due():
            self._places = {}
        if not self._places:
            self._places = {
                schema_of(name): place for name, place in self._ask().items() if not self._aside.rests(name)
            }
            if not self._places:
                return False
        limit = self._limit
        try:
            batch = self._store.read_log(after=self.reached, limit=limit)
        except psycopg.Error:
            raise
        except Exception as fault:  # noqa: BLE001 (whatever makes an event unreadable, the others can be read)
            self._come_closer(fault)
            return True
        if not batch:
            return False
        last, level = batch[-1].position, len(set(self._places.values())) == 1
        silent = [schema for schema in self._places if level and is_silent(self._projections[schema], batch)]
        loud = [schema for schema in self._places if schema not in silent]
        drawn = [self._hands.submit(self._draw, schema, batch) for schema in loud]
        wait(drawn)
        done = all(one.result() for one in drawn)
        if done and level:
            # What hears nothing in a batch shows what it should already.
            self._told(last)
        done &= not silent or self._pass_by(silent, last)
        if done:
            self._told(self.reached)
        else:
            self._places = {}
        return not done or len(batch) == limit

    def _told(self, position: int) -> None:
        if not self._aside:
            self._tell(position)

    def _come_closer(self, fault: Exception) -> None:
        """Read less at a time, down to the event that cannot be read; past it goes who does not hear it."""
        if self._limit > 1:
            self._limit //= 2
            return
        self._limit, reached = BATCH, self.reached
        line = self._line("")
        row = line.execute("SELECT type FROM log.event WHERE position = %s", [reached + 1]).fetchone()
        for schema in [schema for schema, place in self._places.items() if place == reached]:
            projection = self._projections[schema]
            if row is None or projection.hears is None or row[0] in {*projection.hears, FORGOTTEN}:
                self._aside.add(projection.name, reached, fault)
            else:
                line.execute(MOVE.format(sql.Identifier(schema)), [reached + 1, reached])
        self._places = {}

    def _draw(self, schema: str, batch: Sequence[Recorded]) -> bool:
        line, reached = self._line(schema), self._places[schema]
        try:
            with line.pipeline(), line.transaction():
                advance(line, self._projections[schema], schema, reached, batch, self._store)
        except Overtaken:
            return False
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
            raise
        except Exception as fault:  # noqa: BLE001 (one projection that fails must not stop the others)
            self._lines.pop(schema).close()
            if len(batch) > 1:
                half = len(batch) // 2
                return self._draw(schema, batch[:half]) and self._draw(schema, batch[half:])
            self._aside.add(self._projections[schema].name, reached, fault)
            return False
        self._places[schema] = max(reached, batch[-1].position)
        if self._aside:
            self._aside.done(self._projections[schema].name)
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
