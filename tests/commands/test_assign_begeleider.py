import pytest

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals, staff_refusals
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider, ReassignBegeleider
from bluevitaal_es.events.case import BegeleiderAssigned, BegeleiderReassigned
from tests.lives import assigned, closed, registered
from tests.spec import ANNA, BRAM, CASE, LEAD, day, given, on, uid

ASSIGN = AssignBegeleider(case_id=CASE, begeleider_id=uid("anna"))
REASSIGN = ReassignBegeleider(case_id=CASE, begeleider_id=uid("bram"), reason="caseload")


def test_assigns_the_first_begeleider() -> None:
    given(registered()).when(ASSIGN).then(assigned("anna"))


def test_lets_the_team_lead_assign() -> None:
    given(registered()).by(LEAD).when(ASSIGN).then(assigned("anna"))


def test_refuses_a_begeleider_who_has_no_part_in_the_case() -> None:
    given(registered()).by(BRAM).when(ASSIGN).then_refused(refusals.NotAllowed)
    given(registered(), assigned("anna")).by(BRAM).when(REASSIGN).then_refused(refusals.NotAllowed)


def test_refuses_to_assign_in_a_case_that_is_not_known() -> None:
    given().by(LEAD).when(ASSIGN).then_refused(refusals.CaseIsNotKnown)


def test_refuses_to_assign_twice() -> None:
    given(registered(), assigned("bram")).by(LEAD).when(ASSIGN).then_refused(
        refusals.BegeleiderIsAlreadyAssigned
    )


def test_refuses_to_assign_before_registration() -> None:
    command = AssignBegeleider(case_id=CASE, begeleider_id=uid("anna"), on=day("2026-01-04"))

    given(on("2026-01-05", registered())).when(command).then_refused(
        refusals.BeforeRegistration, on=day("2026-01-04"), registered_on=day("2026-01-05")
    )


def test_assigns_on_the_very_day_of_registration() -> None:
    command = AssignBegeleider(case_id=CASE, begeleider_id=uid("anna"), on=day("2026-01-05"))

    given(on("2026-01-05 16:00", registered())).when(command).then(on("2026-01-05 00:00", assigned("anna")))


@pytest.mark.requirement("S-075")
def test_asks_a_reason_from_the_norm_of_open_cases_on() -> None:
    norm = catalogue().norms.caseload_per_begeleider
    below = ASSIGN.model_copy(update={"open_cases": norm - 1, "above_norm_reason": "Niet nodig"})
    full = ASSIGN.model_copy(update={"open_cases": norm})
    reasoned = full.model_copy(update={"above_norm_reason": "Kent de cliënt al"})
    above = BegeleiderAssigned(
        begeleider_id=uid("anna"), open_cases=norm, above_norm_reason="Kent de cliënt al"
    )

    given(registered()).when(below).then(assigned("anna"))
    given(registered()).when(full).then_refused(staff_refusals.CaseloadIsAboveNorm, field="above_norm_reason")
    given(registered()).when(reasoned).then(above)


@pytest.mark.requirement("S-075")
def test_asks_a_reason_above_the_norm_when_a_case_is_handed_over_too() -> None:
    full = REASSIGN.model_copy(update={"open_cases": 99})
    case = given(registered(), assigned("anna")).by(LEAD)

    case.when(full).then_refused(staff_refusals.CaseloadIsAboveNorm, field="above_norm_reason")
    (handed,) = case.when(full.model_copy(update={"above_norm_reason": "Er is niemand anders"})).events
    assert isinstance(handed, BegeleiderReassigned)
    assert (handed.open_cases, handed.above_norm_reason) == (99, "Er is niemand anders")


def test_refuses_a_closed_case() -> None:
    given(registered(), assigned(), closed()).by(LEAD).when(REASSIGN).then_refused(refusals.CaseIsClosed)


def test_hands_over_with_the_reason() -> None:
    command = ReassignBegeleider(
        case_id=CASE, begeleider_id=uid("bram"), reason="caseload", handover="Samen besproken"
    )

    given(registered(), assigned("anna")).by(ANNA).when(command).then(
        BegeleiderReassigned(
            begeleider_id=uid("bram"),
            previous_id=uid("anna"),
            reason="caseload",
            handover="Samen besproken",
        )
    )


def test_refuses_a_reason_outside_the_list() -> None:
    command = ReassignBegeleider(case_id=CASE, begeleider_id=uid("bram"), reason="mood")

    given(registered(), assigned("anna")).when(command).then_refused(
        refusals.CodeIsNotKnown, field="reason", value="mood"
    )


def test_refuses_to_hand_over_what_nobody_has() -> None:
    given(registered()).when(REASSIGN).then_refused(refusals.NoBegeleiderYet)


def test_refuses_to_hand_over_to_the_same_begeleider() -> None:
    given(registered(), assigned("bram")).by(LEAD).when(REASSIGN).then_refused(refusals.BegeleiderIsTheSame)


def test_takes_the_case_away_from_the_one_before() -> None:
    handed_over = BegeleiderReassigned(
        begeleider_id=uid("bram"), previous_id=uid("anna"), reason="client_wish"
    )
    back = ReassignBegeleider(case_id=CASE, begeleider_id=uid("anna"), reason="match")

    given(registered(), assigned("anna"), handed_over).by(ANNA).when(back).then_refused(refusals.NotAllowed)
