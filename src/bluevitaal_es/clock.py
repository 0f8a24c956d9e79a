"""The only place that asks the time; tests and the demonstration put another clock in its place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

_source: ContextVar[Callable[[], datetime] | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return this moment as an aware datetime in UTC, with microseconds."""
    source = _source.get()
    return datetime.now(UTC) if source is None else source()


def stands() -> bool:
    """Return whether another clock was put in the place of the real one."""
    return _source.get() is not None


def today() -> date:
    """Return the day it is in Amsterdam."""
    return now().astimezone(AMSTERDAM).date()


def day_of(moment: datetime) -> date:
    """Return the Amsterdam day in which an aware moment falls."""
    return moment.astimezone(AMSTERDAM).date()


def start_of(day: date) -> datetime:
    """Return the first moment of an Amsterdam day, in UTC."""
    return datetime.combine(day, time(), tzinfo=AMSTERDAM).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the last microsecond of an Amsterdam day, in UTC."""
    return datetime.combine(day, time.max, tzinfo=AMSTERDAM).astimezone(UTC)


@contextmanager
def standing_at(moment: datetime | Callable[[], datetime]) -> Iterator[None]:
    """Let `now` answer `moment` (or call it) inside the block, in this thread or task only."""
    token = _source.set(moment if callable(moment) else lambda: moment)
    try:
        yield
    finally:
        _source.reset(token)
