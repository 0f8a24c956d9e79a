"""`bluevitaal import`: a caseload comes in whole, once, and says what is wrong."""

import csv
from pathlib import Path

import pytest

from tests.conftest import TestPostgres
from tests.running import Place, new_place

pytestmark = pytest.mark.slow("each starts the command in a process of its own")

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
HEADER = (
    "Nr;Datum aanmelding;Hoe binnengekomen;Hoe bekend met Loket;Doelgroep;Eenheid;Naam;Anoniem voor politie;"
    "Reden niet via interne zorglijn;Hulpvraag hoofd;Overige hulpvragen;Maatschappelijk werker;Datum intake;"
    "Product;Aantal gesprekken;TSQ;Doorverwezen naar;Datum verwijzing;Werkstatus begin;Werkstatus eind;"
    "Datum afsluiting;Rapportcijfer;Opmerkingen"
)
SOUND = (
    "7;3-5-2012;telefoon;collega;huidig medewerker;Limburg;;ja;;werkdruk;;mw 3;4-5-2012;nazorg;4;7;huisarts;"
    "19-5-2012;aan het werk;aan het werk;13-7-2012;8;"
)
WRONG = "8;4-5-2012;telefoon;collega;agent;Limburg;;ja;;werkdruk;;mw 3;5-5-2012;nazorg;4;;;;;;;;"


@pytest.fixture
def place(postgres: TestPostgres, tmp_path: Path) -> Place:
    """An empty service."""
    return new_place(postgres, tmp_path / "data")


def sheet(folder: Path, *rows: str) -> str:
    """Write a CSV file with these rows and return its path."""
    path = folder / "caseload.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return str(path)


def test_takes_a_sound_file_over_once(place: Place, tmp_path: Path) -> None:
    path = sheet(tmp_path, SOUND)

    first, second = place.run("import", path), place.run("import", path)

    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines()[-1] == "1 imported, 0 skipped, 0 already there"
    assert second.stdout.splitlines()[-1] == "0 imported, 0 skipped, 1 already there"


def test_imports_nothing_of_a_file_with_an_error(place: Place, tmp_path: Path) -> None:
    told = place.run("import", sheet(tmp_path, SOUND, WRONG))

    assert told.returncode == 1
    assert "rij 3, Doelgroep: “agent”" in told.stdout
    assert "0 gebeurtenissen" in place.run("doctor").stdout


def test_skips_bad_rows_when_asked(place: Place, tmp_path: Path) -> None:
    told = place.run("import", sheet(tmp_path, SOUND, WRONG), "--skip-bad-rows")

    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[-1] == "1 imported, 1 skipped, 0 already there"


def test_records_nothing_in_a_dry_run(place: Place, tmp_path: Path) -> None:
    told = place.run("import", sheet(tmp_path, SOUND), "--dry-run")

    assert told.returncode == 0
    assert "0 gebeurtenissen" in place.run("doctor").stdout


def test_leaves_a_case_alone_when_the_file_has_changed(place: Place, tmp_path: Path) -> None:
    place.run("import", sheet(tmp_path, SOUND))

    told = place.run("import", sheet(tmp_path, SOUND.replace(";8;", ";9;")))

    assert "is er al, met andere gegevens" in told.stdout
    assert told.stdout.splitlines()[-1] == "0 imported, 0 skipped, 1 already there"


def test_says_in_one_line_that_a_file_cannot_be_read(place: Place, tmp_path: Path) -> None:
    (tmp_path / "niets.xlsx").write_bytes(b"geen werkmap")

    told = place.run("import", str(tmp_path / "niets.xlsx"))

    assert told.returncode == 2
    assert len(told.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(not SHARED.is_dir(), reason="the workbook of the Loket lies beside the project only")
@pytest.mark.requirement("S-011", "S-012")
def test_takes_over_the_caseload_of_the_loket_exactly(place: Place) -> None:
    workbook, again = str(SHARED / "caseload.xlsx"), str(SHARED / "caseload.csv")

    assert place.run("import", workbook).stdout == "429 imported, 0 skipped, 0 already there\n"
    assert place.run("import", workbook).stdout == "0 imported, 0 skipped, 429 already there\n"
    assert place.run("import", again).stdout == "0 imported, 0 skipped, 429 already there\n"
    assert place.run("verify").returncode == 0


@pytest.mark.skipif(not SHARED.is_dir(), reason="the workbook of the Loket lies beside the project only")
def test_names_every_problem_of_the_messy_file_and_no_other(place: Place) -> None:
    told = place.run("import", str(SHARED / "caseload-rommelig.xlsx"), "--dry-run")
    with (SHARED / "caseload-rommelig.problemen.csv").open(encoding="utf-8-sig") as known:
        expected = {f"rij {row['rij']}, {row['kolom']}:" for row in csv.DictReader(known, delimiter=";")}

    errors = [line for line in told.stdout.splitlines() if line.startswith("fout:")]

    assert told.returncode == 1
    assert {place for place in expected if not any(place in line for line in errors)} == set()
    assert len(errors) == len(expected)
