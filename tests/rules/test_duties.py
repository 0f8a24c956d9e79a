from datetime import datetime

import pytest

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import end_of
from bluevitaal_es.events.base import Event
from bluevitaal_es.rules.duties import CaseClock, duties_of, evaluation_blocks, evaluation_duty, tick
from bluevitaal_es.rules.duty import Duty, DutyKind, DutyRule
from bluevitaal_es.rules.effective import effective
from tests.lives import (
    SOURCE,
    answered,
    assigned,
    closed,
    corrected,
    decision_opened,
    decision_settled,
    dropped,
    evaluation,
    held,
    intake,
    planned,
    postponed,
    product,
    referral,
    registered,
    reopened,
    running,
    safety_opened,
    safety_settled,
    sent,
    talks,
)
from tests.spec import Dated, day, history, moment, on, uid


def clock(*facts: Event | Dated) -> CaseClock:
    state = CaseClock()
    for recorded in effective(history(*facts)):
        state = tick(state, recorded)
    return state


def due(kind: DutyKind, *facts: Event | Dated) -> list[Duty]:
    return [duty for duty in duties_of(clock(*facts)) if duty.kind is kind]


def end(text: str) -> datetime:
    return end_of(day(text))


def moment_of_evaluation(*facts: Event | Dated) -> tuple[DutyRule, datetime]:
    duty = evaluation_duty(clock(*facts))
    assert duty is not None
    return duty.rule, duty.due_at


def test_asks_for_a_begeleider_in_two_working_days() -> None:
    (duty,) = due(DutyKind.ASSIGN, on("2026-01-08", registered()))

    assert (duty.key, duty.rule, duty.count) == ("assign", DutyRule.ASSIGNMENT_NORM, 2)
    assert duty.due_at == end("2026-01-12")
    assert due(DutyKind.ASSIGN, registered(), assigned()) == []


def test_asks_for_the_intake_in_seven_days() -> None:
    (duty,) = due(DutyKind.INTAKE, on("2026-01-05", registered()))

    assert (duty.key, duty.rule, duty.count) == ("intake", DutyRule.INTAKE_NORM, 7)
    assert duty.due_at == end("2026-01-12")
    assert due(DutyKind.INTAKE, registered(), intake()) == []


@pytest.mark.requirement("S-042")
def test_asks_for_an_evaluation_six_weeks_after_the_product_started() -> None:
    started: list[Event | Dated] = [registered(), intake(), on("2026-01-12", product())]

    assert moment_of_evaluation(*started) == (DutyRule.EVALUATION_WEEKS, end("2026-02-23"))


@pytest.mark.requirement("S-042")
def test_asks_for_an_evaluation_on_the_day_of_the_fifth_talk() -> None:
    four = running(*talks(4, "2026-01-20"))

    assert moment_of_evaluation(*four)[0] is DutyRule.EVALUATION_WEEKS
    assert moment_of_evaluation(*four, on("2026-01-21", held())) == (
        DutyRule.EVALUATION_TALKS,
        end("2026-01-21"),
    )


@pytest.mark.requirement("S-042")
def test_takes_the_weeks_when_they_come_before_the_talks() -> None:
    late = running(*talks(4), on("2026-02-20", held()))

    assert moment_of_evaluation(*late) == (DutyRule.EVALUATION_WEEKS, end("2026-02-16"))


@pytest.mark.requirement("S-042")
@pytest.mark.parametrize("every", [5, 6, 7, 8])
def test_counts_to_the_number_of_the_product(every: int) -> None:
    started = [registered(), intake(), product(evaluation_every=every)]

    assert moment_of_evaluation(*started, *talks(every - 1))[0] is DutyRule.EVALUATION_WEEKS
    assert moment_of_evaluation(*started, *talks(every))[0] is DutyRule.EVALUATION_TALKS


@pytest.mark.requirement("S-042")
def test_counts_by_the_norm_while_no_product_runs() -> None:
    begun = [registered(), intake()]

    assert moment_of_evaluation(*begun) == (DutyRule.EVALUATION_WEEKS, end("2026-02-16"))
    assert moment_of_evaluation(*begun, *talks(5))[0] is DutyRule.EVALUATION_TALKS


@pytest.mark.requirement("S-042")
def test_does_not_count_crisis_talks() -> None:
    assert moment_of_evaluation(*running(*talks(9, crisis=True)))[0] is DutyRule.EVALUATION_WEEKS
    assert evaluation_blocks(clock(*running(*talks(4), held(crisis=True))), moment("2026-01-12")) is None


