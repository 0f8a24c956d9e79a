"""What an agenda shows, to whom: as much as the form of a discussion allows."""

from typing import Any

import pytest

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.commands.bring_to_conference import PutOnAgenda
from bluevitaal_es.commands.record_consent import RecordConsent
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.projections.agenda.view import AgendaView, Shown
from bluevitaal_es.vocabulary import CaseId, Role
from tests.spec import ANNA, AUDITOR, BRAM, CASE, CLIENT, LEAD, day, moment, uid
from tests.world import World

NUMBER, NAME = "T-2026-0001", "Kim Verzonnen"
PLANNER = Actor(id=str(uid("planner")), name="Ina Bedacht", role=Role.PLANNER)


def others(world: World, first: int, last: int) -> None:
    """Let more people be registered in the same group."""
    for number in range(first, last + 1):
        register = RegisterCase(
            case_id=CaseId(uid(f"other {number}")),
            number=f"T-2026-{number:04}",
            target_group="current_staff",
        )
        world.do(register, by=BRAM, at="2026-01-06")


def put(world: World, forum: Any, told_as: Any, data_class: str) -> None:
    recipient = {"internal": "own_team", "regional": "unit_conference"}[forum]
    purpose = "case_conference_internal" if forum == "internal" else f"case_conference_{told_as}"
    world.do(
        RecordConsent(
            case_id=CASE,
            line_id=uid(f"{forum} {told_as}"),
            recipient=recipient,
            purpose=purpose,
            data_class=data_class,
            decision="granted",
            valid_from=day("2026-01-05"),
            given_by="told",
        ),
        PutOnAgenda(
            case_id=CASE,
            item_id=uid(f"{forum} {told_as}"),
            forum=forum,
            unit="NN" if forum == "regional" else None,
            told_as=told_as,
            meeting_on=day("2026-01-20"),
            theme="sleep",
            question="Wat helpt?",
            agreed_on=day("2026-01-05"),
            agreed_how="in_talk",
        ),
        at="2026-01-05 12:00",
    )


def seen(world: World, actor: Actor, on: str = "2026-01-12") -> dict[str, Shown]:
    with clock.standing_at(moment(on)):
        meetings = AgendaView(world.database).meetings(actor)
    return {f"{one.forum} {item.told_as}": item for one in meetings for item in one.items}


@pytest.fixture
def agenda(world: World) -> World:
    """A world in which Anna brings one case to both forums in every form."""
    register = RegisterCase(
        case_id=CASE, number=NUMBER, target_group="current_staff", client_name=NAME, unit="ZWB"
    )
    world.do(register, at="2026-01-05")
    for forum in ("internal", "regional"):
        put(world, forum, "theme", "theme")
        put(world, forum, "anonymous", "anonymous_case")
        put(world, forum, "identified", "client_fact")
    return world


@pytest.mark.requirement("S-025", "S-028")
def test_shows_no_more_than_each_form_allows(agenda: World) -> None:
    others(agenda, 2, 4)
    of_bram, of_anna = seen(agenda, BRAM), seen(agenda, ANNA)

    assert set(of_bram) == {"internal theme", "internal anonymous", "internal identified"}
    assert len(of_anna) == 6
    for form in ("theme", "anonymous"):
        for told in (NAME, NUMBER, "ZWB", str(uid("anna"))):
            assert told not in repr(of_bram[f"internal {form}"])
    assert of_bram["internal identified"].client_name == NAME
    assert of_anna["regional identified"].number is None
    assert {one.own_number for one in of_anna.values()} == {NUMBER}
    assert seen(agenda, BRAM, "2026-01-21") == {}

    assert of_bram["internal anonymous"].target_group is None
    others(agenda, 5, 5)
    assert seen(agenda, BRAM)["internal anonymous"].target_group == "current_staff"
    assert seen(agenda, BRAM)["internal theme"].target_group is None
    assert seen(agenda, ANNA)["regional anonymous"].target_group is None
    others(agenda, 6, 10)
    assert seen(agenda, ANNA)["regional anonymous"].target_group == "current_staff"


@pytest.mark.requirement("S-028")
def test_counts_for_who_leads_or_plans_and_tells_others_nothing(agenda: World) -> None:
    view = AgendaView(agenda.database)
    with clock.standing_at(moment("2026-01-12")):
        for actor in (LEAD, PLANNER):
            assert view.meetings(actor) == []
            assert [(one.forum, one.told_as, one.count) for one in view.counts(actor)] == [
                (forum, form, 1)
                for forum in ("internal", "regional")
                for form in ("anonymous", "identified", "theme")
            ]
        for actor in (AUDITOR, CLIENT):
            assert (view.meetings(actor), view.counts(actor)) == ([], [])
