"""The register of staff: roles, places and competences from day to day, access, and the code."""

from datetime import date, timedelta
from typing import Any

import pytest

from bluevitaal_es.commands import refusals as others
from bluevitaal_es.commands import staff_refusals as refusals
from bluevitaal_es.commands.answer_code import AcceptCode, RefuseCode
from bluevitaal_es.commands.give_role import GiveRole, LeaveService, TakeRole
from bluevitaal_es.commands.guard_access import (
    EndAccess,
    EndSessions,
    GiveAccessBack,
    MakePasswordCode,
    RemoveFactors,
)
from bluevitaal_es.commands.place_staff import JoinTeam, JoinUnit, LeaveTeam, LeaveUnit
from bluevitaal_es.commands.record_competence import EndCompetence, RecordCompetence
from bluevitaal_es.events.staff import (
    AccessEnded,
    AccessGivenBack,
    CodeAccepted,
    CodeRefused,
    CompetenceEnded,
    CompetenceRecorded,
    FactorsRemoved,
    LeftService,
    PasswordCodeMade,
    PlaceholderAdded,
    RoleGiven,
    RoleTaken,
    SessionsEnded,
    StaffMemberAdded,
    StaffMemberRefused,
    TeamJoined,
    TeamLeft,
    UnitJoined,
    UnitLeft,
)
from bluevitaal_es.rules.register import Register, follow
from bluevitaal_es.vocabulary import Role
from tests.spec import ADMIN, ANNA, LEAD, day, given, history, uid

WHO = uid("anna")
TODAY, TOMORROW, YESTERDAY = day("2026-01-12"), day("2026-01-13"), day("2026-01-11")
JUNE = day("2026-06-30")
ADDED = StaffMemberAdded(name="Anna Verzonnen", role="begeleider")
PLANNER = RoleGiven(role="planner", valid_from=TODAY, valid_until=JUNE)
GIVE = GiveRole(staff_id=WHO, role=Role.PLANNER, valid_from=TODAY, valid_until=JUNE)
TAKE = TakeRole(staff_id=WHO, role=Role.BEGELEIDER, last_day=TODAY)
LEAVE = LeaveService(staff_id=WHO, last_day=TOMORROW)
TEAM = JoinTeam(staff_id=WHO, team=" Noord ", valid_from=TODAY)
UNIT = JoinUnit(staff_id=WHO, unit="LX", valid_from=TODAY)
CRISIS = RecordCompetence(
    staff_id=WHO, competence="crisis", valid_from=date(2020, 5, 1), valid_until=JUNE, shown_by="cursus 2020"
)
HAS_CRISIS = CompetenceRecorded(
    competence="crisis", valid_from=date(2020, 5, 1), valid_until=JUNE, shown_by="cursus 2020"
)
ACCEPT = AcceptCode(staff_id=WHO, code_version="2026-1")
REFUSE = RefuseCode(staff_id=WHO, code_version="2026-1")


def register(*facts: Any) -> Register:
    found = Register()
    for recorded in history(*facts):
        found = follow(found, recorded)
    return found


def test_gives_a_role_that_ends_by_itself() -> None:
    given(ADDED).by(ADMIN).when(GIVE).then(PLANNER)

    held = register(ADDED, PLANNER)
    assert held.roles_on(YESTERDAY) == (Role.BEGELEIDER,)
    assert held.roles_on(TODAY) == held.roles_on(JUNE) == (Role.BEGELEIDER, Role.PLANNER)
    assert held.roles_on(JUNE + timedelta(days=1)) == (Role.BEGELEIDER,)


def test_refuses_a_role_that_somebody_has_in_that_period() -> None:
    given(ADDED, PLANNER).by(ADMIN).when(GIVE).then_refused(refusals.RoleIsHeldAlready)
    after = GIVE.model_copy(update={"valid_from": day("2026-07-01"), "valid_until": None})
    given(ADDED, PLANNER).by(ADMIN).when(after).then(RoleGiven(role="planner", valid_from=day("2026-07-01")))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OMBUDS, Role.FG, Role.BEHEER])
def test_lets_who_checks_or_gives_rights_do_nothing_beside_it(role: Role) -> None:
    beside = GiveRole(staff_id=WHO, role=role, valid_from=TOMORROW)
    given(ADDED).by(ADMIN).when(beside).then_refused(refusals.RolesDoNotGoTogether)

    stopped = RoleTaken(role="begeleider", last_day=TODAY)
    given(ADDED, stopped).by(ADMIN).when(beside).then(RoleGiven(role=str(role), valid_from=TOMORROW))


