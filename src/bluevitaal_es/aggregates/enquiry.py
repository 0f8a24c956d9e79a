"""An enquiry about a person as the rules see it: it was answered, or it was not."""

from dataclasses import dataclass, replace

from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.events.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What decisions need to know of an enquiry."""

    answered: bool = False


def evolve(state: Enquiry, _recorded: Recorded) -> Enquiry:
    """Return the enquiry after one more fact."""
    return replace(state, answered=True)


ENQUIRY: Stream[Enquiry] = Stream("enquiry", Enquiry(), evolve)
