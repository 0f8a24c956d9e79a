"""How a client wants to be reached, and which notices left the house; only the wish holds an address."""

from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.events.case import CaseFact

#: How a client wants to get notices: not at all, by mail, by text message, or by a call of a human.
Channel = Literal["none", "email", "sms", "phone"]


class ContactWishesSet(CaseFact):
    """The client said how, where and between which full hours (Amsterdam) we may reach them."""

    stored_as: ClassVar[str] = "case.contact_wishes_set"

    wanted: Channel
    email: str | None = None
    phone: str | None = None
    from_hour: int | None = None
    until_hour: int | None = None
    voicemail: bool = False
    no_work_device: bool = True


class NoticeSent(CaseFact):
    """A notice of a kind from the catalogue went to the client; the words are the catalogue's."""

    stored_as: ClassVar[str] = "case.notice_sent"

    notice_id: UUID
    notice: str
    via: Literal["email", "sms"]


class NoticeNotSent(CaseFact):
    """A notice could not be sent; a human must call instead."""

    stored_as: ClassVar[str] = "case.notice_not_sent"

    notice_id: UUID
    notice: str
    why: Literal["not_set_up", "refused", "unreachable", "too_late", "unsure"]


class NoticeSettled(CaseFact):
    """The begeleider reached the client in another way, or it was no longer needed."""

    stored_as: ClassVar[str] = "case.notice_settled"

    notice_id: UUID


#: What notices add to the events of a case.
NoticeEvent = ContactWishesSet | NoticeSent | NoticeNotSent | NoticeSettled