def test_refuses_a_period_that_is_backwards_or_begins_in_the_past() -> None:
    backwards = GIVE.model_copy(update={"valid_until": YESTERDAY})
    given(ADDED).by(ADMIN).when(backwards).then_refused(refusals.PeriodIsBackwards)
    past = GIVE.model_copy(update={"valid_from": YESTERDAY})
    given(ADDED).by(ADMIN).when(past).then_refused(refusals.ThePastIsNotChanged)


@pytest.mark.requirement("S-032")
def test_never_gives_an_outsider_a_role_near_dossiers_later_on() -> None:
    outsider = StaffMemberAdded(name="Mo Verzonnen", role="management", organisation="police")
    refused = given(outsider).by(ADMIN).when(GIVE)
    refused.then_refused(others.OutsiderNeverSeesDossiers)
    assert refused.refusal is not None
    assert refused.refusal.left == StaffMemberRefused(role="planner", organisation="police")


def test_takes_a_role_after_today_or_at_once() -> None:
    given(ADDED).by(ADMIN).when(TAKE).then(RoleTaken(role="begeleider", last_day=TODAY))
    assert register(ADDED, RoleTaken(role="begeleider", last_day=TODAY)).roles_on(TODAY)
    assert not register(ADDED, RoleTaken(role="begeleider", last_day=TODAY)).roles_on(TOMORROW)
    assert not register(ADDED, RoleTaken(role="begeleider", last_day=YESTERDAY)).roles_on(TODAY)


def test_takes_back_a_role_that_has_yet_to_begin() -> None:
    later = RoleGiven(role="planner", valid_from=JUNE)

    assert register(ADDED, later, RoleTaken(role="planner", last_day=TODAY)).roles_on(JUNE) == (
        Role.BEGELEIDER,
    )


def test_refuses_to_take_a_role_that_is_not_there_or_for_days_gone_by() -> None:
    planner = TAKE.model_copy(update={"role": Role.PLANNER})
    given(ADDED).by(ADMIN).when(planner).then_refused(refusals.RoleIsNotHeld)
    past = TAKE.model_copy(update={"last_day": day("2026-01-10")})
    given(ADDED).by(ADMIN).when(past).then_refused(refusals.ThePastIsNotChanged)


def test_ends_everything_when_somebody_leaves() -> None:
    left = LeftService(last_day=TOMORROW)
    given(ADDED).by(ADMIN).when(LEAVE).then(left)
    given(ADDED, left).by(ADMIN).when(LEAVE).then_nothing()

    assert register(ADDED, PLANNER, left).roles_on(TOMORROW)
    assert not register(ADDED, PLANNER, left).roles_on(day("2026-01-14"))


@pytest.mark.parametrize("command", [GIVE, TAKE, TEAM, UNIT, CRISIS])
def test_refuses_to_give_anything_to_who_has_left(command: Any) -> None:
    left = LeftService(last_day=YESTERDAY)

    given(ADDED, left).by(ADMIN).when(command).then_refused(refusals.HasLeftTheService)


def test_places_somebody_in_a_team_and_takes_them_out() -> None:
    joined = TeamJoined(team="Noord", valid_from=TODAY)
    given(ADDED).by(ADMIN).when(TEAM).then(joined)
    again = TEAM.model_copy(update={"team": "noord"})
    given(ADDED, joined).by(ADMIN).when(again).then_refused(refusals.PlaceIsHeldAlready)
    leave = LeaveTeam(staff_id=WHO, team="NOORD", last_day=TOMORROW)
    given(ADDED, joined).by(ADMIN).when(leave).then(TeamLeft(team="Noord", last_day=TOMORROW))
    given(ADDED).by(ADMIN).when(leave).then_refused(refusals.PlaceIsNotHeld)
    nameless = TEAM.model_copy(update={"team": "  "})
    given(ADDED).by(ADMIN).when(nameless).then_refused(others.CodeIsNotKnown)


def test_places_somebody_at_a_unit_that_is_there() -> None:
    joined = UnitJoined(unit="LX", valid_from=TODAY)
    given(ADDED).by(ADMIN).when(UNIT).then(joined)
    given(ADDED, joined).by(ADMIN).when(UNIT).then_refused(refusals.PlaceIsHeldAlready)
    gone = UNIT.model_copy(update={"unit": "LE"})
    given(ADDED).by(ADMIN).when(gone).then_refused(others.UnitWasNotThereThen)
    strange = UNIT.model_copy(update={"unit": "ZZ"})
    given(ADDED).by(ADMIN).when(strange).then_refused(others.CodeIsNotKnown)
    leave = LeaveUnit(staff_id=WHO, unit="LX", last_day=TODAY)
    given(ADDED, joined).by(ADMIN).when(leave).then(UnitLeft(unit="LX", last_day=TODAY))
    given(ADDED).by(ADMIN).when(leave).then_refused(refusals.PlaceIsNotHeld)


