"""The envelope: an event with its place in the log, who did it, when it happened and when it was recorded."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from bluevitaal_es.events.base import Event
from bluevitaal_es.vocabulary import Role


class Recorded(NamedTuple):
    """One event as the log keeps it. Moments are aware and in UTC; `version` counts from 1 in its stream.

    A tuple, since a whole log of them is made at once: a frozen dataclass takes five times as long.
    """

    position: int
    stream_id: UUID
    version: int
    event: Event
    happened_at: datetime
    recorded_at: datetime
    actor_id: str
    actor_role: Role
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None

    def holding(self, event: Event, happened_at: datetime) -> "Recorded":
        """Return this envelope with a corrected event and moment inside; place and maker stay."""
        return self._replace(event=event, happened_at=happened_at)
