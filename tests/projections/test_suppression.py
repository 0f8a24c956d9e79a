from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluevitaal_es.projections.figures.suppression import Cell, suppressed

K = 5


def whole(counts: list[list[int]]) -> list[list[int]]:
    return [[*row, sum(row)] for row in counts]


def possible_values(counts: list[list[int]], hidden: frozenset[Cell]) -> dict[Cell, set[int]]:
    """Return every count that each hidden cell has in some table with the same totals and shown cells.

    Tries all tables there are; the reader who works it out is taken to know that a hidden cell is not 0,
    as far as that is so.
    """
    table = whole(counts)
    total = len(table[0]) - 1
    lowest = 0 if any(table[row][column] == 0 for row, column in hidden) else 1
    found: dict[Cell, set[int]] = {cell: set() for cell in hidden}
    inner = sorted(cell for cell in hidden if cell[1] < total)
    most = [sum(row[column] for row in table) for column in range(total + 1)]
    for guess in product(*(range(lowest, most[column] + 1) for _, column in inner)):
        tried = [row[:total] for row in table]
        for (row, column), value in zip(inner, guess, strict=True):
            tried[row][column] = value
        if any(sum(row[column] for row in tried) != most[column] for column in range(total)):
            continue
        sums = [sum(row) for row in tried]
        if any((place, total) not in hidden and sums[place] != row[total] for place, row in enumerate(table)):
            continue
        if any((place, total) in hidden and sums[place] < lowest for place in range(len(table))):
            continue
        for row, column in hidden:
            found[row, column].add(sums[row] if column == total else tried[row][column])
    return found


@pytest.mark.requirement("S-091")
def test_shows_a_table_without_small_cells_whole() -> None:
    assert suppressed([[20], [12], [5]], K) == frozenset()


@pytest.mark.requirement("S-091")
def test_hides_a_second_cell_beside_a_single_small_one() -> None:
    hidden = suppressed([[20], [12], [3]], K)

    assert {row for row, column in hidden} == {1, 2}


@pytest.mark.requirement("S-091")
def test_hides_one_more_when_the_small_ones_together_stay_small() -> None:
    hidden = suppressed([[20], [12], [2], [2]], K)

    assert {row for row, column in hidden} == {1, 2, 3}


def test_shows_a_zero() -> None:
    assert suppressed([[20], [12], [0]], K) == frozenset()


def test_has_nothing_to_hide_in_an_empty_table() -> None:
    assert suppressed([], K) == frozenset()


@pytest.mark.requirement("S-091")
def test_lets_nobody_subtract_a_year_from_all_years() -> None:
    counts = [[40, 30, 20], [12, 3, 9], [9, 11, 14]]

    hidden = suppressed(counts, K)

    assert (1, 1) in hidden
    assert sum(1 for row, _ in hidden if row == 1) >= 2
    assert (1, 3) not in hidden


def tables(categories: int, periods: int, most: int) -> st.SearchStrategy[list[list[int]]]:
    row = st.lists(st.integers(0, most), min_size=periods, max_size=periods)
    return st.lists(row, min_size=2, max_size=categories).filter(
        lambda table: all(total == 0 or total >= K for total in map(sum, zip(*table, strict=True)))
    )


@pytest.mark.requirement("S-091")
@pytest.mark.slow("tries every table that fits what is shown")
@settings(max_examples=80, deadline=None)
@given(st.one_of(tables(4, 1, 7), tables(3, 2, 3)))
def test_lets_nobody_work_out_a_hidden_cell(counts: list[list[int]]) -> None:
    hidden = suppressed(counts, K)

    assert all(value == 0 or value >= K for value in _shown(counts, hidden))
    assert all(len(values) > 1 for values in possible_values(counts, hidden).values())


@pytest.mark.requirement("S-091")
@settings(max_examples=150, deadline=None)
@given(tables(12, 5, 60))
def test_hides_two_or_more_that_count_enough_together_in_every_line(counts: list[list[int]]) -> None:
    hidden = suppressed(counts, K)
    table = whole(counts)
    total = len(table[0]) - 1

    for column in range(total + 1):
        covered = [table[row][column] for row, at in hidden if at == column]
        assert not covered or (len(covered) >= 2 and sum(covered) >= K)
    for row in range(len(table)):
        covered = [table[row][at] for place, at in hidden if place == row]
        assert not covered or (row, total) in hidden or (len(covered) >= 2 and sum(covered) >= K)


def _shown(counts: list[list[int]], hidden: frozenset[Cell]) -> list[int]:
    table = whole(counts)
    return [
        value
        for place, row in enumerate(table)
        for column, value in enumerate(row)
        if (place, column) not in hidden
    ]
