"""Dates, times and numbers as Dutch readers write them: shown in full, read in every usual notation."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from bluevitaal_es import clock

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")

_MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)}
_MONTH_NUMBERS |= {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_MONTH_NUMBERS |= {"mrt": 3, "sept": 9}

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_IN_WORDS = re.compile(r"(?:[a-z]+dag,?\s+)?(\d{1,2})[\s-]+([a-z]+)\.?[\s-]+(\d{4}|\d{2})")
_MONTH_IN_WORDS = re.compile(r"([a-z]+)\.?[\s-]+(\d{4})")
_MONTH_IN_DIGITS = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
_CLOCK_TIME = re.compile(r"(\d{1,2})(?:\s*[:.u]\s*(\d{2}))?(?:\s*(?:u|uur))?")


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year, for a date of which the day is not known."""

    year: int
    month: int

    @property
    def first_day(self) -> date:
        """Return the first day of the month."""
        return date(self.year, self.month, 1)

    def __str__(self) -> str:
        return f"{MONTHS[self.month - 1]} {self.year}"


def parse_date(text: str) -> date | Month | None:
    """Return the day (or only the month) that `text` names in a Dutch notation, or None when it names none.

    Two-digit years lie between ninety years back and ten years ahead.
    """
    tidy = " ".join(text.lower().split())
    if match := _YEAR_FIRST.fullmatch(tidy):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.fullmatch(tidy):
        return _day(_full_year(match[3]), int(match[2]), int(match[1]))
    if match := _DAY_IN_WORDS.fullmatch(tidy):
        return _day(_full_year(match[3]), _MONTH_NUMBERS.get(match[2], 0), int(match[1]))
    if match := _MONTH_IN_WORDS.fullmatch(tidy):
        return _month(int(match[2]), _MONTH_NUMBERS.get(match[1], 0))
    if match := _MONTH_IN_DIGITS.fullmatch(tidy):
        return _month(int(match[2]), int(match[1]))
    return None


def parse_time(text: str) -> time | None:
    """Return the time of day that `text` names ("14:05", "14.05", "9 uur"), or None when it names none."""
    match = _CLOCK_TIME.fullmatch(text.strip().lower())
    if not match:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def dutch_date(day: date | datetime | Month) -> str:
    """Return "27 maart 2026"; a moment is first brought to Amsterdam, a month stays a month."""
    if isinstance(day, Month):
        return str(day)
    day = _amsterdam_day(day)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def dutch_date_short(day: date | datetime) -> str:
    """Return "27-3-2026", as typed in a form or shown in a narrow column."""
    day = _amsterdam_day(day)
    return f"{day.day}-{day.month}-{day.year}"


def dutch_weekday_date(day: date | datetime) -> str:
    """Return "vrijdag 27 maart 2026"."""
    day = _amsterdam_day(day)
    return f"{WEEKDAYS[day.weekday()]} {dutch_date(day)}"


def dutch_time(moment: datetime) -> str:
    """Return "14:05", Amsterdam time."""
    return f"{moment.astimezone(clock.AMSTERDAM):%H:%M}"


def dutch_moment(moment: datetime) -> str:
    """Return "27 maart 2026, 14:05 uur", Amsterdam time."""
    return f"{dutch_date(moment)}, {dutch_time(moment)} uur"


def dutch_days_ago(day: date | datetime, today: date | None = None) -> str:
    """Return how far `day` lies from `today` (the clock's, when left out): "gisteren", "over 3 dagen"."""
    days = (_amsterdam_day(day) - (today or clock.today())).days
    near = {-2: "eergisteren", -1: "gisteren", 0: "vandaag", 1: "morgen", 2: "overmorgen"}
    if days in near:
        return near[days]
    return f"over {days} dagen" if days > 0 else f"{-days} dagen geleden"


def dutch_days_late(due: date | datetime, today: date | None = None) -> str:
    """Return what is left before a due date: "3 dagen te laat", "vandaag", "morgen", "over 4 dagen"."""
    days = (_amsterdam_day(due) - (today or clock.today())).days
    if days < 0:
        return dutch_count(-days, "dag te laat", "dagen te laat")
    return dutch_days_ago(due, today)


def dutch_count(number: int, one: str, many: str) -> str:
    """Return the number with its word: "1 gesprek", "5 gesprekken"."""
    return f"{dutch_number(number)} {one if number == 1 else many}"


def dutch_number(number: int | float | Decimal) -> str:
    """Return a number with a decimal comma and points between thousands: "1.234,5"."""
    return f"{number:,}".replace(",", " ").replace(".", ",").replace(" ", ".")


FILTERS: dict[str, Callable[..., str]] = {
    function.__name__: function
    for function in (
        dutch_date,
        dutch_date_short,
        dutch_weekday_date,
        dutch_time,
        dutch_moment,
        dutch_days_ago,
        dutch_days_late,
        dutch_number,
    )
}


def _amsterdam_day(day: date | datetime) -> date:
    return clock.day_of(day) if isinstance(day, datetime) else day


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    latest = clock.today().year + 10
    return latest - (latest - year) % 100


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(year: int, month: int) -> Month | None:
    return Month(year, month) if 1 <= month <= 12 and year >= 1 else None
