"""Registering a client over HTTP: tasks, drafts, check, confirmation."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.web.dutch import dutch_date_short
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.registration import router
from tests.web.conftest import actor_of, staff_id_of, token_in
from tests.web.filling import REGISTRATION, begin, fill, record, send

ROUTERS = (router,)
ANNA = actor_of("begeleider")

LogIn = Callable[[str], TestClient]


def today() -> str:
    return dutch_date_short(clock.today())


@pytest.mark.requirement("S-014", "S-017")
def test_registers_an_anonymous_client(log_in: LogIn, house: House) -> None:
    browser = log_in("begeleider")
    base = begin(browser)
    fill(browser, base, REGISTRATION, today())
    check = browser.get(f"{base}/controle").text

    response = record(browser, base)

    assert "Huidig medewerker" in check
    assert "Nee, de cliënt blijft onbekend voor de werkgever" in check
    assert "Aanmelding vastleggen" in check
    number = response.headers["location"].split("/")[2]
    assert response.headers["location"] == f"/trajecten/{number}/aangemeld"
    page = browser.get(response.headers["location"]).text
    assert number in page
    assert "U begeleidt deze cliënt" in page
    assert f"/trajecten/{number}/intake" in page
    dossier = house.case_file.dossier(ANNA, number)
    assert dossier is not None
    assert dossier.anonymous_to_employer
    assert dossier.unit == "ONBEKEND"
    assert dossier.reason_not_internal == "anonymity"
    assert dossier.contact_wish == "Alleen na 18.00 uur"
    assert dossier.begeleider_id == staff_id_of("begeleider")


def test_registers_once_however_often_it_is_submitted(log_in: LogIn, house: House) -> None:
    browser = log_in("begeleider")
    base = begin(browser)
    fill(browser, base, REGISTRATION, today())
    page = browser.get(f"{base}/controle").text

    first = browser.post(f"{base}/controle", data={"csrf": token_in(page)})
    second = browser.post(f"{base}/controle", data={"csrf": token_in(page)})

    assert first.headers["location"] == second.headers["location"]
    browser.get(first.headers["location"])
    assert len(house.caseload.cases_of(ANNA)) == 1
    assert house.desk.next_case_number(clock.today().year).endswith("0002")


def test_throws_the_draft_away_after_recording(log_in: LogIn) -> None:
    browser = log_in("begeleider")
    base = begin(browser)
    fill(browser, base, REGISTRATION, today())

    location = record(browser, base).headers["location"]

    assert browser.get(f"{base}/wie").headers["location"] == location
    assert browser.get("/trajecten/nieuw").status_code == 303


def test_goes_on_at_the_first_unfinished_task(log_in: LogIn) -> None:
    browser = log_in("begeleider")
    base = begin(browser)
    assert browser.get(base).headers["location"] == f"{base}/taken"
    send(browser, f"{base}/wie", REGISTRATION["wie"])

    chooser = browser.get("/trajecten/nieuw").text

    assert "Aanmelding: Huidig medewerker" in chooser
    assert base in chooser
    assert browser.get(base).headers["location"] == f"{base}/vertrouwelijkheid"
    page = browser.get(f"{base}/vertrouwelijkheid").text
    assert "Concept bewaard op" in page


def test_keeps_text_that_is_stopped_with_half_way(log_in: LogIn) -> None:
    browser = log_in("begeleider")
    base = begin(browser)

    response = send(browser, f"{base}/wie", {"doelgroep": "", "naam": "Roepnaam"}, "bewaar")

    assert response.headers["location"] == f"{base}/taken?bewaard=ja"
    page = browser.get(response.headers["location"]).text
    assert "Uw concept is bewaard" in page
    assert "Bezig" in page
    assert "Roepnaam" in browser.get(f"{base}/wie").text


def test_says_what_must_be_mended_and_keeps_it(log_in: LogIn) -> None:
    browser = log_in("begeleider")
    base = begin(browser)

    response = send(browser, f"{base}/wie", {"naam": "Roepnaam"})

    assert response.status_code == 422
    assert "<title>Fout: " in response.text
    assert "Kies wie hulp vraagt." in response.text
    assert "Roepnaam" in browser.get(f"{base}/wie").text


def test_offers_only_units_of_the_day_of_registration(log_in: LogIn) -> None:
    browser = log_in("begeleider")
    base = begin(browser)
    assert browser.get(f"{base}/eenheid").headers["location"] == f"{base}/taken"
    send(browser, f"{base}/wie", REGISTRATION["wie"])
    assert 'value="LX"' in browser.get(f"{base}/eenheid").text

    send(browser, f"{base}/route", {"dag": "1-12-2023"})

    page = browser.get(f"{base}/eenheid").text
    assert 'value="LE"' in page
    assert 'value="LX"' not in page


def test_asks_again_for_a_unit_that_was_not_there_on_a_changed_day(log_in: LogIn) -> None:
    browser = log_in("begeleider")
    base = begin(browser)
    fill(browser, base, {**REGISTRATION, "eenheid": {"eenheid": "LX"}}, today())

    response = send(browser, f"{base}/route?terug=controle", {"dag": "1-12-2023"})

    assert response.headers["location"] == f"{base}/eenheid"
    assert browser.get(f"{base}/controle").headers["location"] == f"{base}/eenheid"
    assert "Kies een antwoord uit de lijst" in browser.get(f"{base}/eenheid").text


@pytest.mark.requirement("S-013")
def test_takes_a_relative_as_a_client_without_a_unit(log_in: LogIn) -> None:
    browser = log_in("begeleider")
    base = begin(browser)
    send(browser, f"{base}/wie", {"doelgroep": "family"})

    page = browser.get(f"{base}/eenheid").text

    assert 'value="GEEN" selected' in page


def test_returns_to_the_check_page_after_a_change(log_in: LogIn) -> None:
    browser = log_in("begeleider")
    base = begin(browser)
    fill(browser, base, REGISTRATION, today())
    assert f"{base}/wie?terug=controle#veld-naam" in browser.get(f"{base}/controle").text

    response = send(browser, f"{base}/wie?terug=controle", {"doelgroep": "trainee", "naam": "Roepnaam <b>"})

    assert response.headers["location"] == f"{base}/controle"
    check = browser.get(f"{base}/controle").text
    assert "Aspirant" in check
    assert "Roepnaam &lt;b&gt;" in check


def test_shows_nothing_of_the_draft_of_another(log_in: LogIn) -> None:
    anna, bram = log_in("begeleider"), log_in("begeleider2")
    base = begin(anna)
    fill(anna, base, REGISTRATION, today())
    token = token_in(bram.get(begin(bram) + "/wie").text)

    for page in ("", "/taken", "/wie", "/controle", "/weggooien"):
        assert bram.get(base + page).status_code == 404
    assert bram.post(f"{base}/wie", data={"csrf": token, "doelgroep": "family"}).status_code == 404
    assert bram.post(f"{base}/controle", data={"csrf": token}).status_code == 404
    assert "Huidig medewerker" not in bram.get("/trajecten/nieuw?nieuw=ja").text


def test_hands_the_case_to_a_colleague(log_in: LogIn, house: House) -> None:
    anna, bram = log_in("begeleider"), log_in("begeleider2")
    base = begin(anna)
    colleague = {"wie": "collega", "collega": str(staff_id_of("begeleider2"))}
    fill(anna, base, {**REGISTRATION, "begeleider": colleague}, today())

    location = record(anna, base).headers["location"]

    page = anna.get(location).text
    number = location.split("/")[2]
    assert "Bram Bedacht begeleidt deze cliënt" in page
    assert f'href="/trajecten/{number}"' not in page
    assert house.case_file.dossier(ANNA, number) is None
    assert house.case_file.dossier(actor_of("begeleider2"), number) is not None
    assert bram.get(location).status_code == 200


def test_asks_which_colleague(log_in: LogIn) -> None:
    browser = log_in("begeleider")
    base = begin(browser)

    response = send(browser, f"{base}/begeleider", {"wie": "collega", "collega": ""})

    assert response.status_code == 422
    assert "Kies welke collega de cliënt gaat begeleiden." in response.text


def test_leaves_the_choice_to_the_team_lead(log_in: LogIn) -> None:
    browser = log_in("begeleider")
    base = begin(browser)
    fill(browser, base, {**REGISTRATION, "begeleider": {"wie": "later"}}, today())

    page = browser.get(record(browser, base).headers["location"]).text

    assert "De teamleider wijst uiterlijk op" in page
    assert "binnen 2 werkdagen" in page


def test_throws_a_draft_away_after_asking(log_in: LogIn) -> None:
    browser = log_in("begeleider")
    base = begin(browser)
    send(browser, f"{base}/wie", REGISTRATION["wie"])

    assert "Wilt u dit concept weggooien?" in browser.get(f"{base}/weggooien").text
    assert send(browser, f"{base}/weggooien", {}).headers["location"] == "/"

    assert "Huidig medewerker" not in browser.get(f"{base}/controle").text
    assert browser.get("/trajecten/nieuw").status_code == 303


@pytest.mark.parametrize("role", ["teamleider", "management", "auditor", "beheer"])
def test_is_not_there_for_other_roles(log_in: LogIn, role: str) -> None:
    assert log_in(role).get("/trajecten/nieuw").status_code == 404


def test_says_nothing_about_a_case_of_another(log_in: LogIn) -> None:
    anna, bram = log_in("begeleider"), log_in("begeleider2")
    base = begin(anna)
    fill(anna, base, REGISTRATION, today())
    location = record(anna, base).headers["location"]

    assert bram.get(location).status_code == 404
    assert bram.get("/trajecten/T-2026-9999/aangemeld").status_code == 404
