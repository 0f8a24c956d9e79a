"""The columns of a caseload, and where they stand in a sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bluevitaal_es.importing.sheets import RawCell, RawRow, Sheet

#: A row with this many known titles is the row of titles; a row of titles is looked for no further than this.
_ENOUGH_TITLES = 3
_LAST_TITLE_ROW = 100


class Column(StrEnum):
    """The columns that are read, by their title."""

    NUMBER = "Nr"
    REGISTERED_ON = "Datum aanmelding"
    CHANNEL = "Hoe binnengekomen"
    ROUTE = "Hoe bekend met Loket"
    TARGET_GROUP = "Doelgroep"
    UNIT = "Eenheid"
    NAME = "Naam"
    ANONYMOUS = "Anoniem voor politie"
    REASON_NOT_INTERNAL = "Reden niet via interne zorglijn"
    HELP_PRIMARY = "Hulpvraag hoofd"
    HELP_OTHERS = "Overige hulpvragen"
    BEGELEIDER = "Maatschappelijk werker"
    INTAKE_ON = "Datum intake"
    PRODUCT = "Product"
    TALKS = "Aantal gesprekken"
    TSQ = "TSQ"
    REFERRED_TO = "Doorverwezen naar"
    REFERRED_ON = "Datum verwijzing"
    WORK_START = "Werkstatus begin"
    WORK_END = "Werkstatus eind"
    CLOSED_ON = "Datum afsluiting"
    RATING = "Rapportcijfer"
    REMARKS = "Opmerkingen"


REQUIRED = (Column.NUMBER, Column.REGISTERED_ON, Column.TARGET_GROUP)


def _folded(title: str) -> str:
    return "".join(title.split()).casefold().rstrip(":*.")


_BY_TITLE = {_folded(column): column for column in Column}


@dataclass(frozen=True)
class Titles:
    """The row of titles of a sheet: which column stands where, and what else was found in that row."""

    row: int
    places: dict[Column, int]
    unknown: dict[int, RawCell]
    twice: tuple[Column, ...]

    @property
    def missing(self) -> tuple[Column, ...]:
        """The columns that are not in the sheet, in their usual order."""
        return tuple(column for column in Column if column not in self.places)

    def are_repeated_in(self, row: RawRow) -> bool:
        """Whether the row says the titles once more, as sheets do that were printed and pasted together."""
        known = sum(_column(row.cells.get(place)) is column for column, place in self.places.items())
        return known >= _ENOUGH_TITLES

    def untitled(self, row: RawRow) -> Iterator[RawCell]:
        """Give the cells of the row that stand under no title at all."""
        titled = {*self.places.values(), *self.unknown}
        return (cell for place, cell in row.cells.items() if place not in titled)


def find_titles(sheet: Sheet) -> Titles | None:
    """Return the first row that has three or more known titles, under whatever stands above it."""
    for row in sheet.rows:
        if row.number > _LAST_TITLE_ROW:
            return None
        titles = _titles(row)
        if len(titles.places) >= _ENOUGH_TITLES:
            return titles
    return None


def _titles(row: RawRow) -> Titles:
    places: dict[Column, int] = {}
    unknown: dict[int, RawCell] = {}
    twice: list[Column] = []
    for place, cell in sorted(row.cells.items()):
        column = _column(cell)
        if column is None:
            unknown[place] = cell
        elif column in places:
            twice.append(column)
        else:
            places[column] = place
    return Titles(row.number, places, unknown, tuple(twice))


def _column(cell: RawCell | None) -> Column | None:
    return _BY_TITLE.get(_folded(cell.value)) if cell and isinstance(cell.value, str) else None
