"""Somebody without an account asks for contact, changes what they asked, or takes it back."""

from typing import Any, ClassVar
from uuid import UUID

from bluevitaal_es.access import Act, Involvement
from bluevitaal_es.aggregates.first_request import FIRST_REQUEST, FirstRequest
from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import request_refusals
from bluevitaal_es.commands.base import Command, Fact, Given, require_known
from bluevitaal_es.events.first_request import (
    Asked,
    Avoid,
    Reach,
    RequestChanged,
    RequestMade,
    RequestWithdrawn,
)


class RequestCommand(Command[FirstRequest]):
    """An order about one request; whoever has its code acts in it as its client."""

    act: ClassVar[Act] = Act.SPEAK_IN_REQUEST
    stream: ClassVar[Stream[Any]] = FIRST_REQUEST

    request_id: UUID

    @property
    def stream_id(self) -> UUID:
        """A stream of its own for each request, under a key of its own."""
        return self.request_id

    def involvement(self, state: FirstRequest) -> Involvement | None:
        """Who asked and who took it on."""
        return Involvement(self.request_id, state.taken_by, None)


class AskForContact(RequestCommand):
    """Ask, or ask differently: what is given replaces what was asked before (S-162)."""

    for_whom: str
    reach: Reach
    urgent: bool = False
    nickname: str | None = None
    phone: str | None = None
    hours: str | None = None
    voicemail: bool = False
    avoid: tuple[Avoid, ...] = ()
    matter: str | None = None

    def decide(self, request: FirstRequest, given: Given) -> list[Fact]:
        """Answer what was asked; asked the same again, silence."""
        require_known(self.for_whom in catalogue().request_groups, "for_whom", self.for_whom)
        if self.reach == "phone" and not self.phone:
            raise request_refusals.RequestNeedsANumber()
        asked = self.model_dump(exclude={"request_id"})
        if request.asked is None:
            return [given.fact(RequestMade(**asked))]
        if request.over:
            raise request_refusals.RequestIsOver()
        if _same(request.asked, asked):
            return []
        return [given.fact(RequestChanged(**asked))]


class WithdrawRequest(RequestCommand):
    """Take it back, in any state; nobody calls any more."""

    def decide(self, request: FirstRequest, given: Given) -> list[Fact]:
        """Answer that it was withdrawn; over already, silence."""
        return [given.fact(RequestWithdrawn())] if request.is_open else []


def _same(before: Asked, asked: dict[str, Any]) -> bool:
    return before.model_dump() == asked
