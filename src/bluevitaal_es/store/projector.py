"""Runs projections: makes their tables, feeds them the log, rebuilds them beside the live ones."""

import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import psycopg
import structlog
from psycopg import sql

from bluevitaal_es.database import Database, Leadership
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.advancing import Overtaken, advance, schema_of
from bluevitaal_es.store.following import BATCH, Follower
from bluevitaal_es.store.projecting import Projection
from bluevitaal_es.store.store import EventStore
from bluevitaal_es.store.waiting import Waiting

_log = structlog.get_logger()

#: Only one projector works at a time; others stand by on this advisory lock.
LEADER_LOCK = 7_301_001
#: Held while tables are made, so that processes that start together do not get in each other's way.
PREPARE_LOCK = 7_301_002
NOTICE = "log_appended"
#: How often it is tried to drop old tables that somebody still reads: for about ten seconds.
PATIENCE = 40
#: Seconds until the next start when something else than the database failed.
AFTER_A_FAULT = 5.0

Progress = Callable[[int, int], None]


class Projector:
    """Keeps the projections up to the log. Several may run; they never apply an event twice."""

    def __init__(self, database: Database, store: EventStore, projections: Sequence[Projection]) -> None:
        self._database = database
        self._store = store
        self._projections = tuple(projections)
        self._all_positions = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {}, position FROM {}.position").format(
                sql.Literal(projection.name), sql.Identifier(schema_of(projection.name))
            )
            for projection in self._projections
        )
        self._waiting = Waiting(self.reached)

    def prepare(self) -> None:
        """Make the tables of new projections, and rebuild beside the live ones those that changed.

        One process does this at a time; the others find it done.
        """
        with self._database.owner() as owner:
            owner.execute("SELECT pg_advisory_lock(%s)", [PREPARE_LOCK])
            for projection in self._projections:
                made_as = _made_as(owner, projection.name)
                if made_as is None:
                    _make_tables(owner, projection, schema_of(projection.name))
                    owner.commit()
                elif made_as != _form_of(projection):
                    owner.commit()
                    self.rebuild(projection.name)

    def step(self) -> int:
        """Apply one batch to each projection that is behind; return how many events the log was read for."""
        positions = self._positions()
        start = min(positions.values())
        batch = self._store.read_log(after=start, limit=BATCH)
        if not batch:
            return 0
        for projection in self._projections:
            self._advance(projection, schema_of(projection.name), positions[projection.name], batch)
        return len(batch)

    def catch_up(self) -> int:
        """Apply everything that is in the log now; return the position reached."""
        while self.step():
            pass
        return self.reached()

    def reached(self) -> int:
        """Return the position up to which all projections have been drawn."""
        return min(self._positions().values())

    def position(self, name: str) -> int:
        """Return the position up to which a projection has been drawn."""
        with self._database.pool.connection() as connection:
            return _position(connection, schema_of(name))

    def _positions(self) -> dict[str, int]:
        with self._database.pool.connection() as connection:
            return dict(connection.execute(self._all_positions, prepare=True).fetchall())

    def wait_for(self, position: int, seconds: float = 5.0) -> bool:
        """Wait until every projection has reached `position`; say whether that happened in time."""
        return self._waiting.wait_for(position, seconds)

    def run(self, stop: threading.Event) -> None:
        """Follow the log until `stop` is set, leading or standing by to lead; survives a lost database."""
        leadership = Leadership(self._database.service_dsn, LEADER_LOCK)
        follower = Follower(
            self._database, self._store, self._projections, self._positions, self._waiting.told
        )
        while not stop.is_set():
            try:
                with psycopg.connect(self._database.service_dsn, autocommit=True) as connection:
                    self._follow(connection, leadership, follower, stop)
            except (psycopg.OperationalError, psycopg.errors.UndefinedTable) as fault:
                # A table that is gone was exchanged for a rebuilt one; the next step sees the new.
                _log.warning("projector_starts_over", kind=type(fault).__name__)
                stop.wait(0.5)
            except Exception as fault:  # noqa: BLE001 (a thread that ends draws nothing more, and nobody sees it)
                _log.error("projector_starts_over", kind=type(fault).__name__)
                stop.wait(AFTER_A_FAULT)
            finally:
                follower.close()
        leadership.close()

    def _follow(
        self,
        connection: psycopg.Connection,
        leadership: Leadership,
        follower: Follower,
        stop: threading.Event,
    ) -> None:
        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(NOTICE)))
        checked, leads = float("-inf"), False
        while not stop.is_set():
            if not leads or time.monotonic() > checked + 0.5:
                # Two that lead for a moment get in each other's way and do no harm.
                checked, leads = time.monotonic(), leadership.leads()
            if leads:
                while follower.step() and not stop.is_set():
                    pass
            for notice in connection.notifies(timeout=0.5):
                # What was announced while a batch was drawn has been read with it.
                if int(notice.payload) > follower.reached:
                    break

    def rebuild(self, name: str, progress: Progress | None = None) -> int:
        """Draw one projection anew beside its live tables and put it in their place; return events applied.

        Readers see the old tables until the exchange, which is one transaction.
        """
        projection = next(found for found in self._projections if found.name == name)
        beside, before = f"{schema_of(name)}_next", f"{schema_of(name)}_before"
        self._drop(beside)
        self._drop(before)
        with self._database.owner() as owner:
            _make_tables(owner, projection, beside)
        done, head = 0, self._store.head()
        while batch := self._store.read_log(after=done, limit=BATCH):
            self._advance(projection, beside, done, batch)
            done = batch[-1].position
            if progress is not None:
                progress(done, max(head, done))
        with self._database.owner() as owner:
            live = sql.Identifier(schema_of(name))
            # Whoever draws rows here finishes first, and comes next to the new tables. Readers need not wait.
            owner.execute(sql.SQL("LOCK TABLE {}.position IN EXCLUSIVE MODE").format(live))
            # What the old tables show, the new ones show from the first moment.
            while batch := self._store.read_log(after=done, limit=BATCH):
                self._advance(projection, beside, done, batch)
                done = batch[-1].position
            owner.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(live, sql.Identifier(before)))
            owner.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(beside), live))
        self._drop(before)
        return done

    def _drop(self, schema: str) -> None:
        """Drop tables that nobody looks for any more, giving way to whoever still reads them.

        What cannot be dropped for a long time is left for the next rebuild.
        """
        for _ in range(PATIENCE):
            try:
                with self._database.owner() as owner:
                    # Shorter than the server's deadlock_timeout, so that never a reader has to give in.
                    owner.execute("SET LOCAL lock_timeout = '200ms'")
                    owner.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
                return
            except psycopg.errors.LockNotAvailable:
                time.sleep(0.05)
        _log.warning("old_tables_still_read", schema=schema)

    def _advance(self, projection: Projection, schema: str, reached: int, batch: Sequence[Recorded]) -> None:
        """Apply the part of `batch` beyond `reached`; if another projector came first, change nothing."""
        with suppress(Overtaken), self._database.pool.connection() as connection:
            # A server that dies loses rows and position together: no need to wait for the disk.
            connection.execute(
                "SELECT set_config('search_path', %s, true), set_config('synchronous_commit', 'off', true)",
                [schema],
            )
            advance(connection, projection, schema, reached, batch, self._store)


