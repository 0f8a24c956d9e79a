"""The parts of a service on a real database, without its doors: for tests of projections, desk and clock."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any
from uuid import UUID

from psycopg import sql

import bluevitaal_es.projections as stations
from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.commands.base import Command
from bluevitaal_es.commands.handle import Desk, Outcome
from bluevitaal_es.database import Database
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.settings import Settings
from bluevitaal_es.store.advancing import schema_of
from bluevitaal_es.store.keys import open_keyring
from bluevitaal_es.store.projecting import Projection
from bluevitaal_es.store.projector import Projector
from bluevitaal_es.store.store import EventStore
from tests.conftest import TestPostgres
from tests.spec import ANNA, moment

Tables = dict[str, list[tuple[Any, ...]]]


def names() -> list[str]:
    """Return the names of all read models: the folders in projections/."""
    return sorted(found.name for found in iter_modules(stations.__path__) if found.ispkg)


def every_projection() -> tuple[Projection, ...]:
    """Return one of each read model that the house has."""
    found = []
    for name in names():
        module = import_module(f"bluevitaal_es.projections.{name}.projection")
        kinds = [
            kind
            for kind in vars(module).values()
            if isinstance(kind, type) and issubclass(kind, Projection) and kind.__module__ == module.__name__
        ]
        found += [kind() for kind in kinds]
    return tuple(found)


def tables_of(database: Database) -> Tables:
    """Return every row of every table of every read model, the positions among them."""
    rows: Tables = {}
    with database.owner() as owner:
        found = owner.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema LIKE 'view\\_%' ORDER BY 1, 2"
        ).fetchall()
        for schema, table in found:
            whole = sql.SQL("SELECT * FROM {} t ORDER BY t::text").format(sql.Identifier(schema, table))
            rows[f"{schema}.{table}"] = owner.execute(whole).fetchall()
    return rows


@dataclass(frozen=True)
class World:
    """An empty service whose log takes moments from the story."""

    database: Database
    store: EventStore
    projector: Projector
    desk: Desk

    def do(self, *commands: Command[Any], by: Actor = ANNA, at: str) -> Outcome:
        """Give commands at a moment and draw what follows from them."""
        with clock.standing_at(moment(at)):
            outcomes = [self.desk.handle(command, by) for command in commands]
        self.projector.catch_up()
        return outcomes[-1]

    def another_projector(self, *projections: Projection) -> Projector:
        """Return a projector as another process would have it."""
        return Projector(self.database, self.store, projections or every_projection())

    def drop_views(self) -> None:
        """Drop the tables of every read model."""
        with self.database.owner() as owner:
            for name in names():
                owner.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(_schema(name)))

    def tables(self) -> Tables:
        """Return every row of every table of every read model, the positions among them."""
        return tables_of(self.database)

    def log(self) -> list[Recorded]:
        """Return the whole log."""
        return self.store.read_log(after=0, limit=1_000_000)

    def stream(self, stream_id: UUID) -> list[Recorded]:
        """Return one stream."""
        return self.store.read(stream_id)


@contextmanager
def opened(postgres: TestPostgres, folder: Path, *, demo: bool = True) -> Iterator[World]:
    """Give a world of its own on a fresh database; with `demo` its log takes moments of recording from us."""
    with postgres.fresh(drawn=True) as database:
        yield _assembled(database, folder, every_projection(), demo)


def _assembled(database: Database, folder: Path, projections: Sequence[Projection], demo: bool) -> World:
    keyring = open_keyring(Settings(data_dir=folder, kek_file=folder / f"kek-{id(database)}"), database)
    store = EventStore(database, keyring, EVENT_TYPES)
    if demo:
        store.mark_as_demo()
    projector = Projector(database, store, projections)
    projector.prepare()
    return World(database, store, projector, Desk(store))


def _schema(name: str) -> sql.Identifier:
    return sql.Identifier(schema_of(name))
