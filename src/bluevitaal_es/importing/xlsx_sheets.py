"""The sheets of an Excel workbook; formulas are never calculated, only their last results are read."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time, timedelta
from typing import IO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bluevitaal_es.importing.sheets import (
    MOST_BYTES_UNPACKED,
    MOST_COLUMNS,
    CellValue,
    RawCell,
    Sheet,
    UnreadableFile,
    kept_rows,
    text_cell,
)

#: Bytes that styles and whatever else is not a sheet or its texts may have, each.
MOST_BYTES_OF_REST = 16 * 1024 * 1024
#: Texts and merged areas that a workbook may have; each costs far more memory than its bytes.
MOST_TEXTS = 2_000_000
MOST_MERGED = 20_000
_LAST_ROW = 1_048_576
_CHUNK = 1024 * 1024
_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?\s*<(?:\w+:)?(\w+)")
_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')

#: What the workbook library lets rise on files that are broken, on purpose or not.
_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


def read_xlsx(content: bytes, name: str) -> list[Sheet]:
    """Return the sheets of the workbook in order, the hidden ones without rows.

    Raises UnreadableFile when this is no workbook or when it unpacks to more than can be meant.
    """
    try:
        _refuse_bomb(content, name)
        with warnings.catch_warnings(), closing(_opened(content, results=False)) as workbook:
            # About drop-down lists and the like, which say nothing about the cells.
            warnings.simplefilter("ignore")
            sheets = [_sheet(worksheet, content) for worksheet in workbook.worksheets]
    except _BROKEN as fault:
        raise UnreadableFile(
            f"{name} is geen leesbare Excel-werkmap. Open het in Excel en bewaar het opnieuw als xlsx of CSV."
        ) from fault
    return sheets


def _refuse_bomb(content: bytes, name: str) -> None:
    """Refuse what is small as a file and large in memory, before anything of it is kept."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len({part.filename.casefold() for part in parts}) < len(parts):
            raise zipfile.BadZipFile("a part is there twice, so that two programs may read two workbooks")
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MOST_BYTES_UNPACKED or any(_is_too_much(archive, part) for part in parts):
            raise UnreadableFile(f"{name} is uitgepakt te groot om te lezen. Splits het bestand.")


def _is_too_much(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part is too much for what it is; its name does not count, a workbook may name it anyhow."""
    with archive.open(part) as unpacked:
        root = _ROOT.match(unpacked.read(_CHUNK))
    if root is None or root[1] not in (b"worksheet", b"sst"):
        return part.file_size > MOST_BYTES_OF_REST
    if root[1] == b"worksheet":
        return False
    with archive.open(part) as unpacked:
        return any(count >= MOST_TEXTS for count, _ in enumerate(_found(_TEXT, unpacked)))


def _opened(content: bytes, *, results: bool) -> Workbook:
    return load_workbook(io.BytesIO(content), read_only=True, data_only=results, keep_links=False)


def _sheet(worksheet: Worksheet, content: bytes) -> Sheet:
    if worksheet.sheet_state != "visible":
        return Sheet(worksheet.title, hidden=True)
    rows = kept_rows(_rows(worksheet), worksheet.title)
    formulas = {(row.number, column) for row in rows for column, cell in row.cells.items() if cell.formula}
    if formulas:
        results = _results(content, worksheet.title, formulas)
        for row in rows:
            for column, cell in row.cells.items():
                if (row.number, column) in results:
                    row.cells[column] = RawCell(results[row.number, column], cell.formula)
    # Of a workbook that is read row by row, the library itself does not tell which cells are merged.
    path = str(vars(worksheet)["_worksheet_path"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(path) as part:
        merged = tuple(_merged_areas(part))
    return Sheet(worksheet.title, rows, merged=merged)


def _rows(worksheet: Worksheet) -> Iterator[tuple[int, dict[int, RawCell]]]:
    for number, cells in enumerate(worksheet.iter_rows(max_row=_LAST_ROW, max_col=MOST_COLUMNS), start=1):
        found: dict[int, RawCell] = {}
        for column, cell in enumerate(cells, start=1):
            value: object = cell.value
            if value is None:
                continue
            if cell.data_type == "f":
                # Array formulas come as an object that keeps its text aside.
                found[column] = RawCell(None, formula=str(getattr(value, "text", None) or value))
            elif isinstance(value, str):
                is_fault = cell.data_type == "e"
                found[column] = RawCell(None, formula=value) if is_fault else text_cell(value)
            else:
                found[column] = RawCell(_plain(value))
        yield number, found


def _results(content: bytes, title: str, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], CellValue]:
    """Return what the formulas last came to, without those that have no result or an error for one."""
    found: dict[tuple[int, int], CellValue] = {}
    last = max(number for number, _ in wanted)
    with closing(_opened(content, results=True)) as workbook:
        rows = workbook[title].iter_rows(max_row=last, max_col=MOST_COLUMNS)
        for number, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells, start=1):
                if (number, column) not in wanted or cell.value is None or cell.data_type == "e":
                    continue
                result = _plain(cell.value)
                # Text that opens with = has no result: here it only comes back as it stands.
                if not isinstance(result, str) or text_cell(result).formula is None:
                    found[number, column] = result
    return found


def _plain(value: object) -> CellValue:
    if isinstance(value, str | int | float | date | datetime | time | timedelta):
        return value
    return str(value)


def _merged_areas(part: IO[bytes]) -> Iterator[str]:
    for count, found in enumerate(_found(_MERGED, part)):
        if count == MOST_MERGED:
            raise UnreadableFile("De werkmap heeft te veel samengevoegde cellen. Splits de cellen.")
        yield found[1].decode()


def _found(pattern: re.Pattern[bytes], part: IO[bytes]) -> Iterator[re.Match[bytes]]:
    """Yield each place in a part where the pattern is, without ever holding the whole of it."""
    tail = b""
    while chunk := part.read(_CHUNK):
        window = tail + chunk
        end = 0
        for found in pattern.finditer(window):
            end = found.end()
            yield found
        tail = window[max(end, len(window) - 300) :]
