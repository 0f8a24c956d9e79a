"""May this notice go to this person now, and how; every sender asks here and nowhere else."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Final, Literal
from uuid import UUID

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.calendar import is_working_day
from bluevitaal_es.clock import AMSTERDAM, day_of
from bluevitaal_es.events import notices as events
from bluevitaal_es.events.notices import Channel
from bluevitaal_es.events.recorded import Recorded

#: The longest that may lie between now and the next moment at which somebody may be reached, in days.
LOOK_AHEAD: Final = 14


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants to be reached; `from_hour` and `until_hour` are full hours in Amsterdam."""

    wanted: Channel
    email: str | None = None
    phone: str | None = None
    from_hour: int | None = None
    until_hour: int | None = None
    voicemail: bool = False
    no_work_device: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice to the client: sent, or not with the reason; `settled` when a human took it over."""

    notice_id: UUID
    kind: str
    at: datetime
    via: str = ""
    why: str = ""
    settled: bool = False

    @property
    def waits(self) -> bool:
        """Whether somebody must still call instead."""
        return bool(self.why) and not self.settled


@dataclass(frozen=True, slots=True)
class Reach:
    """How the client wants to be reached, and what was sent, oldest first."""

    wishes: Wishes | None = None
    notices: tuple[Notice, ...] = field(default=())

    def notice(self, notice_id: UUID) -> Notice | None:
        """Return one notice."""
        return next((one for one in self.notices if one.notice_id == notice_id), None)


@dataclass(frozen=True, slots=True)
class Send:
    """It may go now, this way, to this address."""

    via: Literal["email", "sms"]
    address: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now; ask again at this moment."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """It may not go to this person at all."""


def may_notify(wishes: Wishes | None, kind: str, now: datetime) -> Send | Wait | Never:
    """Say whether a notice of this kind may go to somebody with these wishes at an aware moment, and how.

    Nobody gets a notice who did not ask for them. Quiet hours hold for all, own hours only make them longer;
    on-call escalation to staff alone goes at any hour (S-164, S-165). Staff wait for a working day.
    """
    text = catalogue().notices[kind]
    way = _way(wishes)
    if wishes is None or way is None:
        return Never()
    if text.at_any_hour:
        return way
    opens, closes = hours(wishes)
    if opens >= closes:
        return Never()
    working = text.to == "staff"
    local = now.astimezone(AMSTERDAM)
    for ahead in range(LOOK_AHEAD):
        day = local.date() + timedelta(days=ahead)
        if working and not is_working_day(day):
            continue
        first = datetime.combine(day, opens, tzinfo=AMSTERDAM)
        if ahead == 0 and opens <= local.time() < closes:
            return way
        if first > local:
            return Wait(first.astimezone(now.tzinfo))
    return Never()


def hours(wishes: Wishes) -> tuple[time, time]:
    """Return from when until when in Amsterdam somebody may get a notice; nothing is left when they cross."""
    norms = catalogue().norms
    opens, closes = norms.notices_from, norms.notices_until
    if wishes.from_hour is not None:
        opens = max(opens, time(wishes.from_hour))
    if wishes.until_hour is not None and wishes.until_hour < 24:
        closes = min(closes, time(wishes.until_hour))
    return opens, closes


def _way(wishes: Wishes | None) -> Send | None:
    match wishes:
        case Wishes(wanted="email", email=str(email)):
            work = wishes.no_work_device and catalogue().notices.is_work_address(email)
            return None if work else Send("email", email)
        case Wishes(wanted="sms", phone=str(phone)):
            return Send("sms", phone)
        case _:
            return None


def words(kind: str, moment: datetime | None) -> tuple[str, str]:
    """Return subject and text of a notice; a moment gives only its time of day: "10.00"."""
    text = catalogue().notices[kind]
    shown = moment.astimezone(AMSTERDAM).strftime("%H.%M") if moment is not None else ""
    return text.subject, text.text.format(time=shown)


def last_moment(kind: str, at: datetime) -> datetime:
    """Return until when a notice about something `at` that moment still makes sense.

    "Tomorrow" is true until the end of the day before; on-call for an hour; new work until after the longest
    weekend; the rest for two days.
    """
    if kind == "appointment_tomorrow":
        return datetime.combine(day_of(at), time(), tzinfo=AMSTERDAM).astimezone(at.tzinfo)
    lasts = {"cannot_wait": timedelta(hours=1), "new_work": timedelta(days=7)}
    return at + lasts.get(kind, timedelta(days=2))


def follow_reach(reach: Reach, recorded: Recorded) -> Reach:
    """Return how a client is reached after one more fact that holds."""
    match recorded.event:
        case events.ContactWishesSet() as event:
            return replace(reach, wishes=wishes_of(event))
        case events.NoticeSent() as event:
            sent = Notice(event.notice_id, event.notice, recorded.happened_at, via=event.via)
            return replace(reach, notices=(*reach.notices, sent))
        case events.NoticeNotSent() as event:
            failed = Notice(event.notice_id, event.notice, recorded.happened_at, why=event.why)
            return replace(reach, notices=(*reach.notices, failed))
        case events.NoticeSettled() as event:
            settled = tuple(
                replace(one, settled=True) if one.notice_id == event.notice_id else one
                for one in reach.notices
            )
            return replace(reach, notices=settled)
        case _:
            return reach


def wishes_of(event: events.ContactWishesSet) -> Wishes:
    """Return the wishes that a fact holds."""
    return Wishes(
        event.wanted,
        event.email,
        event.phone,
        event.from_hour,
        event.until_hour,
        event.voicemail,
        event.no_work_device,
    )
