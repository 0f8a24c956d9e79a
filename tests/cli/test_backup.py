"""Backing up and restoring on the command line, one line for each thing that cannot be."""

from pathlib import Path

import psycopg
import pytest

from tests.conftest import TestPostgres
from tests.running import Place, new_place

pytestmark = pytest.mark.slow("each word is a process of its own")


@pytest.fixture(scope="module")
def filled(postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small demonstration."""
    place = new_place(postgres, tmp_path_factory.mktemp("filled"))
    assert place.run("demo", "--cases", "2", "--seed", "3").returncode == 0
    return place


@pytest.fixture(scope="module")
def vault(filled: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an identity and a backup sealed to it."""
    folder = tmp_path_factory.mktemp("vault")
    made = filled.run("backup-key", str(folder / "id"))
    assert (made.returncode, made.stdout[:4]) == (0, "age1"), made.stderr
    told = filled.run("backup", str(folder / "b"), "--recipient", made.stdout.strip())
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"Back-up gemaakt in {folder / 'b'}: ")
    assert len(told.stdout.splitlines()) == 1
    return folder


def test_says_until_when_the_keys_may_be_kept_and_that_it_was_made(filled: Place, vault: Path) -> None:
    with psycopg.connect(filled.database_url) as connection:
        looks = connection.execute(
            "SELECT object_ref, event_code FROM reading.event ORDER BY position DESC LIMIT 1"
        ).fetchone()
        runs = connection.execute("SELECT effects > 0 FROM clockwork.run WHERE job = 'backup'").fetchall()

    assert looks == ("bluevitaal backup", "export")
    assert runs == [(True,)]
    assert not (vault / "b.onaf").exists()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["backup", "{b}", "--log-only"], "bestaat al"),
        (["backup", "{new}"], "Geef --recipient"),
        (["backup", "{new}", "--recipient", "age1x"], "geen openbare sleutel van age"),
        (["backup", "{new}/deep/down", "--log-only"], "kan niet worden geschreven"),
        (["restore", "{b}", "--identity", "{id}"], "niet leeg"),
        (["restore", "{b}", "--identity", "{b}/log/manifest.json"], "geen geheime sleutel van age"),
    ],
)
def test_says_in_one_line_what_cannot_be(filled: Place, vault: Path, words: list[str], line: str) -> None:
    places = {"b": vault / "b", "id": vault / "id", "new": vault / "new"}

    told = filled.run(*(word.format(**places) for word in words))

    assert told.returncode == 1, told.stdout
    assert line in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1
    assert not list(vault.glob("new*"))


def test_doctor_says_when_no_backup_was_made_lately(postgres: TestPostgres, tmp_path: Path) -> None:
    place = new_place(postgres, tmp_path)
    assert "Back-up" not in place.run("doctor").stdout, "there is nothing to lose yet"

    first = ["account", "eerste", "--name", "Eerste", "--role", "beheerder", "--password", "lang genoeg zo"]
    assert place.run(*first).returncode == 0
    assert "Back-up: de laatste 30 dagen niet gemaakt" in place.run("doctor").stdout
    assert place.run("backup", str(tmp_path / "b"), "--log-only").returncode == 0
    assert "Back-up: gemaakt op" in place.run("doctor").stdout
    with psycopg.connect(place.database_url) as connection:
        connection.execute("UPDATE clockwork.run SET slot = slot - interval '8 days' WHERE job = 'backup'")
    assert "8 dagen geleden" in place.run("doctor").stdout
