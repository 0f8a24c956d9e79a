"""A contact without identity as the rules see it: it was logged, or it was not."""

from dataclasses import dataclass, replace

from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.events.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Contact:
    """What decisions need to know of a contact."""

    logged: bool = False


def evolve(state: Contact, _recorded: Recorded) -> Contact:
    """Return the contact after one more fact."""
    return replace(state, logged=True)


CONTACT: Stream[Contact] = Stream("contact", Contact(), evolve)
