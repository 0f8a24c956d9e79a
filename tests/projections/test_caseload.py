from dataclasses import fields

import pytest

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Involvement, may
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider, ReassignBegeleider
from bluevitaal_es.commands.close_case import CloseCase, ReopenCase
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.grant_cover import GrantCover
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.projections.caseload.view import CaseloadView, TeamRow
from bluevitaal_es.projections.duties.view import DutiesView
from bluevitaal_es.vocabulary import CaseId
from tests.lives import registered
from tests.spec import ANNA, AUDITOR, BRAM, CASE, LEAD, day, moment, uid
from tests.world import World

OTHER = CaseId(uid("another case"))


def register(case_id: CaseId = CASE, number: str = "T-2026-0001") -> RegisterCase:
    return RegisterCase(
        case_id=case_id, number=number, target_group="current_staff", unit="NN", client_name="Fenna Verzonnen"
    )


def assign(case_id: CaseId = CASE, to: str = "anna") -> AssignBegeleider:
    return AssignBegeleider(case_id=case_id, begeleider_id=uid(to))


def close() -> CloseCase:
    return CloseCase(case_id=CASE, outcome="contact_lost", closed_on=day("2026-01-12"))


def numbers(world: World, *, search: str = "", status: str = "open") -> list[str]:
    rows = CaseloadView(world.database).cases_of(ANNA, search=search, status=status)  # type: ignore[arg-type] # texts of the story
    return [row.number for row in rows]


def test_shows_a_case_as_it_stands(world: World) -> None:
    world.do(register(), assign(), at="2026-01-05")
    world.do(HoldIntake(case_id=CASE, held_on=day("2026-01-06"), help_primary="ptsd"), at="2026-01-06 10:00")
    for name, when in (("late", "2026-01-20 10:00"), ("soon", "2026-01-13 10:00")):
        plan = PlanTalk(case_id=CASE, talk_id=uid(name), planned_for=moment(when), channel="phone")
        world.do(plan, at="2026-01-07")
    held = HoldTalk(case_id=CASE, talk_id=uid("walk-in"), held_at=moment("2026-01-08 15:00"), channel="phone")
    world.do(held, at="2026-01-09")

    (row,) = CaseloadView(world.database).cases_of(ANNA)

    assert (row.case_id, row.number, row.client_name, row.unit) == (
        CASE,
        "T-2026-0001",
        "Fenna Verzonnen",
        "NN",
    )
    assert (row.registered_at, row.intake_at) == (moment("2026-01-05"), moment("2026-01-06 10:00"))
    assert (row.last_talk_at, row.next_talk_at) == (moment("2026-01-08 15:00"), moment("2026-01-13 10:00"))
    assert (row.talks_held, row.closed_at, row.anonymous) == (1, None, True)


def test_shows_ones_own_cases_newest_first_and_finds_them_by_number(world: World) -> None:
    world.do(register(), assign(), at="2026-01-05")
    world.do(register(OTHER, "T-2026-0012"), assign(OTHER), at="2026-01-06")

    assert numbers(world) == ["T-2026-0012", "T-2026-0001"]
    assert numbers(world, search=" 0012 ") == ["T-2026-0012"]
    assert numbers(world, search="t-2026") == ["T-2026-0012", "T-2026-0001"]
    assert numbers(world, search="%") == []
    assert numbers(world, search="Fenna") == []


def test_shows_closed_cases_apart_until_they_are_reopened(world: World) -> None:
    world.do(register(), assign(), at="2026-01-05")
    world.do(close(), at="2026-01-12")
    assert (numbers(world), numbers(world, status="closed")) == ([], ["T-2026-0001"])
    assert numbers(world, status="all") == ["T-2026-0001"]

    world.do(ReopenCase(case_id=CASE, reason="Belde opnieuw"), at="2026-01-13")
    assert (numbers(world), numbers(world, status="closed")) == (["T-2026-0001"], [])


def test_shows_a_case_to_whoever_registered_it_until_somebody_takes_it_on(world: World) -> None:
    view = CaseloadView(world.database)
    world.do(register(), at="2026-01-05")
    assert len(view.cases_of(ANNA)) == 1

    world.do(assign(to="bram"), at="2026-01-05", by=LEAD)
    assert (len(view.cases_of(ANNA)), len(view.cases_of(BRAM))) == (0, 1)

    hand_over = ReassignBegeleider(case_id=CASE, begeleider_id=uid("anna"), reason="match")
    world.do(hand_over, at="2026-01-06", by=BRAM)
    assert (len(view.cases_of(ANNA)), len(view.cases_of(BRAM))) == (1, 0)


@pytest.mark.requirement("S-014")
def test_shows_the_team_lead_timing_and_nobodys_name_or_words(world: World) -> None:
    world.do(register(), assign(), at="2026-01-05")
    view = CaseloadView(world.database)

    assert [row.number for row in view.team(LEAD)] == ["T-2026-0001"]
    assert not {"client_name", "note", "unit"} & {field.name for field in fields(TeamRow)}
    assert view.cases_of(LEAD) == []
    assert view.team(ANNA) == view.team(AUDITOR) == []


def test_says_who_is_involved_in_a_number(world: World) -> None:
    world.do(register(), assign(), at="2026-01-05")
    view = CaseloadView(world.database)

    assert view.involvement(LEAD, "T-2026-0001") == Involvement(CASE, uid("anna"), ANNA.id)
    assert view.involvement(LEAD, "T-2026-0002") is None


def test_follows_corrections(world: World) -> None:
    world.do(register(), assign(), at="2026-01-05")
    held = HoldTalk(case_id=CASE, talk_id=uid("talk"), held_at=moment("2026-01-06"), channel="phone")
    world.do(held, at="2026-01-06")
    right = registered(unit="ON", target_group="family")
    world.do(CorrectFact(case_id=CASE, version=3, replacement=None, reason="wrong_case"), at="2026-01-07")
    world.do(CorrectFact(case_id=CASE, version=1, replacement=right, reason="typing_error"), at="2026-01-07")

    (row,) = CaseloadView(world.database).cases_of(ANNA)

    assert (row.talks_held, row.last_talk_at) == (0, None)
    assert (row.unit, row.target_group) == ("ON", "family")


@pytest.mark.requirement("S-168")
def test_shows_a_stand_in_the_case_until_the_last_day_and_then_by_itself_no_more(world: World) -> None:
    world.do(
        RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff"),
        AssignBegeleider(case_id=CASE, begeleider_id=uid("anna")),
        at="2026-01-05",
    )
    world.do(GrantCover(case_id=CASE, begeleider_id=uid("bram"), until=day("2026-01-09")), at="2026-01-06")
    caseload, duties = CaseloadView(world.database), DutiesView(world.database)

    def seen() -> tuple[int, int, bool]:
        tie = caseload.involvement(BRAM, "T-2026-0001")
        listed, due = caseload.cases_of(BRAM), duties.duties_of(BRAM)
        return len(listed), len(due), may(BRAM, Act.OPEN_DOSSIER, tie)

    with clock.standing_at(moment("2026-01-09 23:59")):
        assert seen() == (1, 1, True)
    with clock.standing_at(moment("2026-01-10 00:00")):
        assert seen() == (0, 0, False)
