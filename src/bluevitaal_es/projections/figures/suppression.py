"""Which cells of a table must stay hidden so that no small one can be read or worked out from the rest.

A table has a row for each category and a column for each period; beside it stands the column of all periods
together. Readers know every column's total. Source of the rule: the small-cell rule of the service (a cell
under k is hidden, together with at least one more, and the hidden ones of a line count k or more together).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Cell = tuple[int, int]


def suppressed(counts: Sequence[Sequence[int]], k: int) -> frozenset[Cell]:
    """Return the (row, column) of every cell to hide.

    `counts` holds for each category its count in each period; the column after the last one stands for all
    periods together and is worked out here. Each period must count 0 or at least `k`.
    """
    table = _Table(tuple((*row, sum(row)) for row in counts), k)
    hidden = frozenset(cell for cell in table.cells() if 0 < table.count(cell) < k)
    while True:
        cell = table.missing(hidden)
        if cell is None:
            return hidden
        hidden |= {cell}


@dataclass(frozen=True, slots=True)
class _Table:
    counts: tuple[tuple[int, ...], ...]
    k: int

    @property
    def total(self) -> int:
        """The column of all periods together."""
        return len(self.counts[0]) - 1 if self.counts else 0

    def count(self, cell: Cell) -> int:
        return self.counts[cell[0]][cell[1]]

    def cells(self) -> Iterator[Cell]:
        for row in range(len(self.counts)):
            for column in range(self.total + 1):
                yield row, column

    def missing(self, hidden: frozenset[Cell]) -> Cell | None:
        """Return the next cell that must be hidden beside the `hidden` ones, or None when all is safe."""
        for line in self._lines():
            covered = [cell for cell in line if cell in hidden]
            if not covered or any(cell in hidden and cell[1] == self.total for cell in line if _is_row(line)):
                continue
            if len(covered) < 2 or sum(map(self.count, covered)) < self.k:
                found = self._smallest(cell for cell in line if cell not in hidden)
                if found is not None:
                    return found
        for cell in sorted(hidden, key=lambda cell: (self.count(cell), cell)):
            if not self._can_differ(cell, hidden):
                row, column = cell
                beside = (other for other in self.cells() if other[0] == row or other[1] == column)
                return self._smallest(other for other in beside if other not in hidden)
        return None

    def _lines(self) -> Iterator[list[Cell]]:
        for column in range(self.total + 1):
            yield [(row, column) for row in range(len(self.counts))]
        for row in range(len(self.counts)):
            yield [(row, column) for column in range(self.total + 1)]

    def _smallest(self, cells: Iterator[Cell]) -> Cell | None:
        """Return the cell that costs readers least: no zero, in one period rather than in all, and small."""
        return min(
            cells,
            key=lambda cell: (self.count(cell) == 0, cell[1] == self.total, self.count(cell), cell),
            default=None,
        )

    def _can_differ(self, cell: Cell, hidden: frozenset[Cell]) -> bool:
        """Say whether another table with the same shown cells and totals has another count in `cell`.

        The hidden counts are a flow (from all periods, by the categories, to each period), so there is
        another table exactly when the cell lies on a circle along which one can be moved.
        """
        lowest = 0 if any(self.count(other) == 0 for other in hidden) else 1
        steps: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
        for other in hidden - {cell}:
            tail, head = self._ends(other)
            steps[tail].append(head)
            if self.count(other) > lowest:
                steps[head].append(tail)
        tail, head = self._ends(cell)
        return _reaches(steps, head, tail) or (self.count(cell) > lowest and _reaches(steps, tail, head))

    def _ends(self, cell: Cell) -> tuple[tuple[str, int], tuple[str, int]]:
        row, column = ("row", cell[0]), ("column", cell[1])
        return (column, row) if cell[1] == self.total else (row, column)


def _is_row(line: list[Cell]) -> bool:
    return len(line) > 1 and line[0][0] == line[1][0]


def _reaches(
    steps: dict[tuple[str, int], list[tuple[str, int]]], start: tuple[str, int], goal: tuple[str, int]
) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        for place in steps.get(waiting.pop(), ()):
            if place == goal:
                return True
            if place not in seen:
                seen.add(place)
                waiting.append(place)
    return False
