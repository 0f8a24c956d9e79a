"""The drill: a service is lost, its backup goes to a new place, and everybody sees what they saw before."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from starlette.testclient import TestClient

from bluevitaal_es import app
from bluevitaal_es.demo.people import STAFF
from bluevitaal_es.settings import Settings
from bluevitaal_es.web.session import cookie_name
from bluevitaal_es.web.session_table import Sessions
from tests.conftest import TestPostgres
from tests.running import Place, new_place

pytestmark = pytest.mark.slow("fills a demonstration, backs it up and restores it, by processes of their own")

SECRET = "lang genoeg zo"
#: What differs from page to page whatever is on it.
OF_THIS_VISIT = re.compile(r'name="csrf" value="[^"]*"')


@dataclass(frozen=True)
class Drill:
    """A service, what was kept of it elsewhere, and the place it was restored to."""

    before: Place
    after: Place
    kept: Path

    def seen(self, place: Place) -> dict[str, str]:
        """Return the pages that people look at, without what belongs to one visit."""
        with opened(place) as parts, parts.database.pool.connection() as connection:
            numbers = [
                number
                for (number,) in connection.execute(
                    "SELECT number FROM view_caseload.caseload ORDER BY number"
                ).fetchall()
            ]
            paths = ["/", "/trajecten", "/team", "/sturing", "/audit"]
            paths += [f"/trajecten/{number}{more}" for number in numbers for more in ("", "/historie")]
            found = {}
            for person in STAFF:
                if person.username is None:
                    continue
                browser = TestClient(parts.application(), headers={"Origin": "http://testserver"})
                token = Sessions(parts.database).open(person.username)
                name = cookie_name(parts.house().settings)
                browser.cookies.set(name, token, domain="testserver.local", path="/")
                for path in paths:
                    answer = browser.get(path)
                    text = OF_THIS_VISIT.sub("", answer.text)
                    found[f"{person.username} {path}"] = f"{answer.status_code} {text}"
        return found


@contextmanager
def opened(place: Place) -> Iterator[app.Parts]:
    """Give the parts of a service, with its read models up to date."""
    with app.opened(Settings(data_dir=place.folder, database_url=place.database_url), pool_size=3) as parts:
        parts.projector.catch_up()
        yield parts


def told(place: Place, *words: str | Path) -> str:
    """Run a word that must succeed, and return what it said."""
    done = place.run(*map(str, words))
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def drill(postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory) -> Drill:
    """A demonstration that was signed, backed up and restored elsewhere."""
    kept = tmp_path_factory.mktemp("kept")
    before = new_place(postgres, tmp_path_factory.mktemp("before"))
    after = new_place(postgres, tmp_path_factory.mktemp("after"))
    told(before, "demo", "--cases", "4", "--seed", "3")
    for name, role in (("eerste", "beheerder"), ("tweede", "functionaris gegevensbescherming")):
        told(before, "account", name, "--name", name, "--role", role, "--password", SECRET)
    told(before, "checkpoint", "--output", kept / "punt.txt", "--public-key", kept / "sleutel.pem")
    recipient = before.run("backup-key", str(kept / "id")).stdout.strip()
    told(before, "backup", kept / "b", "--recipient", recipient)
    told(after, "restore", kept / "b", "--identity", kept / "id")
    return Drill(before, after, kept)


def test_the_restored_log_holds_what_was_signed(drill: Drill) -> None:
    checkpoint = ("--checkpoint", drill.kept / "punt.txt", "--public-key", drill.kept / "sleutel.pem")

    assert told(drill.after, "verify", *checkpoint).startswith("Goed: ")


def test_everybody_sees_what_they_saw_before(drill: Drill) -> None:
    before, after = drill.seen(drill.before), drill.seen(drill.after)

    assert len([page for page in before.values() if page.startswith("200 ")]) > 20
    assert [path for path in before if before[path] != after[path]] == []


def test_work_goes_on_at_the_next_position_and_the_clock_signs(drill: Drill) -> None:
    with psycopg.connect(drill.after.database_url) as connection:
        head = connection.execute("SELECT position FROM log.head").fetchone()
    assert head is not None

    told(drill.after, "account", "derde", "--name", "Derde", "--role", "beheerder", "--password", SECRET)

    assert f"Gebeurtenissen: {head[0] + 1}" in told(drill.after, "checkpoint")
    assert told(drill.after, "verify").startswith("Goed: ")


def test_an_old_backup_is_told_by_a_checkpoint_from_after_it(
    drill: Drill, postgres: TestPostgres, tmp_path: Path
) -> None:
    told(drill.before, "account", "vierde", "--name", "Vierde", "--role", "beheerder", "--password", SECRET)
    told(drill.before, "checkpoint", "--output", tmp_path / "later.txt")
    place = new_place(postgres, tmp_path / "again")

    told(place, "restore", drill.kept / "b", "--identity", drill.kept / "id")
    checked = place.run("verify", "--checkpoint", str(tmp_path / "later.txt"))

    assert checked.returncode == 1
    assert "er is een oude back-up teruggezet" in checked.stdout + checked.stderr


def test_who_was_forgotten_after_an_old_key_backup_stays_forgotten(
    drill: Drill, postgres: TestPostgres, tmp_path: Path
) -> None:
    with psycopg.connect(drill.before.database_url) as connection:
        row = connection.execute("SELECT number FROM view_caseload.caseload ORDER BY number").fetchone()
    assert row is not None
    by = ("--requested-by", "eerste", "--approved-by", "tweede", "--ground", "client_request")
    told(drill.before, "forget", row[0], *by)
    told(drill.before, "backup", tmp_path / "new", "--log-only")
    place = new_place(postgres, tmp_path / "again")

    said = told(
        place, "restore", tmp_path / "new", "--keys-from", drill.kept / "b", "--identity", drill.kept / "id"
    )

    assert "1 sleutels niet teruggezet: deze mensen zijn vergeten." in said
    assert place.run("replay", row[0]).returncode == 1


def test_an_embedded_place_is_restored_too(drill: Drill, tmp_path: Path) -> None:
    place = Place("", tmp_path / "own")
    folder = ("--data-dir", place.folder)

    told(place, "restore", drill.kept / "b", "--identity", drill.kept / "id", *folder)

    checkpoint = ("--checkpoint", drill.kept / "punt.txt")
    assert told(place, "verify", *checkpoint, *folder).startswith("Goed: ")
