"""A contact without identity: a call or message that counts, and that may never become a case."""

from typing import ClassVar

from bluevitaal_es.events.base import Event, Forgotten


class ContactLogged(Event):
    """Somebody reached us; nothing in here says who."""

    stored_as: ClassVar[str] = "contact.logged"

    channel: str
    subject: str
    outcome: str
    target_group: str | None = None
    unit: str | None = None
    minutes: int | None = None
    out_of_hours: bool = False


ContactEvent = ContactLogged | Forgotten
