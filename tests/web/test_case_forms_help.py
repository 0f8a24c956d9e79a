"""The forms for talks, goals, evaluation, product, work and notes."""

from datetime import timedelta
from html import unescape

import pytest

from bluevitaal_es import clock
from bluevitaal_es.web.dutch import dutch_date_short
from tests.web.at_the_desk import (
    MOMENT,
    NEXT,
    ROUTERS,
    TODAY,
    TOMORROW,
    Desk,
    desk,
    five_talks,
    goal,
    planned,
)
from tests.web.posting import hidden_in

__all__ = ["ROUTERS", "desk"]


def test_plans_a_talk(desk: Desk) -> None:
    dossier = desk.done("gesprek-plannen", **NEXT, plek="outdoors")

    assert [(talk.status, talk.channel, talk.place) for talk in dossier.talks] == [
        ("planned", "phone", "outdoors")
    ]


@pytest.mark.requirement("S-042")
def test_refuses_a_sixth_talk_before_the_evaluation_and_keeps_what_was_typed(desk: Desk) -> None:
    five_talks(desk)

    page = desk.refused("gesprek-plannen", **NEXT)

    assert "Houd eerst de evaluatie met een collega" in page
    assert f'value="{TOMORROW}"' in page


@pytest.mark.requirement("S-042")
def test_plans_crisis_contact_while_an_evaluation_is_due(desk: Desk) -> None:
    five_talks(desk)

    dossier = desk.done("gesprek-plannen", **NEXT, crisis="ja")

    assert dossier.talks[-1].crisis


