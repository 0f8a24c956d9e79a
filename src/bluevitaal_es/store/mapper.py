"""Between our events and what is stored of them: a chosen name, a form number and JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from bluevitaal_es.events.base import Event, Forgotten


class UnknownEventType(Exception):
    """The log holds an event whose stored name or form this program does not know: it is too old."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One of our events as the library likes it: with its stream and version."""

    originator_id: UUID
    originator_version: int
    event: Event


class EventMapper(Mapper[UUID]):
    """Looks event types up by their stored name, and raises older forms to today's."""

    def __init__(self, event_types: Mapping[str, type[Event]]) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self.event_types = event_types

    def event(self, name: str, form: int, plain: bytes | None, others: Sequence[bytes] = ()) -> Event:
        """Return the event that was stored; a Forgotten when nothing of the stream's own is left to read.

        `others` are the parts about people beside the stream that can be read.

        Raises UnknownEventType for a name or a newer form that this program does not have.
        """
        if plain is None:
            return Forgotten(original_type=name, others=dict(map(_about, others)))
        event_type = self.event_types.get(name)
        if event_type is None or form > event_type.form:
            raise UnknownEventType(f"{name}, form {form}")
        if form == event_type.form and not others:
            # What model_validate_json does, without the questions it asks first: a whole log comes this way.
            return cast(Event, event_type.__pydantic_validator__.validate_json(plain))
        data: dict[str, Any] = json.loads(plain)
        for person, fields in map(_about, others):
            for field, about in fields.items():
                data[field][str(person)] = about
        raised = event_type.raised(form, data) if form < event_type.form else data
        return event_type.model_validate_json(json.dumps(raised))

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """Return a Fact as the library stores it; the form, if not the first, is part of the topic."""
        if not isinstance(domain_event, Fact):
            raise TypeError(f"{type(domain_event).__name__} is not a Fact")
        event = domain_event.event
        topic = topic_of(event.stored_as, event.form)
        return StoredEvent(
            domain_event.originator_id, domain_event.originator_version, topic, event.as_json()
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Fact:
        """Return the Fact that the library read; an empty state is that of a forgotten event."""
        name, form = name_and_form(stored_event.topic)
        event = self.event(name, form, stored_event.state or None)
        stream = stored_event.originator_id
        return Fact(
            stream if isinstance(stream, UUID) else UUID(stream), stored_event.originator_version, event
        )


def _about(part: bytes) -> tuple[UUID, dict[str, Any]]:
    person, fields = json.loads(part)
    return UUID(person), fields


def as_uuid(originator_id: UUID | str) -> UUID:
    """Return the library's idea of a stream id as ours; raises ValueError for text that is no UUID."""
    return originator_id if isinstance(originator_id, UUID) else UUID(originator_id)


def topic_of(name: str, form: int) -> str:
    """Return the library's topic for a stored name and form: `case.closed`, `case.closed@2`."""
    return name if form == 1 else f"{name}@{form}"


def name_and_form(topic: str) -> tuple[str, int]:
    """Return the stored name and form in a topic."""
    name, found, form = topic.rpartition("@")
    return (name, int(form)) if found and form.isdecimal() else (topic, 1)
