from dataclasses import replace

import pytest

from bluevitaal_es.access import (
    IMPORTER,
    OUTSIDERS,
    SCHEDULER,
    VISITOR,
    Act,
    Actor,
    Denial,
    Guest,
    Involvement,
    Spell,
    Tie,
    judge,
    may,
    may_join,
    roles_for,
    ties_for,
)
from bluevitaal_es.vocabulary import Organisation, Role
from tests.spec import ADMIN, ANNA, AUDITOR, BRAM, LEAD, moment, uid

CASE = uid("the case")
OF_ANNA = Involvement(CASE, uid("anna"), BRAM.id)
NOBODYS = Involvement(CASE, None, BRAM.id)
CLIENT = Actor(id="client", name="", role=Role.CLIENT, case_id=CASE)
MANAGEMENT = Actor(id="management", name="Mo Verzonnen", role=Role.MANAGEMENT)
OMBUDS = Actor(id="ombuds", name="Os Verzonnen", role=Role.OMBUDS)
FG = Actor(id="fg", name="Gé Verzonnen", role=Role.FG)
PLANNER = Actor(id="planner", name="Pam Verzonnen", role=Role.PLANNER)
AT_HOME = Actor(id="home", name="", role=Role.HOME_FRONT, guest=Guest(CASE, uid("home")))
EVERYBODY = (
    ANNA,
    LEAD,
    MANAGEMENT,
    AUDITOR,
    OMBUDS,
    FG,
    PLANNER,
    ADMIN,
    CLIENT,
    SCHEDULER,
    IMPORTER,
    VISITOR,
    AT_HOME,
)
NOW = moment("2026-01-12 12:00")
BEFORE, AFTER = moment("2026-01-05"), moment("2026-01-20")


def test_has_an_answer_for_every_act_and_role() -> None:
    for act in Act:
        for actor in EVERYBODY:
            assert may(actor, act, OF_ANNA) in (True, False)
        assert roles_for(act)


def test_knows_an_actor_of_every_role() -> None:
    assert {actor.role for actor in EVERYBODY} == set(Role)


@pytest.mark.parametrize("act", [Act.OPEN_DOSSIER, Act.WORK_ON_CASE, Act.ASSIGN_BEGELEIDER])
def test_lets_a_begeleider_into_the_own_cases_only(act: Act) -> None:
    assert may(ANNA, act, OF_ANNA)
    assert not may(BRAM, act, OF_ANNA)


@pytest.mark.parametrize("act", [Act.OPEN_DOSSIER, Act.WORK_ON_CASE, Act.ASSIGN_BEGELEIDER])
def test_lets_whoever_registered_a_case_in_while_nobody_guides_it(act: Act) -> None:
    assert may(BRAM, act, NOBODYS)
    assert not may(ANNA, act, NOBODYS)


def test_lets_a_begeleider_in_under_a_label_of_an_old_register() -> None:
    linked = replace(ANNA, begeleider_ids=frozenset({uid("anna"), uid("mw 3")}))
    of_the_label = Involvement(CASE, uid("mw 3"), None)

    assert may(linked, Act.OPEN_DOSSIER, of_the_label)
    assert not may(ANNA, Act.OPEN_DOSSIER, of_the_label)


def test_takes_silence_about_the_case_for_a_no() -> None:
    for act in (Act.OPEN_DOSSIER, Act.WORK_ON_CASE, Act.ASSIGN_BEGELEIDER):
        assert not may(ANNA, act)
        assert not may(ANNA, act, None)
    assert not may(CLIENT, Act.SEE_OWN_CASE)


@pytest.mark.parametrize(
    "actor", [LEAD, MANAGEMENT, AUDITOR, OMBUDS, FG, PLANNER, ADMIN, SCHEDULER, IMPORTER, CLIENT]
)
def test_lets_nobody_but_begeleiders_open_a_dossier(actor: Actor) -> None:
    assert not may(actor, Act.OPEN_DOSSIER, OF_ANNA)
    assert not may(actor, Act.WORK_ON_CASE, OF_ANNA)


def test_lets_a_client_see_the_own_case_and_no_other() -> None:
    assert may(CLIENT, Act.SEE_OWN_CASE, OF_ANNA)
    assert not may(CLIENT, Act.SEE_OWN_CASE, Involvement(uid("another"), uid("anna"), None))
    assert not may(ANNA, Act.SEE_OWN_CASE, OF_ANNA)


def test_does_not_take_a_registrar_for_the_begeleider_once_there_is_one() -> None:
    assert not may(BRAM, Act.OPEN_DOSSIER, OF_ANNA)


def test_takes_no_unknown_registrar_for_somebody() -> None:
    assert not may(replace(ANNA, id=""), Act.OPEN_DOSSIER, Involvement(CASE, None, None))


