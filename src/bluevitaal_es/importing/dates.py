"""Dates as people type them in a sheet, in the notations that are met in Dutch caseloads."""

import re
from datetime import date, datetime
from enum import StrEnum

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan",
            "februari feb febr",
            "maart mrt mar",
            "april apr",
            "mei",
            "juni jun",
            "juli jul",
            "augustus aug",
            "september sep sept",
            "oktober okt oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAY = r"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag,? |(?:ma|di|wo|do|vr|za|zo)\.? )?"
_TIME = r"(?:[ t][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}([0-9]{{1,2}}) ?[-/. ] ?([0-9]{{1,2}}) ?[-/. ] ?['’]?([0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
_MONTH_NAMED = re.compile(
    rf"{_WEEKDAY}([0-9]{{1,2}})e?[-/. ]*([a-z]{{3,9}})[-/. ]*['’]?([0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){_TIME}")

#: Two digits from here on are a year of the last century; a caseload plans no further than this ahead.
_LAST_CENTURY_FROM = 70


class DateFault(StrEnum):
    """Why something is no date."""

    NOT_A_DATE = "geen datum"
    DOES_NOT_EXIST = "bestaat niet"


def read_date(value: object) -> date | DateFault:
    """Return the day that a cell's value stands for, or why it stands for none.

    A text is read day first (8-10-2012, 24/01/14, 24 juli 2013) or as ISO 8601; a time of day behind it
    is left out. A bare number is no date: only its cell's format could tell, and that made it a date before.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return DateFault.NOT_A_DATE
    text = " ".join(value.split()).casefold()
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = int(found[1]), int(found[2]), _whole_year(found[3])
    elif (found := _MONTH_NAMED.fullmatch(text)) and found[2] in _MONTHS:
        day, month, year = int(found[1]), _MONTHS[found[2]], _whole_year(found[3])
    else:
        return DateFault.NOT_A_DATE
    try:
        return date(year, month, day)
    except ValueError:
        return DateFault.DOES_NOT_EXIST


def _whole_year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (1900 if year >= _LAST_CENTURY_FROM else 2000)
