"""The calendar file: whatever stands in it, a reader that knows only RFC 5545 gets it back as it was."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluevitaal_es.clock import AMSTERDAM
from bluevitaal_es.web.icalendar import LONGEST, Entry, calendar

LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)", re.DOTALL)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

Read = dict[str, tuple[str, str]]

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from(',;:\\"\n🌻é'), max_size=200)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
moments = st.integers(0, 12 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
days = st.dates(date(2026, 1, 1), date(2037, 12, 31))
#: The hours around which Amsterdam changes its clocks, in spring and in autumn.
changes = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from([datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]),
    st.integers(-180, 180),
)


def read(text: str) -> list[Read]:
    """Return the events of a calendar, each as parameters and value by name; every line is looked at."""
    assert text.endswith("\r\n")
    raw = text.removesuffix("\r\n").split("\r\n")
    assert all(len(line.encode()) <= LONGEST for line in raw)
    assert not any("\n" in line or "\r" in line for line in raw)
    lines: list[str] = []
    for line in raw:
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    open_parts: list[str] = []
    events: list[Read] = []
    for line in lines:
        found = LINE.fullmatch(line)
        assert found, line
        name, parameters, value = found.groups()
        if name == "BEGIN":
            open_parts.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_parts.pop() == value
        elif open_parts == ["VCALENDAR", "VEVENT"]:
            assert name not in events[-1], f"{name} twice"
            events[-1][name] = (parameters, value)
    assert open_parts == []
    return events


def text_of(value: str) -> str:
    """Return what an escaped text says; a sign that should have been escaped is a fault."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[,;]", value)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def moment_of(part: tuple[str, str]) -> datetime:
    """Return the moment that a reader takes a date with time for, the first of two when there are two."""
    parameters, value = part
    if value.endswith("Z"):
        assert parameters == ""
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert parameters == ";TZID=Europe/Amsterdam"
    return (
        datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo("Europe/Amsterdam")).astimezone(UTC)
    )


@settings(max_examples=150, deadline=None)
@given(
    uid=texts,
    summary=texts,
    start=moments | changes,
    link=st.sampled_from(["", "https://x.test/" + "é" * 90]),
)
def test_reads_back_whatever_stands_in_it(uid: str, summary: str, start: datetime, link: str) -> None:
    [event] = read(calendar([Entry(uid, summary, start, NOW, 3, cancelled=True, link=link)]))

    assert text_of(event["UID"][1]) == uid
    assert text_of(event["SUMMARY"][1]) == summary
    assert event["SEQUENCE"] == ("", "3")
    assert event["STATUS"] == ("", "CANCELLED")
    assert event.get("URL", ("", ""))[1] == link
    assert moment_of(event["DTSTART"]) == start
    assert moment_of(event["DTEND"]) == start + timedelta(hours=1)
    assert moment_of(event["DTSTAMP"]) == NOW


@settings(max_examples=50, deadline=None)
@given(days)
def test_gives_a_whole_day_that_takes_no_hours(day: date) -> None:
    [event] = read(calendar([Entry("u", "Te doen", day, NOW)]))

    assert event["DTSTART"] == (";VALUE=DATE", f"{day:%Y%m%d}")
    assert event["DTEND"] == (";VALUE=DATE", f"{day + timedelta(days=1):%Y%m%d}")
    assert event["TRANSP"] == ("", "TRANSPARENT")


def test_takes_signs_away_that_no_calendar_may_hold() -> None:
    [event] = read(calendar([Entry("u", "a\x00b\x07c\ud800d\r\ne\rf\tg", NOW, NOW)]))

    assert text_of(event["SUMMARY"][1]) == "abcd\ne\nf\tg"


def test_of_the_hour_that_comes_twice_the_second_is_told_apart() -> None:
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    events = read(calendar([Entry("1", "Afspraak", first, NOW), Entry("2", "Afspraak", second, NOW)]))

    assert first.astimezone(AMSTERDAM).hour == second.astimezone(AMSTERDAM).hour == 2
    assert [event["DTSTART"][1] for event in events] == ["20261025T023000", "20261025T013000Z"]


@pytest.mark.parametrize(
    ("moment", "local"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "20260329T015900"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "20260329T030000"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "20260701T140000"),
        (datetime(2026, 12, 1, 12, 0, tzinfo=UTC), "20261201T130000"),
    ],
)
def test_gives_the_time_on_the_clock_in_amsterdam(moment: datetime, local: str) -> None:
    [event] = read(calendar([Entry("u", "Afspraak", moment, NOW)]))

    assert event["DTSTART"] == (";TZID=Europe/Amsterdam", local)
