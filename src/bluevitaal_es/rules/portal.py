"""What waits for an answer to the client, and what somebody at home may see; one fold for all who ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID

from bluevitaal_es.access import Spell
from bluevitaal_es.clock import day_of, end_of, start_of
from bluevitaal_es.events import portal as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.consent import ConsentLine, ConsentLines, may_tell

#: Who sees what somebody at home is shown, and why: the line of consent that it rests on.
RECIPIENT: Final = "partner"
PURPOSE: Final = "home_front"
#: The parts that a client can choose, each with the class of data that consent must cover.
PARTS: Final = {
    "next_talk": "client_fact",
    "goals": "goals_and_progress",
    "work": "goals_and_progress",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the client that waits: its kind, since when, and the last day for the answer."""

    kind: str
    since: datetime
    due_on: date


@dataclass(frozen=True, slots=True)
class Invitation:
    """What somebody at home may see, up to and including a day."""

    parts: tuple[str, ...]
    until: date
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Portal:
    """What the own page of one client has brought about."""

    unanswered: dict[UUID, datetime] = field(default_factory=dict)
    low_ratings: dict[UUID, datetime] = field(default_factory=dict)
    rated: tuple[UUID, ...] = ()
    asked: dict[UUID, Asked] = field(default_factory=dict)
    settled: tuple[UUID, ...] = ()
    invitations: dict[UUID, Invitation] = field(default_factory=dict)


def follow(portal: Portal, recorded: Recorded) -> Portal:
    """Return the own page's state after one more fact that holds."""
    at = recorded.happened_at
    match recorded.event:
        case events.MessageSent() as event:
            if event.sender == "begeleider":
                return replace(portal, unanswered={})
            return replace(portal, unanswered=portal.unanswered | {event.message_id: at})
        case events.MessagesRead() as event:
            left = {key: since for key, since in portal.unanswered.items() if key not in event.message_ids}
            return replace(portal, unanswered=left)
        case events.TalkRated() as event:
            low = portal.low_ratings | ({event.talk_id: at} if is_low(event) else {})
            return replace(portal, low_ratings=low, rated=(*portal.rated, event.talk_id))
        case events.TalkRatingFollowedUp() as event:
            low = {key: since for key, since in portal.low_ratings.items() if key != event.talk_id}
            return replace(portal, low_ratings=low)
        case events.ClientAsked() as event:
            asked = Asked(event.kind, at, event.due_on)
            return replace(portal, asked=portal.asked | {event.request_id: asked})
        case events.ClientAnswered() as event:
            left_to_answer = {key: one for key, one in portal.asked.items() if key != event.request_id}
            return replace(portal, asked=left_to_answer, settled=(*portal.settled, event.request_id))
        case events.HomeFrontInvited() as event:
            invitation = Invitation(event.parts, event.until)
            return replace(portal, invitations=portal.invitations | {event.invitation_id: invitation})
        case events.HomeFrontEnded() as event if event.invitation_id in portal.invitations:
            ended = replace(portal.invitations[event.invitation_id], ended=True)
            return replace(portal, invitations=portal.invitations | {event.invitation_id: ended})
        case _:
            return portal


def is_low(rating: events.TalkRated) -> bool:
    """Say whether a talk was not good for the client: one "no" is enough."""
    return "no" in (rating.heard, rating.helped, rating.confidential)


def parts_at_home(invitation: Invitation, lines: ConsentLines, moment: datetime) -> tuple[str, ...]:
    """Return the parts that somebody at home may see at a moment: chosen, not ended, consent in force."""
    if invitation.ended or day_of(moment) > invitation.until:
        return ()
    return tuple(
        part
        for part in invitation.parts
        if part in PARTS and may_tell(lines, RECIPIENT, PURPOSE, (PARTS[part],), moment).yes
    )


def spells_at_home(invitations: Mapping[UUID, Invitation], lines: ConsentLines) -> tuple[Spell, ...]:
    """Return the times for which somebody at home may see anything; a tie that ends by itself.

    The answer of `parts_at_home` changes at the moments at which a line of consent begins, ends or was said,
    and nowhere else: between two of those it is asked once.
    """
    standing = {key: one for key, one in invitations.items() if not one.ended}
    if not standing:
        return ()
    turns = {turn for line in lines.values() if line.recipient == RECIPIENT for turn in _turns(line)}
    spells = []
    for key, one in standing.items():
        last = _after(one.until)
        for begins, ends in pairwise(sorted({turn for turn in turns if turn < last} | {last})):
            if parts_at_home(one, lines, begins):
                spells.append(Spell(begins, ends, key))
    return tuple(spells)


def _turns(line: ConsentLine) -> tuple[datetime, ...]:
    found = (
        start_of(line.valid_from),
        line.said_at,
        line.ended_at,
        _after(line.valid_until) if line.valid_until else None,
    )
    return tuple(turn for turn in found if turn is not None)


def _after(day: date) -> datetime:
    return end_of(day) + timedelta(microseconds=1)
