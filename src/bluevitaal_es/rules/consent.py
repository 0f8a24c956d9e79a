"""May this go to that recipient, for this purpose, at that moment: every sharing act asks here."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of, end_of, start_of
from bluevitaal_es.events import case as events
from bluevitaal_es.events.recorded import Recorded

#: A moment and the version of the fact that spoke then: of two words at one moment the later fact counts.
Word = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One line of consent as it stands; `ended_at` is the moment it was withdrawn or replaced.

    `said` and `ended` are the versions of the facts that gave it and that ended it.
    """

    line_id: UUID
    recipient: str
    purpose: str
    data_class: str
    granted: bool
    valid_from: date
    valid_until: date | None
    said_at: datetime
    said: int
    ended_at: datetime | None = None
    ended: int = 0
    withdrawn: bool = False

    @property
    def matter(self) -> tuple[str, str, str]:
        """What the line is about: recipient, purpose and class of data."""
        return self.recipient, self.purpose, self.data_class

    def holds_at(self, moment: datetime) -> bool:
        """Say whether this line, looked at by itself, allows anything at that moment."""
        return (
            self.granted
            and start_of(self.valid_from) <= moment
            and (self.ended_at is None or moment < self.ended_at)
            and (self.valid_until is None or day_of(moment) <= self.valid_until)
        )


ConsentLines = dict[UUID, ConsentLine]


class WhyNot(StrEnum):
    """Why a class of data may not be told."""

    NEVER_GIVEN = "never_given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OVER = "over"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether something may be told: the lines that carry it, or each class that may not and why."""

    lines: tuple[UUID, ...] = ()
    missing: tuple[tuple[str, WhyNot], ...] = ()

    @property
    def yes(self) -> bool:
        """Whether all of it may be told; nothing to tell is no permission."""
        return bool(self.lines) and not self.missing


def follow(lines: ConsentLines, recorded: Recorded) -> ConsentLines:
    """Return the lines after one more fact that holds; a newer line on the same matter ends the older one."""
    at, version = recorded.happened_at, recorded.version
    match recorded.event:
        case events.ConsentRecorded() as event:
            line = ConsentLine(
                event.line_id,
                event.recipient,
                event.purpose,
                event.data_class,
                event.decision == "granted",
                event.valid_from,
                event.valid_until,
                at,
                version,
            )
            ended = {
                key: replace(old, ended_at=at, ended=version)
                if old.ended_at is None and (old.matter == line.matter or key == event.replaces)
                else old
                for key, old in lines.items()
            }
            return ended | {line.line_id: line}
        case events.ConsentWithdrawn() as event if event.line_id in lines:
            taken_back = replace(lines[event.line_id], ended_at=at, ended=version, withdrawn=True)
            return lines | {event.line_id: taken_back}
        case _:
            return lines


def may_tell(
    lines: ConsentLines, recipient: str, purpose: str, data_classes: tuple[str, ...], moment: datetime
) -> Answer:
    """Answer whether all `data_classes` may go to `recipient` for `purpose` at an aware moment.

    The client's newest word counts: a refusal or withdrawal also stops a wider line that was granted before
    it, and a yes that is dated back does not reach over a no. Without data classes the answer is no.
    """
    about = [line for line in lines.values() if (line.recipient, line.purpose) == (recipient, purpose)]
    found: list[UUID] = []
    missing: list[tuple[str, WhyNot]] = []
    for data_class in dict.fromkeys(data_classes):
        carrying = [line for line in about if _carries(line, about, data_class, moment)]
        if carrying:
            # The newest of what was said by then; what was dated back carries where nothing else does.
            found.append(max(carrying, key=lambda line: (line.said_at <= moment, line.said)).line_id)
        else:
            missing.append((data_class, _why_not(about, data_class, moment)))
    return Answer(tuple(found), tuple(missing))


def as_of(day: date, now: datetime) -> datetime:
    """Return the moment at which a question about a day is answered: now for today, else its very end.

    Of an earlier day only the day is known, so what ended in the course of it is taken as not there.
    """
    return now if day == day_of(now) else end_of(day)


def _carries(line: ConsentLine, about: list[ConsentLine], data_class: str, moment: datetime) -> bool:
    if not line.holds_at(moment) or not catalogue().consent.covers(line.data_class, data_class):
        return False
    word = _word(line, moment)
    return not any(
        word < no and no[0] <= moment
        for other in about
        if catalogue().consent.covers(data_class, other.data_class)
        for no in _noes(other)
    )


def _word(line: ConsentLine, moment: datetime) -> Word:
    """Return when a yes counts from in an argument with a no: when it was said, or its first day before."""
    return (line.said_at if line.said_at <= moment else start_of(line.valid_from)), line.said


def _noes(line: ConsentLine) -> tuple[Word, ...]:
    if not line.granted:
        return ((line.said_at, line.said),)
    if line.withdrawn and line.ended_at is not None:
        return ((line.ended_at, line.ended),)
    return ()


def _why_not(about: list[ConsentLine], data_class: str, moment: datetime) -> WhyNot:
    """Return the reason that the client's newest word gives."""
    covers = catalogue().consent.covers
    noes = [
        (no, WhyNot.WITHDRAWN if line.granted else WhyNot.REFUSED)
        for line in about
        if covers(data_class, line.data_class) or covers(line.data_class, data_class)
        for no in _noes(line)
        if no[0] <= moment
    ]
    yeses = [
        ((line.said_at, line.said), _why_over(line, moment))
        for line in about
        if line.granted and covers(line.data_class, data_class) and not line.withdrawn
    ]
    words = noes + yeses
    return max(words)[1] if words else WhyNot.NEVER_GIVEN


def _why_over(line: ConsentLine, moment: datetime) -> WhyNot:
    return WhyNot.NOT_YET if moment < start_of(line.valid_from) else WhyNot.OVER
