from typing import Any

import pytest

from bluevitaal_es.access import IMPORTER
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.add_note import RateSatisfaction
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.base import CaseCommand
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.commands.decide_referral import DecideReferral, SendReferral
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import CountTalks
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.record_past import RecordPast
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.events.case import CaseFact
from tests.lives import SOURCE, assigned, closed, intake, registered
from tests.spec import ANNA, CASE, Decided, day, given, on, uid

REGISTER = RegisterCase(
    case_id=CASE, number="T-2026-0001", target_group="current_staff", registered_on=day("2025-03-03")
)


def past(*steps: CaseCommand) -> Decided:
    command = RecordPast(case_id=CASE, source=SOURCE, steps=(REGISTER, *steps))
    return given().by(IMPORTER).when(command)


def names(decided: Decided) -> list[str]:
    return [event.stored_as.removeprefix("case.") for event in decided.events]


def intake_on(text: str) -> HoldIntake:
    return HoldIntake(case_id=CASE, held_on=day(text), help_primary=None)


def test_takes_a_whole_registration_over_with_where_it_came_from() -> None:
    assign = AssignBegeleider(case_id=CASE, begeleider_id=uid("mw 3"), on=day("2025-03-03"))
    end = CloseCase(case_id=CASE, outcome="not_recorded", closed_on=day("2025-09-01"))

    past(assign, intake_on("2025-03-10"), end).then(
        on("2025-03-03 00:00", registered(source=SOURCE)),
        on("2025-03-03 00:00", assigned("mw 3", source=SOURCE)),
        on("2025-03-10 00:00", intake(help_primary=None, source=SOURCE)),
        on("2025-09-01 00:00", closed(outcome="not_recorded", source=SOURCE)),
    )


def test_marks_every_fact_with_its_source() -> None:
    decided = past(intake_on("2025-03-10"), CountTalks(case_id=CASE, count=9))

    assert all(isinstance(event, CaseFact) and event.source == SOURCE for event in decided.events)


def test_opens_nothing_for_a_score_of_the_past() -> None:
    score = RecordInstrument(
        case_id=CASE,
        result_id=uid("result"),
        instrument="phq9",
        completed_on=day("2025-03-10"),
        total=27,
    )

    assert names(past(score)) == ["registered", "instrument_recorded"]


def test_asks_no_consent_for_a_referral_of_the_past() -> None:
    referral: dict[str, Any] = {"case_id": CASE, "referral_id": uid("referral")}
    decided = past(
        DecideReferral(target="unit_company_doctor", decided_on=day("2025-04-01"), **referral),
        SendReferral(sent_on=day("2025-04-01"), **referral),
    )

    assert names(decided) == ["registered", "referral_decided", "referral_sent"]


def test_does_not_apply_rules_about_planning_to_the_past() -> None:
    decided = past(
        intake_on("2025-03-10"),
        StartProduct(case_id=CASE, product="case_management", started_on=day("2025-03-10")),
        CountTalks(case_id=CASE, count=40, on=day("2025-09-01")),
        RateSatisfaction(case_id=CASE, rating=8, on=day("2025-09-01")),
        CloseCase(case_id=CASE, outcome=None, closed_on=day("2025-09-01")),
    )

    assert names(decided) == [
        "registered",
        "intake_held",
        "product_started",
        "talks_counted",
        "satisfaction_rated",
        "closed",
    ]


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        (intake_on("2025-03-02"), refusals.BeforeRegistration),
        (intake_on("2026-01-13"), refusals.LiesInTheFuture),
        (CloseCase(case_id=CASE, outcome="happily", closed_on=day("2025-09-01")), refusals.CodeIsNotKnown),
        (REGISTER, refusals.CaseIsAlreadyRegistered),
    ],
)
def test_refuses_what_cannot_have_happened(step: CaseCommand, refusal: type[refusals.Refusal]) -> None:
    past(step).then_refused(refusal)


def test_decides_each_step_on_what_the_steps_before_it_left() -> None:
    end = CloseCase(case_id=CASE, outcome="not_recorded", closed_on=day("2025-09-01"))

    past(end, intake_on("2025-09-02")).then_refused(refusals.CaseIsClosed)


def test_refuses_a_case_that_is_known() -> None:
    command = RecordPast(case_id=CASE, source=SOURCE, steps=(REGISTER,))

    given(registered()).by(IMPORTER).when(command).then_refused(refusals.CaseIsAlreadyRegistered)


def test_refuses_everybody_but_the_import() -> None:
    command = RecordPast(case_id=CASE, source=SOURCE, steps=(REGISTER,))

    given().by(ANNA).when(command).then_refused(refusals.NotAllowed)
