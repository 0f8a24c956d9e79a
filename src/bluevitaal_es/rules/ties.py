"""Ties to a case that end by themselves: stand-ins, and the client's leave for the ombudsfunctionaris."""

from dataclasses import dataclass, field, replace

from bluevitaal_es.access import Spell
from bluevitaal_es.clock import end_of, start_of
from bluevitaal_es.events import case as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.consent import ConsentLine, ConsentLines, follow

#: The facts that say who is tied to a case, and until when; a projection that folds ties hears all of these.
TYING = (
    events.CaseRegistered,
    events.BegeleiderAssigned,
    events.BegeleiderReassigned,
    events.CoverGranted,
    events.ConsentRecorded,
    events.ConsentWithdrawn,
    events.CaseClosed,
    events.FactCorrected,
)
#: The line of consent that opens a dossier for the ombudsfunctionaris.
INSPECTION = ("ombuds_officer", "inspection", "full_dossier")


@dataclass(frozen=True, slots=True)
class Ties:
    """The stand-ins of a case, and its lines of consent for the ombudsfunctionaris."""

    covers: tuple[Spell, ...] = ()
    leave: ConsentLines = field(default_factory=dict)

    @property
    def inspections(self) -> tuple[Spell, ...]:
        """The times for which the client lets the ombudsfunctionaris read the dossier."""
        return inspections(self.leave)


def knot(ties: Ties, recorded: Recorded) -> Ties:
    """Return the ties after one more fact that holds; handing over and closing end every cover."""
    match recorded.event:
        case events.CoverGranted() as event:
            spell = Spell(recorded.happened_at, end_of(event.until), event.begeleider_id)
            others = tuple(old for old in ties.covers if old.who != event.begeleider_id)
            return replace(ties, covers=(*others, spell))
        case events.BegeleiderAssigned() | events.BegeleiderReassigned() | events.CaseClosed():
            return replace(ties, covers=())
        case events.ConsentRecorded() as event if event.recipient != INSPECTION[0]:
            return ties
        case events.ConsentRecorded() | events.ConsentWithdrawn():
            return replace(ties, leave=follow(ties.leave, recorded))
        case _:
            return ties


def inspections(lines: ConsentLines) -> tuple[Spell, ...]:
    """Return the times for which lines of consent open the dossier; a line without an end opens nothing."""
    return tuple(spell for line in lines.values() if (spell := _spell(line)) is not None)


def _spell(line: ConsentLine) -> Spell | None:
    if line.valid_until is None or not line.granted:
        return None
    if (line.recipient, line.purpose, line.data_class) != INSPECTION:
        return None
    begins, ends = start_of(line.valid_from), end_of(line.valid_until)
    if line.ended_at is not None:
        ends = min(ends, line.ended_at)
    return Spell(begins, ends) if begins < ends else None
