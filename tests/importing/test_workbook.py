from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bluevitaal_es.importing.sheets import UnreadableFile
from bluevitaal_es.importing.workbook import read_caseload
from tests.importing.books import SOUND, TITLES, TODAY, csv_file, fill, places, read, with_, workbook


def test_finds_the_titles_under_merged_and_blank_rows(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Registratie (verzonnen)"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    fill(sheet, [SOUND])
    book.save(tmp_path / "kop.xlsx")

    caseload = read(tmp_path / "kop.xlsx")

    assert caseload.problems == ()
    assert caseload.registrations[0].row == 4


def test_reads_columns_by_name_in_any_order_case_and_spacing(tmp_path: Path) -> None:
    titles = [f" {title.upper().replace(' ', '  ')}: " for title in reversed(TITLES)]
    row = dict(zip(titles, [SOUND[title] for title in reversed(TITLES)], strict=True))

    here = read(workbook(tmp_path / "anders.xlsx", row, titles=titles))

    assert here.problems == ()
    assert here.registrations == read(workbook(tmp_path / "gewoon.xlsx", SOUND)).registrations


def test_leaves_hidden_sheets_and_sheets_without_titles_out_with_a_notice(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "Uitleg"
    book.worksheets[0].append(["Niet aanpassen"])
    fill(book.create_sheet("Nu"), [SOUND])
    hidden = book.create_sheet("Oud")
    fill(hidden, [with_(TSQ="zes")])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "drie.xlsx")

    caseload = read(tmp_path / "drie.xlsx")

    assert [(problem.sheet, problem.severity) for problem in caseload.problems] == [
        ("Uitleg", "notice"),
        ("Oud", "notice"),
    ]
    assert [registration.sheet for registration in caseload.registrations] == ["Nu"]


def test_passes_over_blank_rows_and_keeps_counting_as_the_sheet_does(tmp_path: Path) -> None:
    path = workbook(tmp_path / "gat.xlsx", SOUND, {}, {"Naam": "  "}, with_(Nr=2))

    assert [registration.row for registration in read(path).registrations] == [2, 5]


def test_notices_what_it_does_not_take_over(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    fill(sheet, [{**SOUND, "Kenteken": "XX-00"}], [*TITLES, "Kenteken"])
    sheet.cell(2, len(TITLES) + 3, "los")
    sheet.append([])
    sheet.append([None] * 6 + ["gezien door de leiding"])
    sheet.append(list(TITLES))
    book.save(tmp_path / "meer.xlsx")

    caseload = read(tmp_path / "meer.xlsx")

    assert len(caseload.registrations) == 1
    assert caseload.errors == ()
    assert sorted((problem.row, problem.value) for problem in caseload.notices) == [
        (1, "Kenteken"),
        (2, "los"),
        (4, ""),
        (5, ""),
    ]


def test_notices_merged_cells_among_the_registrations(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    fill(sheet, [SOUND, with_(Nr=2)])
    sheet.merge_cells("F2:F3")
    book.save(tmp_path / "samen.xlsx")

    caseload = read(tmp_path / "samen.xlsx")

    assert [(problem.row, problem.value, problem.severity) for problem in caseload.problems] == [
        (2, "F2:F3", "notice")
    ]
    assert [registration.unit for registration in caseload.registrations] == ["RTD", None]


@pytest.mark.parametrize("missing", ["Nr", "Datum aanmelding", "Doelgroep"])
def test_does_not_read_a_sheet_without_a_column_that_is_needed(tmp_path: Path, missing: str) -> None:
    titles = [title for title in TITLES if title != missing]

    caseload = read(workbook(tmp_path / "mist.xlsx", SOUND, titles=titles))

    assert places(caseload.errors) == {(1, missing)}
    assert caseload.registrations == ()


def test_notices_other_columns_that_are_missing_once(tmp_path: Path) -> None:
    titles = [title for title in TITLES if title != "Anoniem voor politie"]

    caseload = read(workbook(tmp_path / "mist.xlsx", SOUND, with_(Nr=2), titles=titles))

    assert [(problem.column, problem.severity) for problem in caseload.problems] == [
        ("Anoniem voor politie", "notice")
    ]
    assert len(caseload.registrations) == 2


def test_does_not_choose_between_two_columns_of_one_name(tmp_path: Path) -> None:
    caseload = read(workbook(tmp_path / "dubbel.xlsx", SOUND, titles=[*TITLES, "TSQ"]))

    assert places(caseload.errors) == {(1, "TSQ")}
    assert caseload.registrations == ()


def test_reports_a_number_that_is_used_twice_once(tmp_path: Path) -> None:
    caseload = read(workbook(tmp_path / "twee.xlsx", SOUND, with_(Nr="1 ", Datum_intake=None)))

    assert places(caseload.errors) == {(3, "Nr")}
    assert "rij 2" in caseload.errors[0].reason
    assert caseload.bad_rows == {("Aanmeldingen", 3)}
    assert [registration.row for registration in caseload.registrations] == [2]


def test_keeps_sound_rows_beside_bad_ones(tmp_path: Path) -> None:
    caseload = read(workbook(tmp_path / "half.xlsx", SOUND, with_(Nr=2, TSQ=11), with_(Nr=3)))

    assert [registration.number for registration in caseload.registrations] == [1, 3]
    assert places(caseload.errors) == {(3, "TSQ")}


def test_takes_the_source_into_the_identity(tmp_path: Path) -> None:
    path = workbook(tmp_path / "een.xlsx", SOUND)

    ours, theirs = (
        read_caseload(path, TODAY, source=source).registrations[0] for source in ("noord", "zuid")
    )

    assert ours.identity != theirs.identity
    assert ours.fingerprint == theirs.fingerprint


def test_prints_no_signs_that_steer_a_screen(tmp_path: Path) -> None:
    error = read(csv_file(tmp_path / "stuur.csv", with_(Eenheid="\x1b[31mrood\u202e" + "x" * 500))).errors[0]

    assert "\x1b" not in error.value + error.reason
    assert "\u202e" not in error.value + error.reason
    assert len(error.value) <= 80


@pytest.mark.parametrize("today", [date(2013, 3, 4), date(2030, 1, 1)])
def test_judges_the_future_by_the_day_it_is_given(tmp_path: Path, today: date) -> None:
    row = with_(Datum_intake=None, Datum_verwijzing=None, Doorverwezen_naar=None, Datum_afsluiting=None)

    assert read_caseload(workbook(tmp_path / "nu.xlsx", row), today).errors == ()


def test_refuses_a_workbook_without_a_caseload(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="kolomtitels"):
        read(workbook(tmp_path / "leeg.xlsx", titles=["Boodschappen"]))


_cells = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["=1+1", "=A1", "31-02-2013", "8-10-2012", "1", "-3", "2,5", "ja", "NN", "nazorg", "1e999"]
    ),
    st.integers().map(str),
    st.dates(min_value=date(1000, 1, 1)).map(lambda day: f"{day:%d-%m-%Y}"),
)


@pytest.mark.slow("writes and reads many files")
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(TITLES), _cells), min_size=1, max_size=4))
def test_reads_any_text_or_names_a_problem(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    changed = [{**SOUND, "Nr": number, **row} for number, row in enumerate(rows, start=1)]
    path = tmp_path / "alles.csv"
    csv_file(path, *changed)
    if b"\0" in path.read_bytes():
        with pytest.raises(UnreadableFile):
            read(path)
        return
    caseload = read(path)

    read_rows = {registration.row for registration in caseload.registrations}
    named_rows = {problem.row for problem in caseload.problems}
    bad_rows = {row for _, row in caseload.bad_rows}
    assert read_rows.isdisjoint(bad_rows)
    assert set(range(2, 2 + len(rows))) <= read_rows | named_rows
