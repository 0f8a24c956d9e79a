"""Finds case numbers that were given twice, and which of the rows most likely has the wrong one."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple


class NumberedRow(NamedTuple):
    """A row of a sheet and the case number that stands in it."""

    sheet: str
    row: int
    number: int


def rows_with_a_taken_number(rows: Sequence[NumberedRow]) -> dict[NumberedRow, NumberedRow]:
    """Return the rows whose number belongs to another row, each with that other row; `rows` in file order.

    The number belongs to the row that counts on from the row above or to the row below, when just one does:
    of 38, 40, 40, 41 the first 40 is the slip. When counting does not tell, it belongs to the first row.
    """
    places: dict[int, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row.number].append(place)
    taken: dict[NumberedRow, NumberedRow] = {}
    for same in places.values():
        if len(same) == 1:
            continue
        counted_on = [place for place in same if _counts_on(rows, place)]
        owner = counted_on[0] if len(counted_on) == 1 else same[0]
        taken.update({rows[place]: rows[owner] for place in same if place != owner})
    return taken


def _counts_on(rows: Sequence[NumberedRow], place: int) -> bool:
    here = rows[place]
    above = rows[place - 1] if place else None
    below = rows[place + 1] if place + 1 < len(rows) else None
    return bool(
        (above and above.sheet == here.sheet and above.number + 1 == here.number)
        or (below and below.sheet == here.sheet and below.number - 1 == here.number)
    )
