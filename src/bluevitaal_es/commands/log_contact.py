"""Log a contact without identity: it counts, and it need never become a case (S-011)."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.contact import CONTACT, Contact
from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.calendar import is_office_time
from bluevitaal_es.commands.base import Command, Fact, Given, require_known
from bluevitaal_es.events.contact import ContactLogged


class LogContact(Command[Contact]):
    """Codes only, no free text: nothing in it can say who it was."""

    act: ClassVar[Act] = Act.LOG_CONTACT
    stream: ClassVar[Stream[Any]] = CONTACT

    contact_id: UUID
    held_at: datetime
    channel: str
    subject: str
    outcome: str
    target_group: str | None = None
    unit: str | None = None
    minutes: int | None = None

    @property
    def stream_id(self) -> UUID:
        """A stream of its own for each contact."""
        return self.contact_id

    def decide(self, contact: Contact, given: Given) -> list[Fact]:
        """Answer the contact, stamped as outside office hours or not (S-019); logged twice, silence."""
        if contact.logged:
            return []
        codes = catalogue()
        require_known(self.channel in codes.channels, "channel", self.channel)
        require_known(self.subject in codes.contact_subjects, "subject", self.subject)
        require_known(self.outcome in codes.contact_outcomes, "outcome", self.outcome)
        if self.target_group is not None:
            require_known(self.target_group in codes.target_groups, "target_group", self.target_group)
        if self.unit is not None:
            require_known(self.unit in codes.units, "unit", self.unit)
        logged = ContactLogged(
            channel=self.channel,
            subject=self.subject,
            outcome=self.outcome,
            target_group=self.target_group,
            unit=self.unit,
            minutes=self.minutes,
            out_of_hours=not is_office_time(self.held_at),
        )
        return [given.fact(logged, self.held_at)]