def _form_of(projection: Projection) -> str:
    digest = hashlib.sha256((projection.schema_sql() + projection.shape()).encode()).hexdigest()
    return f"{projection.form}:{digest}"


def _made_as(owner: psycopg.Connection, name: str) -> str | None:
    schema = schema_of(name)
    row = owner.execute("SELECT to_regclass(%s)", [f"{schema}.position"]).fetchone()
    if row is None or row[0] is None:
        return None
    found = owner.execute(sql.SQL("SELECT form FROM {}.position").format(sql.Identifier(schema))).fetchone()
    return found[0] if found else None


def _make_tables(owner: psycopg.Connection, projection: Projection, schema: str) -> None:
    name = sql.Identifier(schema)
    service = sql.Identifier("bluevitaal_service")
    owner.execute(sql.SQL("CREATE SCHEMA {}").format(name))
    owner.execute("SELECT set_config('search_path', %s, true)", [schema])
    owner.execute("CREATE TABLE position (position bigint NOT NULL, form text NOT NULL)")
    owner.execute("INSERT INTO position (position, form) VALUES (0, %s)", [_form_of(projection)])
    owner.execute(projection.schema_sql().encode())
    owner.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(name, service))
    owner.execute(
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} TO {}").format(name, service)
    )
    owner.execute("SELECT set_config('search_path', '', true)")


def _position(connection: psycopg.Connection, schema: str) -> int:
    row = connection.execute(
        sql.SQL("SELECT position FROM {}.position").format(sql.Identifier(schema))
    ).fetchone()
    return int(row[0]) if row else 0
