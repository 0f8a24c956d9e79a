"""Messages between client and begeleider, in the stream of the case."""

from typing import ClassVar
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_open, require_said
from bluevitaal_es.events.portal import MessageSent, MessagesRead
from bluevitaal_es.vocabulary import Role


class SendMessage(CaseCommand):
    """Writes to the other one; an answer of the begeleider settles what the client wrote (S-182)."""

    act: ClassVar[Act] = Act.WORK_TOGETHER

    message_id: UUID
    text: str

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the message, from whoever asks."""
        require_open(case)
        if case.begeleider_id is None:
            raise refusals.NoBegeleiderYet()
        require_said(self.text)
        sent = MessageSent(
            message_id=self.message_id,
            sender="client" if given.actor.role is Role.CLIENT else "begeleider",
            text=self.text,
        )
        return [given.fact(sent)]


class ReadMessages(CaseCommand):
    """Puts down that the messages of the client were read and need no answer."""

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer with all messages that wait."""
        require_open(case)
        waiting = tuple(case.clock.portal.unanswered)
        if not waiting:
            raise refusals.MessageIsNotOpen()
        return [given.fact(MessagesRead(message_ids=waiting))]