@pytest.mark.requirement("S-042")
def test_counts_in_the_order_of_the_days_not_of_recording() -> None:
    facts = running(on("2026-01-20", held("late")), *talks(4, "2026-01-06"))

    assert moment_of_evaluation(*facts) == (DutyRule.EVALUATION_TALKS, end("2026-01-20"))


@pytest.mark.requirement("S-042")
def test_counts_anew_after_an_evaluation() -> None:
    after = running(*talks(5), on("2026-01-12", evaluation()))

    assert moment_of_evaluation(*after) == (DutyRule.EVALUATION_WEEKS, end("2026-02-23"))
    assert moment_of_evaluation(*after, *talks(5, "2026-01-13", start=6)) == (
        DutyRule.EVALUATION_TALKS,
        end("2026-01-13"),
    )


@pytest.mark.requirement("S-042")
def test_keeps_counting_talks_held_after_an_evaluation_that_was_written_down_late() -> None:
    facts = running(
        *talks(5, "2026-01-06"),
        on("2026-01-14", held("after one")),
        on("2026-01-15", held("after two")),
        on("2026-01-12 00:00", evaluation()),
        *talks(3, "2026-01-19", start=20),
    )

    assert moment_of_evaluation(*facts) == (DutyRule.EVALUATION_TALKS, end("2026-01-19"))


@pytest.mark.requirement("S-042")
def test_moves_to_the_day_to_which_it_was_postponed() -> None:
    put_off = running(*talks(5), on("2026-01-12", postponed("2026-01-26")))

    assert moment_of_evaluation(*put_off) == (DutyRule.EVALUATION_POSTPONED, end("2026-01-26"))
    assert evaluation_blocks(clock(*put_off), moment("2026-01-26 23:59")) is None
    assert evaluation_blocks(clock(*put_off), moment("2026-01-27 00:00")) is not None


@pytest.mark.requirement("S-042")
def test_comes_before_the_postponed_day_when_as_many_talks_were_held_again() -> None:
    facts = running(*talks(5), on("2026-01-12", postponed("2026-01-26")), *talks(5, "2026-01-14", start=6))

    assert moment_of_evaluation(*facts) == (DutyRule.EVALUATION_TALKS, end("2026-01-14"))


@pytest.mark.requirement("S-042")
def test_blocks_at_once_by_talks_and_after_the_day_by_weeks() -> None:
    by_talks, by_weeks = clock(*running(*talks(5, "2026-01-12"))), clock(*running())

    assert evaluation_blocks(by_talks, moment("2026-01-12 15:00")) is not None
    assert evaluation_blocks(by_weeks, moment("2026-02-16 23:59")) is None
    assert evaluation_blocks(by_weeks, moment("2026-02-17 00:00")) is not None


@pytest.mark.requirement("S-042")
def test_counts_a_case_of_the_past_from_the_day_it_was_taken_over() -> None:
    def long_ago(text: str, event: Event) -> Dated:
        return on(text, event, recorded="2026-01-05")

    facts = [
        long_ago("2024-03-04", registered(source=SOURCE)),
        long_ago("2024-03-11", intake(source=SOURCE)),
        long_ago("2024-03-11", product(source=SOURCE)),
        *[long_ago(f"2024-04-0{n}", held(f"talk {n}", source=SOURCE)) for n in range(1, 8)],
    ]

    assert moment_of_evaluation(*facts) == (DutyRule.EVALUATION_WEEKS, end("2026-02-16"))
    assert evaluation_blocks(clock(*facts), moment("2026-02-16")) is None


@pytest.mark.requirement("S-042")
def test_counts_what_holds_after_corrections() -> None:
    five = running(*talks(5))

    assert moment_of_evaluation(*five, corrected(7, held()))[0] is DutyRule.EVALUATION_WEEKS


def test_names_every_evaluation_moment_differently() -> None:
    facts = running(
        evaluation(), on("2026-01-12", postponed("2026-01-26")), evaluation(), closed(), reopened()
    )
    keys = []
    for upto in range(5, len(facts) + 1):
        duty = evaluation_duty(clock(*facts[:upto]))
        keys.append(duty.key if duty else None)

    assert keys == [f"evaluation:{n}" for n in range(4)] + [None, "evaluation:4"]


def test_counts_from_the_day_on_which_a_case_was_reopened() -> None:
    facts = running(*talks(5), closed(), on("2026-03-02", reopened()))

    assert moment_of_evaluation(*facts) == (DutyRule.EVALUATION_WEEKS, end("2026-04-13"))


