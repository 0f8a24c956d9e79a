"""Our own processes killed with signal 9 half-way through their work, each at its worst moment."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event
from uuid import UUID, uuid4

import httpx2
import psycopg
import pytest

from bluevitaal_es import app, clock
from bluevitaal_es.access import Actor
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.add_staff_member import AddStaffMember
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.database import Database
from bluevitaal_es.settings import Settings
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.session_table import Sessions
from tests.conftest import TestPostgres
from tests.faults.late import free_ports, late_cases
from tests.faults.load import Tally, assert_kept, count, persistently, store_on, until
from tests.running import Place, new_place
from tests.spec import ANNA
from tests.staff import accepts_code
from tests.store.conftest import note
from tests.web.posting import hidden_in
from tests.world import tables_of

ROOT = Path(__file__).parents[2]
PASSWORD = "een lang wachtwoord"
CONTACT = {
    "wanneer-datum": "3-3-2026",
    "wanneer-tijd": "23.15",
    "kanaal": "phone",
    "onderwerp": "own_question",
    "afloop": "answered",
}

pytestmark = pytest.mark.slow("each starts processes, kills them and starts them again")


def settings_of(place: Place) -> Settings:
    """Return the settings with which this process opens the same service."""
    return Settings(data_dir=place.folder, database_url=place.database_url)


def waits_for_a_lock(dsn: str) -> bool:
    """Say whether somebody in this database waits for somebody else."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    return count(dsn, f"{waiting} AND datname = current_database()") > 0


@contextmanager
def held_up(dsn: str, lock: str) -> Iterator[None]:
    """Hold a lock inside the block."""
    with psycopg.connect(dsn) as other:
        other.execute(lock.encode())
        yield


