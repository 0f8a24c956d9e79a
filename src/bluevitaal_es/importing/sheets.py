"""Sheets as they were typed: rows of raw cells out of a workbook (xlsx) or a CSV file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bluevitaal_es.importing.problems import printable

MOST_BYTES = 50 * 1024 * 1024
MOST_BYTES_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 100

CellValue = str | int | float | bool | date | datetime | time | timedelta | None


class UnreadableFile(Exception):
    """The file as a whole cannot be read; the message says why and what to do, in one Dutch line."""


@dataclass(frozen=True, slots=True)
class RawCell:
    """What a cell holds; for a formula that is its last result, or None when the file has none."""

    value: CellValue
    formula: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing can be seen in the cell."""
        if self.formula is not None:
            return False
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row that is not blank: its number as the spreadsheet shows it, and its cells by column from 1."""

    number: int
    cells: dict[int, RawCell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; of a hidden sheet the rows are not read. `merged` lists areas such as A1:F1."""

    name: str
    rows: list[RawRow] = field(default_factory=list)
    hidden: bool = False
    merged: tuple[str, ...] = ()


def read_bytes(path: Path) -> bytes:
    """Return the content of the file; raises UnreadableFile when it is absent, empty or over 50 MB."""
    name = printable(path.name)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise UnreadableFile(f"{name} is geen bestand. Geef een Excel- of CSV-bestand op.")
        if size > MOST_BYTES:
            raise UnreadableFile(
                f"{name} is groter dan {MOST_BYTES // 1024**2} MB. Splits het bestand in delen."
            )
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableFile(f"{name} bestaat niet. Controleer de naam en de map.") from None
    except (OSError, ValueError) as fault:
        raise UnreadableFile(
            f"{name} kan niet worden geopend. Controleer de naam en of u het bestand mag lezen."
        ) from fault
    if not content.strip():
        raise UnreadableFile(f"{name} is leeg. Kies een ander bestand.")
    return content


def text_cell(text: str) -> RawCell:
    """Return a cell of text. Text that opens with = counts as a formula without a result, in every format."""
    if text.lstrip().startswith("="):
        return RawCell(None, formula=text.strip())
    return RawCell(text)


def kept_rows(rows: Iterator[tuple[int, dict[int, RawCell]]], sheet: str) -> list[RawRow]:
    """Return the rows in which something stands; raises UnreadableFile above 100,000 of them."""
    kept: list[RawRow] = []
    for number, cells in rows:
        seen = {column: cell for column, cell in cells.items() if not cell.is_blank}
        if not seen:
            continue
        if len(kept) == MOST_ROWS:
            most = f"{MOST_ROWS:,}".replace(",", ".")
            raise UnreadableFile(
                f"Werkblad {printable(sheet)} heeft meer dan {most} rijen. Splits het bestand in delen."
            )
        kept.append(RawRow(number, seen))
    return kept
