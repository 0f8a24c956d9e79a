"""A real PostgreSQL for every test that asks: one server for each worker, one database for each test."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bluevitaal_es.app import projections
from bluevitaal_es.database import Database, prepare
from bluevitaal_es.database.embedded import SERVICE_LOGIN, start_server
from bluevitaal_es.database.pool import connect
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.store import EventStore, Keyring
from bluevitaal_es.store.advancing import schema_of
from bluevitaal_es.store.keys import KeyEncryptionKey
from bluevitaal_es.store.projector import Projector

# A machine that is busy is slow, and that is no fault of what is tested.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

#: Tests throw their data away, so the disk need not be waited for.
THROWN_AWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_wal_senders": "0",
    "wal_level": "minimal",
}


#: Memory as a folder; a container's own is often too small for a database.
MEMORY = Path("/dev/shm")
ENOUGH_MEMORY = 2**31


#: Quick by itself, but there are many hundreds of them.
OWN_HOUSE = pytest.mark.slow("pages of a house of its own: a database, read models, people who log in")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that no worker is left alone with one at the end.

    Who needs a `house` is marked slow as well; that changes no order.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow") is not None}
    items.sort(key=lambda item: item.path not in slow)
    for item in items:
        if isinstance(item, pytest.Function) and "house" in item.fixturenames:
            item.add_marker(OWN_HOUSE)


def quick_folder() -> str | None:
    """Return a folder in memory when there is room in it, or None for the usual temporary folder."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and disk_usage(MEMORY).free > ENOUGH_MEMORY
    return str(MEMORY) if roomy else None


@dataclass(frozen=True)
class TestPostgres:
    """A server on which databases can be made: an embedded one, or the one of DATABASE_URL."""

    __test__ = False

    owner_dsn: str
    service_dsn: str
    template: str
    #: How databases are made: copying files takes half the time where the disk need not be waited for.
    how: LiteralString = ""

    def admin(self) -> psycopg.Connection:
        """Return a connection outside the databases that come and go."""
        return psycopg.connect(make_conninfo(self.owner_dsn), autocommit=True)

    @contextmanager
    def fresh(self, *, drawn: bool = False) -> Iterator[Database]:
        """Give a migrated empty database of its own inside the block.

        When `drawn` the tables of all read models are there as well, empty and in sight: making them takes
        longer than most tests that need them.
        """
        template = self._drawn_template() if drawn else self.template
        name = f"bluevitaal_test_{uuid4().hex[:12]}"
        with self.admin() as admin:
            _execute(admin, f"CREATE DATABASE {{}} TEMPLATE {{}} {self.how}", name, template)
            try:
                _execute(admin, "GRANT CREATE ON DATABASE {} TO bluevitaal_owner", name)
                with closing(self._opened(name, drawn=drawn)) as database:
                    yield database
            finally:
                _execute(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _opened(self, name: str, *, drawn: bool) -> Database:
        return connect(
            make_conninfo(self.service_dsn, dbname=name),
            make_conninfo(self.owner_dsn, dbname=name),
            "server" if "DATABASE_URL" in os.environ else "embedded",
            view_schemas=[schema_of(projection.name) for projection in projections()] if drawn else (),
        )

    @cache  # noqa: B019 (one for each worker, for its whole session)
    def _drawn_template(self) -> str:
        name = f"{self.template}_drawn"
        with self.admin() as admin:
            _execute(admin, "CREATE DATABASE {} TEMPLATE {}", name, self.template)
            _execute(admin, "GRANT CREATE ON DATABASE {} TO bluevitaal_owner", name)
        with closing(self._opened(name, drawn=True)) as database:
            store = EventStore(database, Keyring(KeyEncryptionKey(bytes(32)), database), EVENT_TYPES)
            Projector(database, store, projections()).prepare()
        return name

    def empty(self) -> str:
        """Return the dsn of a new database with nothing in it; it goes when the session does."""
        name = f"{self.template}_{uuid4().hex[:8]}"
        with self.admin() as admin:
            _execute(admin, "CREATE DATABASE {}", name)
        return make_conninfo(self.owner_dsn, dbname=name)

    def drop_templates(self) -> None:
        """Drop the template and the empty databases."""
        with self.admin() as connection:
            mine = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            for (name,) in connection.execute(mine, [self.template]).fetchall():
                _execute(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _execute(connection: psycopg.Connection, statement: LiteralString, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def postgres() -> Iterator[TestPostgres]:
    """One PostgreSQL server for this worker's whole session, with a migrated template database."""
    outside = os.environ.get("DATABASE_URL")
    template = f"bluevitaal_template_{uuid4().hex[:12]}"
    if outside:
        owner_dsn = os.environ.get("MIGRATION_DATABASE_URL") or outside
        made = TestPostgres(owner_dsn, outside, template)
        with made.admin() as admin:
            _execute(admin, "CREATE DATABASE {}", template)
        try:
            prepare(make_conninfo(owner_dsn, dbname=template))
            yield made
        finally:
            made.drop_templates()
        return
    with TemporaryDirectory(prefix="bluevitaal-test-", dir=quick_folder()) as folder:
        embedded = start_server(Path(folder), THROWN_AWAY)
        try:
            made = TestPostgres(
                embedded.dsn(), embedded.dsn(user=SERVICE_LOGIN), template, "STRATEGY FILE_COPY"
            )
            with made.admin() as admin:
                _execute(admin, "CREATE DATABASE {}", template)
            prepare(embedded.dsn(template), SERVICE_LOGIN)
            yield made
        finally:
            embedded.close()


@pytest.fixture
def database(postgres: TestPostgres) -> Iterator[Database]:
    """A fresh migrated database for this test alone."""
    with postgres.fresh() as fresh:
        yield fresh


@pytest.fixture(scope="module")
def shared_database(postgres: TestPostgres) -> Iterator[Database]:
    """One migrated database for all tests of a module that only add to it."""
    with postgres.fresh() as fresh:
        yield fresh
