"""A contact without identity."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.contact import router
from tests.web.conftest import token_in

ROUTERS = (router,)

LogIn = Callable[[str], TestClient]
ANSWERS = {
    "wanneer-datum": "3-3-2026",
    "wanneer-tijd": "23.15",
    "kanaal": "phone",
    "onderwerp": "own_question",
    "afloop": "answered",
}


def _logged(house: House) -> list[tuple[str]]:
    with house.database.pool.connection() as connection:
        return connection.execute("SELECT type FROM log.event WHERE type LIKE 'contact.%'").fetchall()


@pytest.mark.requirement("S-011")
def test_logs_a_contact_without_a_case(log_in: LogIn, house: House) -> None:
    browser = log_in("begeleider")
    page = browser.get("/contacten/nieuw").text

    answer = browser.post("/contacten/nieuw", data={**ANSWERS, "csrf": token_in(page)})

    assert (answer.status_code, answer.headers["location"]) == (303, "/contacten/vastgelegd")
    assert "Contact vastgelegd" in browser.get(answer.headers["location"]).text
    assert len(_logged(house)) == 1


def test_says_that_no_names_belong_here_and_asks_for_none(log_in: LogIn) -> None:
    page = log_in("begeleider").get("/contacten/nieuw").text

    assert "Vul geen namen in" in page
    assert "<textarea" not in page
    assert 'type="text"' in page
    assert 'name="naam"' not in page


def test_logs_a_form_that_is_sent_twice_once(log_in: LogIn, house: House) -> None:
    browser = log_in("begeleider")
    page = browser.get("/contacten/nieuw").text
    command = page.split('name="opdracht" value="', 1)[1].split('"', 1)[0]
    form = {**ANSWERS, "csrf": token_in(page), "opdracht": command}

    for _ in range(2):
        assert browser.post("/contacten/nieuw", data=form).status_code == 303

    assert len(_logged(house)) == 1


def test_leads_on_to_a_registration(log_in: LogIn) -> None:
    browser = log_in("begeleider")
    form = {**ANSWERS, "afloop": "registered", "csrf": token_in(browser.get("/contacten/nieuw").text)}

    answer = browser.post("/contacten/nieuw", data=form)

    assert 'href="/trajecten/nieuw"' in browser.get(answer.headers["location"]).text


def test_keeps_what_was_chosen_beside_what_is_missing(log_in: LogIn, house: House) -> None:
    browser = log_in("begeleider")
    form = {**ANSWERS, "afloop": "", "csrf": token_in(browser.get("/contacten/nieuw").text)}

    answer = browser.post("/contacten/nieuw", data=form)

    assert answer.status_code == 422
    assert "<title>Fout:" in answer.text
    assert 'value="23.15"' in answer.text
    assert _logged(house) == []


def test_is_there_for_begeleiders_only(log_in: LogIn) -> None:
    assert log_in("auditor").get("/contacten/nieuw").status_code == 404
