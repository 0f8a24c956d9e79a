"""A running service for journeys: real PostgreSQL, a small demonstration, pages on a port, read models."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.app import Parts, assemble
from bluevitaal_es.commands.add_staff_member import AddStaffMember
from bluevitaal_es.demo.filling import fill, prepare_demo
from bluevitaal_es.demo.people import PASSWORD, STAFF, Person
from bluevitaal_es.settings import Settings
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.house import House
from tests.conftest import TestPostgres
from tests.staff import accepts_code
from tests.web.browsing import served

CASES, SEED = 25, 7


@dataclass(frozen=True)
class Service:
    """A service in this process, without a clock, so that nothing happens by itself.

    `environment` lets the command line find the same database and key.
    """

    address: str
    parts: Parts
    house: House
    environment: Mapping[str, str]

    @contextmanager
    def in_earnest(self) -> Iterator[None]:
        """Be no demonstration inside the block: nobody sees a page before a second step."""
        object.__setattr__(self.house.settings, "demo", False)
        try:
            yield
        finally:
            object.__setattr__(self.house.settings, "demo", True)

    def command(self, *words: str) -> str:
        """Run a verb of the command line beside the service, as a process of its own; return its output."""
        done = subprocess.run(
            [sys.executable, "-m", "bluevitaal_es", *words],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def add_person(parts: Parts, person: Person) -> None:
    """Let somebody who is not in the demonstration's files work here and log in."""
    joined = AddStaffMember(staff_id=person.staff_id, name=person.name, role=person.role)
    parts.desk.handle(joined, Actor("account:opzet", "Opzet", Role.BEHEER))
    outcome = parts.desk.handle(accepts_code(person.staff_id), person.actor)
    assert parts.projector.wait_for(outcome.position)
    assert person.username is not None
    account = Account(person.username, person.name, person.role, person.staff_id)
    Accounts(parts.database).add(account, PASSWORD)


@contextmanager
def running_service(postgres: TestPostgres, folder: Path, *, filled: bool = True) -> Iterator[Service]:
    """Serve a demonstration of its own on a free port inside the block; its key lies in `folder`.

    Without `filled` there are people who can log in, and not one case.
    """
    with postgres.fresh(drawn=True) as database:
        settings = Settings(data_dir=folder, demo=True, organisation="BlueVitaal")
        parts = assemble(settings, database)
        prepare_demo(parts)
        if filled:
            fill(parts, cases=CASES, seed=SEED)
        stop = threading.Event()
        following = threading.Thread(target=parts.projector.run, args=[stop], daemon=True)
        following.start()
        environment = {
            "DATABASE_URL": database.service_dsn,
            "MIGRATION_DATABASE_URL": database.owner_dsn,
            "BLUEVITAAL_DATA_DIR": str(folder),
            "BLUEVITAAL_DEMO": "ja",
        }
        try:
            if not filled:
                with clock.standing_at(clock.now() - timedelta(days=30)):
                    for person in STAFF:
                        if person.username is not None:
                            add_person(parts, person)
            application = parts.application()
            with served(application) as address:
                yield Service(address, parts, application.state.house, environment)
        finally:
            stop.set()
            following.join(timeout=10)
