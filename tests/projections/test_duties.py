import pytest

from bluevitaal_es.access import SCHEDULER
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.decide_referral import DecideReferral, SendReferral
from bluevitaal_es.commands.flag_overdue import FlagOverdue
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.projections.duties.view import DutiesView, DutyRow
from tests.spec import ANNA, AUDITOR, BRAM, CASE, LEAD, day, moment, uid
from tests.world import World


@pytest.fixture
def case(world: World) -> World:
    """A world in which Anna guides one case."""
    register = RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff")
    world.do(register, AssignBegeleider(case_id=CASE, begeleider_id=uid("anna")), at="2026-01-05")
    return world


def intake(world: World) -> None:
    world.do(HoldIntake(case_id=CASE, held_on=day("2026-01-06"), help_primary="ptsd"), at="2026-01-06 10:00")


def talks(world: World, count: int) -> None:
    for number in range(count):
        when = moment(f"2026-01-07 1{number}:00")
        held = HoldTalk(case_id=CASE, talk_id=uid(f"talk {number}"), held_at=when, channel="phone")
        world.do(held, at="2026-01-07 18:00")


def of_anna(world: World) -> dict[str, DutyRow]:
    return {row.key: row for row in DutiesView(world.database).duties_of(ANNA)}


def test_shows_what_waits_for_an_intake_and_by_which_rule(case: World) -> None:
    (duty,) = of_anna(case).values()

    assert (duty.number, duty.kind, duty.rule, duty.count) == ("T-2026-0001", "intake", "intake_norm", 7)
    assert duty.due_at.date() == day("2026-01-12")
    intake(case)
    assert set(of_anna(case)) == {"evaluation:0"}


@pytest.mark.requirement("S-042")
def test_shows_the_evaluation_moment_with_the_talks_that_make_it_due(case: World) -> None:
    intake(case)
    talks(case, 5)

    duty = of_anna(case)["evaluation:0"]

    assert (duty.kind, duty.rule, duty.count) == ("evaluation", "evaluation_talks", 5)


@pytest.mark.requirement("S-042")
def test_takes_back_what_a_correction_takes_back(case: World) -> None:
    intake(case)
    talks(case, 5)
    last = len(case.stream(CASE))
    case.do(CorrectFact(case_id=CASE, version=last, replacement=None, reason="wrong_case"), at="2026-01-08")

    assert of_anna(case)["evaluation:0"].rule == "evaluation_weeks"


@pytest.mark.requirement("S-065")
def test_shows_a_referral_until_it_is_sent_and_then_its_answer(case: World) -> None:
    intake(case)
    referral = DecideReferral(
        case_id=CASE, referral_id=uid("referral"), target="unit_company_doctor", identifying=False
    )
    case.do(referral, at="2026-01-07")
    assert of_anna(case)[f"send:{uid('referral')}"].subject == "unit_company_doctor"

    case.do(SendReferral(case_id=CASE, referral_id=uid("referral")), at="2026-01-08")
    assert f"send:{uid('referral')}" not in of_anna(case)
    assert of_anna(case)[f"answer:{uid('referral')}"].due_at.date() == day("2026-01-22")


def test_shows_nothing_of_a_closed_case(case: World) -> None:
    case.do(CloseCase(case_id=CASE, outcome="contact_lost", closed_on=day("2026-01-12")), at="2026-01-12")

    assert of_anna(case) == {}
    assert DutiesView(case.database).overdue_in_team(LEAD, moment("2027-01-01")) == []


def test_shows_each_their_own(case: World) -> None:
    view = DutiesView(case.database)

    assert len(view.duties_of(ANNA)) == 1
    assert view.duties_of(BRAM) == view.duties_of(LEAD) == view.duties_of(AUDITOR) == []


def test_shows_the_team_lead_what_is_overdue(case: World) -> None:
    view = DutiesView(case.database)

    assert view.overdue_in_team(LEAD, moment("2026-01-12 23:59")) == []
    assert [row.key for row in view.overdue_in_team(LEAD, moment("2026-01-13 00:00"))] == ["intake"]
    assert view.overdue_in_team(ANNA, moment("2026-01-13")) == []


def test_gives_the_clock_what_it_has_not_flagged_yet(case: World) -> None:
    view, late = DutiesView(case.database), moment("2026-01-13")
    assert [row.key for row in view.unflagged_overdue(SCHEDULER, late)] == ["intake"]
    assert view.unflagged_overdue(ANNA, late) == []

    case.do(FlagOverdue(case_id=CASE, duty="intake"), by=SCHEDULER, at="2026-01-13")

    assert view.unflagged_overdue(SCHEDULER, late) == []
    assert of_anna(case)["intake"].flagged
