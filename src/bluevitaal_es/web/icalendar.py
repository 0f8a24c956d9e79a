"""A calendar as text that programs read (RFC 5545): whole days, moments in Amsterdam, folded lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from bluevitaal_es.clock import AMSTERDAM

#: Octets in a line at most, without its end (RFC 5545, 3.1).
LONGEST: Final = 75
MEDIA_TYPE: Final = "text/calendar; charset=utf-8"

_END: Final = "\r\n"
_ESCAPED: Final = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
#: Says nothing about who made it: some programs show this.
_HEAD: Final = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Agenda//NL",
    "CALSCALE:GREGORIAN",
    "X-WR-CALNAME:Agenda",
    "X-WR-TIMEZONE:Europe/Amsterdam",
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    "X-PUBLISHED-TTL:PT1H",
)
#: Summer time as it has been since 1996, for programs that do not know the name of the zone.
_AMSTERDAM: Final = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Amsterdam",
    "BEGIN:DAYLIGHT",
    "TZNAME:CEST",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZNAME:CET",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a whole day when `start` is a day, else from an aware moment for as long as it `lasts`.

    `revised_at` is when it last changed and `revision` how often; `link` is left out when "".
    """

    uid: str
    summary: str
    start: datetime | date
    revised_at: datetime
    revision: int = 0
    cancelled: bool = False
    lasts: timedelta = timedelta(hours=1)
    link: str = ""


def calendar(entries: Iterable[Entry]) -> str:
    """Return the whole file; any text may stand in an entry."""
    lines = [*_HEAD, *_AMSTERDAM]
    for entry in entries:
        lines += _lines_of(entry)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) + _END for line in lines)


def folded(line: str) -> str:
    """Return a line cut into parts of at most 75 octets, never inside a character."""
    parts, part, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST:
            parts.append(part)
            # A space begins the next part, and counts.
            part, size = " ", 1
        part, size = part + character, size + octets
    return _END.join([*parts, part])


def escaped(text: str) -> str:
    """Return text as a value, without the signs that no value may hold."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (sign for sign in plain if sign in "\n\t" or (sign >= " " and sign != "\x7f"))
    return "".join(_ESCAPED.get(sign, sign) for sign in kept if not "\ud800" <= sign <= "\udfff")


def _lines_of(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{_utc(entry.revised_at)}"
    yield f"LAST-MODIFIED:{_utc(entry.revised_at)}"
    yield f"SEQUENCE:{entry.revision}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}"
    if isinstance(entry.start, datetime):
        yield f"DTSTART{_moment(entry.start)}"
        yield f"DTEND{_moment(entry.start.astimezone(UTC) + entry.lasts)}"
    else:
        yield f"DTSTART;VALUE=DATE:{entry.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.start + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(entry.summary)}"
    # Who shares the calendar with others shows them a taken hour and no more; a whole day takes no hours.
    yield "CLASS:PRIVATE"
    yield f"TRANSP:{'OPAQUE' if isinstance(entry.start, datetime) else 'TRANSPARENT'}"
    if entry.link:
        yield f"URL:{''.join(entry.link.split())}"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    """Return a moment on the Amsterdam clock; the second time an hour passes in October it is in UTC."""
    local = moment.astimezone(AMSTERDAM)
    if local.fold:
        return f":{_utc(moment)}"
    return f";TZID=Europe/Amsterdam:{local:%Y%m%dT%H%M%S}"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
