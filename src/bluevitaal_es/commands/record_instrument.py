"""Record a questionnaire; a score at its cut-off opens a decision, a safety item opens a task for a human."""

from datetime import date, timedelta
from uuid import UUID, uuid5

from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.catalogue import Instrument, catalogue, scoring
from bluevitaal_es.catalogue.calendar import add_working_days
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import (
    CaseCommand,
    Fact,
    Given,
    require_not_before_registration,
    require_open,
)
from bluevitaal_es.events.case import ConsultOrReferOpened, InstrumentRecorded, SafetyTaskOpened


class RecordInstrument(CaseCommand):
    """Answers in item order, or the total alone where the form lies elsewhere; one of the two."""

    result_id: UUID
    instrument: str
    completed_on: date
    answers: tuple[int, ...] | None = None
    total: int | None = None
    safety_items: tuple[int, ...] = ()
    index_event_on: date | None = None
    no_single_event: bool = False

    def decide(self, case: Case, given: Given) -> list[Fact]:
        """Answer the result and, by the same rule for every begeleider (S-054), what it opens.

        Taken over from the past, a score opens nothing: its decision was taken then.
        """
        require_open(case)
        instrument = self._instrument()
        score = self._score(instrument)
        recorded = InstrumentRecorded(
            result_id=self.result_id,
            instrument=instrument.key,
            key_id=instrument.key_id,
            answers=self.answers,
            total=score.total,
            band=score.band,
            at_or_over_cut_off=score.at_or_over_cut_off,
            interpretation=scoring.interpretation(
                instrument, self.completed_on, self.index_event_on, self.no_single_event
            ),
            safety_items=tuple(sorted({*score.safety_items, *self._named_safety(instrument)})),
        )
        fact = given.fact(recorded, self.completed_on)
        require_not_before_registration(case, fact.happened_at)
        if given.past is not None:
            return [fact]
        return [fact, *self._opened(recorded, given)]

    def _instrument(self) -> Instrument:
        instruments = catalogue().instruments
        because = instruments.why_not(self.instrument)
        if because is not None:
            raise refusals.InstrumentIsNotInUse(
                instrument=instruments.label(self.instrument), because=because
            )
        if self.instrument not in instruments:
            raise refusals.CodeIsNotKnown(field="instrument", value=self.instrument)
        return instruments[self.instrument]

    def _score(self, instrument: Instrument) -> scoring.Score:
        if (self.answers is None) == (self.total is None):
            raise refusals.AnswersDoNotFit(instrument=instrument.name)
        try:
            if self.answers is not None:
                return scoring.score(instrument, self.answers)
            assert self.total is not None
            return scoring.score_total_only(instrument, self.total)
        except scoring.AnswersRefused as fault:
            raise refusals.AnswersDoNotFit(instrument=instrument.name) from fault

    def _named_safety(self, instrument: Instrument) -> tuple[int, ...]:
        if self.answers is not None:
            return ()
        known = {safety.item for safety in instrument.safety_items}
        return tuple(item for item in self.safety_items if item in known)

    def _opened(self, recorded: InstrumentRecorded, given: Given) -> list[Fact]:
        norms, opened = catalogue().norms, []
        if recorded.at_or_over_cut_off and recorded.interpretation != "too_early":
            due_on = add_working_days(day_of(given.now), norms.consult_or_refer_working_days)
            decision = ConsultOrReferOpened(
                decision_id=uuid5(self.result_id, "consult-or-refer"),
                result_id=self.result_id,
                instrument=recorded.instrument,
                total=recorded.total,
                due_on=due_on,
            )
            opened.append(given.fact(decision))
        if recorded.safety_items:
            task = SafetyTaskOpened(
                task_id=uuid5(self.result_id, "safety"),
                trigger="questionnaire",
                result_id=self.result_id,
                due_at=given.now + timedelta(minutes=norms.safety_task_minutes),
            )
            opened.append(given.fact(task))
        return opened
