"""Small workbooks and CSV files with invented registrations, made for one test each."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bluevitaal_es.importing.problems import Problem
from bluevitaal_es.importing.workbook import Caseload, read_caseload

TODAY = date(2026, 1, 15)

Cell = str | int | float | bool | date | datetime | None
Row = Mapping[str, Cell]

SOUND: Row = {
    "Nr": 1,
    "Datum aanmelding": datetime(2013, 3, 4),  # noqa: DTZ001  a cell of a sheet has no time zone
    "Hoe binnengekomen": "telefoon",
    "Hoe bekend met Loket": "collega",
    "Doelgroep": "huidig medewerker",
    "Eenheid": "Rotterdam",
    "Naam": None,
    "Anoniem voor politie": "ja",
    "Reden niet via interne zorglijn": "anonimiteit",
    "Hulpvraag hoofd": "PTSS-klachten",
    "Overige hulpvragen": "werkdruk; alcohol",
    "Maatschappelijk werker": "mw 3",
    "Datum intake": date(2013, 3, 8),
    "Product": "nazorg",
    "Aantal gesprekken": 4,
    "TSQ": 6,
    "Doorverwezen naar": "huisarts",
    "Datum verwijzing": date(2013, 4, 2),
    "Werkstatus begin": "niet aan het werk",
    "Werkstatus eind": "aan het werk",
    "Datum afsluiting": date(2013, 6, 1),
    "Rapportcijfer": 8,
    "Opmerkingen": "verzonnen",
}
TITLES = tuple(SOUND)


def with_(**changes: Cell) -> Row:
    """Return a sound row with other cells; Datum_intake stands for the column "Datum intake"."""
    return {**SOUND, **{title.replace("_", " "): value for title, value in changes.items()}}


def fill(sheet: Worksheet, rows: Iterable[Row], titles: Sequence[str] = TITLES) -> None:
    """Put the titles and rows under what already stands in the sheet."""
    sheet.append(list(titles))
    for row in rows:
        sheet.append([row.get(title) for title in titles])


def workbook(path: Path, *rows: Row, titles: Sequence[str] = TITLES) -> Path:
    """Write a workbook of one sheet; its first registration is in row 2."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Aanmeldingen"
    fill(sheet, rows, titles)
    book.save(path)
    return path


def csv_file(path: Path, *rows: Row, delimiter: str = ";", encoding: str = "utf-8") -> Path:
    """Write the rows as Excel saves them: days as 04-03-2013, nothing for an empty cell."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(TITLES)
        for row in rows:
            writer.writerow(_as_text(row.get(title)) for title in TITLES)
    return path


def read(path: Path) -> Caseload:
    """Read the file as on the day of the tests."""
    return read_caseload(path, TODAY)


def places(problems: Iterable[Problem]) -> set[tuple[int | None, str | None]]:
    """Return where the problems are: row and column."""
    return {(problem.row, problem.column) for problem in problems}


def _as_text(value: Cell) -> str:
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return "" if value is None else str(value)