def test_plans_one_talk_when_the_button_is_pressed_twice(desk: Desk) -> None:
    path = f"{desk.page}/gesprek-plannen"
    answers = hidden_in(desk.browser.get(path).text) | NEXT

    first, second = (desk.browser.post(path, data=answers) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    desk.browser.get(desk.page)
    assert len(desk.dossier.talks) == 1


def test_records_a_planned_talk(desk: Desk) -> None:
    talk_id = planned(desk)

    dossier = desk.done(
        f"gesprek-vastleggen?gesprek={talk_id}",
        **MOMENT,
        hoe="phone",
        minuten="50",
        notitie="Het gaat beter.",
    )

    assert [(talk.status, talk.minutes, talk.note) for talk in dossier.talks] == [
        ("held", 50, "Het gaat beter.")
    ]


def test_records_a_talk_that_was_not_planned(desk: Desk) -> None:
    assert desk.done("gesprek-vastleggen", **MOMENT, hoe="video").talks_held == 1


def test_refuses_an_unplanned_talk_without_reason_while_an_evaluation_is_due(desk: Desk) -> None:
    five_talks(desk)

    page = desk.refused("gesprek-vastleggen", **MOMENT, hoe="phone", notitie="Belde zelf op.")

    assert "5 gesprekken" in page
    assert "Belde zelf op." in page
    again = desk.done("gesprek-vastleggen", **MOMENT, hoe="phone", toch="De cliënt belde zelf.")
    assert again.talks_held == 6


def test_refuses_a_second_record_of_one_talk_and_keeps_the_note(desk: Desk) -> None:
    talk_id = planned(desk)
    path = f"{desk.page}/gesprek-vastleggen?gesprek={talk_id}"
    hidden = hidden_in(desk.browser.get(path).text)
    desk.done(f"gesprek-vastleggen?gesprek={talk_id}", **MOMENT, hoe="phone")

    answer = desk.browser.post(path, data=hidden | MOMENT | {"hoe": "phone", "notitie": "Ook dit."})

    assert answer.status_code == 409
    assert "Dit gesprek is al vastgelegd." in unescape(answer.text)
    assert "Ook dit." in answer.text
    assert "al vastgelegd" in desk.browser.get(path).text


def test_records_that_a_talk_was_missed(desk: Desk) -> None:
    dossier = desk.done(f"gesprek-gemist?gesprek={planned(desk)}", reden="client_ill")

    assert [(talk.status, talk.reason) for talk in dossier.talks] == [("missed", "client_ill")]


def test_asks_why_a_talk_was_missed(desk: Desk) -> None:
    page = desk.refused(f"gesprek-gemist?gesprek={planned(desk)}", notitie="Later terugbellen.")

    assert "Maak een keuze bij “Waarom ging het niet door?”" in page
    assert "Later terugbellen." in page


# --- goals


def test_sets_a_goal_in_the_words_of_the_client(desk: Desk) -> None:
    dossier = desk.done("doel", woorden="Ik wil weer doorslapen", aanpak="Elke dag wandelen")

    assert [(one.words, one.approach) for one in dossier.goals] == [
        ("Ik wil weer doorslapen", "Elke dag wandelen")
    ]


def test_asks_for_the_words_of_a_goal(desk: Desk) -> None:
    page = desk.refused("doel", woorden="", aanpak="Elke dag wandelen")

    assert "Vul in wat de cliënt wil bereiken" in page
    assert "Elke dag wandelen" in page


@pytest.mark.requirement("S-038")
def test_rates_a_goal_for_client_and_begeleider_apart(desk: Desk) -> None:
    goal_id = goal(desk)

    desk.done(f"doel-beoordelen?doel={goal_id}", wie="client", cijfer="4")
    dossier = desk.done(f"doel-beoordelen?doel={goal_id}", wie="begeleider", cijfer="6")

    assert (dossier.goals[0].latest("client"), dossier.goals[0].latest("begeleider")) == (4, 6)


def test_refuses_a_rating_outside_its_scale(desk: Desk) -> None:
    page = desk.refused(f"doel-beoordelen?doel={goal(desk)}", wie="client", cijfer="11")

    assert "een getal van 0 tot en met 10" in page
    assert 'value="11"' in page


# --- consent


EVALUATION = {
    "gehouden": TODAY,
    "collega": "Bram Bedacht",
    "afhankelijk": "no",
    "conclusie": "Gaat goed",
    "besluit": "continue",
}


@pytest.mark.requirement("S-044")
def test_holds_an_evaluation_so_that_a_talk_can_be_planned_again(desk: Desk) -> None:
    goal(desk)
    five_talks(desk)
    asked = unescape(desk.browser.get(f"{desk.page}/evaluatie").text)
    assert "Weer doorslapen" in asked
    assert "5 gesprekken sinds" in asked

    desk.done("evaluatie", **EVALUATION)

    assert desk.done("gesprek-plannen", **NEXT).evaluations[0].colleague == "Bram Bedacht"


@pytest.mark.requirement("S-045")
def test_asks_how_far_an_extension_goes(desk: Desk) -> None:
    page = desk.refused("evaluatie", **EVALUATION | {"besluit": "extend"})

    assert "Vul dan het nieuwe hoogste aantal gesprekken in" in page
    assert "Gaat goed" in page


def test_postpones_an_evaluation(desk: Desk) -> None:
    until = clock.today() + timedelta(days=14)

    dossier = desk.done("evaluatie-uitstellen", tot=dutch_date_short(until), reden="client_ill")

    assert (dossier.evaluations[0].status, dossier.evaluations[0].until) == ("postponed", until)


def test_refuses_to_postpone_for_too_long(desk: Desk) -> None:
    far = dutch_date_short(clock.today() + timedelta(days=60))

    page = desk.refused("evaluatie-uitstellen", tot=far, reden="client_ill")

    assert "Uitstellen kan, maar niet voor lang." in page
    assert f'value="{far}"' in page


# --- product, work, notes


def test_starts_a_product(desk: Desk) -> None:
    product = desk.done("product", aanbod="short_help", gestart=TODAY).product

    assert product is not None
    assert (product.product, product.max_talks) == ("short_help", 6)


@pytest.mark.requirement("S-048")
def test_asks_reason_and_end_of_case_management(desk: Desk) -> None:
    page = desk.refused("product", aanbod="case_management", gestart=TODAY)

    assert "Schrijf op waarom casemanagement nodig is." in page
    assert "Vul in tot wanneer casemanagement duurt." in page
    assert 'value="case_management" checked' in page


def test_records_work(desk: Desk) -> None:
    dossier = desk.done("werkstatus", werk="partly_working", procent="50", moment="during", dag=TODAY)

    assert [(one.status, one.percent) for one in dossier.work_statuses] == [("partly_working", 50)]


def test_refuses_work_on_a_day_to_come(desk: Desk) -> None:
    page = desk.refused("werkstatus", werk="working", moment="during", dag=TOMORROW)

    assert "niet na vandaag" in page
    assert f'value="{TOMORROW}"' in page


def test_adds_a_note(desk: Desk) -> None:
    assert desk.done("notitie", tekst="Belde zelf.").notes[0].text == "Belde zelf."


def test_refuses_a_note_without_words(desk: Desk) -> None:
    assert "Schrijf een notitie." in desk.refused("notitie", tekst="")


def test_keeps_the_mark_of_the_client(desk: Desk) -> None:
    assert desk.done("rapportcijfer", cijfer="8").satisfaction == 8


def test_refuses_a_mark_outside_its_scale(desk: Desk) -> None:
    page = desk.refused("rapportcijfer", cijfer="0")

    assert "een getal van 1 tot en met 10" in page
    assert 'value="0"' in page


# --- closing