def test_asks_no_evaluation_before_the_intake_or_after_the_closing() -> None:
    assert evaluation_duty(clock(registered())) is None
    assert evaluation_duty(clock(*running(closed()))) is None


def test_asks_to_record_a_planned_talk_the_next_working_day() -> None:
    (duty,) = due(DutyKind.TALK_TO_RECORD, *running(planned(when="2026-01-16 15:00")))

    assert duty.key == f"talk:{uid('talk')}"
    assert (duty.since, duty.due_at) == (moment("2026-01-16 15:00"), end("2026-01-19"))
    assert due(DutyKind.TALK_TO_RECORD, *running(planned(), held())) == []


@pytest.mark.requirement("S-053")
def test_asks_for_a_decision_on_a_score_until_it_is_settled() -> None:
    (duty,) = due(DutyKind.CONSULT_OR_REFER, registered(), decision_opened(due="2026-01-12"))

    assert (duty.rule, duty.subject, duty.count) == (DutyRule.SCORE_AT_CUT_OFF, "tsq", 7)
    assert duty.due_at == end("2026-01-12")
    assert due(DutyKind.CONSULT_OR_REFER, registered(), decision_opened(), decision_settled()) == []


def test_asks_for_a_conversation_about_safety_to_the_minute() -> None:
    (duty,) = due(
        DutyKind.SAFETY, registered(), on("2026-01-10 23:30", safety_opened(due="2026-01-11 00:30"))
    )

    assert duty.key == f"safety:{uid('task')}"
    assert (duty.since, duty.due_at) == (moment("2026-01-10 23:30"), moment("2026-01-11 00:30"))
    assert catalogue().norms.safety_task_minutes == 60
    assert due(DutyKind.SAFETY, registered(), safety_opened(), safety_settled()) == []


@pytest.mark.requirement("S-065")
@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        ("2026-01-05", "2026-01-08"),
        ("2026-01-08", "2026-01-13"),
        ("2026-01-10", "2026-01-14"),
        ("2025-12-24", "2025-12-31"),
        ("2026-05-12", "2026-05-18"),
    ],
    ids=["Monday", "over a weekend", "on a Saturday", "over Christmas", "over Ascension Day"],
)
def test_asks_to_send_a_referral_in_three_working_days(decided: str, expected: str) -> None:
    (duty,) = due(DutyKind.REFERRAL_TO_SEND, on("2025-12-01", registered()), on(decided, referral()))

    assert duty.key == f"send:{uid('referral')}"
    assert (duty.rule, duty.count, duty.subject) == (DutyRule.DECIDED_NOT_SENT, 3, "general_practitioner")
    assert duty.due_at == end(expected)


@pytest.mark.requirement("S-065")
def test_asks_for_the_answer_two_weeks_after_sending() -> None:
    facts: list[Event | Dated] = [registered(), referral(), on("2026-01-06", sent())]

    assert due(DutyKind.REFERRAL_TO_SEND, *facts) == []
    (duty,) = due(DutyKind.REFERRAL_ANSWER, *facts)
    assert (duty.key, duty.subject) == (f"answer:{uid('referral')}", "general_practitioner")
    assert duty.due_at == end("2026-01-20")
    assert due(DutyKind.REFERRAL_ANSWER, *facts, answered()) == []


def test_asks_nothing_about_referrals_that_were_dropped_or_sent_long_ago() -> None:
    assert due(DutyKind.REFERRAL_TO_SEND, registered(), referral(), dropped()) == []
    assert due(DutyKind.REFERRAL_ANSWER, registered(), referral(), sent(source=SOURCE)) == []


def test_puts_what_is_due_soonest_first() -> None:
    duties = duties_of(clock(registered(), intake(), safety_opened(), planned(), referral()))

    assert [duty.due_at for duty in duties] == sorted(duty.due_at for duty in duties)
    assert {duty.kind for duty in duties} == {
        DutyKind.SAFETY,
        DutyKind.ASSIGN,
        DutyKind.REFERRAL_TO_SEND,
        DutyKind.TALK_TO_RECORD,
        DutyKind.EVALUATION,
    }


def test_asks_nothing_in_a_case_that_is_closed_or_was_never_registered() -> None:
    assert duties_of(clock(registered(), referral(), planned(), closed())) == ()
    assert duties_of(CaseClock()) == ()
