from typing import Any

import pytest

from bluevitaal_es.access import IMPORTER
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.add_staff_member import AddPlaceholder, AddStaffMember, LinkPlaceholder
from bluevitaal_es.events.staff import (
    PlaceholderAdded,
    PlaceholderLinked,
    StaffMemberAdded,
    StaffMemberRefused,
)
from bluevitaal_es.vocabulary import Organisation, Role
from tests.spec import ADMIN, ANNA, LEAD, given, uid

ADD = AddStaffMember(staff_id=uid("anna"), name="Anna Verzonnen", role=Role.BEGELEIDER)
LABEL = AddPlaceholder(staff_id=uid("mw 3"), label="mw 3")
LINK = LinkPlaceholder(staff_id=uid("mw 3"), member_id=uid("anna"))
ADDED = StaffMemberAdded(name="Anna Verzonnen", role="begeleider")
LABELLED = PlaceholderAdded(label="mw 3")
LINKED = PlaceholderLinked(member_id=uid("anna"))


def test_adds_a_member_of_staff() -> None:
    given().by(ADMIN).when(ADD).then(ADDED)


@pytest.mark.parametrize("organisation", [Organisation.POLICE, Organisation.PRINCIPAL])
def test_gives_somebody_from_outside_figures_only(organisation: Organisation) -> None:
    figures = AddStaffMember(
        staff_id=uid("mo"), name="Mo Verzonnen", role=Role.MANAGEMENT, organisation=organisation
    )
    added = StaffMemberAdded(name="Mo Verzonnen", role="management", organisation=str(organisation))
    given().by(ADMIN).when(figures).then(added)

    for role in (Role.BEGELEIDER, Role.TEAMLEIDER, Role.AUDITOR, Role.OMBUDS, Role.FG, Role.PLANNER):
        more = figures.model_copy(update={"role": role})
        refused = given().by(ADMIN).when(more)
        refused.then_refused(refusals.OutsiderNeverSeesDossiers)
        assert refused.refusal is not None
        assert refused.refusal.left == StaffMemberRefused(role=str(role), organisation=str(organisation))


def test_refuses_to_add_a_member_twice() -> None:
    given(ADDED).by(ADMIN).when(ADD).then_refused(refusals.StaffMemberIsKnown)


def test_lets_an_import_add_a_label() -> None:
    given().by(IMPORTER).when(LABEL).then(LABELLED)


def test_is_silent_when_the_label_is_known() -> None:
    given(LABELLED).by(IMPORTER).when(LABEL).then_nothing()


def test_tells_whom_a_label_stood_for() -> None:
    given(LABELLED).by(ADMIN).when(LINK).then(LINKED)


def test_refuses_to_link_what_is_no_label() -> None:
    given().by(ADMIN).when(LINK).then_refused(refusals.StaffMemberIsNotKnown)
    given(ADDED).by(ADMIN).when(LINK).then_refused(refusals.StaffMemberIsNotKnown)


def test_refuses_to_link_a_label_twice() -> None:
    given(LABELLED, LINKED).by(ADMIN).when(LINK).then_refused(refusals.PlaceholderIsAlreadyLinked)


@pytest.mark.parametrize("command", [ADD, LABEL, LINK])
def test_refuses_everybody_else(command: Any) -> None:
    given().by(ANNA).when(command).then_refused(refusals.NotAllowed)
    given().by(LEAD).when(command).then_refused(refusals.NotAllowed)
