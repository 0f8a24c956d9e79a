"""What every event type shares: frozen, strict, and a stored name that is chosen once and lives for ever."""

import json
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Event(BaseModel):
    """Something that has happened. Subclasses set `stored_as`, and raise `form` when their fields change."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    stored_as: ClassVar[str]
    form: ClassVar[int] = 1
    #: Whether it says that somebody outside learned something about the client; that takes consent.
    tells_outside: ClassVar[bool] = False
    #: Fields with something about each of several people, by their ids. What is about one of them is sealed
    #: under that person's key; of somebody forgotten the id stays, with None.
    of_people: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def raised(cls, form: int, data: dict[str, Any]) -> dict[str, Any]:
        """Return `data`, stored in the older `form`, in today's form; types that changed override this."""
        return data

    def as_json(self) -> bytes:
        """Return the fields as UTF-8 JSON, as they are sealed into the log."""
        return self.model_dump_json().encode()

    def as_parts(self) -> tuple[bytes, dict[UUID, bytes]]:
        """Return the fields without what is about people beside the stream, and that by person, as JSON."""
        if not self.of_people:
            return self.as_json(), {}
        data = self.model_dump(mode="json")
        people: dict[UUID, dict[str, Any]] = {}
        for field in sorted(self.of_people):
            for person, about in data[field].items():
                if about is not None:
                    people.setdefault(UUID(person), {})[field] = about
            data[field] = dict.fromkeys(data[field])
        return json.dumps(data).encode(), {
            person: json.dumps([str(person), fields]).encode() for person, fields in people.items()
        }

    def without(self, person: UUID) -> "Event":
        """Return the event as it is when that person has been forgotten."""
        known = {field: getattr(self, field) for field in self.of_people}
        return self.model_copy(
            update={field: {**about, person: None} for field, about in known.items() if person in about}
        )


class Forgotten(Event):
    """Stands in for an event whose key was destroyed: that it happened is known, what it said is not.

    `others` is what it said about people beside the stream who are not forgotten; read models leave it out.
    """

    stored_as: ClassVar[str] = "forgotten"

    original_type: str
    others: dict[UUID, dict[str, Any]] = Field(default_factory=dict)

    def as_json(self) -> bytes:
        """Return only what kind of event it was."""
        return self.model_dump_json(include={"original_type"}).encode()
