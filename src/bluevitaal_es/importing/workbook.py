"""A whole caseload out of one file: the registrations that are sound, and all that is wrong with the rest."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from openpyxl.utils.cell import range_boundaries

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.importing import problems
from bluevitaal_es.importing.columns import REQUIRED, Column, Titles, find_titles
from bluevitaal_es.importing.csv_sheet import read_csv
from bluevitaal_es.importing.fields import RowFields, shown
from bluevitaal_es.importing.numbers import rows_with_a_taken_number
from bluevitaal_es.importing.problems import Finding, Problem, Severity
from bluevitaal_es.importing.rows import Registration, read_row
from bluevitaal_es.importing.sheets import RawRow, Sheet, UnreadableFile, read_bytes
from bluevitaal_es.importing.xlsx_sheets import read_xlsx

_ZIP = b"PK\x03\x04"
#: What Excel wrote before 2007, and still writes around a workbook with a password.
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_CSV_ENDINGS = frozenset({".csv", ".txt"})
_FEW_CELLS = 2


@dataclass(frozen=True)
class Caseload:
    """What one file holds. A row with an error is in `problems` only, never half in `registrations`."""

    registrations: tuple[Registration, ...]
    problems: tuple[Problem, ...]
    file_sha256: str

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep something out."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def notices(self) -> tuple[Problem, ...]:
        """The problems that only tell what was left out or assumed."""
        return tuple(problem for problem in self.problems if problem.severity == "notice")

    @property
    def bad_rows(self) -> frozenset[tuple[str, int | None]]:
        """Sheet and row of all that is kept out; the row of titles stands for a sheet that cannot be read."""
        return frozenset((problem.sheet, problem.row) for problem in self.errors)


def read_caseload(path: Path, today: date, *, source: str = "") -> Caseload:
    """Return what the workbook or CSV at `path` holds, judged on the day `today`.

    `source` says whose caseload it is, for teams that number their cases apart; it is part of the identity of
    each registration. Raises UnreadableFile when the file as a whole cannot be read or holds no caseload.
    """
    content = read_bytes(path)
    found: list[Problem] = []
    tables: list[_Table] = []
    for sheet in _sheets(content, path):
        titles = None if sheet.hidden else find_titles(sheet)
        if titles is None:
            left_out = problems.HIDDEN_SHEET if sheet.hidden else problems.SHEET_WITHOUT_TITLES
            found.append(_problem(sheet, None, None, "", left_out, "notice"))
        else:
            tables.append(_Table(sheet, titles))
    if not tables:
        raise UnreadableFile(
            f"In {problems.printable(path.name)} staat geen zichtbaar werkblad met de kolomtitels van een"
            f" caseload. Zet ten minste {', '.join(REQUIRED)} boven de kolommen."
        )
    readable: list[_Table] = []
    for table in tables:
        of_table = list(_problems_of(table))
        found.extend(of_table)
        if not any(problem.severity == "error" for problem in of_table):
            readable.append(table)
    registrations = list(_registrations(readable, today, source, found))
    return Caseload(tuple(registrations), tuple(found), hashlib.sha256(content).hexdigest())


class _Table(NamedTuple):
    sheet: Sheet
    titles: Titles

    @property
    def rows(self) -> list[RawRow]:
        return [row for row in self.sheet.rows if row.number > self.titles.row]


def _sheets(content: bytes, path: Path) -> list[Sheet]:
    name = problems.printable(path.name)
    if content.startswith(_ZIP):
        return read_xlsx(content, name)
    if content.startswith(_OLD_EXCEL):
        raise UnreadableFile(
            f"{name} is een oude Excel-werkmap of heeft een wachtwoord. Bewaar als xlsx zonder wachtwoord."
        )
    if path.suffix.casefold() in _CSV_ENDINGS:
        return [read_csv(content, name)]
    raise UnreadableFile(f"{name} is geen Excel-werkmap (xlsx) en geen CSV. Bewaar het als xlsx of CSV.")


def _problems_of(table: _Table) -> Iterator[Problem]:
    """Give what is wrong with a sheet before its rows are looked at."""
    sheet, titles = table
    for column in titles.twice:
        yield _problem(sheet, titles.row, column, "", problems.COLUMN_TWICE, "error")
    for column in titles.missing:
        if column in REQUIRED:
            yield _problem(sheet, titles.row, column, "", problems.REQUIRED_COLUMN_MISSING, "error")
        else:
            yield _problem(sheet, titles.row, column, "", problems.COLUMN_MISSING, "notice")
    for cell in titles.unknown.values():
        title = problems.printable(shown(cell))
        yield _problem(sheet, titles.row, None, title, problems.UNKNOWN_COLUMN, "notice")
    for area in sheet.merged:
        _, top, _, _ = range_boundaries(area)
        if top and top > titles.row:
            yield _problem(sheet, top, None, area, problems.MERGED_CELLS, "notice")
    if not table.rows:
        yield _problem(sheet, None, None, "", problems.NO_ROWS, "notice")


def _registrations(
    tables: list[_Table], today: date, source: str, found: list[Problem]
) -> Iterator[Registration]:
    """Give the sound registrations of all sheets, and put what is wrong with the other rows in `found`."""
    kept: list[RowFields] = []
    for table in tables:
        for row in table.rows:
            if left_out := _why_no_registration(row, table.titles):
                found.append(_problem(table.sheet, row.number, None, "", left_out, "notice"))
            else:
                kept.append(RowFields(table.sheet.name, row, table.titles, today))
    taken = rows_with_a_taken_number([numbered for fields in kept if (numbered := fields.numbered)])
    for fields in kept:
        numbered = fields.numbered
        if numbered in taken:
            owner = taken[numbered]
            fields.add(problems.number_twice(owner.row, owner.sheet), Column.NUMBER)
        fields.note_untitled()
        registration = read_row(fields, catalogue(), source)
        found.extend(fields.problems)
        if registration:
            yield registration


def _why_no_registration(row: RawRow, titles: Titles) -> Finding | None:
    if titles.are_repeated_in(row):
        return problems.REPEATED_TITLES
    needed = {titles.places[column] for column in REQUIRED}
    if len(row.cells) <= _FEW_CELLS and needed.isdisjoint(row.cells):
        return problems.STRAY_ROW
    return None


def _problem(
    sheet: Sheet, row: int | None, column: Column | None, value: str, finding: Finding, severity: Severity
) -> Problem:
    return Problem(problems.printable(sheet.name), row, column and column.value, value, *finding, severity)
