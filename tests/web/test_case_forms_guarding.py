"""The forms about anonymity, pressure, asking another carer, and speaking out of need."""

from datetime import timedelta
from html import unescape

import pytest

from bluevitaal_es import clock
from bluevitaal_es.commands.record_consent import RecordConsent
from tests.spec import uid
from tests.web.at_the_desk import ROUTERS, TODAY, Desk, desk

__all__ = ["ROUTERS", "desk"]

BREACH = {
    "grond": "life_in_danger",
    "reden": "Neemt niet op na een afscheidsbericht",
    "ontvanger": "emergency_services",
    "naam": "Meldkamer",
    "gegevens": ["contact_details", "safety"],
    "verteld": "Adres en het bericht",
    "ingelicht": "nee",
    "niet-ingelicht": "Niet te bereiken",
}


@pytest.mark.requirement("S-030")
def test_keeps_what_the_client_chose_about_anonymity(desk: Desk) -> None:
    dossier = desk.done(
        "anonimiteit",
        belemmering="labour_conflict",
        uitleg="Bemiddelen kan niet zonder naam",
        keuze="stay_anonymous",
        besproken=TODAY,
    )

    (talk,) = dossier.confidentiality.anonymity
    assert (talk.obstacle, talk.choice) == ("labour_conflict", "stay_anonymous")
    page = unescape(desk.browser.get(desk.page).text)
    assert "Er is een conflict op het werk. Bemiddelen kan niet zonder naam" in page


@pytest.mark.requirement("S-033")
def test_keeps_pressure_of_the_organisation(desk: Desk) -> None:
    dossier = desk.done("druk", wie="manager", wat="end_help", gebeurd="Moest van hem stoppen", wanneer=TODAY)

    assert [one.aim for one in dossier.confidentiality.pressure] == ["end_help"]
    assert "Een leidinggevende · De hulp laten stoppen" in unescape(desk.browser.get(desk.page).text)


@pytest.mark.requirement("S-034")
def test_asks_another_carer_only_under_consent_to_ask(desk: Desk) -> None:
    asked = {
        "ontvanger": "general_practitioner",
        "gegevens": ["help_question"],
        "vraag": "Welke medicijnen?",
        "gevraagd": TODAY,
    }
    page = desk.refused("gegevens-opvragen", **asked)
    assert "Er ontbreekt toestemming om te delen met: Huisarts, voor gegevens opvragen" in page
    line = RecordConsent(
        case_id=desk.case_id,
        line_id=uid("line to ask"),
        recipient="general_practitioner",
        purpose="obtain_information",
        data_class="help_question",
        decision="granted",
        valid_from=clock.today() - timedelta(days=1),
        given_by="told",
    )
    desk.give(line)

    (request,) = desk.done("gegevens-opvragen", **asked).confidentiality.requests

    assert request.consent_line_ids == (uid("line to ask"),)


def test_lays_speaking_out_of_need_before_a_second_person(desk: Desk) -> None:
    dossier = desk.done("noodprocedure", **BREACH)

    (breach,) = dossier.confidentiality.breaches
    assert (breach.status, breach.ground, breach.recipient_name) == (
        "proposed",
        "life_in_danger",
        "Meldkamer",
    )
    assert [duty.kind for duty in dossier.duties if duty.kind == "breach"]
    assert "wacht op tweede persoon" in desk.browser.get(desk.page).text


def test_asks_why_the_client_was_not_told(desk: Desk) -> None:
    page = desk.refused("noodprocedure", **BREACH | {"niet-ingelicht": ""})

    assert "Schrijf op waarom de cliënt niet is ingelicht." in page
    assert "Adres en het bericht" in page


def test_tells_a_manager_no_more_than_the_law_allows_even_then(desk: Desk) -> None:
    page = desk.refused("noodprocedure", **BREACH | {"ontvanger": "manager"})

    assert "Wij vragen nooit toestemming om dit te delen" in page
