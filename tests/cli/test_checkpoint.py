"""The words that sign, check, export and prove, as people and the ombudsfunctionaris use them."""

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.attacker import make_right_from, tamper
from tests.conftest import TestPostgres
from tests.running import Place, new_place
from tools import verify_log

pytestmark = pytest.mark.slow("each starts the command in a process of its own")

TOOL = Path(verify_log.__file__)


@pytest.fixture(scope="module")
def filled(postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small demonstration."""
    place = new_place(postgres, tmp_path_factory.mktemp("signed"))
    told = place.run("demo", "--cases", "2", "--seed", "3")
    assert told.returncode == 0, told.stderr
    return place


@pytest.fixture(scope="module")
def outside(filled: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of somebody outside, with a checkpoint and the public key."""
    folder = tmp_path_factory.mktemp("outside")
    told = filled.run(
        "checkpoint", "--output", str(folder / "punt.txt"), "--public-key", str(folder / "sleutel.pem")
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout == (folder / "punt.txt").read_text()
    return folder


def check(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the checker of one file, without our package."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(TOOL), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


def kept_outside(folder: Path) -> list[str]:
    return ["--controlepunt", str(folder / "punt.txt"), "--sleutel", str(folder / "sleutel.pem")]


def with_own_key(folder: Path) -> list[str]:
    return ["--checkpoint", str(folder / "punt.txt"), "--public-key", str(folder / "sleutel.pem")]


def test_signs_with_a_key_that_stays_here(filled: Place, outside: Path) -> None:
    text = (outside / "punt.txt").read_text()

    assert text.startswith("CONTROLEPUNT VAN HET LOGBOEK VAN BLUEVITAAL")
    assert stat.S_IMODE((filled.folder / "checkpoint-key").stat().st_mode) == 0o600
    assert "PUBLIC KEY" in (outside / "sleutel.pem").read_text()


def test_verifies_against_what_was_kept_outside(filled: Place, outside: Path) -> None:
    told = filled.run("verify", *with_own_key(outside))

    assert told.returncode == 0, told.stderr
    first, _, looks, third, fourth = told.stdout.splitlines()
    assert looks.startswith("Goed: ")
    assert "de keten van wie keek is heel" in looks
    assert first.startswith("Goed: ")
    assert "staan er nog precies zo" in third
    assert fourth.startswith("Goed: ")
    assert "bewaarde controlepunt" in fourth


def test_exports_a_log_that_the_checker_takes(filled: Place, outside: Path, tmp_path: Path) -> None:
    file = tmp_path / "logboek"

    told = filled.run("export-log", str(file))
    again = filled.run("export-log", str(file))

    assert told.returncode == 0, told.stderr
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert again.returncode == 2
    assert [each.name for each in tmp_path.iterdir()] == ["logboek"]
    assert check(file, *kept_outside(outside)).stdout.startswith("Goed: ")


def test_proves_a_case_to_its_client(filled: Place, outside: Path, tmp_path: Path) -> None:
    with psycopg.connect(filled.database_url) as connection:
        row = connection.execute(
            "SELECT number FROM view_caseload.caseload ORDER BY number LIMIT 1"
        ).fetchone()
    assert row is not None
    file = tmp_path / "bewijs"

    told = filled.run("proof", row[0], str(file), "--checkpoint", str(outside / "punt.txt"))
    checked = check(file, *kept_outside(outside))

    assert told.returncode == 0, told.stderr
    assert f"traject {row[0]}" in told.stdout
    assert checked.returncode == 0, checked.stdout
    assert "case.registered" in checked.stdout
    assert filled.run("proof", "T-1999-9999", str(file)).returncode == 1


def test_proves_that_the_log_only_grew(filled: Place, outside: Path, tmp_path: Path) -> None:
    file, kept = tmp_path / "aansluiting", str(outside / "punt.txt")

    told = filled.run("consistency", kept, str(file))
    checked = check(file, *kept_outside(outside))
    (tmp_path / "leeg").write_text("")
    refused = filled.run("consistency", kept, str(tmp_path / "niet"), "--to", str(tmp_path / "leeg"))

    with psycopg.connect(filled.database_url) as connection:
        look = connection.execute(
            "SELECT object_ref, event_code FROM reading.event WHERE object_ref = 'bluevitaal consistency'"
        ).fetchone()
    assert told.returncode == 0, told.stderr
    assert look == ("bluevitaal consistency", "export")
    assert checked.returncode == 0, checked.stdout
    assert "zijn dezelfde gebleven" in checked.stdout
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "niet").exists()


def test_says_in_one_line_what_it_cannot_read(filled: Place, tmp_path: Path) -> None:
    (tmp_path / "leeg").write_text("")
    for words in (
        ["--checkpoint", str(tmp_path / "weg")],
        ["--checkpoint", str(tmp_path / "leeg")],
        ["--public-key", str(tmp_path / "leeg")],
    ):
        told = filled.run("verify", *words)
        assert told.returncode == 1
        assert len(told.stderr.strip().splitlines()) == 1


def test_finds_a_log_made_anew_and_one_cut_off(postgres: TestPostgres, tmp_path: Path) -> None:
    place, outside = new_place(postgres, tmp_path / "data"), tmp_path / "outside"
    outside.mkdir()
    assert place.run("demo", "--cases", "1", "--seed", "4").returncode == 0
    assert place.run("checkpoint").returncode == 0
    told = place.run(
        "checkpoint", "--output", str(outside / "punt.txt"), "--public-key", str(outside / "sleutel.pem")
    )
    assert told.returncode == 0

    tamper(place.database_url, "UPDATE log.event SET actor_id = 'somebody else' WHERE position = 7")
    make_right_from(place.database_url, 7)
    rewritten = place.run("verify", *with_own_key(outside))
    refused = place.run("checkpoint")
    tamper(place.database_url, "DELETE FROM log.event WHERE position > 9", "DELETE FROM log.checkpoint")
    unseen = place.run("verify")
    cut_off = place.run("verify", *with_own_key(outside))
    shutil.copy(outside / "sleutel.pem", place.folder / "checkpoint-key")
    no_key = place.run("checkpoint")

    assert rewritten.returncode == 1
    assert "met nieuwe hashes" in rewritten.stdout
    assert "ongewijzigd" not in rewritten.stdout
    assert "NIET GOED: 2 van de 2 bewaarde controlepunten" in rewritten.stdout
    assert refused.returncode == 1
    assert "geen controlepunt gemaakt" in refused.stderr
    assert unseen.returncode == 0, "without anything from outside this cannot be seen"
    assert cut_off.returncode == 1
    assert "oude back-up" in cut_off.stdout
    assert no_key.returncode == 1
    assert len(no_key.stderr.strip().splitlines()) == 1
