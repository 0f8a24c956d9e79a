from bluevitaal_es.access import Involvement
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.events.case import NoteAdded
from bluevitaal_es.projections.case_history.view import CaseHistoryView, replacement
from tests.spec import ANNA, AUDITOR, BRAM, CASE, LEAD, day, moment
from tests.world import World

TIED = Involvement(CASE, None, ANNA.id)


def story(world: World) -> CaseHistoryView:
    register = RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff")
    world.do(register, at="2026-01-05")
    world.do(AddNote(case_id=CASE, text="Belde af", on=day("2026-01-06")), at="2026-01-08")
    right = NoteAdded(text="Belde niet af")
    world.do(CorrectFact(case_id=CASE, version=2, replacement=right, reason="typing_error"), at="2026-01-09")
    return CaseHistoryView(world.database)


def test_shows_every_fact_with_maker_day_and_moment_of_recording(world: World) -> None:
    first, note, correction = story(world).entries(ANNA, TIED)

    assert [entry.type for entry in (first, note, correction)] == [
        "case.registered",
        "case.note_added",
        "case.fact_corrected",
    ]
    assert (note.actor_id, note.actor_role) == (ANNA.id, "begeleider")
    assert (note.happened_at, note.recorded_at) == (moment("2026-01-06 00:00"), moment("2026-01-08"))
    assert note.data["text"] == "Belde af"


def test_points_from_a_corrected_fact_to_its_correction(world: World) -> None:
    first, note, correction = story(world).entries(ANNA, TIED)

    assert (first.corrected_by, note.corrected_by, correction.corrected_by) == (None, 3, None)
    new = replacement(correction)
    assert new is not None
    assert new["text"] == "Belde niet af"


def test_shows_what_was_known_on_a_day(world: World) -> None:
    view = story(world)

    assert len(view.entries(ANNA, TIED, known_at=moment("2026-01-07"))) == 1
    note = view.entries(ANNA, TIED, known_at=moment("2026-01-08"))[1]
    assert note.corrected_by is None


def test_shows_what_was_added_since(world: World) -> None:
    assert [entry.version for entry in story(world).since(ANNA, TIED, 1)] == [2, 3]


def test_shows_nothing_to_those_who_may_not_open_the_dossier(world: World) -> None:
    view = story(world)

    for actor in (BRAM, LEAD, AUDITOR):
        assert view.entries(actor, TIED) == view.since(actor, TIED, 0) == []
