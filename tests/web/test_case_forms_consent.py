"""The forms for consent, referral and sharing."""

from html import unescape
from uuid import uuid4

import pytest

from tests.web.at_the_desk import ROUTERS, TODAY, Desk, consent, desk, referral
from tests.web.posting import hidden_in

__all__ = ["ROUTERS", "desk"]


LINE = {
    "besluit": "granted",
    "ontvanger": "general_practitioner",
    "waarvoor": "referral",
    "gegevens": "help_question",
    "vanaf": TODAY,
    "gegeven": "signed_on_paper",
}


@pytest.mark.requirement("S-024")
def test_records_a_line_of_consent(desk: Desk) -> None:
    dossier = desk.done("toestemming", **LINE)

    (line,) = dossier.consents
    assert (line.recipient, line.data_class, line.given_by) == (
        "general_practitioner",
        "help_question",
        "signed_on_paper",
    )


def test_goes_on_to_the_next_line_for_the_same_recipient(desk: Desk) -> None:
    answer = desk.fill("toestemming", **LINE, actie="bewaar")

    assert answer.headers["location"] == (
        f"{desk.page}/toestemming?ontvanger=general_practitioner&waarvoor=referral"
    )
    page = unescape(desk.browser.get(answer.headers["location"]).text)
    assert "Verwijzen · De hulpvraag" in page


def test_refuses_consent_that_nobody_may_ask_for(desk: Desk) -> None:
    page = desk.refused(
        "toestemming", **LINE | {"ontvanger": "manager", "waarvoor": "work_agreement", "tot": "1-1-2030"}
    )

    assert "Een leidinggevende mag alleen weten" in page
    assert 'value="1-1-2030"' in page


def test_refuses_a_period_that_ends_before_it_begins(desk: Desk) -> None:
    page = desk.refused("toestemming", **LINE, tot="1-1-2020")

    assert "De laatste dag ligt vóór de eerste dag" in page
    assert 'value="1-1-2020"' in page


@pytest.mark.requirement("S-026")
def test_takes_a_line_of_consent_back(desk: Desk) -> None:
    line_id = consent(desk)

    dossier = desk.done(f"toestemming-intrekken?regel={line_id}", notitie="Bedenkt zich")

    assert dossier.consents[0].withdrawn
    again = desk.browser.get(f"{desk.page}/toestemming-intrekken?regel={line_id}")
    assert again.status_code == 409
    assert "geldt niet meer" in again.text


def test_refuses_to_take_back_what_was_taken_back(desk: Desk) -> None:
    line_id = consent(desk)
    path = f"{desk.page}/toestemming-intrekken?regel={line_id}"
    hidden = hidden_in(desk.browser.get(path).text)
    desk.done(f"toestemming-intrekken?regel={line_id}")

    answer = desk.browser.post(path, data=hidden | {"opdracht": str(uuid4()), "notitie": "Nog eens"})

    assert answer.status_code == 409
    assert "niets om in te trekken" in answer.text
    assert "Nog eens" in answer.text


# --- questionnaires


REFERRAL = {
    "naar": "general_practitioner",
    "reden": "Medicijnen",
    "herkenbaar": "ja",
    "gegevens": ["help_question"],
    "overdracht": "warm",
    "besloten": TODAY,
}


@pytest.mark.requirement("S-027")
def test_refuses_a_referral_without_consent_and_says_which_is_missing(desk: Desk) -> None:
    page = desk.refused("verwijzing", **REFERRAL)

    assert "Er is geen geldige toestemming" in page
    assert "Er ontbreekt toestemming om te delen met: Huisarts" in page
    assert "toestemming?ontvanger=general_practitioner&waarvoor=referral&gegevens=help_question" in page
    assert "Medicijnen" in page


def test_decides_on_a_referral_under_consent(desk: Desk) -> None:
    consent(desk)

    (found,) = desk.done("verwijzing", **REFERRAL).referrals

    assert (found.target, found.status, found.data_classes) == (
        "general_practitioner",
        "decided",
        ("help_question",),
    )


def test_sends_a_referral(desk: Desk) -> None:
    referral_id = referral(desk)

    assert desk.done(f"verwijzing-versturen?verwijzing={referral_id}", verstuurd=TODAY).referrals[0].sent_at


def test_refuses_to_send_after_consent_was_taken_back(desk: Desk) -> None:
    line_id = consent(desk)
    referral(desk, identifying=True)
    desk.done(f"toestemming-intrekken?regel={line_id}")

    page = desk.refused("verwijzing-versturen", verstuurd=TODAY)

    assert "Er is geen geldige toestemming" in page
    assert f'value="{TODAY}"' in page


def test_records_the_answer_to_a_referral(desk: Desk) -> None:
    referral_id = referral(desk, sent=True)

    dossier = desk.done(f"verwijzing-antwoord?verwijzing={referral_id}", antwoord="accepted")

    assert (dossier.referrals[0].status, dossier.referrals[0].answer) == ("answered", "accepted")


def test_refuses_an_answer_to_what_was_not_sent(desk: Desk) -> None:
    referral_id = referral(desk)

    page = desk.refused(
        f"verwijzing-antwoord?verwijzing={referral_id}", antwoord="declined", notitie="Belde terug"
    )

    assert "verwijzing die nog niet is verstuurd" in page
    assert "Belde terug" in page


def test_lets_a_referral_go(desk: Desk) -> None:
    dossier = desk.done(f"verwijzing-laten-vervallen?verwijzing={referral(desk)}", reden="Wil niet meer")

    assert (dossier.referrals[0].status, dossier.referrals[0].note) == ("dropped", "Wil niet meer")


def test_asks_why_a_referral_is_let_go(desk: Desk) -> None:
    referral(desk)

    assert "Schrijf op waarom de verwijzing niet doorgaat." in desk.refused("verwijzing-laten-vervallen")


SHARED = {
    "ontvanger": "general_practitioner",
    "waarvoor": "referral",
    "gegevens": ["help_question"],
    "samenvatting": "Slaapt slecht",
    "gedeeld": TODAY,
}


def test_records_what_was_shared_under_consent(desk: Desk) -> None:
    consent(desk)

    assert desk.done("delen", **SHARED).disclosures[0].summary == "Slaapt slecht"


@pytest.mark.requirement("S-027")
def test_refuses_to_share_without_consent(desk: Desk) -> None:
    page = desk.refused("delen", **SHARED)

    assert "Toestemming ontbreekt" in page
    assert "Slaapt slecht" in page


# --- evaluation
