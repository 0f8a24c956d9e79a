"""What a client does on the own page and what we answer; facts in the stream of the case, sealed like it."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.events.case import CaseFact

#: How a client answers a question about a talk.
Answer = Literal["yes", "some", "no"]


class MessageSent(CaseFact):
    """The client or the begeleider wrote to the other."""

    stored_as: ClassVar[str] = "case.message_sent"

    message_id: UUID
    sender: Literal["client", "begeleider"]
    text: str


class MessagesRead(CaseFact):
    """The begeleider read what the client wrote, and it needs no answer."""

    stored_as: ClassVar[str] = "case.messages_read"

    message_ids: tuple[UUID, ...]


class TalkRated(CaseFact):
    """The client said how a talk was; a question that was left open is None."""

    stored_as: ClassVar[str] = "case.talk_rated"

    talk_id: UUID
    heard: Answer | None = None
    helped: Answer | None = None
    confidential: Answer | None = None
    note: str | None = None


class TalkRatingFollowedUp(CaseFact):
    """The begeleider read that a talk was not good for the client, and says what was done with that."""

    stored_as: ClassVar[str] = "case.talk_rating_followed_up"

    talk_id: UUID
    done: str


class ClientAsked(CaseFact):
    """The client asks to put something right, or objects; `due_on` is the last day for an answer."""

    stored_as: ClassVar[str] = "case.client_asked"

    request_id: UUID
    kind: Literal["correction", "objection"]
    text: str
    due_on: date


class ClientAnswered(CaseFact):
    """A request of the client was answered, with the reason in words for the client."""

    stored_as: ClassVar[str] = "case.client_answered"

    request_id: UUID
    outcome: Literal["done", "partly", "not_done"]
    answer: str


class EvaluationPrepared(CaseFact):
    """The client wrote down what to talk about at the coming evaluation."""

    stored_as: ClassVar[str] = "case.evaluation_prepared"

    better: str | None = None
    hard: str | None = None
    wish: str | None = None


class HomeFrontInvited(CaseFact):
    """The client chose parts that somebody at home may see, until a day."""

    stored_as: ClassVar[str] = "case.home_front_invited"

    invitation_id: UUID
    called: str
    parts: tuple[str, ...]
    until: date


class HomeFrontJoined(CaseFact):
    """Somebody at home opened an account with a code that the client gave."""

    stored_as: ClassVar[str] = "case.home_front_joined"

    invitation_id: UUID
    code_id: UUID


class HomeFrontEnded(CaseFact):
    """The client took back what somebody at home may see."""

    stored_as: ClassVar[str] = "case.home_front_ended"

    invitation_id: UUID


#: What the own page adds to the events of a case.
PortalEvent = (
    MessageSent
    | MessagesRead
    | TalkRated
    | TalkRatingFollowedUp
    | ClientAsked
    | ClientAnswered
    | EvaluationPrepared
    | HomeFrontInvited
    | HomeFrontJoined
    | HomeFrontEnded
)
