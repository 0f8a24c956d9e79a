"""What a dossier holds from the client's own page: messages, ratings, requests, and who at home may look."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

Day = date


@dataclass(frozen=True, slots=True)
class Message:
    """A message; `settled` says that one of the client was answered, or read and put down."""

    message_id: UUID
    sender: Literal["client", "begeleider"]
    text: str
    sent_at: datetime
    settled: bool = False


@dataclass(frozen=True, slots=True)
class TalkRating:
    """What the client said about a talk; `done` is what the begeleider did with a low one."""

    talk_id: UUID
    heard: str | None
    helped: str | None
    confidential: str | None
    note: str | None
    rated_at: datetime
    low: bool
    done: str | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClientRequest:
    """A request of the client; `outcome` is None while it waits."""

    request_id: UUID
    kind: Literal["correction", "objection"]
    text: str
    asked_at: datetime
    due_on: Day
    outcome: str | None = None
    answer: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preparation:
    """What the client wrote down for the coming evaluation."""

    better: str | None
    hard: str | None
    wish: str | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class HomeFront:
    """Somebody at home who may see chosen parts."""

    invitation_id: UUID
    called: str
    parts: tuple[str, ...]
    until: Day
    invited_at: datetime
    ended_at: datetime | None = None
    joined_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnSide:
    """Everything that came from the own page, oldest first."""

    messages: tuple[Message, ...] = ()
    ratings: tuple[TalkRating, ...] = ()
    requests: tuple[ClientRequest, ...] = ()
    preparations: tuple[Preparation, ...] = ()
    home_front: tuple[HomeFront, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the client has done nothing on the own page, and nobody wrote to them."""
        return self == OwnSide()

    @property
    def unanswered(self) -> tuple[Message, ...]:
        """Messages of the client that wait."""
        return tuple(one for one in self.messages if one.sender == "client" and not one.settled)

    def rating_of(self, talk_id: UUID) -> TalkRating | None:
        """Return what the client said about a talk, if anything."""
        return next((one for one in self.ratings if one.talk_id == talk_id), None)

    def prepared_since(self, moment: datetime | None) -> Preparation | None:
        """Return the newest preparation that was written after a moment, or at all."""
        last = self.preparations[-1] if self.preparations else None
        return last if last is not None and (moment is None or last.written_at > moment) else None