def test_records_a_competence_with_what_shows_it_and_its_end() -> None:
    given(ADDED).by(ADMIN).when(CRISIS).then(HAS_CRISIS)
    given(ADDED, HAS_CRISIS).by(ADMIN).when(CRISIS).then_refused(refusals.CompetenceIsHeldAlready)
    strange = CRISIS.model_copy(update={"competence": "toveren"})
    given(ADDED).by(ADMIN).when(strange).then_refused(others.CodeIsNotKnown)
    later = CRISIS.model_copy(update={"valid_from": TOMORROW})
    given(ADDED).by(ADMIN).when(later).then_refused(others.LiesInTheFuture)
    end = EndCompetence(staff_id=WHO, competence="crisis", last_day=TODAY)
    given(ADDED, HAS_CRISIS).by(ADMIN).when(end).then(CompetenceEnded(competence="crisis", last_day=TODAY))
    given(ADDED).by(ADMIN).when(end).then_refused(refusals.CompetenceIsNotHeld)


def test_records_what_is_done_about_access_and_nothing_of_it() -> None:
    given(ADDED).by(ADMIN).when(EndAccess(staff_id=WHO)).then(AccessEnded())
    given(ADDED, AccessEnded()).by(ADMIN).when(EndAccess(staff_id=WHO)).then_nothing()
    given(ADDED, AccessEnded()).by(ADMIN).when(GiveAccessBack(staff_id=WHO)).then(AccessGivenBack())
    given(ADDED).by(ADMIN).when(GiveAccessBack(staff_id=WHO)).then_nothing()
    given(ADDED).by(ADMIN).when(MakePasswordCode(staff_id=WHO)).then(PasswordCodeMade())
    given(ADDED).by(ADMIN).when(RemoveFactors(staff_id=WHO)).then(FactorsRemoved())
    given(ADDED).by(ADMIN).when(EndSessions(staff_id=WHO)).then(SessionsEnded())

    assert not register(ADDED, AccessEnded()).roles_on(TODAY)
    assert register(ADDED, AccessEnded(), AccessGivenBack()).roles_on(TODAY)


def test_accepts_the_code_that_holds_and_may_refuse_it() -> None:
    accepted, refused = CodeAccepted(code_version="2026-1"), CodeRefused(code_version="2026-1")
    given(ADDED).by(ANNA).when(ACCEPT).then(accepted)
    given(ADDED, accepted).by(ANNA).when(ACCEPT).then_nothing()
    given(ADDED, accepted).by(ANNA).when(REFUSE).then(refused)
    given(ADDED, refused).by(ANNA).when(REFUSE).then_nothing()
    given(ADDED, refused).by(ANNA).when(ACCEPT).then(accepted)

    assert register(ADDED, accepted).accepted("2026-1")
    assert not register(ADDED, accepted).accepted("2027-1")
    assert not register(ADDED, accepted, refused).accepted("2026-1")


def test_lets_nobody_answer_the_code_for_another_or_in_an_old_version() -> None:
    given(ADDED).by(LEAD).when(ACCEPT).then_refused(refusals.CodeIsPersonal)
    given(ADDED).by(LEAD).when(REFUSE).then_refused(refusals.CodeIsPersonal)
    old = ACCEPT.model_copy(update={"code_version": "2011-1"})
    given(ADDED).by(ANNA).when(old).then_refused(refusals.CodeIsNotInForce)
    given().by(ANNA).when(ACCEPT).then_refused(others.StaffMemberIsNotKnown)


EVERY = [
    GIVE,
    TAKE,
    LEAVE,
    TEAM,
    LeaveTeam(staff_id=WHO, team="Noord", last_day=TODAY),
    UNIT,
    LeaveUnit(staff_id=WHO, unit="LX", last_day=TODAY),
    CRISIS,
    EndCompetence(staff_id=WHO, competence="crisis", last_day=TODAY),
    EndAccess(staff_id=WHO),
    GiveAccessBack(staff_id=WHO),
    MakePasswordCode(staff_id=WHO),
    RemoveFactors(staff_id=WHO),
    EndSessions(staff_id=WHO),
]


@pytest.mark.parametrize("command", EVERY, ids=lambda command: type(command).__name__)
def test_is_for_beheer_about_another_member_of_staff_only(command: Any) -> None:
    given(ADDED).by(ANNA).when(command).then_refused(others.NotAllowed)
    given(ADDED).by(LEAD).when(command).then_refused(others.NotAllowed)
    given().by(ADMIN).when(command).then_refused(others.StaffMemberIsNotKnown)
    given(PlaceholderAdded(label="mw 3")).by(ADMIN).when(command).then_refused(others.StaffMemberIsNotKnown)
    own = command.model_copy(update={"staff_id": uid("admin")})
    given(ADDED).by(ADMIN).when(own).then_refused(refusals.NobodyChangesTheirOwnEntry)
