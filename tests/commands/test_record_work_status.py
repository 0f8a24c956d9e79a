from typing import Any

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.record_work_status import RecordWorkStatus
from bluevitaal_es.events.case import WorkStatusRecorded
from tests.lives import closed, registered
from tests.spec import BRAM, CASE, Given, day, given, on


def record(moment: str = "start", recorded_on: str = "2026-01-12", **fields: Any) -> RecordWorkStatus:
    defaults = {"case_id": CASE, "status": "partly_working", "recorded_on": day(recorded_on)}
    return RecordWorkStatus(**{**defaults, "moment": moment, **fields})


def case() -> Given:
    return given(registered()).at("2026-01-12")


@pytest.mark.parametrize("moment", ["start", "during", "end", "three_months_after"])
def test_records_work_at_every_moment(moment: str) -> None:
    case().when(record(moment, percent=50)).then(
        WorkStatusRecorded(status="partly_working", moment=moment, percent=50)
    )


def test_records_work_three_months_after_closing() -> None:
    ended = given(registered(), closed()).at("2026-04-12")

    ended.when(record("three_months_after", "2026-04-12")).then(
        on("2026-04-12", WorkStatusRecorded(status="partly_working", moment="three_months_after"))
    )
    ended.when(record("end")).then_refused(refusals.CaseIsClosed)


@pytest.mark.parametrize("percent", [-1, 101])
def test_refuses_a_percentage_that_is_none(percent: int) -> None:
    case().when(record(percent=percent)).then_refused(refusals.PercentDoesNotFit)


@pytest.mark.parametrize(("field", "value"), [("status", "striking"), ("moment", "yesterday")])
def test_refuses_a_code_that_is_not_in_the_catalogue(field: str, value: str) -> None:
    case().when(record(**{field: value})).then_refused(refusals.CodeIsNotKnown, field=field, value=value)


def test_refuses_a_day_before_registration_or_in_the_future() -> None:
    case().when(record(recorded_on="2026-01-04")).then_refused(refusals.BeforeRegistration)
    case().when(record(recorded_on="2026-01-13")).then_refused(refusals.LiesInTheFuture)


def test_refuses_another_begeleider() -> None:
    case().by(BRAM).when(record()).then_refused(refusals.NotAllowed)
