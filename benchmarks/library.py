"""The peer: the eventsourcing library with its own recorder and its own projection runner, as it comes."""

from typing import Any, LiteralString
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import (
    PostgresApplicationRecorder,
    PostgresDatastore,
    PostgresTrackingRecorder,
)
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL

from benchmarks.ground import Place

SCHEMA = "peer"
TALLY: LiteralString = (
    "CREATE TABLE IF NOT EXISTS peer.tally (stream_id uuid PRIMARY KEY, events bigint NOT NULL)"
)


def settings_of(place: Place) -> dict[str, str]:
    """Return the library's settings for a place; makes the schema for its tables."""
    with psycopg.connect(place.dsn) as owner:
        owner.execute("CREATE SCHEMA IF NOT EXISTS peer")
    parts = conninfo_to_dict(place.dsn)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_PORT": str(parts.get("port") or 5432),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": str(parts.get("password") or ""),
        "POSTGRES_SCHEMA": SCHEMA,
        "POSTGRES_POOL_SIZE": "16",
        "POSTGRES_MAX_OVERFLOW": "48",
    }


def library_recorder(place: Place) -> PostgresApplicationRecorder:
    """Return the library's default recorder on tables of its own."""
    given = settings_of(place)
    datastore = PostgresDatastore(
        given["POSTGRES_DBNAME"],
        given["POSTGRES_HOST"],
        given["POSTGRES_PORT"],
        given["POSTGRES_USER"],
        given["POSTGRES_PASSWORD"],
        pool_size=16,
        max_overflow=48,
        schema=SCHEMA,
    )
    recorder = PostgresApplicationRecorder(datastore)
    recorder.create_table()
    return recorder


class Tally(Aggregate):
    """Something that is counted."""

    @event("Counted")
    def count(self, text: str) -> None:
        """Count once more."""


class Tallies(Application[UUID]):
    """The library's application: no cipher, no chain."""


class TallyView(PostgresTrackingRecorder):
    """The library's view: a row for each stream, kept up with the position in one transaction."""

    def __init__(self, datastore: PostgresDatastore, **kwargs: Any) -> None:
        super().__init__(datastore, **kwargs)
        self.sql_create_statements.append(SQL(TALLY).format())

    def add(self, stream_id: UUID, tracking: Tracking) -> None:
        """Count one event of a stream."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(
                "INSERT INTO peer.tally AS t VALUES (%s, 1)"
                " ON CONFLICT (stream_id) DO UPDATE SET events = t.events + 1",
                (stream_id,),
                prepare=True,
            )


class TallyProjection(Projection[TallyView]):
    """The library's projection: one transaction for each event."""

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Hand an event to the view."""
        self.view.add(domain_event.originator_id, tracking)


def filled(place: Place, streams: int, events: int) -> tuple[dict[str, str], int]:
    """Give the library's log `streams` aggregates of `events` events; return settings and last position."""
    given = settings_of(place)
    application = Tallies(env=given)
    for _ in range(streams):
        tally = Tally()
        for number in range(events - 1):
            tally.count(str(number))
        application.save(tally)
    last = application.recorder.max_notification_id() or 0
    application.close()
    return given, last


def run_to(given: dict[str, str], last: int) -> None:
    """Let the library's runner draw its view up to a position."""
    with ProjectionRunner(
        application_class=Tallies, projection_class=TallyProjection, view_class=TallyView, env=given
    ) as runner:
        runner.wait(last, timeout=120)
