import pytest

from bluevitaal_es.access import Actor
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.grant_cover import GrantCover
from bluevitaal_es.events.case import CoverGranted, NoteAdded
from tests.lives import assigned, closed, registered
from tests.spec import ANNA, AUDITOR, BRAM, CASE, LEAD, day, given, on, uid

COVER = GrantCover(case_id=CASE, begeleider_id=uid("bram"), until=day("2026-01-16"))
COVERED = CoverGranted(begeleider_id=uid("bram"), until=day("2026-01-16"))
NOTE = AddNote(case_id=CASE, text="Belde af")


@pytest.mark.parametrize("actor", [ANNA, LEAD])
def test_lets_another_stand_in(actor: Actor) -> None:
    given(registered(), assigned("anna")).by(actor).when(COVER).then(COVERED)


def test_refuses_whoever_has_no_part_in_the_case() -> None:
    for actor in (BRAM, AUDITOR):
        given(registered(), assigned("anna")).by(actor).when(COVER).then_refused(refusals.NotAllowed)


def test_refuses_a_closed_case() -> None:
    given(registered(), assigned(), closed()).by(LEAD).when(COVER).then_refused(refusals.CaseIsClosed)


def test_refuses_where_nobody_is_absent() -> None:
    given(registered()).by(LEAD).when(COVER).then_refused(refusals.NoBegeleiderYet)


def test_refuses_to_stand_in_for_oneself() -> None:
    given(registered(), assigned("bram")).by(LEAD).when(COVER).then_refused(refusals.CoverIsByTheSame)


def test_refuses_a_last_day_that_is_past_or_far_away() -> None:
    late = GrantCover(case_id=CASE, begeleider_id=uid("bram"), until=day("2026-01-11"))
    long = GrantCover(case_id=CASE, begeleider_id=uid("bram"), until=day("2026-02-24"))

    given(registered(), assigned("anna")).by(LEAD).when(late).then_refused(refusals.CoverIsOverAlready)
    given(registered(), assigned("anna")).by(LEAD).when(long).then_refused(refusals.CoverIsTooLong)


@pytest.mark.requirement("S-168")
def test_ends_by_itself() -> None:
    story = given(registered(), assigned("anna"), on("2026-01-12", COVERED)).by(BRAM)

    story.at("2026-01-16 23:30").when(NOTE).then(NoteAdded(text="Belde af"))
    story.at("2026-01-17 00:00").when(NOTE).then_refused(refusals.NotAllowed)


def test_ends_with_a_handover_and_is_made_shorter_by_another_last_day() -> None:
    shorter = CoverGranted(begeleider_id=uid("bram"), until=day("2026-01-12"))
    covered = (registered(), assigned("anna"), on("2026-01-12", COVERED))

    given(*covered, assigned("carla")).by(BRAM).at("2026-01-13").when(NOTE).then_refused(refusals.NotAllowed)
    given(*covered, shorter).by(BRAM).at("2026-01-13").when(NOTE).then_refused(refusals.NotAllowed)
