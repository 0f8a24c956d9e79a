from typing import Any
from uuid import uuid5

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.base import Command
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.events.case import ConsultOrReferOpened, InstrumentRecorded, SafetyTaskOpened
from tests.lives import assigned, closed, registered
from tests.spec import ANNA, BRAM, CASE, Given, day, given, moment, on, uid

RESULT = uid("result")
LONG_AGO = day("2025-10-01")


def record(instrument: str = "tsq", completed_on: str = "2026-01-12", **fields: Any) -> RecordInstrument:
    defaults = {
        "case_id": CASE,
        "result_id": RESULT,
        "instrument": instrument,
        "completed_on": day(completed_on),
    }
    return RecordInstrument(**{**defaults, **fields})


def tsq(total: int, interpretation: str = "valid", **fields: Any) -> InstrumentRecorded:
    positive = total >= 6
    defaults = {
        "result_id": RESULT,
        "instrument": "tsq",
        "key_id": "tsq-2002",
        "answers": None,
        "total": total,
        "band": "positive" if positive else "below",
        "at_or_over_cut_off": positive,
        "interpretation": interpretation,
    }
    return InstrumentRecorded(**{**defaults, **fields})


def opened(total: int, due: str, instrument: str = "tsq") -> ConsultOrReferOpened:
    return ConsultOrReferOpened(
        decision_id=uuid5(RESULT, "consult-or-refer"),
        result_id=RESULT,
        instrument=instrument,
        total=total,
        due_on=day(due),
    )


def task(due: str) -> SafetyTaskOpened:
    return SafetyTaskOpened(
        task_id=uuid5(RESULT, "safety"), trigger="questionnaire", result_id=RESULT, due_at=moment(due)
    )


def case() -> Given:
    return given(registered()).at("2026-01-12 12:00")


@pytest.mark.requirement("S-053")
def test_opens_a_decision_for_a_score_at_the_cut_off_due_in_five_working_days() -> None:
    case().when(record(total=6, index_event_on=LONG_AGO)).then(tsq(6), opened(6, "2026-01-19"))


@pytest.mark.requirement("S-053")
def test_opens_nothing_for_a_score_below_the_cut_off() -> None:
    case().when(record(total=5, index_event_on=LONG_AGO)).then(tsq(5))


@pytest.mark.requirement("S-053")
def test_opens_no_decision_for_a_score_so_early_that_complaints_may_pass() -> None:
    case().when(record(total=9, index_event_on=day("2026-01-01"))).then(tsq(9, "too_early"))


@pytest.mark.requirement("S-053")
@pytest.mark.parametrize("fields", [{}, {"no_single_event": True}])
def test_opens_a_decision_with_caution_when_the_day_of_the_event_is_not_known(fields: dict[str, Any]) -> None:
    case().when(record(total=7, **fields)).then(tsq(7, "with_caution"), opened(7, "2026-01-19"))


@pytest.mark.requirement("S-053")
def test_does_not_count_holidays_as_working_days() -> None:
    given(on("2026-05-11", registered())).at("2026-05-11 12:00").when(
        record(completed_on="2026-05-11", total=7)
    ).then(tsq(7, "with_caution"), opened(7, "2026-05-19"))


@pytest.mark.requirement("S-054")
def test_gives_every_begeleider_the_same_advice_on_the_same_answers() -> None:
    command: Command[Any] = record("phq9", answers=(2, 2, 2, 2, 2, 2, 0, 0, 1))
    by_anna = given(registered(), assigned("anna")).by(ANNA).when(command)
    by_bram = given(registered(), assigned("bram")).by(BRAM).when(command)

    assert by_anna.events == by_bram.events
    assert len(by_anna.events) == 3


def test_opens_a_task_within_the_hour_when_item_nine_is_not_nought() -> None:
    answers = (0, 0, 0, 0, 0, 0, 0, 0, 1)
    recorded = InstrumentRecorded(
        result_id=RESULT,
        instrument="phq9",
        key_id="phq9-2001",
        answers=answers,
        total=1,
        band="minimal",
        at_or_over_cut_off=False,
        interpretation="valid",
        safety_items=(9,),
    )

    case().when(record("phq9", answers=answers)).then(recorded, task("2026-01-12 13:00"))


def test_opens_no_task_when_item_nine_is_nought() -> None:
    decided = case().when(record("phq9", answers=(3, 3, 3, 3, 3, 3, 3, 3, 0)))

    assert [event.stored_as for event in decided.events] == [
        "case.instrument_recorded",
        "case.consult_or_refer_opened",
    ]


def test_opens_a_task_for_a_total_when_told_that_item_nine_was_not_nought() -> None:
    decided = case().when(record("phq9", total=4, safety_items=(9, 3)))

    assert [event.stored_as for event in decided.events] == [
        "case.instrument_recorded",
        "case.safety_task_opened",
    ]
    recorded = decided.events[0]
    assert isinstance(recorded, InstrumentRecorded)
    assert recorded.safety_items == (9,)


def test_opens_a_decision_for_wellbeing_at_or_below_its_cut_off() -> None:
    assert len(case().when(record("who5", total=48)).events) == 2
    assert len(case().when(record("who5", total=52)).events) == 1


@pytest.mark.requirement("S-051", "S-052")
@pytest.mark.parametrize("instrument", ["svl15", "impactmeter", "tcl"])
def test_refuses_an_instrument_without_cut_off_moment_and_rule_and_says_why(instrument: str) -> None:
    decided = case().when(record(instrument, total=1))

    decided.then_refused(refusals.InstrumentIsNotInUse)
    assert decided.refusal is not None
    assert decided.refusal.details["because"]


@pytest.mark.requirement("S-052")
def test_takes_the_svl22() -> None:
    assert len(case().when(record("svl22", total=32, index_event_on=LONG_AGO)).events) == 1
    assert len(case().when(record("svl22", total=33, index_event_on=LONG_AGO)).events) == 2


def test_refuses_an_instrument_that_is_not_known() -> None:
    case().when(record("horoscope", total=1)).then_refused(refusals.CodeIsNotKnown, field="instrument")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"answers": (1,) * 10, "total": 10},
        {"answers": (1,) * 9},
        {"answers": (2,) * 10},
        {"total": 11},
        {"total": -1},
    ],
    ids=["neither", "both", "too few", "off the scale", "too much", "too little"],
)
def test_refuses_answers_that_do_not_fit(fields: dict[str, Any]) -> None:
    case().when(record("tsq", **fields)).then_refused(refusals.AnswersDoNotFit)


def test_refuses_a_day_before_registration_or_in_the_future() -> None:
    case().when(record(completed_on="2026-01-04", total=1)).then_refused(refusals.BeforeRegistration)
    case().when(record(completed_on="2026-01-13", total=1)).then_refused(refusals.LiesInTheFuture)


def test_refuses_a_closed_case() -> None:
    given(registered(), closed()).when(record(total=1)).then_refused(refusals.CaseIsClosed)


def test_refuses_another_begeleider() -> None:
    case().by(BRAM).when(record(total=1)).then_refused(refusals.NotAllowed)
