from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluevitaal_es.importing.dates import DateFault, read_date


@pytest.mark.parametrize(
    "typed",
    [
        "8-10-2012",
        "08/10/12",
        " 8.10.2012 ",
        "8 10 2012",
        "8 oktober 2012",
        "8 OKT. 2012",
        "8-okt-12",
        "ma 8 oktober 2012",
        "maandag 8 oktober '12",
        "8e oktober 2012",
        "2012-10-08",
        "2012-10-08T00:00:00",
        "8-10-2012 14:30",
        "8\N{NO-BREAK SPACE}oktober\n2012",
        datetime(2012, 10, 8, 14, 30),  # noqa: DTZ001  a cell of a sheet has no time zone
        date(2012, 10, 8),
    ],
)
def test_reads_a_day_in_the_notations_that_are_met(typed: object) -> None:
    assert read_date(typed) == date(2012, 10, 8)


@pytest.mark.parametrize("typed", ["31-02-2013", "0-1-2013", "30 februari 2013", "2013-13-01", "07/24/2013"])
def test_says_that_a_day_does_not_exist(typed: str) -> None:
    assert read_date(typed) is DateFault.DOES_NOT_EXIST


@pytest.mark.parametrize(
    "typed",
    ["voorjaar 2013", "", "2013", "8-10", "8-10-212", "3 brumaire 2013", 41190, 3.5, True, None, time(3)],
)
def test_says_that_something_is_no_date(typed: object) -> None:
    assert read_date(typed) is DateFault.NOT_A_DATE


def test_reads_two_digits_as_the_nearest_century() -> None:
    assert read_date("1-1-14") == date(2014, 1, 1)
    assert read_date("1-1-99") == date(1999, 1, 1)


@given(st.dates())
def test_reads_back_every_day_it_could_be_given(day: date) -> None:
    assert read_date(f"{day.day}-{day.month}-{day.year:04}") == day
    assert read_date(day.isoformat()) == day


@given(st.text(alphabet="0123456789-/. :tjanuief'’", max_size=24))
def test_never_fails_on_what_looks_like_a_date(typed: str) -> None:
    assert isinstance(read_date(typed), date | DateFault)
