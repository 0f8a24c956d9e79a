"""How the client wants to be reached, told by the client or put down by the begeleider."""

import re
from typing import Annotated, ClassVar, Final

from pydantic import Field

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import notice_refusals as refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_open
from bluevitaal_es.events.notices import Channel, ContactWishesSet
from bluevitaal_es.rules.notices import hours, wishes_of

_EMAIL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,63}")
#: A Dutch mobile number, or one from abroad with its country.
_MOBILE: Final = re.compile(r"06\d{8}|\+\d{8,15}")


class SetContactWishes(CaseCommand):
    """A new wish takes the place of the one before, from its moment (S-164); hours are full hours."""

    act: ClassVar[Act] = Act.SAY_HOW_TO_REACH

    wanted: Channel
    email: str | None = None
    phone: str | None = None
    from_hour: Annotated[int, Field(ge=0, le=23)] | None = None
    until_hour: Annotated[int, Field(ge=0, le=24)] | None = None
    voicemail: bool = False
    no_work_device: bool = True

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the wishes, nothing when they are as they were."""
        require_open(case)
        said = self.said()
        return [] if case.reach.wishes == wishes_of(said) else [given.fact(said)]

    def said(self) -> ContactWishesSet:
        """Return the wishes as they would be recorded; raise the refusal that forbids them."""
        said = ContactWishesSet(
            wanted=self.wanted,
            email=usable_email(self.email, needed=self.wanted == "email"),
            phone=_phone(self.phone, needed=self.wanted == "sms"),
            from_hour=self.from_hour,
            until_hour=self.until_hour,
            voicemail=self.voicemail,
            no_work_device=self.no_work_device,
        )
        if said.email and self.no_work_device and catalogue().notices.is_work_address(said.email):
            raise refusals.WorkAddressIsNotWanted(field="email")
        opens, closes = hours(wishes_of(said))
        if opens >= closes:
            raise refusals.HoursLeaveNothing(field="until_hour")
        return said


def usable_email(text: str | None, *, needed: bool) -> str | None:
    """Return an address without the space around it, None for none; raise when it cannot be one."""
    email = (text or "").strip()
    if not email and not needed:
        return None
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise refusals.NoticeAddressIsMissing(field="email")
    return email


def _phone(text: str | None, *, needed: bool) -> str | None:
    """Return a number without the signs that people put between; one to call may be any number."""
    phone = re.sub(r"[\s().-]", "", text or "")
    if not phone and not needed:
        return None
    if not phone.removeprefix("+").isdecimal() or (needed and not _MOBILE.fullmatch(phone)):
        raise refusals.NoticeAddressIsMissing(field="phone")
    return phone
