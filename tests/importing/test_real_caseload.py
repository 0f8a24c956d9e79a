import csv
from collections import Counter
from pathlib import Path

import pytest

from bluevitaal_es.catalogue import catalogue
from tests.importing.books import places, read

DATA = Path(__file__).parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the caseloads lie beside the project, not in it")


def test_reads_all_registrations_without_a_problem() -> None:
    for name in ("caseload.xlsx", "caseload.csv"):
        caseload = read(DATA / name)

        assert caseload.problems == ()
        assert len(caseload.registrations) == 429


def test_finds_the_shares_that_are_known() -> None:
    registrations = read(DATA / "caseload.xlsx").registrations
    groups = Counter(registration.target_group for registration in registrations)
    units = Counter(registration.unit for registration in registrations)
    targets = catalogue().referral_targets
    to_unit = sum(
        each.referred_to is not None and targets[each.referred_to].is_unit for each in registrations
    )

    def share(count: int) -> int:
        return round(100 * count / 429)

    assert [
        share(groups[key]) for key in ("current_staff", "former_staff", "manager", "family", "trainee")
    ] == [
        71,
        10,
        8,
        6,
        5,
    ]
    assert [share(units[code]) for code in ("NN", "ON")] == [15, 3]
    assert share(to_unit) == 25


def test_knows_a_registration_again_in_another_format() -> None:
    from_xlsx, from_csv = (read(DATA / name).registrations for name in ("caseload.xlsx", "caseload.csv"))

    assert [each.identity for each in from_csv] == [each.identity for each in from_xlsx]
    assert [each.fingerprint for each in from_csv] == [each.fingerprint for each in from_xlsx]
    assert len({each.identity for each in from_xlsx}) == 429


def test_names_every_problem_of_the_messy_caseload_and_no_other() -> None:
    with (DATA / "caseload-rommelig.problemen.csv").open(encoding="utf-8") as file:
        known = {(int(line["rij"]), line["kolom"]) for line in csv.DictReader(file, delimiter=";")}

    caseload = read(DATA / "caseload-rommelig.xlsx")

    assert places(caseload.errors) == known
    assert len(caseload.errors) == len(known)
    assert {error.sheet for error in caseload.errors} == {"Aanmeldingen 2013"}
    assert [(notice.sheet, notice.row) for notice in caseload.notices] == [
        ("Uitleg", None),
        ("oud", None),
        ("Aanmeldingen 2013", 13),
    ]
    assert len(caseload.registrations) == 48 - len(caseload.bad_rows)


def test_reads_the_notations_of_the_messy_caseload() -> None:
    days = {
        each.row: each.registered_on.isoformat()
        for each in read(DATA / "caseload-rommelig.xlsx").registrations
    }

    assert [days[row] for row in (18, 27, 48, 52)] == ["2012-10-08", "2014-01-24", "2013-12-19", "2013-07-24"]
