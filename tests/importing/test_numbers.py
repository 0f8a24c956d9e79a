from bluevitaal_es.importing.numbers import NumberedRow, rows_with_a_taken_number


def _taken(*numbers: int) -> dict[int, int]:
    rows = [NumberedRow("blad", place, number) for place, number in enumerate(numbers, start=1)]
    return {row.row: owner.row for row, owner in rows_with_a_taken_number(rows).items()}


def test_finds_nothing_where_every_number_is_used_once() -> None:
    assert _taken(1, 2, 5, 4) == {}


def test_points_at_the_row_that_breaks_the_counting() -> None:
    assert _taken(38, 40, 40, 41) == {2: 3}
    assert _taken(1, 2, 3, 2) == {4: 2}


def test_points_at_all_but_the_first_when_counting_does_not_tell() -> None:
    assert _taken(7, 100, 7) == {3: 1}
    assert _taken(7, 7, 7) == {2: 1, 3: 1}


def test_looks_across_sheets() -> None:
    rows = [NumberedRow("2013", 2, 9), NumberedRow("2014", 2, 9)]

    assert rows_with_a_taken_number(rows) == {rows[1]: rows[0]}
