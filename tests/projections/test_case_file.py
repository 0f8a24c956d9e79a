from dataclasses import replace
from uuid import uuid5

import pytest

from bluevitaal_es.access import Actor
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.record_consent import RecordConsent, WithdrawConsent
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.set_goal import RateGoal, SetGoal
from bluevitaal_es.commands.settle_safety_task import SettleSafetyTask
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.projections.case_file.folding import dossier_of
from bluevitaal_es.projections.case_file.view import CaseFileView, as_json
from bluevitaal_es.vocabulary import Role
from tests.lives import intake
from tests.spec import ADMIN, ANNA, AUDITOR, BRAM, CASE, LEAD, day, uid
from tests.world import World

NUMBER = "T-2026-0001"
RESULT = uid("result")


@pytest.fixture
def case(world: World) -> World:
    """A world in which Anna guides one case that had its intake."""
    register = RegisterCase(case_id=CASE, number=NUMBER, target_group="current_staff", help_primary="sleep")
    assign = AssignBegeleider(case_id=CASE, begeleider_id=uid("anna"))
    world.do(register, assign, at="2026-01-05")
    world.do(HoldIntake(case_id=CASE, held_on=day("2026-01-06"), help_primary="ptsd"), at="2026-01-06")
    return world


def dossier(world: World, actor: Actor = ANNA) -> Dossier:
    found = CaseFileView(world.database).dossier(actor, NUMBER)
    assert found is not None
    return found


def test_shows_what_was_told(case: World) -> None:
    case.do(
        SetGoal(case_id=CASE, goal_id=uid("goal"), words="Weer slapen"),
        RateGoal(case_id=CASE, goal_id=uid("goal"), rater="client", rating=3),
        RateGoal(case_id=CASE, goal_id=uid("goal"), rater="client", rating=5),
        at="2026-01-07",
    )

    found = dossier(case)

    assert (found.number, found.status, found.version) == (NUMBER, "running", 6)
    assert found.help_primary_at_registration == "sleep"
    assert found.intake is not None
    assert found.intake.help_primary == "ptsd"
    (goal,) = found.goals
    assert (goal.words, goal.latest("client"), goal.latest("begeleider")) == ("Weer slapen", 5, None)


def test_shows_open_safety_tasks_until_a_human_settled_them(case: World) -> None:
    answers = (0,) * 8 + (2,)
    record = RecordInstrument(
        case_id=CASE, result_id=RESULT, instrument="phq9", completed_on=day("2026-01-07"), answers=answers
    )
    case.do(record, at="2026-01-07")
    (task,) = dossier(case).open_safety
    assert task.trigger == "questionnaire"

    settle = SettleSafetyTask(
        case_id=CASE,
        task_id=uuid5(RESULT, "safety"),
        outcome="safety_plan",
        conversation="Gesproken",
        means_asked=True,
        agreements="Belt morgen",
    )
    case.do(settle, at="2026-01-07 10:00")
    assert dossier(case).open_safety == ()
    assert dossier(case).safety_tasks[0].conversation == "Gesproken"


@pytest.mark.requirement("S-026")
def test_keeps_a_withdrawn_line_of_consent_readable(case: World) -> None:
    line = RecordConsent(
        case_id=CASE,
        line_id=uid("line"),
        recipient="general_practitioner",
        purpose="referral",
        data_class="help_question",
        decision="granted",
        valid_from=day("2026-01-07"),
        given_by="told",
    )
    case.do(line, at="2026-01-07")
    case.do(WithdrawConsent(case_id=CASE, line_id=uid("line")), at="2026-01-09")

    (found,) = dossier(case).consents
    assert (found.withdrawn, found.ended_on) == (True, day("2026-01-09"))
    assert found.in_force(day("2026-01-08"))
    assert not found.in_force(day("2026-01-09"))


def test_follows_corrections_and_counts_them_in_its_version(case: World) -> None:
    correct = CorrectFact(
        case_id=CASE, version=3, replacement=intake(help_primary="grief"), reason="client_request"
    )
    case.do(correct, at="2026-01-08")
    found = dossier(case)
    assert found.intake is not None
    assert (found.intake.help_primary, found.intake.version, found.version) == ("grief", 3, 4)

    take_away = CorrectFact(case_id=CASE, version=3, replacement=None, reason="wrong_case")
    case.do(take_away, at="2026-01-09")
    assert (dossier(case).intake, dossier(case).status, dossier(case).version) == (None, "waiting", 5)


def test_is_the_fold_of_the_log(case: World) -> None:
    assert dossier(case) == dossier_of(case.stream(CASE))
    assert as_json(dossier(case)) == as_json(dossier_of(case.stream(CASE)))


@pytest.mark.parametrize("actor", [BRAM, LEAD, AUDITOR, ADMIN], ids=lambda actor: str(actor.role))
def test_looks_to_a_stranger_as_if_it_were_not_there(case: World, actor: Actor) -> None:
    view = CaseFileView(case.database)

    assert view.dossier(actor, NUMBER) is None
    assert view.dossier(actor, "T-2026-9999") is None
    assert view.own(actor) is None


def test_opens_for_the_client_it_is_about(case: World) -> None:
    client = Actor(id="client", name="", role=Role.CLIENT, case_id=CASE)
    view = CaseFileView(case.database)

    assert view.own(client) == dossier(case)
    assert view.own(replace(client, case_id=uid("another"))) is None
    assert view.dossier(replace(client, case_id=uid("another")), NUMBER) is None
