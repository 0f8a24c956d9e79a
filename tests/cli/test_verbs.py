"""The other verbs: each says in one line what is wrong, and ends with 0 only if what it says is so."""

import json
import os
from pathlib import Path

import psycopg
import pytest

from tests.cli.test_import import HEADER
from tests.conftest import TestPostgres
from tests.running import Place, new_place

pytestmark = pytest.mark.slow("each starts the command in a process of its own")


@pytest.fixture(scope="module")
def filled(postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small demonstration."""
    place = new_place(postgres, tmp_path_factory.mktemp("filled"))
    told = place.run("demo", "--cases", "4", "--seed", "3")
    assert told.returncode == 0, told.stderr
    return place


def a_number(place: Place) -> str:
    """Return the number of the newest case."""
    with psycopg.connect(place.database_url) as connection:
        row = connection.execute(
            "SELECT number FROM view_caseload.caseload ORDER BY registered_at LIMIT 1"
        ).fetchone()
    assert row is not None
    return str(row[0])


def test_demo_fills_an_empty_place_once(filled: Place) -> None:
    again = filled.run("demo", "--cases", "4")

    assert again.returncode == 1
    assert "al gevuld" in again.stderr


def test_verify_finds_a_whole_chain(filled: Place) -> None:
    told = filled.run("verify")

    assert told.returncode == 0
    assert told.stdout.startswith("Goed: ")


def test_replay_prints_the_dossier_as_json(filled: Place) -> None:
    number = a_number(filled)

    told = filled.run("replay", number, "--json")

    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["number"] == number


@pytest.mark.requirement("S-156")
def test_replaying_and_exporting_are_recorded_as_looks(filled: Place, tmp_path: Path) -> None:
    number = a_number(filled)

    (tmp_path / "leeg.csv").write_text(f"{HEADER}\n", encoding="utf-8")
    for given, ends in (
        (["replay", number], 0),
        (["replay", "T-1999-9999"], 1),
        (["proof", number, "bewijs.txt"], 0),
        (["export-log", "logboek.bin"], 0),
        (["export-log", "--looks", "inzagen.bin"], 0),
        (["verify"], 0),
        (["checkpoint"], 0),
        (["import", "--dry-run", "leeg.csv"], None),
        (["figures", "--as-of", "2026-03-01"], 0),
    ):
        words = [str(tmp_path / word) if "." in word else word for word in given]
        told = filled.run(*words)
        assert ends is None or told.returncode == ends, told.stderr

    with psycopg.connect(filled.database_url) as connection:
        looks = connection.execute(
            "SELECT object_ref, event_code, case_id IS NOT NULL, outcome, query_hash IS NOT NULL"
            " FROM reading.event ORDER BY position DESC LIMIT 9"
        ).fetchall()
        actors = connection.execute(
            "SELECT DISTINCT actor_id, access_type FROM"
            " (SELECT * FROM reading.event ORDER BY position DESC LIMIT 9) newest"
        ).fetchall()
    assert looks[::-1] == [
        ("bluevitaal replay", "read", True, 0, False),
        ("bluevitaal replay", "read", False, 4, True),
        ("bluevitaal proof", "export", True, 0, False),
        ("bluevitaal export-log", "export", False, 0, False),
        ("bluevitaal export-log", "export", False, 0, False),
        ("bluevitaal verify", "report", False, 0, False),
        ("bluevitaal checkpoint", "export", False, 0, False),
        ("bluevitaal import --dry-run", "read", False, 0, False),
        ("bluevitaal figures", "report", False, 0, False),
    ]
    assert actors == [(f"machine:{os.getuid()}", 1)]


def test_figures_are_printed_as_of_a_day(filled: Place) -> None:
    before, now = filled.run("figures", "--as-of", "1-2-2001", "--json"), filled.run("figures", "--json")

    assert (before.returncode, now.returncode) == (0, 0), now.stderr
    assert json.loads(before.stdout)["total"] is None
    assert json.loads(now.stdout)["publication"]["k"] == json.loads(before.stdout)["publication"]["k"]
    assert filled.run("figures", "--as-of", "gisteren").returncode == 2


def test_replay_knows_nothing_of_a_case_before_it_was_registered(filled: Place) -> None:
    told = filled.run("replay", a_number(filled), "--as-of", "2001-02-03")

    assert told.returncode == 1
    assert "nog niet bekend" in told.stderr


@pytest.mark.parametrize("day", ["gisteren", "2026-02-31"])
def test_replay_refuses_what_is_no_day(filled: Place, day: str) -> None:
    told = filled.run("replay", "T-2026-0001", "--as-of", day)

    assert told.returncode == 2
    assert len(told.stderr.strip().splitlines()) == 1


def test_replay_says_that_there_is_no_such_case(filled: Place) -> None:
    told = filled.run("replay", "T-1999-9999")

    assert told.returncode == 1
    assert told.stderr.strip() == "Er is geen traject T-1999-9999."


def test_rebuild_gives_the_same_dossiers(filled: Place) -> None:
    before = rows_of(filled)

    told = filled.run("rebuild")

    assert told.returncode == 0, told.stderr
    assert rows_of(filled) == before


def rows_of(place: Place) -> list[tuple[object, ...]]:
    """Return the dossiers and duties as they lie in the tables."""
    with psycopg.connect(place.database_url) as connection:
        files = connection.execute(
            "SELECT stream_id, body FROM view_case_file.fold ORDER BY stream_id"
        ).fetchall()
        duties = connection.execute("SELECT * FROM view_duties.duty ORDER BY case_id, key").fetchall()
    return [*files, *duties]


def test_rebuild_refuses_an_unknown_name(filled: Place) -> None:
    told = filled.run("rebuild", "dossiers")

    assert told.returncode == 2
    assert "case_file" in told.stderr


def test_doctor_ends_well_when_all_is_well(filled: Place) -> None:
    told = filled.run("doctor")

    assert told.returncode == 0
    assert told.stdout.splitlines()[-1] == "Alles in orde."


def test_says_in_one_line_that_there_is_no_database(tmp_path: Path) -> None:
    told = Place("postgresql://nobody@127.0.0.1:9/none", tmp_path).run("doctor")

    assert told.returncode == 1
    assert "Geen verbinding met de database" in told.stderr
    assert "Traceback" not in told.stderr


def test_makes_an_account_with_a_password_of_some_length(filled: Place) -> None:
    short = filled.run(
        "account", "nieuw", "--name", "Nieuwe Naam", "--role", "begeleider", "--password", "kort"
    )
    made = filled.run(
        "account", "nieuw", "--name", "Nieuwe Naam", "--role", "begeleider", "--password", "lang genoeg zo"
    )
    again = filled.run(
        "account", "nieuw", "--name", "Nieuwe Naam", "--role", "begeleider", "--password", "lang genoeg zo"
    )

    assert (short.returncode, made.returncode, again.returncode) == (2, 0, 1)


def test_serve_refuses_a_demonstration_without_the_word(filled: Place) -> None:
    told = filled.run("serve", "--port", "0")

    assert told.returncode == 1
    assert "demonstratie" in told.stderr


def test_a_demonstration_refuses_real_events(postgres: TestPostgres, tmp_path: Path) -> None:
    place = new_place(postgres, tmp_path)
    made = place.run(
        "account", "echt", "--name", "Echt", "--role", "beheerder", "--password", "lang genoeg zo"
    )

    told = place.run("serve", "--demo", "--port", "0")

    assert made.returncode == 0, made.stderr
    assert told.returncode == 1
    assert "echte gegevens" in told.stderr
