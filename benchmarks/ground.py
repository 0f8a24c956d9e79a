"""Where the figures are taken: a durable server that goes after, and plain tables to compare with."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bluevitaal_es.app import projections
from bluevitaal_es.database import Database, prepare
from bluevitaal_es.database.embedded import SERVICE_LOGIN, EmbeddedServer, start_server
from bluevitaal_es.database.pool import connect
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.store import EventStore, Keyring
from bluevitaal_es.store.advancing import schema_of
from bluevitaal_es.store.keys import KeyEncryptionKey

#: The floors: an event table as anybody would make it, with the columns and the width of ours; no chain, no
#: encryption, no check of versions but the unique key. `plain_event` keeps the same events readable, as JSON.
FLOORS = """
    CREATE SCHEMA floor;
    GRANT USAGE, CREATE ON SCHEMA floor TO PUBLIC;
    CREATE TABLE floor.event (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        stream_id uuid NOT NULL, stream_version bigint NOT NULL, type text NOT NULL, form smallint NOT NULL,
        happened_at timestamptz NOT NULL, recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor_id text NOT NULL, actor_role text NOT NULL, command_id uuid NOT NULL,
        correlation_id uuid NOT NULL, causation_id uuid, payload bytea NOT NULL, hash bytea NOT NULL,
        UNIQUE (stream_id, stream_version)
    );
    CREATE TABLE floor.plain_event (
        position bigint PRIMARY KEY,
        stream_id uuid NOT NULL, stream_version bigint NOT NULL, type text NOT NULL, form smallint NOT NULL,
        happened_at timestamptz NOT NULL, recorded_at timestamptz NOT NULL,
        actor_id text NOT NULL, actor_role text NOT NULL, command_id uuid NOT NULL,
        correlation_id uuid NOT NULL, causation_id uuid, body text NOT NULL,
        UNIQUE (stream_id, stream_version)
    );
    GRANT ALL ON ALL TABLES IN SCHEMA floor TO PUBLIC;
"""

#: Sixty-four clients with a connection each, and as many of the library's and of message-db's.
ROOM = {"max_connections": "300"}


@dataclass(frozen=True)
class Ground:
    """A server on which each measurement gets a database of its own."""

    server: EmbeddedServer

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Give the superuser's conninfo of a database with nothing in it."""
        name = f"bench_{uuid4().hex[:8]}"
        with psycopg.connect(self.server.dsn(), autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            try:
                yield self.server.dsn(name)
            finally:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def fresh(self) -> Iterator["Place"]:
        """Give a migrated database with an empty log and empty floors."""
        with self.empty() as dsn:
            prepare(dsn, SERVICE_LOGIN)
            with psycopg.connect(dsn) as owner:
                owner.execute(FLOORS)
            place = place_at(dsn, KeyEncryptionKey(os.urandom(32)))
            try:
                yield place
            finally:
                place.database.close()


@dataclass(frozen=True)
class Place:
    """A database to measure in: the superuser's conninfo, the database, the store on its log, its key."""

    dsn: str
    database: Database
    store: EventStore
    key: KeyEncryptionKey

    def connection(self) -> psycopg.Connection:
        """Return a connection of its own in which each statement is a transaction."""
        return psycopg.connect(self.database.service_dsn, autocommit=True)


def place_at(dsn: str, key: KeyEncryptionKey) -> Place:
    """Open a database that `Ground.fresh` made; another process may do so too."""
    database = connect(
        make_conninfo(dsn, user=SERVICE_LOGIN),
        dsn,
        "embedded",
        view_schemas=[schema_of(projection.name) for projection in projections()],
    )
    return Place(dsn, database, EventStore(database, Keyring(key, database), EVENT_TYPES), key)


@contextmanager
def ground() -> Iterator[Ground]:
    """Give a server with the settings of the real thing: what is acknowledged is on the disk."""
    with TemporaryDirectory(prefix="bluevitaal-bench-") as folder:
        server = start_server(Path(folder), ROOM)
        try:
            yield Ground(server)
        finally:
            server.close()
