"""What every event type shares: frozen, strict, and a stored name that is chosen once and lives for ever."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Event(BaseModel):
    """Something that has happened. Subclasses set `stored_as`, and raise `form` when their fields change."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    stored_as: ClassVar[str]
    form: ClassVar[int] = 1
    #: Whether it says that somebody outside learned something about the client; that takes consent.
    tells_outside: ClassVar[bool] = False

    @classmethod
    def raised(cls, form: int, data: dict[str, Any]) -> dict[str, Any]:
        """Return `data`, stored in the older `form`, in today's form; types that changed override this."""
        return data

    def as_json(self) -> bytes:
        """Return the fields as UTF-8 JSON, as they are sealed into the log."""
        return self.model_dump_json().encode()


class Forgotten(Event):
    """Stands in for an event whose key was destroyed: that it happened is known, what it said is not."""

    stored_as: ClassVar[str] = "forgotten"

    original_type: str
