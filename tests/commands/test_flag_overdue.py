import pytest

from bluevitaal_es.access import SCHEDULER
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.flag_overdue import FlagOverdue
from bluevitaal_es.events.case import DutyOverdue, EvaluationMomentOverdue
from tests.lives import closed, evaluation, intake, referral, registered, reopened, running, talks
from tests.spec import ANNA, CASE, given, moment, on, uid


def flag(duty: str) -> FlagOverdue:
    return FlagOverdue(case_id=CASE, duty=duty)


def test_flags_an_evaluation_moment_that_passed() -> None:
    decided = given(*running(*talks(5))).by(SCHEDULER).at("2026-01-07 00:00").when(flag("evaluation:0"))

    decided.then(
        EvaluationMomentOverdue(
            duty="evaluation:0",
            rule="evaluation_talks",
            due_at=moment("2026-01-06 23:59").replace(second=59, microsecond=999999),
        )
    )


@pytest.mark.requirement("S-065")
def test_flags_a_referral_that_was_not_sent_in_three_working_days() -> None:
    case = given(registered(), on("2026-01-09", referral())).by(SCHEDULER)
    due_at = moment("2026-01-14 23:59").replace(second=59, microsecond=999999)
    duty = f"send:{uid('referral')}"

    case.at("2026-01-14 23:59").when(flag(duty)).then_nothing()
    case.at("2026-01-15 00:00").when(flag(duty)).then(
        DutyOverdue(duty=duty, kind="referral_to_send", rule="decided_not_sent", due_at=due_at)
    )


def test_flags_an_intake_on_the_day_after_its_norm() -> None:
    case = given(registered()).by(SCHEDULER)

    case.at("2026-01-12 23:00").when(flag("intake")).then_nothing()
    assert len(case.at("2026-01-13 00:00").when(flag("intake")).events) == 1


def test_is_silent_when_it_was_flagged_before() -> None:
    flagged = DutyOverdue(duty="intake", kind="intake", rule="intake_norm", due_at=moment("2026-01-12"))

    given(registered(), flagged).by(SCHEDULER).at("2026-02-01").when(flag("intake")).then_nothing()


def test_is_silent_when_the_duty_was_done_or_never_was() -> None:
    late = given(registered(), intake()).by(SCHEDULER).at("2026-02-01")

    late.when(flag("intake")).then_nothing()
    late.when(flag("no such duty")).then_nothing()
    given().by(SCHEDULER).when(flag("intake")).then_nothing()


def test_is_silent_in_a_closed_case() -> None:
    given(registered(), closed()).by(SCHEDULER).at("2026-02-01").when(flag("intake")).then_nothing()


def test_flags_every_evaluation_moment_anew() -> None:
    first = EvaluationMomentOverdue(
        duty="evaluation:0", rule="evaluation_weeks", due_at=moment("2026-02-16 23:59")
    )
    after_evaluation = running(on("2026-02-20", first), on("2026-02-23", evaluation()))
    after_reopening = running(on("2026-02-20", first), closed(), on("2026-02-23", reopened()))

    for facts in (after_evaluation, after_reopening):
        again = given(*facts).by(SCHEDULER).at("2026-04-07").when(flag("evaluation:1"))
        assert [event.stored_as for event in again.events] == ["case.evaluation_moment_overdue"]


def test_refuses_a_person() -> None:
    given(registered()).by(ANNA).at("2026-02-01").when(flag("intake")).then_refused(refusals.NotAllowed)
