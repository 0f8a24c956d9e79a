"""What is left of somebody forgotten in the files of a service that ran: nothing, byte for byte."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import psycopg
import pytest

from bluevitaal_es import app, clock
from bluevitaal_es.access import Actor
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.add_staff_member import AddStaffMember
from bluevitaal_es.commands.erasing import carry_out
from bluevitaal_es.commands.forget_person import ApproveErasure, RequestErasure
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.settings import Settings
from bluevitaal_es.store.sweeping import Swept, sweep
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.session_table import Sessions
from tests.spec import ADMIN, ANNA, OFFICER
from tests.staff import accepts_code
from tests.web.posting import hidden_in

NUMBER = "T-2026-0001"
NAME, NOTE, LOGIN = b"Zonnebloemveld", b"Kwikstaartlaan", b"Regenboogtruc"
BEHEER = Actor("test", "Test", Role.BEHEER)
PLANTED = (NAME, NOTE, LOGIN)


@dataclass(frozen=True)
class Service:
    """An embedded service with a client in it; `wrapped` is the client's sealed data key."""

    parts: app.Parts
    case_id: CaseId
    wrapped: bytes

    @property
    def files(self) -> Path:
        """The folder of PostgreSQL: tables, write-ahead log and server log."""
        return self.parts.settings.data_dir / "postgres"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A service on a server of its own, with settings as in use and words of one client everywhere."""
    with app.opened(Settings(data_dir=tmp_path, kek_file=tmp_path / "kek")) as parts:
        yield filled(parts)


def filled(parts: app.Parts) -> Service:
    case_id = CaseId(uuid4())
    for n, (made, name) in enumerate(
        [(case_id, NAME.decode()), *((CaseId(uuid4()), f"Ander {n}") for n in range(4))]
    ):
        register = RegisterCase(
            case_id=made, number=f"T-2026-{n + 1:04}", target_group="current_staff", client_name=name
        )
        parts.desk.handle(register, ANNA)
    parts.desk.handle(AddNote(case_id=case_id, text=NOTE.decode()), ANNA)
    Accounts(parts.database).add(
        Account("vogel", LOGIN.decode(), Role.CLIENT, None, case_id), "een lange zin"
    )
    parts.projector.catch_up()
    with psycopg.connect(parts.database.owner_dsn, autocommit=True) as owner:
        # As autovacuum does: a sample of the values of each column lands in the catalogue.
        owner.execute("ANALYZE")
        owner.execute("CHECKPOINT")
        row = owner.execute(
            "SELECT d.wrapped FROM keys.stream_key s JOIN keys.data_key d USING (key_id)"
            " WHERE s.stream_id = %s",
            [case_id],
        ).fetchone()
    assert row is not None
    return Service(parts, case_id, bytes(row[0]))


def found(folder: Path, *planted: bytes) -> dict[bytes, set[str]]:
    """Return for each of the words the files that hold it; those that went meanwhile are left out."""
    places: dict[bytes, set[str]] = {word: set() for word in planted}
    for file in folder.rglob("*"):
        try:
            held = file.read_bytes() if file.is_file() else b""
        except FileNotFoundError:
            continue
        for word in planted:
            if word in held:
                places[word].add(str(file.relative_to(folder)))
    return {word: files for word, files in places.items() if files}


def forget(service: Service) -> int:
    """Let two people forget the client, and the read models let go; say how far these are."""
    parts, case_id = service.parts, service.case_id
    parts.desk.handle(RequestErasure(case_id=case_id, number=NUMBER, ground="client_request"), ADMIN)
    parts.desk.handle(ApproveErasure(case_id=case_id), OFFICER)
    carry_out(parts.desk, parts.forgetting, case_id, NUMBER, OFFICER)
    return parts.projector.catch_up()


@pytest.mark.slow("a database server of its own")
def test_leaves_no_byte_of_them_in_the_files_of_the_database(service: Service) -> None:
    before = found(service.files, *PLANTED, service.wrapped)
    assert set(before) == {*PLANTED, service.wrapped}
    assert any(file.startswith("pg_wal/") for file in before[NAME])
    reached = forget(service)
    assert NAME in found(service.files, NAME)

    swept = sweep(service.parts.database, reached)

    assert swept == Swept(1)
    assert found(service.files, *PLANTED, service.wrapped) == {}
    assert sweep(service.parts.database, reached) == Swept(0)
    assert b"Ander 3" in found(service.files, b"Ander 3")
    with service.parts.database.owner() as owner:
        assert owner.execute("SHOW wal_recycle").fetchone() == ("on",)


@pytest.mark.slow("a database server of its own")
def test_waits_for_read_models_and_for_tables_in_use(service: Service) -> None:
    database = service.parts.database
    reached = forget(service)
    assert sweep(database, reached - 1) == Swept(0)
    with database.pool.connection() as reader:
        reader.execute("SELECT FROM view_caseload.caseload")
        busy = sweep(database, reached)
    assert "view_caseload.caseload" in busy.in_use

    assert sweep(database, reached) == Swept(1)
    assert found(service.files, *PLANTED) == {}


@pytest.mark.slow("a service of its own, used as people do")
def test_leaves_no_byte_of_them_with_a_service_that_ran(tmp_path: Path) -> None:
    folder, said = tmp_path / "data", tmp_path / "said"
    with (
        running(folder, said) as address,
        app.opened(Settings(data_dir=folder), join=True, pool_size=3) as parts,
    ):
        service = filled(parts)
        for name, actor in (("beheer", ADMIN), ("fg", OFFICER)):
            staff_id = UUID(actor.id)
            parts.desk.handle(AddStaffMember(staff_id=staff_id, name=actor.name, role=actor.role), BEHEER)
            parts.desk.handle(accepts_code(staff_id), actor)
            Accounts(parts.database).add(Account(name, actor.name, actor.role, staff_id), PASSWORD)
        parts.projector.catch_up()
        sessions = Sessions(parts.database)
        keeper, officer = logged_in(address, sessions, "beheer"), logged_in(address, sessions, "fg")
        # Somebody looks for a client by what they should not.
        assert keeper.get(HOME, params={"nummer": NAME.decode()}).status_code == 404
        press(keeper, f"{HOME}/aanvragen", traject=NUMBER, grond="client_request")
        press(officer, f"{HOME}/{NUMBER}/goedkeuren", gezien="ja")
        press(keeper, f"{HOME}/{NUMBER}/uitvoeren", voorgoed="ja")
        assert "zijn vergeten op" in keeper.get(f"{HOME}/{NUMBER}").text
        sweep(parts.database, parts.projector.catch_up())

    assert b"command_handled" in said.read_bytes()
    assert found(tmp_path, *PLANTED, service.wrapped) == {}


HOME, PASSWORD = "/beheer/vergeten", "een lange zin"


@contextmanager
def running(folder: Path, said: Path) -> Iterator[str]:
    """Run a service in a process of its own on a free port, its words in a file; give its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    outside = {"DATABASE_URL", "MIGRATION_DATABASE_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in outside}
    words = ["serve", "--data-dir", str(folder), "--port", str(port)]
    with said.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "bluevitaal_es", *words], env=environment, stdout=file, stderr=file
        )
    try:
        until = time.monotonic() + 60
        while b"staat klaar" not in said.read_bytes():
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < until
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=60)


def logged_in(address: str, sessions: Sessions, username: str) -> httpx2.Client:
    """Return a browser with a session in which both proofs were given."""
    cookies = {"bv": sessions.open(username, proved_at=clock.now())}
    return httpx2.Client(base_url=address, headers={"Origin": address}, cookies=cookies, timeout=30)


def press(browser: httpx2.Client, path: str, **answers: str) -> None:
    """Open a form, fill it in and press its button."""
    until = time.monotonic() + 10
    while (page := browser.get(path)).status_code == 404 and time.monotonic() < until:
        time.sleep(0.1)
    answer = browser.post(path, data={**hidden_in(page.text), **answers})
    assert answer.status_code == 303, answer.text
    assert browser.get(answer.headers["location"]).status_code == 200
