"""The clock flags a request of which nobody took the next step before its last moment, once for each step."""

from typing import ClassVar

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.first_request import FirstRequest
from bluevitaal_es.commands.base import Fact, Given
from bluevitaal_es.commands.make_request import RequestCommand
from bluevitaal_es.events.first_request import RequestOverdue


class FlagOverdueRequest(RequestCommand):
    """`duty` is the key of the step; asked twice, too early or too late, the answer is silence."""

    act: ClassVar[Act] = Act.FLAG_OVERDUE

    duty: str

    def decide(self, request: FirstRequest, given: Given) -> list[Fact]:
        """Answer the flag if that step is still to be taken, overdue and not flagged before."""
        due = request.duty
        if due is None or due.key != self.duty or due.due_at >= given.now or due.key in request.flagged:
            return []
        return [given.fact(RequestOverdue(duty=due.key, rule=str(due.rule), due_at=due.due_at))]
