"""A begeleider takes a request on, tries to speak to whoever made it, and sees it through to an end."""

from typing import ClassVar
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.first_request import FirstRequest
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import request_refusals
from bluevitaal_es.commands.base import Fact, Given, require_known
from bluevitaal_es.commands.make_request import RequestCommand
from bluevitaal_es.events.first_request import (
    Attempt,
    RequestAttempted,
    RequestClosed,
    RequestRegistered,
    RequestTaken,
)
from bluevitaal_es.vocabulary import CaseId


class TakeRequest(RequestCommand):
    """Take it on, also from a colleague who cannot: somebody waits."""

    act: ClassVar[Act] = Act.TAKE_REQUEST

    def decide(self, request: FirstRequest, given: Given) -> list[Fact]:
        """Answer who has it; theirs already, silence."""
        _require_open(request)
        taker = UUID(given.actor.id)
        return [] if request.taken_by == taker else [given.fact(RequestTaken(begeleider_id=taker))]


class RecordAttempt(RequestCommand):
    """Tell how an attempt to speak to them went."""

    act: ClassVar[Act] = Act.ANSWER_REQUEST

    outcome: Attempt

    def decide(self, request: FirstRequest, given: Given) -> list[Fact]:
        """Answer the attempt."""
        _require_open(request)
        return [given.fact(RequestAttempted(outcome=self.outcome))]


class RegisterFromRequest(RequestCommand):
    """Tell which case came of it; the case itself is registered as any other."""

    act: ClassVar[Act] = Act.ANSWER_REQUEST

    case_id: CaseId
    number: str

    def decide(self, request: FirstRequest, given: Given) -> list[Fact]:
        """Answer the case; the same case again, silence."""
        if request.case_id == self.case_id:
            return []
        _require_open(request)
        return [given.fact(RequestRegistered(case_id=self.case_id, number=self.number))]


class CloseRequest(RequestCommand):
    """End it without a case, with a reason."""

    act: ClassVar[Act] = Act.ANSWER_REQUEST

    reason: str

    def decide(self, request: FirstRequest, given: Given) -> list[Fact]:
        """Answer that it was closed."""
        require_known(self.reason in catalogue().request_ends, "reason", self.reason)
        _require_open(request)
        return [given.fact(RequestClosed(reason=self.reason))]


def _require_open(request: FirstRequest) -> None:
    if not request.is_open:
        raise request_refusals.RequestIsOver()
