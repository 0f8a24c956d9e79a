import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bluevitaal_es.importing import sheets
from bluevitaal_es.importing.sheets import UnreadableFile
from tests.importing.books import SOUND, TITLES, csv_file, fill, read, with_, workbook


def _refusal(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        read(path)
    line = str(refused.value)
    assert "\n" not in line
    return line


def _refusal_if_any(path: Path) -> str:
    try:
        read(path)
    except UnreadableFile as refused:
        return str(refused)
    return ""


def _changed(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Rewrite one part of a workbook, as another program would have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_reads_csv_as_spreadsheets_save_it(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = csv_file(tmp_path / "a.csv", with_(Naam="Zoë, de; eerste"), delimiter=delimiter, encoding=encoding)

    caseload = read(path)

    assert caseload.problems == ()
    assert caseload.registrations[0].name == "Zoë, de; eerste"


def test_is_not_misled_by_commas_in_remarks(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", with_(Opmerkingen="een," * 40))

    assert len(read(path).registrations) == 1


def test_reads_quoted_newlines_and_counts_rows_as_the_spreadsheet_does(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", with_(Opmerkingen="een\ntwee\r\ndrie"), {}, with_(Nr=2))

    caseload = read(path)

    assert caseload.registrations[0].remarks == "een\ntwee\ndrie"
    assert [registration.row for registration in caseload.registrations] == [2, 4]


def test_does_not_count_the_line_that_names_the_delimiter(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "a.csv", SOUND, delimiter=",")
    path.write_bytes(b"sep=,\r\n" + path.read_bytes())

    assert [registration.row for registration in read(path).registrations] == [2]


def test_takes_the_last_result_of_a_formula(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", with_(TSQ="=2*3", Eenheid='="Rotter"&"dam"'))
    _changed(path, "xl/worksheets/sheet1.xml", b"<f>2*3</f><v />", b"<f>2*3</f><v>6</v>")

    errors = read(path).errors

    assert [(error.column, error.value) for error in errors] == [("Eenheid", '="Rotter"&"dam"')]
    _changed(path, "xl/worksheets/sheet1.xml", b'&amp;"dam"</f><v />', b'&amp;"dam"</f><v>Rotterdam</v>')
    _changed(path, "xl/worksheets/sheet1.xml", b'<c r="F2">', b'<c r="F2" t="str">')
    (registration,) = read(path).registrations
    assert (registration.tsq, registration.unit) == (6, "RTD")


def test_takes_no_error_for_a_result(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", with_(TSQ="=1/0", Opmerkingen="#REF!"))
    _changed(path, "xl/worksheets/sheet1.xml", b"<f>1/0</f><v />", b"<f>1/0</f><v>#DIV/0!</v>")
    _changed(path, "xl/worksheets/sheet1.xml", b'<c r="P2">', b'<c r="P2" t="e">')

    assert {(problem.column, problem.severity) for problem in read(path).problems} == {
        ("TSQ", "error"),
        ("Opmerkingen", "notice"),
    }


def test_reads_a_sheet_that_tells_the_wrong_size(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", SOUND)
    _changed(path, "xl/worksheets/sheet1.xml", b'ref="A1:W2"', b'ref="A1"')

    assert len(read(path).registrations) == 1


@pytest.mark.slow("a million rows")
def test_reads_past_a_cell_in_the_last_corner(tmp_path: Path) -> None:
    book = Workbook()
    fill(book.worksheets[0], [SOUND])
    book.worksheets[0].cell(1_048_576, 16_384, "hoek")
    book.save(tmp_path / "a.xlsx")

    assert len(read(tmp_path / "a.xlsx").registrations) == 1


def test_refuses_an_empty_file(tmp_path: Path) -> None:
    assert "is leeg" in _refusal(tmp_path / "a.csv", b" \r\n")
    assert "is leeg" in _refusal(tmp_path / "a.xlsx", b"")


def test_refuses_what_is_not_there_or_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="bestaat niet"):
        read(tmp_path / "weg.xlsx")
    with pytest.raises(UnreadableFile, match="geen bestand"):
        read(tmp_path)


def test_refuses_what_only_has_the_name_of_a_workbook(tmp_path: Path) -> None:
    assert "geen Excel-werkmap" in _refusal(tmp_path / "a.xlsx", b"%PDF-1.7 verzonnen")
    assert "wachtwoord" in _refusal(tmp_path / "b.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "geen leesbare Excel-werkmap" in _refusal(tmp_path / "c.xlsx", b"PK\x03\x04 en dan niets")
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "geen leesbare Excel-werkmap" in _refusal(tmp_path / "d.xlsx", other.getvalue())


def test_reads_a_workbook_whatever_it_is_called(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", SOUND).rename(tmp_path / "a.csv")

    assert len(read(path).registrations) == 1


def test_refuses_csv_that_is_no_text(tmp_path: Path) -> None:
    assert "geen leesbaar CSV-bestand" in _refusal(tmp_path / "a.csv", b"Nr;Doelgroep\0\r\n")
    assert "geen leesbaar CSV-bestand" in _refusal(tmp_path / "b.csv", "Nr;Doelgroep".encode("utf-16"))
    assert "tekens" in _refusal(tmp_path / "c.csv", b"Nr;Doelgroep\x81\xff\r\n")


def test_refuses_a_quotation_mark_that_would_swallow_rows(tmp_path: Path) -> None:
    sound = csv_file(tmp_path / "a.csv", SOUND).read_bytes()

    assert "rij 3" in _refusal(tmp_path / "b.csv", sound + b'2;"4-3-2013;telefoon\r\n3;4-3-2013\r\n')


def test_refuses_a_file_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_BYTES", 100)

    assert "groter dan" in _refusal(tmp_path / "a.csv", b"x" * 101)


def test_refuses_more_rows_than_can_be_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    rows = [with_(Nr=number) for number in range(1, 4)]

    for path in (workbook(tmp_path / "a.xlsx", *rows), csv_file(tmp_path / "a.csv", *rows)):
        with pytest.raises(UnreadableFile, match="meer dan 3 rijen"):
            read(path)


def test_refuses_a_small_file_that_unpacks_to_a_huge_one(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.xml", "w") as part:
        for _ in range(sheets.MOST_BYTES_UNPACKED // 2**20 + 1):
            part.write(bytes(2**20))

    assert len(bomb.getvalue()) < 2**20
    assert "te groot" in _refusal(tmp_path / "a.xlsx", bomb.getvalue())


def test_does_not_unfold_entities(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", SOUND)
    entities = b"".join(b'<!ENTITY x%d "%s">' % (step, b"&x%d;" % (step - 1) * 20) for step in range(1, 12))
    _changed(
        path,
        "xl/worksheets/sheet1.xml",
        b"<worksheet",
        b'<!DOCTYPE worksheet [<!ENTITY x0 "boem">' + entities + b"]><worksheet",
    )
    _changed(path, "xl/worksheets/sheet1.xml", b"<v>8</v>", b"<v>&x11;</v>")

    with pytest.raises(UnreadableFile):
        read(path)


_whole = io.BytesIO()
_book = Workbook()
fill(_book.worksheets[0], [SOUND], TITLES)
_book.save(_whole)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(min_value=4, max_value=len(_whole.getvalue()) - 1), st.binary(min_size=1, max_size=8))
@example(len(_whole.getvalue()) - 20, b"\xff")
def test_never_fails_on_a_damaged_workbook(tmp_path: Path, place: int, damage: bytes) -> None:
    content = bytearray(_whole.getvalue())
    content[place : place + len(damage)] = damage
    path = tmp_path / "stuk.xlsx"
    path.write_bytes(content)

    assert "\n" not in _refusal_if_any(path)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_never_fails_on_any_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "iets.csv"
    path.write_bytes(content)

    assert "\n" not in _refusal_if_any(path)
