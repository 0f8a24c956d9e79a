"""Plan a talk, unless an evaluation comes first; crisis contact is never blocked."""

from datetime import datetime
from uuid import UUID

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import CaseCommand, Fact, Given, require_known, require_open
from bluevitaal_es.events.case import TalkPlanned
from bluevitaal_es.rules.duties import evaluation_blocks


class PlanTalk(CaseCommand):
    """A talk at a moment in UTC, by a channel, at a place of the client's choice (S-021)."""

    talk_id: UUID
    planned_for: datetime
    channel: str
    place: str | None = None
    crisis: bool = False

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the talk was planned."""
        require_open(case)
        require_known(self.channel in catalogue().talk_channels, "channel", self.channel)
        if self.place is not None:
            require_known(self.place in catalogue().talk_places, "place", self.place)
        if self.talk_id in case.planned or self.talk_id in case.talks_seen:
            return []
        if not self.crisis:
            require_room_for_a_talk(case, given)
        planned = TalkPlanned(
            talk_id=self.talk_id,
            planned_for=self.planned_for,
            channel=self.channel,
            place=self.place,
            crisis=self.crisis,
        )
        return [given.fact(planned)]


def require_room_for_a_talk(case: Case, given: Given) -> None:
    """Raise when an evaluation, a decision at the limit, the intake or a goal comes before the next talk."""
    if not case.intake_was_held:
        raise refusals.IntakeWasNotHeld()
    blocking = evaluation_blocks(case.clock, given.now)
    if blocking is not None:
        raise refusals.EvaluationIsDue(
            rule=str(blocking.rule), count=blocking.count, since=day_of(blocking.since)
        )
    if case.talk_limit_is_reached:
        raise refusals.TalkLimitIsReached(maximum=case.max_talks, held=case.talks_held)
    if case.talks_held >= 1 and not case.goals:
        raise refusals.GoalComesFirst()
    if case.talks_held >= 1 and not case.has_approach:
        raise refusals.ApproachComesFirst()
