"""The client rates a talk and prepares an evaluation; the begeleider follows up on a low rating."""

from typing import ClassVar
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_open, require_said
from bluevitaal_es.events.portal import Answer, EvaluationPrepared, TalkRated, TalkRatingFollowedUp


class RateTalk(CaseCommand):
    """One to three questions about a talk, among them whether it feels confidential (S-036)."""

    act: ClassVar[Act] = Act.SPEAK_AS_CLIENT

    talk_id: UUID
    heard: Answer | None = None
    helped: Answer | None = None
    confidential: Answer | None = None
    note: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the rating of a talk that was held."""
        require_open(case)
        held = self.talk_id in case.talks_seen and self.talk_id not in case.talks_missed
        if not held or self.talk_id in case.clock.portal.rated:
            raise refusals.TalkCannotBeRated()
        if (self.heard, self.helped, self.confidential) == (None, None, None):
            raise refusals.RatingSaysNothing()
        rated = TalkRated(
            talk_id=self.talk_id,
            heard=self.heard,
            helped=self.helped,
            confidential=self.confidential,
            note=self.note,
        )
        return [given.fact(rated)]


class FollowUpTalkRating(CaseCommand):
    """Says what was done after a client said that a talk was not good."""

    talk_id: UUID
    done: str

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer what was done."""
        require_open(case)
        if self.talk_id not in case.clock.portal.low_ratings:
            raise refusals.RatingIsNotOpen()
        require_said(self.done)
        return [given.fact(TalkRatingFollowedUp(talk_id=self.talk_id, done=self.done))]


class PrepareEvaluation(CaseCommand):
    """What the client wants to talk about at the evaluation; a new one stands in the place of the last."""

    act: ClassVar[Act] = Act.SPEAK_AS_CLIENT

    better: str | None = None
    hard: str | None = None
    wish: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer what was written."""
        require_open(case)
        require_said("".join(part or "" for part in (self.better, self.hard, self.wish)))
        return [given.fact(EvaluationPrepared(better=self.better, hard=self.hard, wish=self.wish))]
