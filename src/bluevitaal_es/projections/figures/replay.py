"""The figures as they were known at a moment: folded anew from the log, counted by the same statements."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, LiteralString, TypeVar
from uuid import UUID

import psycopg
from psycopg.rows import class_row, dict_row

from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.database import Database
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.projections.figures.projection import Counted, FiguresProjection
from bluevitaal_es.projections.figures.view import ALL, Figures, FiguresView
from bluevitaal_es.store.store import EventStore

Row = TypeVar("Row")

#: Events that are read at a time.
BATCH = 1_000


class FiguresReplay:
    """Counts what was recorded up to a moment, in tables that are gone when the answer is there."""

    def __init__(self, database: Database, store: EventStore) -> None:
        self._database = database
        self._store = store
        self._projection = FiguresProjection()

    def as_known(self, actor: Actor, moment: datetime, period: str = ALL, origin: str = "") -> Figures | None:
        """Return the figures as FiguresView gave them at an aware moment; None for who may see no figures.

        A correction recorded later has not happened yet. Who was forgotten since is not in them any more.
        """
        if not may(actor, Act.SEE_FIGURES):
            return None
        states = self._states(moment)
        with self._database.pool.connection() as connection:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL search_path TO pg_temp")
                cursor.execute(_statements(self._projection))
                self._projection.draw(cursor, states)
            found = _Held(self._database, connection).figures(actor, period, origin)
            connection.rollback()
        return found

    def _states(self, moment: datetime) -> dict[UUID, Counted]:
        """Return what is counted of each case and contact, from the facts that were recorded by then."""
        streams: dict[UUID, list[Recorded]] = {}
        after = 0
        while batch := self._store.read_log(after=after, limit=BATCH):
            known = [recorded for recorded in batch if recorded.recorded_at <= moment]
            for recorded in self._projection.heard(known):
                streams.setdefault(recorded.stream_id, []).append(recorded)
            if len(known) < len(batch):
                break
            after = batch[-1].position
        return {stream_id: self._projection.fold(history) for stream_id, history in streams.items()}


class _Held(FiguresView):
    """The view on the tables of one transaction."""

    def __init__(self, database: Database, connection: psycopg.Connection) -> None:
        super().__init__(database)
        self._connection = connection

    def _all(self, kind: type[Row], sql: LiteralString, values: Mapping[str, Any]) -> list[Row]:
        with self._connection.cursor(row_factory=class_row(kind)) as cursor:
            return cursor.execute(sql, values).fetchall()

    def _dicts(self, sql: LiteralString, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        with self._connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(sql, values).fetchall()


def _statements(projection: FiguresProjection) -> bytes:
    return projection.schema_sql().encode()
