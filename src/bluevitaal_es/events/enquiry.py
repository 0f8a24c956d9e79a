"""Somebody asks about a person: the answer is always the same, and that it was asked is kept."""

from typing import ClassVar

from bluevitaal_es.events.base import Event, Forgotten


class EnquiryAnswered(Event):
    """An enquiry about a person was answered with "neither confirmed nor denied" (S-029)."""

    stored_as: ClassVar[str] = "enquiry.answered"

    enquirer: str
    organisation: str | None = None
    channel: str
    about: str
    question: str | None = None


EnquiryEvent = EnquiryAnswered | Forgotten
