"""What stands in a calendar feed: neutral entries, and what became of those that were given before."""

import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.projections.agenda.view import Meeting
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.projections.duties.view import DutyRow
from bluevitaal_es.rules.duty import DutyKind
from bluevitaal_es.web.icalendar import Entry

#: What a client may call their appointments; staff have the first. No other word ever leaves (S-163).
WORDS: Final = ("Afspraak", "Bezet", "Herinnering")
#: What staff have to do on a day, however much it is.
TASKS: Final = "Te doen"

#: The day of a meeting is told already, and what cannot wait is not told by what is read now and then.
_NOT_TOLD: Final = frozenset({DutyKind.DISCUSSION, DutyKind.SAFETY, DutyKind.BREACH})


@dataclass(frozen=True, slots=True)
class Planned:
    """Something to come. `key` names it for ever; `number` is the case of a talk, "" for anything else."""

    key: str
    summary: str
    start: datetime | date
    cases: tuple[UUID, ...] = ()
    number: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """An entry as it was given last. A talk can be cancelled; whatever else is gone is simply left out."""

    summary: str
    start: str
    revision: int
    revised_at: str
    cancelled: bool = False
    is_talk: bool = False
    number: str = ""

    @property
    def begins(self) -> datetime | date:
        """When it begins, a day for what has no hour."""
        if self.is_talk:
            return datetime.fromisoformat(self.start)
        return date.fromisoformat(self.start)


@dataclass(frozen=True, slots=True)
class Memory:
    """What a feed gave last, by UID, and which cases were recorded as looked at on which day."""

    given: Mapping[str, Given] = field(default_factory=dict)
    looked_on: str = ""
    looked_at: frozenset[str] = frozenset()

    def packed(self) -> bytes:
        """Return it as bytes, to be sealed."""
        given = {uid: [getattr(one, name) for name in Given.__slots__] for uid, one in self.given.items()}
        return json.dumps([given, self.looked_on, sorted(self.looked_at)]).encode()

    @classmethod
    def unpacked(cls, packed: bytes) -> "Memory":
        """Return what `packed` made bytes of."""
        found: tuple[dict[str, list[Any]], str, list[str]] = json.loads(packed)
        given, looked_on, looked_at = found
        return cls({uid: Given(*one) for uid, one in given.items()}, looked_on, frozenset(looked_at))


def of_begeleider(duties: Iterable[DutyRow], meetings: Iterable[Meeting], today: date) -> list[Planned]:
    """Return talks on their hour, meetings on their day, and one entry for each day with tasks."""
    talks: list[Planned] = []
    due: dict[date, list[UUID]] = {}
    for duty in duties:
        if duty.kind == DutyKind.TALK_TO_RECORD and clock.day_of(duty.since) >= today:
            talks.append(Planned(duty.key, WORDS[0], duty.since, (duty.case_id,), duty.number))
        elif duty.kind not in _NOT_TOLD and clock.day_of(duty.due_at) >= today:
            due.setdefault(clock.day_of(duty.due_at), []).append(duty.case_id)
    held = {(meeting.on, meeting.forum, meeting.unit): meeting for meeting in meetings}
    return [
        *talks,
        *(
            Planned(
                f"meeting:{on}:{forum}:{unit or ''}",
                WORDS[0],
                on,
                tuple(item.case_id for item in meeting.items if item.own_number),
            )
            for (on, forum, unit), meeting in held.items()
        ),
        *(Planned(f"tasks:{day}", TASKS, day, tuple(cases)) for day, cases in due.items()),
    ]


def of_client(dossier: Dossier, word: str, today: date) -> list[Planned]:
    """Return the client's own talks from today on, under the word of their choice."""
    return [
        Planned(f"talk:{talk.talk_id}", word, talk.at)
        for talk in dossier.talks
        if talk.status == "planned" and clock.day_of(talk.at) >= today
    ]


def uid_of(token: str, key: str) -> str:
    """Return a name for an entry that stays as long as the address does, and is another in each feed.

    Two calendars that hold the same talk can so not be laid side by side by it.
    """
    return hmac.new(token.encode(), key.encode(), sha256).hexdigest()[:32]


def revised(
    before: Mapping[str, Given],
    planned: Mapping[str, Planned],
    still_tied: Callable[[str], bool],
    now: datetime,
) -> dict[str, Given]:
    """Return what a feed gives now, by UID: moved and cancelled talks with a revision that went up.

    A talk to come that is gone was cancelled for who is `still_tied` to the case with its number; for
    everybody else it was never there.
    """
    giving = {uid: _again(before.get(uid), one, now) for uid, one in planned.items()}
    for uid, one in before.items():
        begins = one.begins
        if uid in giving or not isinstance(begins, datetime) or begins <= now or not still_tied(one.number):
            continue
        giving[uid] = one if one.cancelled else _changed(replace(one, cancelled=True), now)
    return giving


def entries(given: Mapping[str, Given], link: str = "") -> list[Entry]:
    """Return the entries of a feed, in an order that says nothing."""
    return [
        Entry(
            uid,
            one.summary,
            one.begins,
            datetime.fromisoformat(one.revised_at),
            one.revision,
            one.cancelled,
            link=link,
        )
        for uid, one in sorted(given.items())
    ]


def _again(before: Given | None, planned: Planned, now: datetime) -> Given:
    is_talk = isinstance(planned.start, datetime)
    start = (
        planned.start.astimezone(UTC) if isinstance(planned.start, datetime) else planned.start
    ).isoformat()
    if before is None:
        return Given(planned.summary, start, 0, now.isoformat(), is_talk=is_talk, number=planned.number)
    as_it_is = replace(before, summary=planned.summary, start=start, cancelled=False, number=planned.number)
    return before if as_it_is == before else _changed(as_it_is, now)


def _changed(given: Given, now: datetime) -> Given:
    return replace(given, revision=given.revision + 1, revised_at=now.isoformat())
