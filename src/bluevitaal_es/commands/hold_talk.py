"""Record that a talk was held, planned or not, or that a planned one was missed."""

from datetime import date, datetime
from uuid import UUID

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import (
    CaseCommand,
    Fact,
    Given,
    fact_since_registration,
    require_known,
    require_open,
)
from bluevitaal_es.events.case import TalkHeld, TalkMissed, TalksCounted
from bluevitaal_es.rules.duties import evaluation_blocks


class HoldTalk(CaseCommand):
    """A talk that took place. Unplanned while an evaluation is due, it needs a reason; in crisis never."""

    talk_id: UUID
    held_at: datetime
    channel: str
    place: str | None = None
    minutes: int | None = None
    crisis: bool = False
    note: str | None = None
    despite_evaluation: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the talk was held."""
        require_open(case)
        require_known(self.channel in catalogue().talk_channels, "channel", self.channel)
        if self.place is not None:
            require_known(self.place in catalogue().talk_places, "place", self.place)
        if self.talk_id in case.talks_seen:
            raise refusals.TalkWasAlreadyRecorded()
        if self.talk_id not in case.planned and not self.crisis:
            blocking = evaluation_blocks(case.clock, given.now)
            if blocking is not None and not self.despite_evaluation:
                raise refusals.EvaluationIsDue(
                    rule=str(blocking.rule), count=blocking.count, since=day_of(blocking.since)
                )
        held = TalkHeld(
            talk_id=self.talk_id,
            channel=self.channel,
            place=self.place,
            minutes=self.minutes,
            crisis=self.crisis,
            note=self.note,
            despite_evaluation=self.despite_evaluation,
        )
        return [fact_since_registration(case, given, held, self.held_at)]


class MissTalk(CaseCommand):
    """A planned talk did not take place."""

    talk_id: UUID
    reason: str
    note: str | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer that the talk was missed."""
        require_open(case)
        if self.talk_id not in case.planned:
            raise refusals.TalkIsNotPlanned()
        require_known(self.reason in catalogue().missed_reasons, "reason", self.reason)
        return [given.fact(TalkMissed(talk_id=self.talk_id, reason=self.reason, note=self.note))]


class CountTalks(CaseCommand):
    """So many talks were held before this service kept their days; only the past comes in like this."""

    count: int
    on: date | None = None

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the count."""
        require_open(case)
        if self.count < 0:
            raise refusals.RatingIsOutOfRange(lowest=0, highest=999)
        return [given.fact(TalksCounted(count=self.count), self.on)]
