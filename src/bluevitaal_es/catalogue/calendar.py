"""Dutch working days, Monday to Friday without the national holidays, and office hours."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from holidays import country_holidays

from bluevitaal_es.catalogue.loading import catalogue
from bluevitaal_es.clock import AMSTERDAM


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("NL", years=year))


def is_working_day(day: date) -> bool:
    """Return whether offices work on this day."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def is_office_time(moment: datetime) -> bool:
    """Return whether an aware moment falls within the office hours of a working day in Amsterdam (S-019)."""
    norms, local = catalogue().norms, moment.astimezone(AMSTERDAM)
    return is_working_day(local.date()) and norms.office_opens <= local.time() < norms.office_closes


def add_working_days(day: date, count: int) -> date:
    """Return the day that is `count` (0 or more) working days after `day`; with 0, `day` itself.

    Raises ValueError when `count` is below 0.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def add_office_time(moment: datetime, time: timedelta) -> datetime:
    """Return the moment at which the office will have been open for `time` since an aware moment, in UTC."""
    norms, day = catalogue().norms, moment.astimezone(AMSTERDAM).date()
    while True:
        if is_working_day(day):
            opens = max(moment, datetime.combine(day, norms.office_opens, tzinfo=AMSTERDAM).astimezone(UTC))
            closes = datetime.combine(day, norms.office_closes, tzinfo=AMSTERDAM).astimezone(UTC)
            if opens + time <= closes:
                return opens + time
            time -= max(closes - opens, timedelta())
        day += timedelta(days=1)
