from dataclasses import replace

import pytest

from bluevitaal_es.access import Actor
from bluevitaal_es.clock import end_of
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.open_emergency import OpenEmergency, ReviewEmergency
from bluevitaal_es.events.case import EmergencyOpened, EmergencyReviewed
from bluevitaal_es.rules.emergencies import as_ties, follow_emergencies, open_ties
from bluevitaal_es.vocabulary import Role
from tests.lives import assigned, closed, registered
from tests.spec import ANNA, AUDITOR, BRAM, CASE, LEAD, day, given, history, moment, on, uid

OPEN = OpenEmergency(
    case_id=CASE,
    emergency_id=uid("nood"),
    reason="acute_danger",
    explanation="De cliënt dreigt, collega is weg",
)
#: In these stories every fact of before was recorded by Anna.
OPENED = EmergencyOpened(
    emergency_id=uid("nood"),
    reason="acute_danger",
    explanation="De cliënt dreigt, collega is weg",
    open_until=moment("2026-01-12 16:00"),
)
REVIEW = ReviewEmergency(case_id=CASE, emergency_id=uid("nood"), verdict="justified")
REVIEWED = EmergencyReviewed(emergency_id=uid("nood"), verdict="justified")
OF_BRAM = (registered(), assigned("bram"))
AT_NOON = on("2026-01-12 12:00", OPENED)


@pytest.mark.parametrize("who", [ANNA, LEAD])
def test_opens_for_the_hours_of_the_norm(who: Actor) -> None:
    given(*OF_BRAM).by(who).when(OPEN).then(OPENED)


def test_opens_a_closed_case_too() -> None:
    given(*OF_BRAM, closed()).by(LEAD).when(OPEN).then(OPENED)


def test_refuses_who_may_open_the_dossier_anyway() -> None:
    given(*OF_BRAM).by(BRAM).when(OPEN).then_refused(refusals.EmergencyIsNotNeeded)


def test_refuses_other_positions() -> None:
    given(*OF_BRAM).by(AUDITOR).when(OPEN).then_refused(refusals.NotAllowed)


def test_refuses_a_case_that_is_not_there() -> None:
    given().by(BRAM).when(OPEN).then_refused(refusals.CaseIsNotKnown)


@pytest.mark.parametrize("text", ["", "   ", "Nood!!", " " * 9 + "x"])
def test_refuses_without_an_explanation(text: str) -> None:
    command = OPEN.model_copy(update={"explanation": text})

    given(*OF_BRAM).by(LEAD).when(command).then_refused(refusals.EmergencyNeedsAnExplanation)


@pytest.mark.parametrize("field", ["reason", "silence_ground"])
def test_refuses_codes_that_are_not_in_the_catalogue(field: str) -> None:
    command = OPEN.model_copy(update={field: "zomaar"})

    given(*OF_BRAM).by(LEAD).when(command).then_refused(refusals.CodeIsNotKnown)


def test_is_silent_while_an_earlier_one_of_the_same_person_runs() -> None:
    again = OPEN.model_copy(update={"emergency_id": uid("nog een")})

    given(*OF_BRAM, AT_NOON).at("2026-01-12 15:59").by(ANNA).when(again).then_nothing()


def test_opens_for_another_person_and_anew_after_it_ended_by_itself() -> None:
    again = OPEN.model_copy(update={"emergency_id": uid("nog een")})
    opened = OPENED.model_copy(
        update={"emergency_id": uid("nog een"), "open_until": moment("2026-01-12 20:00")}
    )

    given(*OF_BRAM, AT_NOON).at("2026-01-12 16:00").by(ANNA).when(again).then(opened)
    given(*OF_BRAM, AT_NOON).at("2026-01-12 16:00").by(LEAD).when(again).then(opened)


def test_a_second_person_judges_once() -> None:
    given(*OF_BRAM, AT_NOON).at("2026-01-13").by(LEAD).when(REVIEW).then(REVIEWED)
    given(*OF_BRAM, AT_NOON, REVIEWED).at("2026-01-13").by(LEAD).when(REVIEW).then_refused(
        refusals.EmergencyWasReviewed
    )


def test_refuses_that_somebody_judges_their_own() -> None:
    anna = replace(ANNA, role=Role.TEAMLEIDER)

    given(*OF_BRAM, AT_NOON).at("2026-01-13").by(anna).when(REVIEW).then_refused(
        refusals.EmergencyNeedsASecondPerson
    )


def test_refuses_judging_what_was_not_opened_or_by_who_may_not() -> None:
    given(*OF_BRAM).by(LEAD).when(REVIEW).then_refused(refusals.EmergencyIsNotKnown)
    given(*OF_BRAM, AT_NOON).by(BRAM).when(REVIEW).then_refused(refusals.NotAllowed)


def test_refuses_no_without_a_reason() -> None:
    no = REVIEW.model_copy(update={"verdict": "not_justified"})

    given(*OF_BRAM, AT_NOON).by(LEAD).when(no).then_refused(refusals.JudgementNeedsAReason)


def test_ends_by_itself_and_at_once_when_it_was_not_justified() -> None:
    no = REVIEWED.model_copy(update={"verdict": "not_justified", "note": "Collega was er."})
    found = follow_emergencies((), history(AT_NOON)[0])
    judged = follow_emergencies(found, history(on("2026-01-12 13:00", no), actor=LEAD)[0])

    assert open_ties(as_ties(found), moment("2026-01-12 15:59")) == {ANNA.id}
    assert open_ties(as_ties(found), moment("2026-01-12 16:00")) == set()
    assert open_ties(as_ties(judged), moment("2026-01-12 13:01")) == set()


def test_is_to_be_judged_within_one_working_day() -> None:
    (monday,) = follow_emergencies((), history(AT_NOON)[0])
    (friday,) = follow_emergencies((), history(on("2026-01-16 12:00", OPENED))[0])

    assert monday.review_due == end_of(day("2026-01-13"))
    assert friday.review_due == end_of(day("2026-01-19"))


@pytest.mark.parametrize("fact", [OPENED, REVIEWED])
def test_is_not_corrected_away(fact: EmergencyOpened | EmergencyReviewed) -> None:
    away = CorrectFact(case_id=CASE, version=4, replacement=None, reason="typing_error")

    given(*OF_BRAM, AT_NOON, fact).by(BRAM).when(away).then_refused(refusals.FactCannotBeCorrected)
