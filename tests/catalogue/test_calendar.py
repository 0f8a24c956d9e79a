from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluevitaal_es.catalogue.calendar import add_working_days, is_office_time, is_working_day

days = st.dates(date(2010, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 3, 2), 3, date(2026, 3, 5)),
        (date(2026, 3, 5), 3, date(2026, 3, 10)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 4, 3), 1, date(2026, 4, 7)),
        (date(2026, 4, 24), 2, date(2026, 4, 29)),
        (date(2025, 12, 24), 1, date(2025, 12, 29)),
        (date(2025, 12, 31), 1, date(2026, 1, 2)),
    ],
)
def test_steps_over_weekends_and_holidays(day: date, count: int, expected: date) -> None:
    assert add_working_days(day, count) == expected


def test_refuses_to_count_backwards() -> None:
    with pytest.raises(ValueError):
        add_working_days(date(2026, 3, 2), -1)


@given(days, st.integers(1, 30))
def test_ends_on_a_working_day_that_is_so_many_away(day: date, count: int) -> None:
    end = add_working_days(day, count)

    assert is_working_day(end)
    after = (day + timedelta(days=step) for step in range(1, (end - day).days + 1))
    assert sum(is_working_day(each) for each in after) == count


@pytest.mark.parametrize(
    ("moment", "office"),
    [
        (datetime(2026, 3, 2, 7, 30, tzinfo=UTC), True),
        (datetime(2026, 3, 2, 7, 29, tzinfo=UTC), False),
        (datetime(2026, 3, 2, 16, 29, tzinfo=UTC), True),
        (datetime(2026, 3, 2, 16, 30, tzinfo=UTC), False),
        (datetime(2026, 7, 1, 6, 30, tzinfo=UTC), True),
        (datetime(2026, 3, 1, 11, 0, tzinfo=UTC), False),
        (datetime(2026, 4, 27, 11, 0, tzinfo=UTC), False),
    ],
)
def test_knows_office_time_by_the_clock_of_amsterdam(moment: datetime, office: bool) -> None:
    assert is_office_time(moment) is office