@pytest.mark.parametrize(
    ("act", "roles"),
    [
        (Act.AUDIT_CASE, {Role.AUDITOR, Role.OMBUDS, Role.FG}),
        (Act.VERIFY_LOG, {Role.AUDITOR, Role.OMBUDS, Role.FG}),
        (Act.SEE_OWN_INITIATIVE, {Role.FG}),
        (Act.SEE_PLANNING, {Role.PLANNER}),
        (Act.SEE_TEAM_BOARD, {Role.TEAMLEIDER}),
        (Act.SEE_FIGURES, {Role.TEAMLEIDER, Role.MANAGEMENT}),
        (Act.ASSIGN_BEGELEIDER, {Role.BEGELEIDER, Role.TEAMLEIDER}),
        (Act.MANAGE_STAFF, {Role.BEHEER, Role.IMPORTER}),
        (Act.FLAG_OVERDUE, {Role.SCHEDULER}),
        (Act.RECORD_THE_PAST, {Role.IMPORTER}),
        (Act.FILE_COMPLAINT, {Role.COMPLAINANT, Role.OMBUDS}),
        (Act.SPEAK_AS_COMPLAINANT, {Role.COMPLAINANT}),
        (Act.TREAT_COMPLAINT, {Role.OMBUDS}),
        (Act.TREAT_OBJECTION, {Role.OMBUDS, Role.FG}),
        (Act.HOLD_FOR_COMPLAINT, {Role.OMBUDS, Role.FG}),
    ],
)
def test_names_the_roles_for_an_act(act: Act, roles: set[Role]) -> None:
    assert roles_for(act) == roles
    assert {actor.role for actor in EVERYBODY if may(actor, act, OF_ANNA)} == roles


def test_lets_a_stand_in_help_for_as_long_as_it_was_agreed() -> None:
    covered = Involvement(CASE, uid("anna"), ANNA.id, covers=(Spell(BEFORE, AFTER, uid("bram")),))

    for act in (Act.OPEN_DOSSIER, Act.WORK_ON_CASE):
        assert judge(BRAM, act, covered, at=NOW).tie is Tie.COVERS
        assert judge(BRAM, act, covered, at=AFTER).denial is Denial.COVER_IS_OVER
        assert not may(BRAM, act, covered, at=moment("2026-01-04"))
        assert may(ANNA, act, covered, at=NOW)
    assert not may(BRAM, Act.ASSIGN_BEGELEIDER, covered, at=NOW)


def test_lets_the_ombudsfunctionaris_read_while_that_client_allows_it() -> None:
    allowed = Involvement(CASE, uid("anna"), ANNA.id, inspections=(Spell(BEFORE, AFTER),))

    verdict = judge(OMBUDS, Act.OPEN_DOSSIER, allowed, at=NOW)
    assert (verdict.tie, verdict.purpose) == (Tie.CLIENT_ALLOWS, "klacht")
    assert judge(OMBUDS, Act.OPEN_DOSSIER, allowed, at=AFTER).denial is Denial.NO_CONSENT
    assert judge(OMBUDS, Act.OPEN_DOSSIER, OF_ANNA, at=NOW).denial is Denial.NO_CONSENT
    assert not may(OMBUDS, Act.WORK_ON_CASE, allowed, at=NOW)
    assert not may(AUDITOR, Act.OPEN_DOSSIER, allowed, at=NOW)


def test_lets_somebody_at_home_in_while_something_is_shown_by_their_own_invitation() -> None:
    shown = Involvement(CASE, None, None, at_home=(Spell(BEFORE, AFTER, uid("home")),))
    another = replace(AT_HOME, guest=Guest(CASE, uid("another")))
    elsewhere = replace(AT_HOME, guest=Guest(uid("another case"), uid("home")))

    assert judge(AT_HOME, Act.SEE_AT_HOME, shown, at=NOW).tie is Tie.AT_HOME
    assert judge(AT_HOME, Act.SEE_AT_HOME, shown, at=AFTER).denial is Denial.NOT_AT_HOME
    for nobody in (another, elsewhere, replace(AT_HOME, guest=None), CLIENT, ANNA):
        assert not may(nobody, Act.SEE_AT_HOME, shown, at=NOW)
    assert [act for act in Act if may(AT_HOME, act, shown, at=NOW)] == [Act.SEE_AT_HOME]


@pytest.mark.parametrize("organisation", [Organisation.POLICE, Organisation.PRINCIPAL])
@pytest.mark.parametrize("actor", [ANNA, LEAD, AUDITOR, OMBUDS, FG, PLANNER, ADMIN, CLIENT])
def test_gives_the_police_and_whoever_pays_nothing_but_figures(
    actor: Actor, organisation: Organisation
) -> None:
    outsider = replace(actor, organisation=organisation)

    for act in Act:
        assert not may(outsider, act, OF_ANNA)
    assert not may_join(actor.role, organisation)
    assert may(replace(MANAGEMENT, organisation=organisation), Act.SEE_FIGURES)


def test_names_no_outsider_for_an_act_on_a_case() -> None:
    assert not [
        (act, role)
        for act in Act
        for role in OUTSIDERS
        if any(tie is not Tie.NONE for tie in ties_for(act, role))
    ]


@pytest.mark.parametrize(
    ("actor", "act", "involvement", "denial"),
    [
        (MANAGEMENT, Act.OPEN_DOSSIER, OF_ANNA, Denial.ROLE),
        (ANNA, Act.OPEN_DOSSIER, None, Denial.NO_CASE),
        (BRAM, Act.OPEN_DOSSIER, OF_ANNA, Denial.NOT_INVOLVED),
        (BRAM, Act.ASSIGN_BEGELEIDER, OF_ANNA, Denial.NOT_INVOLVED),
        (replace(ANNA, organisation=Organisation.POLICE), Act.OPEN_DOSSIER, OF_ANNA, Denial.ORGANISATION),
    ],
)
def test_says_by_name_why_not(
    actor: Actor, act: Act, involvement: Involvement | None, denial: Denial
) -> None:
    verdict = judge(actor, act, involvement)

    assert not verdict.allowed
    assert verdict.denial is denial
    assert verdict.purpose is None
