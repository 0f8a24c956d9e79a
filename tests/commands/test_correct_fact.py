from typing import Any

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.events.base import Event
from bluevitaal_es.events.case import DutyOverdue, FactCorrected
from bluevitaal_es.events.portal import MessageSent
from bluevitaal_es.rules.effective import as_replacement
from tests.lives import (
    closed,
    corrected,
    goal,
    held,
    intake,
    planned,
    registered,
    running,
    safety_opened,
    safety_settled,
)
from tests.spec import BRAM, CASE, CLIENT, Given, day, given, history, moment, on, uid


def correct(version: int, replacement: Event | None = None, **fields: Any) -> CorrectFact:
    return CorrectFact(
        **{
            "case_id": CASE,
            "version": version,
            "replacement": replacement,
            "reason": "typing_error",
            **fields,
        }
    )


def expected(version: int, original: Event, replacement: Event | None, **fields: Any) -> FactCorrected:
    defaults = {
        "version": version,
        "original_type": original.stored_as,
        "replacement": None if replacement is None else as_replacement(replacement),
        "happened_at": None,
        "reason": "typing_error",
    }
    return FactCorrected(**{**defaults, **fields})


def test_puts_another_content_in_place_of_a_fact() -> None:
    right = intake(help_primary="sleep")

    given(registered(), intake()).when(correct(2, right, note="Verkeerd gehoord")).then(
        expected(2, intake(), right, note="Verkeerd gehoord")
    )


def test_puts_another_day_in_place_of_the_old_one() -> None:
    given(registered(), on("2026-01-08", intake())).when(
        correct(2, intake(), happened_on=day("2026-01-07"))
    ).then(expected(2, intake(), intake(), happened_at=moment("2026-01-07 00:00")))


def test_keeps_the_moment_when_the_day_is_the_same() -> None:
    right = held(minutes=45)

    given(registered(), on("2026-01-08 14:30", held())).when(
        correct(2, right, happened_on=day("2026-01-08"))
    ).then(expected(2, held(), right, happened_at=None))


def test_keeps_the_day_of_an_earlier_correction() -> None:
    moved = corrected(2, held(), as_replacement(held()), "2026-01-07 00:00")
    right = held(minutes=45)

    given(registered(), on("2026-01-08 14:30", held()), moved).when(correct(2, right)).then(
        expected(2, held(), right, happened_at=moment("2026-01-07 00:00"))
    )


def test_takes_a_fact_away() -> None:
    given(registered(), held()).when(correct(2)).then(expected(2, held(), None))


def test_corrects_a_closed_case_too() -> None:
    given(registered(), held(), closed()).when(correct(2, held(minutes=30))).then(
        expected(2, held(), held(minutes=30))
    )


def test_corrects_a_fact_of_the_same_day_that_was_told_later() -> None:
    case = given(on("2026-01-05 16:00", registered()), on("2026-01-05 00:00", intake()))

    case.when(correct(2, intake(help_primary="sleep"))).then(
        expected(2, intake(), intake(help_primary="sleep"))
    )


def test_judges_the_unit_by_the_day_in_amsterdam() -> None:
    was = registered(unit="LX")
    right = registered(unit="LX", channel="phone")

    given(on("2024-01-01 00:00", was)).when(correct(1, right)).then(expected(1, was, right))
    given(on("2024-01-01 00:00", was)).when(
        correct(1, registered(unit="LX"), happened_on=day("2023-12-31"))
    ).then_refused(refusals.UnitWasNotThereThen, unit="LX", on=day("2023-12-31"))


def test_refuses_a_reason_outside_the_list() -> None:
    given(registered(), held()).when(correct(2, reason="whim")).then_refused(
        refusals.CodeIsNotKnown, field="reason", value="whim"
    )


def test_refuses_a_fact_that_is_not_there() -> None:
    given(registered()).when(correct(2)).then_refused(refusals.FactIsNotKnown)


def test_refuses_to_correct_what_the_clock_flagged_and_corrections() -> None:
    flag = DutyOverdue(duty="intake", kind="intake", rule="intake_norm", due_at=moment("2026-01-12 23:59"))

    given(registered(), flag).when(correct(2)).then_refused(refusals.FactCannotBeCorrected)
    given(registered(), held(), corrected(2, held())).when(correct(3)).then_refused(
        refusals.FactCannotBeCorrected
    )


def test_refuses_to_take_the_registration_away() -> None:
    given(registered()).when(correct(1)).then_refused(refusals.FactCannotBeCorrected)


def test_refuses_a_fact_of_another_kind() -> None:
    given(registered(), held()).when(correct(2, planned())).then_refused(refusals.CorrectionBreaksTheCase)


def test_refuses_a_correction_that_changes_nothing() -> None:
    facts = [registered(), held()]

    given(*facts).when(correct(2, held())).then_refused(refusals.NothingChanged)
    given(*facts).when(correct(2, held(), happened_on=day("2026-01-05"))).then_refused(
        refusals.NothingChanged
    )
    given(*facts, corrected(2, held())).when(correct(2)).then_refused(refusals.NothingChanged)


def test_puts_a_fact_back_that_was_taken_away() -> None:
    given(registered(), held(), corrected(2, held())).when(correct(2, held())).then(
        expected(2, held(), held())
    )


def test_refuses_a_day_in_the_future() -> None:
    given(registered(), held()).at("2026-01-12").when(
        correct(2, held(), happened_on=day("2026-01-13"))
    ).then_refused(refusals.LiesInTheFuture, on=day("2026-01-13"))


def test_refuses_to_leave_something_before_registration() -> None:
    given(*running(on("2026-01-08", held()))).when(
        correct(6, held(), happened_on=day("2026-01-04"))
    ).then_refused(refusals.CorrectionBreaksTheCase)
    given(registered(), on("2026-01-08", held())).when(
        correct(1, registered(), happened_on=day("2026-01-09"))
    ).then_refused(refusals.CorrectionBreaksTheCase)


def test_refuses_to_leave_a_closed_case_with_an_open_safety_task() -> None:
    facts = [registered(), safety_opened(), safety_settled()]

    given(*facts).when(correct(3)).then(expected(3, safety_settled(), None))
    given(*facts, closed()).when(correct(3)).then_refused(refusals.CorrectionBreaksTheCase)


def test_refuses_another_begeleider() -> None:
    given(registered(), held()).by(BRAM).when(correct(2)).then_refused(refusals.NotAllowed)


def test_refuses_to_take_away_what_a_human_must_settle() -> None:
    given(registered(), intake(), safety_opened()).when(correct(3)).then_refused(
        refusals.FactCannotBeCorrected
    )


def test_refuses_to_make_a_fact_about_something_else() -> None:
    other = held(talk_id=uid("another talk"))

    given(registered(), intake(), held()).when(correct(3, other)).then_refused(
        refusals.CorrectionBreaksTheCase
    )


def test_leaves_what_the_client_did_and_what_was_written_to_each_other() -> None:
    message = MessageSent(message_id=uid("message"), sender="begeleider", text="Tot morgen")
    of_client = history(registered(), goal(), actor=CLIENT)

    Given((*history(registered()), of_client[1])).when(correct(2)).then_refused(
        refusals.FactCannotBeCorrected
    )
    given(registered(), message).when(correct(2)).then_refused(refusals.FactCannotBeCorrected)
