"""What is on the agenda of a case conference, how much may be told there, and what must come off."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

from bluevitaal_es.clock import day_of, end_of
from bluevitaal_es.events import case as case_events
from bluevitaal_es.events import conference as events
from bluevitaal_es.events.conference import Forum, ToldAs
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.consent import Answer, ConsentLines, WhyNot, follow, may_tell

#: Who hears it, by forum: the recipient of the line of consent.
RECIPIENTS: Final[dict[Forum, str]] = {"internal": "own_team", "regional": "unit_conference"}
#: What for: in our own team one choice, with partners one for each way of telling (S-025).
PURPOSES: Final[dict[tuple[Forum, ToldAs], str]] = {
    ("internal", "theme"): "case_conference_internal",
    ("internal", "anonymous"): "case_conference_internal",
    ("internal", "identified"): "case_conference_internal",
    ("regional", "theme"): "case_conference_theme",
    ("regional", "anonymous"): "case_conference_anonymous",
    ("regional", "identified"): "case_conference_identified",
}
#: What is told whatever is chosen beside it.
_ALWAYS: Final[dict[ToldAs, str]] = {
    "theme": "theme",
    "anonymous": "anonymous_case",
    "identified": "client_fact",
}

Status = Literal["planned", "discussed", "taken_off", "objected", "case_closed"]


@dataclass(frozen=True, slots=True)
class Item:
    """One discussion; `stopped_at` is since when the client's word no longer lets it be held."""

    forum: Forum
    told_as: ToldAs
    meeting_on: date
    data_classes: tuple[str, ...]
    agreed_on: date
    put_at: datetime
    status: Status = "planned"
    stopped_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be discussed."""
        return self.status == "planned"

    @property
    def matter(self) -> tuple[str, str, tuple[str, ...]]:
        """What the client's word must allow: recipient, purpose and classes of data."""
        return RECIPIENTS[self.forum], PURPOSES[self.forum, self.told_as], self.data_classes


Items = dict[UUID, Item]


@dataclass(frozen=True, slots=True)
class Agenda:
    """The discussions of one case, and the client's word about conferences."""

    items: Items = field(default_factory=dict)
    lines: ConsentLines = field(default_factory=dict)

    @property
    def planned(self) -> Items:
        """What is still to be discussed."""
        return {key: item for key, item in self.items.items() if item.is_open}


def told(told_as: ToldAs, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return the classes of data of a discussion: only with the name can something be chosen beside it."""
    return tuple(dict.fromkeys((_ALWAYS[told_as], *(chosen if told_as == "identified" else ()))))


def forbids_theme(answer: Answer) -> bool:
    """Say whether the client said no to a subject alone; not having been asked is no refusal.

    A subject tells nothing about anybody, so it needs no line of consent, but a no is a no (S-025).
    """
    return any(why in (WhyNot.REFUSED, WhyNot.WITHDRAWN) for _, why in answer.missing)


def attend(agenda: Agenda, recorded: Recorded) -> Agenda:
    """Return the agenda after one more fact that holds."""
    at = recorded.happened_at
    match recorded.event:
        case events.CasePutOnAgenda() as event:
            item = Item(event.forum, event.told_as, event.meeting_on, event.data_classes, event.agreed_on, at)
            # Asked here too: a correction may have taken away the word that it was put there on.
            return replace(agenda, items=agenda.items | {event.item_id: _heard(item, agenda.lines, at)})
        case events.CaseTakenOffAgenda() as event:
            return _ended(agenda, event.item_id, "taken_off")
        case events.DiscussionObjected() as event:
            return _ended(agenda, event.item_id, "objected")
        case events.CaseDiscussed() as event:
            return _ended(agenda, event.item_id, "discussed")
        case case_events.CaseClosed():
            closed = {key: replace(item, status="case_closed") for key, item in agenda.planned.items()}
            return replace(agenda, items=agenda.items | closed)
        case case_events.ConsentRecorded() as event if event.recipient not in RECIPIENTS.values():
            return agenda
        case case_events.ConsentRecorded() | case_events.ConsentWithdrawn():
            lines = follow(agenda.lines, recorded)
            heard = {key: _heard(item, lines, at) for key, item in agenda.planned.items()}
            return Agenda(agenda.items | heard, lines)
        case _:
            return agenda


def _ended(agenda: Agenda, item_id: UUID, status: Status) -> Agenda:
    if item_id not in agenda.items:
        return agenda
    ended = replace(agenda.items[item_id], status=status, stopped_at=None)
    return replace(agenda, items=agenda.items | {item_id: ended})


def _heard(item: Item, lines: ConsentLines, at: datetime) -> Item:
    """Return an item after the client said something: it goes on while their word reaches the meeting."""
    moments = {at, max(at, end_of(item.meeting_on))}
    if all(_may_be_held(item, lines, moment) for moment in moments):
        return replace(item, stopped_at=None)
    return item if item.stopped_at is not None else replace(item, stopped_at=at)


def _may_be_held(item: Item, lines: ConsentLines, moment: datetime) -> bool:
    answer = may_tell(lines, *item.matter, moment)
    return not forbids_theme(answer) if item.told_as == "theme" else answer.yes


def is_over(item: Item, now: datetime) -> bool:
    """Say whether the day of the meeting has passed."""
    return item.meeting_on < day_of(now)