def test_a_writer_killed_among_its_threads_leaves_no_half_and_no_double(database: Database) -> None:
    command = [sys.executable, "-m", "tests.faults.writing_process", database.owner_dsn, "16"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said: list[list[str]] = []
    for line in process.stdout:
        said.append(line.split())
        if sum(words[0] == "told" for words in said) == 300:
            process.send_signal(signal.SIGKILL)
    process.wait(10)

    asked = {UUID(words[1]): (UUID(words[2]), int(words[3])) for words in said if words[0] == "asked"}
    told = {UUID(words[1]): range(int(words[2]), int(words[3])) for words in said if words[0] == "told"}
    assert_kept(database.owner_dsn, told, set(asked))
    tally, store = Tally(acknowledged=dict(told)), store_on(database)
    for command_id, (stream_id, version) in asked.items():
        persistently(store, note(stream_id, version, "a", "b", "c", command_id=command_id), tally)
    assert told.items() <= tally.acknowledged.items()
    assert_kept(database.owner_dsn, tally.acknowledged, set(asked))


def test_a_projector_killed_amid_a_batch_draws_every_event_once(
    postgres: TestPostgres, tmp_path: Path
) -> None:
    place = new_place(postgres, tmp_path)
    with app.opened(settings_of(place)) as parts:
        for number in range(15):
            case_id = CaseId(uuid4())
            number_of_case = f"T-2026-{number + 1:04d}"
            parts.desk.handle(
                RegisterCase(case_id=case_id, number=number_of_case, target_group="current_staff"), ANNA
            )
            parts.desk.handle(AddNote(case_id=case_id, text="written"), ANNA)
        one_table = count(
            place.database_url,
            "SELECT oid FROM pg_class WHERE relnamespace = 'view_case_file'::regnamespace"
            " AND relkind = 'r' AND relname <> 'position' ORDER BY relname LIMIT 1",
        )
        with psycopg.connect(place.database_url) as connection:
            table = connection.execute("SELECT %s::oid::regclass::text", [one_table]).fetchone()
        assert table is not None
        with place.running("projections") as process, held_up(place.database_url, f"LOCK TABLE {table[0]}"):
            until(partial(waits_for_a_lock, place.database_url))
            process.send_signal(signal.SIGKILL)
            process.wait(10)

        parts.projector.catch_up()
        drawn = tables_of(parts.database)
        for projection in app.projections():
            parts.projector.rebuild(projection.name)
        assert tables_of(parts.database) == drawn
        assert parts.projector.position("case_file") == parts.store.head() == 30


def test_a_clock_killed_while_it_flags_leaves_the_rest_to_the_next(
    postgres: TestPostgres, tmp_path: Path
) -> None:
    late = late_cases(postgres, tmp_path, 6)
    dsn = late.place.database_url
    with app.opened(settings_of(late.place)) as parts:
        parts.projector.catch_up()
    appends = "SELECT pg_advisory_xact_lock(1112294476, 1)"
    with late.place.running("scheduler", "--seconds", "0.5") as process, held_up(dsn, appends):
        until(partial(waits_for_a_lock, dsn))
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    # What it had asked goes in after its death: nobody was told, and the next one does not do it again.
    until(lambda: len(late.flagged()) == 1)

    with late.place.running("scheduler", "--seconds", "0.5"):
        until(lambda: len(late.flagged()) == 6)

    assert set(late.flagged().values()) == {1}
    assert late.positions_have_no_hole()


def logged_in(place: Place) -> dict[str, str]:
    """Make an account, and return the cookie of a session in which both proofs were given."""
    staff_id = uuid4()
    with app.opened(settings_of(place)) as parts:
        adder = Actor("test", "Test", Role.BEHEER)
        parts.desk.handle(AddStaffMember(staff_id=staff_id, name="Anna", role=Role.BEGELEIDER), adder)
        parts.desk.handle(accepts_code(staff_id), Actor(str(staff_id), "Anna", Role.BEGELEIDER))
        parts.projector.catch_up()
        Accounts(parts.database).add(Account("anna", "Anna", Role.BEGELEIDER, staff_id), PASSWORD)
        return {"bv": Sessions(parts.database).open("anna", proved_at=clock.now())}


def from_page_of(port: int) -> dict[str, str]:
    """Return what a browser adds to a form that stood on our own page."""
    return {"Origin": f"http://127.0.0.1:{port}"}


def answers_on(port: int) -> bool:
    """Say whether pages are served."""
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/health/live", timeout=5).is_success
    except httpx2.HTTPError:
        return False


def test_a_web_process_killed_amid_posts_keeps_what_it_confirmed_and_doubles_nothing(
    postgres: TestPostgres, tmp_path: Path
) -> None:
    place, (port,) = new_place(postgres, tmp_path), free_ports(1)
    with app.opened(settings_of(place)):
        pass
    confirmed, unanswered, enough = set[UUID](), set[UUID](), Event()

    def post(form: dict[str, str], command_id: UUID) -> bool:
        """Send the form with this command id; say whether the page confirmed it."""
        try:
            told = httpx2.post(
                f"http://127.0.0.1:{port}/contacten/nieuw",
                data={**form, "opdracht": str(command_id)},
                cookies=cookies,
                headers=from_page_of(port),
                timeout=10,
            )
        except httpx2.HTTPError:
            return False
        assert told.status_code == 303, told.text
        assert told.headers["location"].startswith("/contacten/vastgelegd")
        return True

    def keep_posting(form: dict[str, str]) -> None:
        while True:
            command_id = uuid4()
            if not post(form, command_id):
                unanswered.add(command_id)
                return
            confirmed.add(command_id)
            if len(confirmed) >= 40:
                enough.set()

    with place.running("web", "--port", str(port)) as process:
        until(partial(answers_on, port))
        cookies = logged_in(place)
        page = httpx2.get(f"http://127.0.0.1:{port}/contacten/nieuw", cookies=cookies).text
        form = {**hidden_in(page), **CONTACT}
        with ThreadPoolExecutor(6) as posters:
            for _ in range(6):
                posters.submit(keep_posting, form)
            assert enough.wait(30)
            process.send_signal(signal.SIGKILL)
    with place.running("web", "--port", str(port)):
        until(partial(answers_on, port))
        again = [*unanswered, *list(confirmed)[:5]]
        assert {post(form, command_id) for command_id in again} == {True}

    with psycopg.connect(place.database_url) as connection:
        rows = connection.execute(
            "SELECT command_id, count(*) FROM log.event WHERE type LIKE 'contact.%' GROUP BY command_id"
        ).fetchall()
    assert len(unanswered) == 6
    assert dict(rows) == dict.fromkeys(confirmed | unanswered, 1)
    assert place.run("verify").returncode == 0
