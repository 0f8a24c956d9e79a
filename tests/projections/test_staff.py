from bluevitaal_es.access import IMPORTER
from bluevitaal_es.commands.add_staff_member import AddPlaceholder, AddStaffMember, LinkPlaceholder
from bluevitaal_es.projections.staff.view import StaffView
from bluevitaal_es.vocabulary import Role
from tests.spec import ADMIN, ANNA, uid
from tests.world import World


def story(world: World) -> StaffView:
    people = [
        AddStaffMember(staff_id=uid("anna"), name="Anna Verzonnen", role=Role.BEGELEIDER),
        AddStaffMember(staff_id=uid("lead"), name="Lies Fictie", role=Role.TEAMLEIDER),
    ]
    labels = [
        AddPlaceholder(staff_id=uid("mw 3"), label="mw 3"),
        AddPlaceholder(staff_id=uid("mw 4"), label="mw 4"),
    ]
    world.do(*people, by=ADMIN, at="2026-01-05")
    world.do(*labels, by=IMPORTER, at="2026-01-05")
    world.do(LinkPlaceholder(staff_id=uid("mw 3"), member_id=uid("anna")), by=ADMIN, at="2026-01-06")
    return StaffView(world.database)


def test_names_everybody(world: World) -> None:
    assert [row.name for row in story(world).everybody(ANNA)] == [
        "Anna Verzonnen",
        "Lies Fictie",
        "mw 3",
        "mw 4",
    ]


def test_offers_begeleiders_to_assign_and_no_labels(world: World) -> None:
    assert [row.staff_id for row in story(world).begeleiders(ANNA)] == [uid("anna")]


def test_shows_the_person_behind_a_label(world: World) -> None:
    names = story(world).names(ANNA)

    assert names[str(uid("mw 3"))] == "Anna Verzonnen (mw 3)"
    assert names[str(uid("mw 4"))] == "mw 4"


def test_gives_somebody_the_labels_that_were_linked_to_them(world: World) -> None:
    view = story(world)

    assert view.ids_of(uid("anna")) == {uid("anna"), uid("mw 3")}
    assert view.ids_of(uid("nobody")) == {uid("nobody")}


def test_shows_labels_to_whoever_manages_staff(world: World) -> None:
    view = story(world)

    assert [row.linked_to for row in view.placeholders(ADMIN)] == [uid("anna"), None]
    assert view.placeholders(ANNA) == []
