import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.add_note import AddNote, RateSatisfaction
from bluevitaal_es.events.case import NoteAdded, SatisfactionRated
from tests.lives import closed, registered
from tests.spec import BRAM, CASE, LEAD, day, given, on

NOTE = AddNote(case_id=CASE, text="Belde af")


def test_adds_a_note() -> None:
    given(registered()).at("2026-01-12").when(NOTE).then(on("2026-01-12", NoteAdded(text="Belde af")))


def test_adds_a_note_on_an_earlier_day() -> None:
    command = AddNote(case_id=CASE, text="Belde af", on=day("2026-01-08"))

    given(registered()).when(command).then(on("2026-01-08 00:00", NoteAdded(text="Belde af")))


def test_refuses_a_note_before_registration_or_in_the_future() -> None:
    for text, refusal in (
        ("2026-01-04", refusals.BeforeRegistration),
        ("2026-01-13", refusals.LiesInTheFuture),
    ):
        given(registered()).at("2026-01-12").when(
            AddNote(case_id=CASE, text="Belde af", on=day(text))
        ).then_refused(refusal)


def test_refuses_a_note_in_a_closed_case() -> None:
    given(registered(), closed()).when(NOTE).then_refused(refusals.CaseIsClosed)


def test_refuses_others_than_the_own_begeleider() -> None:
    given(registered()).by(BRAM).when(NOTE).then_refused(refusals.NotAllowed)
    given(registered()).by(LEAD).when(NOTE).then_refused(refusals.NotAllowed)


@pytest.mark.parametrize("rating", [1, 10])
def test_records_the_clients_mark_in_a_closed_case_too(rating: int) -> None:
    command = RateSatisfaction(case_id=CASE, rating=rating)

    given(registered()).when(command).then(SatisfactionRated(rating=rating))
    given(registered(), closed()).when(command).then(SatisfactionRated(rating=rating))


@pytest.mark.parametrize("rating", [0, 11])
def test_refuses_a_mark_outside_the_scale(rating: int) -> None:
    given(registered()).when(RateSatisfaction(case_id=CASE, rating=rating)).then_refused(
        refusals.RatingIsOutOfRange, lowest=1, highest=10
    )


def test_refuses_a_mark_before_registration() -> None:
    given(registered()).when(RateSatisfaction(case_id=CASE, rating=8, on=day("2026-01-04"))).then_refused(
        refusals.BeforeRegistration
    )
