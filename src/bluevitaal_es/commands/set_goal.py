"""Set a goal in the client's own words, and rate how far it was reached."""

from typing import ClassVar, Literal
from uuid import UUID

from bluevitaal_es.access import Act
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_open
from bluevitaal_es.events.case import GoalRated, GoalSet
from bluevitaal_es.vocabulary import Role


class SetGoal(CaseCommand):
    """A goal and the agreed approach (S-037); clients set goals of their own too (S-182)."""

    act: ClassVar[Act] = Act.WORK_TOGETHER

    goal_id: UUID
    words: str
    approach: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the goal was set; setting the same goal again is silent."""
        require_open(case)
        if self.goal_id in case.goals:
            return []
        return [given.fact(GoalSet(goal_id=self.goal_id, words=self.words, approach=self.approach))]


class RateGoal(CaseCommand):
    """Client and begeleider rate apart, 0 (not at all) to 10 (reached) (S-038)."""

    act: ClassVar[Act] = Act.WORK_TOGETHER

    goal_id: UUID
    rater: Literal["client", "begeleider"]
    rating: int
    note: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the rating."""
        require_open(case)
        if self.goal_id not in case.goals:
            raise refusals.GoalIsNotKnown()
        if given.actor.role is Role.CLIENT and self.rater != "client":
            raise refusals.NotAllowed()
        if not 0 <= self.rating <= 10:
            raise refusals.RatingIsOutOfRange(lowest=0, highest=10)
        rated = GoalRated(goal_id=self.goal_id, rater=self.rater, rating=self.rating, note=self.note)
        return [given.fact(rated)]
