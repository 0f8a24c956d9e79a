"""Close a case with its outcome and goal ratings, or take a closed one up again."""

from datetime import date
from typing import Literal
from uuid import UUID

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import (
    CaseCommand,
    Fact,
    Given,
    require_known,
    require_not_before_registration,
    require_open,
)
from bluevitaal_es.events.case import CaseClosed, CaseReopened, GoalRated


class CloseCase(CaseCommand):
    """`ratings` are (goal, rater, 0 to 10) given at closing; what was rated before still counts."""

    outcome: str | None
    closed_on: date
    ratings: tuple[tuple[UUID, Literal["client", "begeleider"], int], ...] = ()
    client_rating_missing: str | None = None
    expectation_met: Literal["yes", "partly", "no", "not_asked"] = "not_asked"
    summary: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the ratings and that the case was closed."""
        require_open(case)
        if case.open_safety:
            raise refusals.SafetyTaskIsOpen()
        if given.past is None:
            self._require_settled(case)
        if self.outcome is not None or given.past is None:
            require_known(self.outcome in catalogue().outcomes, "outcome", str(self.outcome))
        ratings = [given.fact(rating) for rating in self._rated(case)]
        if given.past is None:
            self._require_rated(case)
        closed = CaseClosed(
            outcome=self.outcome,
            expectation_met=self.expectation_met,
            client_rating_missing=self.client_rating_missing,
            summary=self.summary,
        )
        fact = given.fact(closed, self.closed_on)
        require_not_before_registration(case, fact.happened_at)
        return [*ratings, fact]

    def _require_settled(self, case: Case) -> None:
        if case.open_decisions:
            raise refusals.DecisionIsOpen()
        if case.unsent_referrals:
            raise refusals.ReferralIsNotSent()

    def _rated(self, case: Case) -> list[GoalRated]:
        found = []
        for goal_id, rater, rating in self.ratings:
            if goal_id not in case.goals:
                raise refusals.GoalIsNotKnown()
            if not 0 <= rating <= 10:
                raise refusals.RatingIsOutOfRange(lowest=0, highest=10)
            found.append(GoalRated(goal_id=goal_id, rater=rater, rating=rating))
        return found

    def _require_rated(self, case: Case) -> None:
        given_now = {(goal_id, rater) for goal_id, rater, _ in self.ratings}
        for goal_id, missing in case.unrated_goals.items():
            for rater in sorted(missing):
                excused = rater == "client" and self.client_rating_missing
                if (goal_id, rater) not in given_now and not excused:
                    raise refusals.GoalsAreNotRated(rater=rater)


class ReopenCase(CaseCommand):
    """A closed case is taken up again; its history goes on."""

    reason: str

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the case was reopened."""
        if not case.exists:
            raise refusals.CaseIsNotKnown()
        if case.is_open:
            raise refusals.CaseIsNotClosed()
        return [given.fact(CaseReopened(reason=self.reason))]
