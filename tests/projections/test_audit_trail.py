from dataclasses import fields

from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.projections.audit_trail.view import AuditRow, AuditTrailView
from tests.spec import ANNA, AUDITOR, CASE, LEAD, moment
from tests.world import World

NUMBER = "T-2026-0001"


def story(world: World) -> AuditTrailView:
    register = RegisterCase(case_id=CASE, number=NUMBER, target_group="current_staff", client_name="Fenna")
    world.do(register, at="2026-01-05")
    world.do(AddNote(case_id=CASE, text="Een geheim"), at="2026-01-06")
    world.do(CorrectFact(case_id=CASE, version=2, replacement=None, reason="wrong_case"), at="2026-01-07")
    return AuditTrailView(world.database)


def test_replays_a_case_event_by_event(world: World) -> None:
    rows = story(world).case(AUDITOR, NUMBER)

    assert [(row.version, row.type, row.corrects) for row in rows] == [
        (1, "case.registered", None),
        (2, "case.note_added", None),
        (3, "case.fact_corrected", 2),
    ]
    assert {(row.actor_id, row.actor_role) for row in rows} == {(ANNA.id, "begeleider")}
    assert all(row.command_id == row.correlation_id for row in rows)


def test_holds_facts_about_facts_and_never_what_they_say(world: World) -> None:
    story(world)
    rows = str([rows for table, rows in world.tables().items() if table.startswith("view_audit_trail.")])

    assert "geheim" not in rows
    assert "Fenna" not in rows
    assert not {"data", "event", "text", "payload"} & {field.name for field in fields(AuditRow)}


def test_shows_what_was_recorded_by_a_moment(world: World) -> None:
    assert len(story(world).case(AUDITOR, NUMBER, known_at=moment("2026-01-06"))) == 2


def test_shows_the_newest_of_the_whole_log_first(world: World) -> None:
    assert [row.position for row in story(world).latest(AUDITOR, limit=2)] == [3, 2]


def test_finds_the_stream_of_a_number(world: World) -> None:
    view = story(world)

    assert view.case_id(AUDITOR, NUMBER) == CASE
    assert view.case_id(AUDITOR, "T-2026-9999") is None
    assert view.case(AUDITOR, "T-2026-9999") == []


def test_answers_auditors_only(world: World) -> None:
    view = story(world)

    for actor in (ANNA, LEAD):
        assert view.case(actor, NUMBER) == view.latest(actor) == []
        assert view.case_id(actor, NUMBER) is None
