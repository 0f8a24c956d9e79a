"""May this go to that recipient, for this purpose, on that day: every sharing act asks here."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.events import case as events
from bluevitaal_es.events.recorded import Recorded


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One line of consent as it stands; `ended_on` is the day it was withdrawn or replaced."""

    line_id: UUID
    recipient: str
    purpose: str
    data_class: str
    granted: bool
    valid_from: date
    valid_until: date | None
    ended_on: date | None = None

    def covers(self, recipient: str, purpose: str, data_class: str, day: date) -> bool:
        """Say whether this line allows exactly that on that day."""
        return (
            self.granted
            and (self.recipient, self.purpose) == (recipient, purpose)
            and catalogue().consent.covers(self.data_class, data_class)
            and (self.ended_on is None or day < self.ended_on)
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
        )


ConsentLines = dict[UUID, ConsentLine]


def follow(lines: ConsentLines, recorded: Recorded) -> ConsentLines:
    """Return the lines after one more fact that holds; a newer line on the same matter ends the older one."""
    day = day_of(recorded.happened_at)
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
            )
            ended = {
                key: replace(old, ended_on=day)
                if old.ended_on is None and (_matter(old) == _matter(line) or key == event.replaces)
                else old
                for key, old in lines.items()
            }
            return ended | {line.line_id: line}
        case events.ConsentWithdrawn() as event if event.line_id in lines:
            return lines | {event.line_id: replace(lines[event.line_id], ended_on=day)}
        case _:
            return lines


def consent_for(
    lines: ConsentLines, recipient: str, purpose: str, data_classes: tuple[str, ...], day: date
) -> tuple[UUID, ...] | None:
    """Return the lines that allow telling all `data_classes` to `recipient` for `purpose` on `day`, or None.

    Nothing to tell is no permission: without data classes the answer is None.
    """
    found: list[UUID] = []
    for data_class in data_classes:
        covering = [
            line.line_id for line in lines.values() if line.covers(recipient, purpose, data_class, day)
        ]
        if not covering:
            return None
        found.append(covering[-1])
    return tuple(found) or None


def _matter(line: ConsentLine) -> tuple[str, str, str]:
    return line.recipient, line.purpose, line.data_class
