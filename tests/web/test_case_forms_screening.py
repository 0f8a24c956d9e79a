"""The forms for questionnaires, the decisions they ask for, and safety."""

from html import unescape
from uuid import uuid4

import pytest

from bluevitaal_es.commands.settle_safety_task import OpenSafetyTask
from tests.web.at_the_desk import ROUTERS, TODAY, Desk, desk, tsq

__all__ = ["ROUTERS", "desk"]


EVENT = {"gebeurtenis": "een", "gebeurtenis-dag": "1-3-2024"}


def answers_to(values: list[int]) -> dict[str, str]:
    return {f"antwoorden-{number}": str(value) for number, value in enumerate(values, 1)} | {
        "ingevuld": TODAY
    }


@pytest.mark.requirement("S-053")
def test_says_what_a_score_at_its_cut_off_means_and_what_follows(desk: Desk) -> None:
    answer = desk.fill("vragenlijst?lijst=tsq", **answers_to([1] * 7 + [0] * 3), **EVENT)

    page = unescape(desk.browser.get(answer.headers["location"]).text)
    assert "Score 7 van 10: op of boven de grens van 6." in page
    assert "een besluit: overleggen, verwijzen, of geen van beide met reden" in page
    (decision,) = desk.dossier.decisions
    assert f"besluit?besluit={decision.decision_id}" in page


def test_asks_each_question_of_a_questionnaire(desk: Desk) -> None:
    page = desk.refused("vragenlijst?lijst=tsq", **answers_to([1] * 9), **EVENT)

    assert "Kies een antwoord bij vraag 10." in page
    assert 'name="antwoorden-9" value="1" checked' in page


def test_asks_for_the_day_of_a_known_event(desk: Desk) -> None:
    page = desk.refused("vragenlijst?lijst=tsq", **answers_to([1] * 10), gebeurtenis="een")

    assert "Vul de dag van de gebeurtenis in" in page


def test_takes_a_total_alone(desk: Desk) -> None:
    dossier = desk.done("vragenlijst?lijst=who5&wijze=totaal", ingevuld=TODAY, totaal="44")

    assert [(one.instrument, one.total, one.answers) for one in dossier.results] == [("who5", 44, None)]


def test_refuses_a_total_that_no_answers_give(desk: Desk) -> None:
    page = desk.refused("vragenlijst?lijst=who5&wijze=totaal", ingevuld=TODAY, totaal="45")

    assert "kan de score van de" in page
    assert 'value="45"' in page


@pytest.mark.requirement("S-051", "S-052")
def test_says_which_questionnaires_are_not_used_and_why(desk: Desk) -> None:
    page = unescape(desk.browser.get(f"{desk.page}/vragenlijst").text)

    assert "vragenlijst?lijst=tsq" in page
    assert "SVL-15" in page
    assert "DSM-III" in page


def test_opens_a_safety_task_on_an_answer_that_asks_for_a_human(desk: Desk) -> None:
    answer = desk.fill("vragenlijst?lijst=phq9", **answers_to([0] * 8 + [1]))

    page = unescape(desk.browser.get(answer.headers["location"]).text)
    (task,) = desk.dossier.open_safety
    assert "Praat vandaag met de cliënt over veiligheid" in page
    assert "0800-0113" in page
    assert f"veiligheid?taak={task.task_id}" in page


def test_opens_a_safety_task_on_a_total_with_that_answer_named(desk: Desk) -> None:
    desk.done(
        "vragenlijst?lijst=phq9&wijze=totaal", **{"ingevuld": TODAY, "totaal": "3", "veiligheid-9": "ja"}
    )

    assert len(desk.dossier.open_safety) == 1


def test_settles_a_decision_and_goes_on_to_the_referral(desk: Desk) -> None:
    tsq(desk)
    (decision,) = desk.dossier.decisions

    answer = desk.fill(f"besluit?besluit={decision.decision_id}", keuze="refer", reden="Naar de huisarts")

    assert answer.headers["location"] == f"{desk.page}/verwijzing"
    desk.browser.get(desk.page)
    assert [(one.choice, one.reason) for one in desk.dossier.decisions] == [("refer", "Naar de huisarts")]


def test_asks_a_reason_with_a_decision(desk: Desk) -> None:
    tsq(desk)

    page = desk.refused("besluit", keuze="neither", reden="")

    assert "Schrijf op waarom u dit besluit." in page
    assert 'value="neither" checked' in page


# --- safety


def test_raises_an_acute_concern(desk: Desk) -> None:
    (task,) = desk.done("zorg-om-veiligheid", zorg="Zei dat het niet meer hoeft").open_safety

    assert (task.trigger, task.note) == ("acute_concern", "Zei dat het niet meer hoeft")


def test_asks_what_the_concern_is(desk: Desk) -> None:
    assert "Schrijf kort op wat er aan de hand is." in desk.refused("zorg-om-veiligheid", zorg="  ")


TALKED = {
    "gesprek": "Rustig gesproken",
    "middelen": "ja",
    "afspraken": "Morgen weer bellen",
    "uitkomst": "safety_plan",
}


def test_records_the_conversation_about_safety(desk: Desk) -> None:
    desk.give(OpenSafetyTask(case_id=desk.case_id, task_id=uuid4(), note="Zorg"))
    (task,) = desk.dossier.open_safety

    dossier = desk.done(f"veiligheid?taak={task.task_id}", **TALKED)

    assert dossier.open_safety == ()
    assert dossier.safety_tasks[0].agreements == "Morgen weer bellen"


def test_asks_whom_and_on_which_ground_somebody_was_told(desk: Desk) -> None:
    desk.give(OpenSafetyTask(case_id=desk.case_id, task_id=uuid4(), note="Zorg"))

    page = desk.refused("veiligheid", **TALKED | {"uitkomst": "crisis_service"})

    assert "Vul in wie er is geïnformeerd." in page
    assert "Kies op welke grond" in page
    assert "Rustig gesproken" in page


# --- referrals and sharing
