"""Reads the fields of one row, one question for each kind of field, and gathers what is wrong with them."""

import re
import unicodedata
from datetime import date, datetime
from typing import Protocol

from bluevitaal_es.importing import problems
from bluevitaal_es.importing.columns import Column, Titles
from bluevitaal_es.importing.dates import DateFault, read_date
from bluevitaal_es.importing.numbers import NumberedRow
from bluevitaal_es.importing.problems import Finding, Problem, Severity
from bluevitaal_es.importing.sheets import CellValue, RawCell, RawRow

EARLIEST = date(2000, 1, 1)

_BLANK = RawCell(None)
_WHOLE = re.compile(r"[+-]?[0-9]{1,1000}(?:[.,]0+)?")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_YES_AND_NO = {"ja": True, "j": True, "nee": False, "n": False}
#: Signs that a spreadsheet does not show but that make two equal texts differ.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u2060\ufeff]")


class Choice(Protocol):
    """A choice of the catalogue, as far as reading a sheet needs it."""

    @property
    def key(self) -> str:
        """What is stored."""


class Choices(Protocol):
    """A list of the catalogue that finds the choice somebody means by a text."""

    def find(self, text: str) -> Choice | None:
        """Return the choice that is meant, or None."""

    def options(self) -> tuple[tuple[str, str], ...]:
        """Return (key, label) of what may be chosen."""


class RowFields:
    """The fields of one row. What is blank or wrong is answered with None; what is wrong is noted."""

    def __init__(self, sheet: str, row: RawRow, titles: Titles, today: date) -> None:
        self.sheet = sheet
        self.row = row.number
        self.problems: list[Problem] = []
        self._row = row
        self._titles = titles
        self._today = today

    @property
    def has_errors(self) -> bool:
        """Whether the row cannot be taken over."""
        return any(problem.severity == "error" for problem in self.problems)

    def is_blank(self, column: Column) -> bool:
        """Whether nothing stands in the column, or the sheet does not have it."""
        return _folded(shown(self._cell(column))) == ""

    def has(self, column: Column) -> bool:
        """Whether the sheet has the column."""
        return column in self._titles.places

    @property
    def numbered(self) -> NumberedRow | None:
        """This row with its case number, when it has one that can be read."""
        number = _whole_number(self._cell(Column.NUMBER).value)
        return NumberedRow(self.sheet, self.row, number) if isinstance(number, int) else None

    def add(self, finding: Finding, column: Column, severity: Severity = "error") -> None:
        """Note what was found in this column."""
        self._add(finding, column, self._cell(column), severity)

    def note_untitled(self) -> None:
        """Note what stands in the row under no title."""
        for cell in self._titles.untitled(self._row):
            self._add(problems.NO_TITLE_ABOVE, None, cell, "notice")

    def _add(self, finding: Finding, column: Column | None, cell: RawCell, severity: Severity) -> None:
        sheet, value = problems.printable(self.sheet), problems.printable(shown(cell))
        self.problems.append(Problem(sheet, self.row, column and column.value, value, *finding, severity))

    def text(self, column: Column) -> str | None:
        """Return the text on one line, with single spaces."""
        cell = self._usable(column)
        return _folded(shown(cell)) or None if cell else None

    def free_text(self, column: Column) -> str | None:
        """Return the text with its lines; a formula without a result is left out with a notice."""
        cell = self._cell(column)
        if cell.formula is not None and cell.value is None:
            self.add(problems.FORMULA_IN_TEXT, column, "notice")
            return None
        lines = (_folded(line) for line in shown(cell).splitlines())
        return "\n".join(line for line in lines if line) or None

    def day(self, column: Column, not_before: date | None = None) -> date | None:
        """Return the day, from 2000 up to today and, when given, not before the registration."""
        cell = self._usable(column)
        if cell is None:
            return None
        day = read_date(cell.value)
        if isinstance(day, DateFault):
            nonexistent = day is DateFault.DOES_NOT_EXIST
            self.add(problems.DATE_DOES_NOT_EXIST if nonexistent else problems.NO_DATE, column)
            return None
        fault = self._fault_of(day, not_before)
        if fault:
            self.add(fault, column)
            return None
        return day

    def _fault_of(self, day: date, not_before: date | None) -> Finding | None:
        if day < EARLIEST:
            return problems.DATE_TOO_EARLY
        if day > self._today:
            return problems.DATE_IN_FUTURE
        if not_before and day < not_before:
            return problems.BEFORE_REGISTRATION
        return None

    def whole(self, column: Column, low: int, high: int, wrong: Finding | None = None) -> int | None:
        """Return the whole number from `low` to `high`; `wrong` is what to say of anything else."""
        cell = self._usable(column)
        if cell is None:
            return None
        number = _whole_number(cell.value)
        if isinstance(number, Finding):
            self.add(wrong or number, column)
            return None
        if not low <= number <= high:
            self.add(wrong or problems.outside(number, low, high), column)
            return None
        return number

    def yes_or_no(self, column: Column) -> bool | None:
        """Return True for ja and False for nee."""
        text = self.text(column)
        if text is None:
            return None
        answer = _YES_AND_NO.get(text.casefold())
        if answer is None:
            self.add(problems.NOT_YES_OR_NO, column)
        return answer

    def code(self, column: Column, choices: Choices) -> str | None:
        """Return the key of the choice that is meant."""
        text = self.text(column)
        return self._known(column, text, choices) if text else None

    def several_codes(self, column: Column, choices: Choices) -> tuple[str, ...]:
        """Return the keys of the choices that are meant, each once; they are typed with ; between them."""
        parts = (self.text(column) or "").split(";")
        keys = [self._known(column, part.strip(), choices) for part in parts if part.strip()]
        return tuple(dict.fromkeys(key for key in keys if key))

    def _known(self, column: Column, text: str, choices: Choices) -> str | None:
        choice = choices.find(text)
        if choice is None:
            labels = [label for _, label in choices.options()]
            self.add(problems.unknown(column, labels, text), column)
            return None
        return choice.key

    def _cell(self, column: Column) -> RawCell:
        return self._row.cells.get(self._titles.places.get(column, 0), _BLANK)

    def _usable(self, column: Column) -> RawCell | None:
        cell = self._cell(column)
        if cell.formula is not None and cell.value is None:
            self.add(problems.FORMULA_WITHOUT_RESULT, column)
            return None
        return cell if _folded(shown(RawCell(cell.value))) else None


def _whole_number(value: CellValue) -> int | Finding:
    if isinstance(value, bool):
        return problems.NOT_A_NUMBER
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else problems.NOT_WHOLE
    text = _folded(value) if isinstance(value, str) else ""
    if _WHOLE.fullmatch(text):
        return int(re.split("[.,]", text)[0])
    return problems.NOT_WHOLE if _NUMBER.fullmatch(text) else problems.NOT_A_NUMBER


def _folded(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def shown(cell: RawCell) -> str:
    """Return what stands in the cell as its reader sees it: days Dutch, numbers with a comma."""
    value = cell.value
    if value is None:
        return cell.formula or ""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, datetime | date):
        return f"{value.day:02}-{value.month:02}-{value.year}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    return value if isinstance(value, str) else str(value)
