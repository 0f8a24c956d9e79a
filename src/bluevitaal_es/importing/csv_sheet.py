"""A CSV file as one sheet: ; , or tab between the cells, UTF-8 or the Windows encoding of Dutch Excel."""

import csv
import io
from collections.abc import Iterator
from contextlib import suppress

from bluevitaal_es.importing.columns import find_titles
from bluevitaal_es.importing.sheets import (
    MOST_COLUMNS,
    RawCell,
    RawRow,
    Sheet,
    UnreadableFile,
    kept_rows,
    text_cell,
)

_DELIMITERS = ";,\t"
_SAMPLE = 64 * 1024


def read_csv(content: bytes, name: str) -> Sheet:
    """Return the sheet in `content`; raises UnreadableFile when this is not text in rows."""
    text = _decoded(content, name)
    text, delimiter = _without_separator_line(text)
    return Sheet(name, kept_rows(_records(text, delimiter or _delimiter_of(text), name), name))


def _decoded(content: bytes, name: str) -> str:
    if b"\0" in content:
        raise UnreadableFile(
            f"{name} is geen leesbaar CSV-bestand. Bewaar het in Excel opnieuw als “CSV UTF-8” of als xlsx."
        )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(
        f"De tekens in {name} zijn niet te lezen. Bewaar het in Excel opnieuw als “CSV UTF-8” of als xlsx."
    )


def _without_separator_line(text: str) -> tuple[str, str | None]:
    """Take off the line `sep=;` that Excel understands but does not show or count."""
    first, _, rest = text.partition("\n")
    line = first.strip("\r").casefold()
    if line.startswith("sep=") and len(line) == 5:
        return rest, line[-1]
    return text, None


def _delimiter_of(text: str) -> str:
    """Return the sign between the column titles; the most frequent one may stand in somebody's remarks."""
    for delimiter in _DELIMITERS:
        with suppress(csv.Error):
            records = csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=delimiter)
            rows = [RawRow(1, dict(enumerate(map(RawCell, record), start=1))) for record in records]
            if find_titles(Sheet("", rows)):
                return delimiter
    return _DELIMITERS[0]


def _records(text: str, delimiter: str, name: str) -> Iterator[tuple[int, dict[int, RawCell]]]:
    number = 0
    try:
        # Strict, because else a stray quotation mark would swallow rows without a word.
        for number, record in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), start=1
        ):
            cells = (text_cell(cell) for cell in record[:MOST_COLUMNS])
            yield number, dict(enumerate(cells, start=1))
    except csv.Error as fault:
        raise UnreadableFile(
            f"In {name} klopt rij {number + 1} niet: daar staat een aanhalingsteken of regeleinde verkeerd."
            " Herstel die rij, of bewaar het bestand als xlsx."
        ) from fault
