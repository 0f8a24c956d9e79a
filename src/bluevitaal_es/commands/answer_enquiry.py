"""Answer an enquiry about a person: neither confirmed nor denied, and kept that it was asked."""

from typing import Any, ClassVar
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.enquiry import ENQUIRY, Enquiry
from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.base import Command, Fact, Given, require_known
from bluevitaal_es.events.enquiry import EnquiryAnswered


class AnswerEnquiry(Command[Enquiry]):
    """Nothing here looks up who is a client, so that nothing in the answer can depend on it (S-029)."""

    act: ClassVar[Act] = Act.ANSWER_ENQUIRY
    stream: ClassVar[Stream[Any]] = ENQUIRY

    enquiry_id: UUID
    enquirer: str
    organisation: str | None = None
    channel: str
    about: str
    question: str | None = None

    @property
    def stream_id(self) -> UUID:
        """A stream of its own for each enquiry, under a key of its own."""
        return self.enquiry_id

    def decide(self, enquiry: Enquiry, given: Given) -> list[Fact]:
        """Answer that it was answered; twice the same, silence."""
        if enquiry.answered:
            return []
        require_known(self.channel in catalogue().channels, "channel", self.channel)
        answered = EnquiryAnswered(
            enquirer=self.enquirer,
            organisation=self.organisation,
            channel=self.channel,
            about=self.about,
            question=self.question,
        )
        return [given.fact(answered)]
