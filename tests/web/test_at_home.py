"""Somebody at home comes in by a code, sees what the client chose while that holds, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.forget_person import ApproveErasure, RequestErasure
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.dutch import dutch_date_short
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import at_home, own, own_account, welcome, work
from bluevitaal_es.web.session import SECOND_STEP, SET_UP
from tests.web.conftest import ACase, actor_of, token_in
from tests.web.entering import a_browser
from tests.web.own_pages import OwnPages, own_pages, words
from tests.web.posting import hidden_in, posted_to

__all__ = ["own_pages"]

ROUTERS = (*own.ROUTERS, at_home.router, own_account.router, welcome.router, work.router)
PASSWORD = "vier paarden in de wei"
NOTHING = "Er is hier nu niets voor u"
WORDS_THAT_TELL = (
    "politie",
    "begeleid",
    "hulp",
    "ziek",
    "klacht",
    "traject",
    "cliënt",
    "bluevitaal",
    "partner",
)

MakeCase = Callable[..., ACase]
Open = Callable[..., OwnPages]


@pytest.fixture
def client(a_case: MakeCase, own_pages: Open) -> OwnPages:
    """A client with a goal, who shows it at home."""
    pages = own_pages(a_case().case_id)
    pages.sent("doel", doel="Weer koken")
    chosen(pages)
    return pages


@pytest.fixture
def partner(app: FastAPI) -> TestClient:
    """The browser of somebody at home."""
    return a_browser(app)


def chosen(pages: OwnPages, called: str = "Mijn partner") -> UUID:
    until = dutch_date_short(clock.today() + timedelta(days=60))
    pages.sent("thuis", wie=called, wat=["goals", "next_talk"], tot=until)
    return invited(pages)


def invited(pages: OwnPages) -> UUID:
    return pages.dossier.own.home_front[-1].invitation_id


def letter_of(pages: OwnPages) -> str:
    answer = posted_to(pages.browser, f"/mijn/thuis/code?wie={invited(pages)}", {})
    assert answer.status_code == 200
    return unescape(answer.text)


def code_of(pages: OwnPages) -> str:
    return code_in(letter_of(pages))


def code_in(letter: str) -> str:
    return letter.split('bv-code--large">', 1)[1].split("<", 1)[0]


def join(browser: TestClient, code: str, name: str = "Strandloper") -> Any:
    page = browser.post("/welkom", data={"code": code})
    if page.status_code != 200:
        return page
    form = {"gebruikersnaam": name, "wachtwoord-nieuw": PASSWORD, "wachtwoord-weer": PASSWORD}
    return browser.post("/welkom/account", data={**hidden_in(page.text), **form})


def test_lets_somebody_in_with_a_second_proof_to_what_was_chosen(
    client: OwnPages, partner: TestClient, house: House
) -> None:
    letter = letter_of(client)
    on_paper = letter.split("<h1", 1)[1].split("bv-not-on-paper", 1)[0].lower()
    assert "<title>Welkom</title>" in letter
    assert [word for word in WORDS_THAT_TELL if word in on_paper] == []
    code = code_in(letter)
    assert "nog niet gebruikt" in client.read("/mijn/thuis")
    object.__setattr__(house.settings, "demo", False)

    assert join(partner, code).headers["location"] == SECOND_STEP
    assert partner.get("/thuis").headers["location"] == SECOND_STEP
    choice = partner.get(SET_UP).text
    codes_page = partner.post(f"{SET_UP}/papier", data={"csrf": token_in(choice)}).text
    assert 'href="/thuis"' in codes_page
    page = partner.get("/thuis")
    assert (page.status_code, "“Weer koken”" in words(page.text)) == (200, True)
    assert "<title>Thuis – " in page.text
    assert "Verlaat deze pagina snel" in page.text
    assert "Anna Voorbeeld" not in page.text
    assert partner.get("/").headers["location"] == "/thuis"
    assert partner.get("/mijn-account").status_code == 200
    for path in ("/mijn", "/mijn/thuis", "/mijn/gegevens/kopie.json", "/trajecten", "/team", "/audit"):
        assert partner.get(path).status_code == 404, path

    house.wait_for(10**6)
    account = Accounts(house.database).find("strandloper")
    assert account is not None
    assert (account.role, account.case_id, account.at_home) == (
        Role.HOME_FRONT,
        client.case_id,
        invited(client),
    )
    assert "De code is gebruikt op" in client.read("/mijn/thuis")
    assert "strandloper" not in client.read("/mijn/thuis").lower()
    assert "Iemand thuis: Mijn partner Zag wat u thuis laat zien. U koos dat zelf." in client.read(
        "/mijn/wie-keek"
    )


def test_empties_the_page_at_the_next_request(client: OwnPages, partner: TestClient, app: FastAPI) -> None:
    join(partner, code_of(client))
    line = {one.data_class: one.line_id for one in client.dossier.consents}

    client.sent(f"intrekken?regel={line['goals_and_progress']}")
    page = partner.get("/thuis").text
    assert "Weer koken" not in page
    assert "Volgende gesprek" in page
    client.sent(f"intrekken?regel={line['client_fact']}")
    answer = partner.get("/thuis")
    assert (answer.status_code, NOTHING in answer.text) == (404, True)
    assert "Volgende gesprek" not in answer.text
    assert "Uitloggen" in answer.text

    chosen(client)
    join(partner, code_of(client), "Wulp")
    assert "Weer koken" in partner.get("/thuis").text
    client.sent(f"thuis-stoppen?wie={invited(client)}")
    assert words(partner.get("/thuis").text) == words(answer.text).replace("Strandloper", "Wulp")
    again = a_browser(app)
    asked = hidden_in(again.get("/inloggen").text)
    who = {"gebruikersnaam": "wulp", "wachtwoord": PASSWORD}
    assert again.post("/inloggen", data={**asked, **who}).headers["location"] == "/thuis"
    assert NOTHING in again.get("/thuis").text


def test_takes_a_code_once_in_time_and_while_there_is_a_client_who_shows_something(
    client: OwnPages,
    partner: TestClient,
    a_case: MakeCase,
    own_pages: Open,
    house: House,
    give: Callable[..., Any],
) -> None:
    replaced, spent = code_of(client), code_of(client)
    assert join(partner, replaced).status_code == 422
    assert join(partner, spent, "Strandloper").status_code == 303
    assert join(partner, spent, "Wulp").status_code == 422

    late = code_of(client)
    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert join(partner, late, "Wulp").status_code == 422
    client.sent(f"thuis-stoppen?wie={invited(client)}")
    assert join(partner, late, "Wulp").status_code == 422

    another = own_pages(a_case().case_id)
    for guess in (invited(client), uuid4()):
        path = f"/mijn/thuis/code?wie={guess}"
        token = token_in(another.browser.get("/mijn-account").text)
        assert another.browser.get(path).status_code == 404
        assert another.browser.post(path, data={"csrf": token}).status_code == 404

    chosen(client, "Mijn zus")
    code = code_of(client)
    number = client.dossier.number
    wish = RequestErasure(case_id=client.case_id, number=number, ground="client_request")
    house.desk.handle(wish, client.actor)
    give(ApproveErasure(case_id=client.case_id), "fg")

    house.forget(client.case_id, number, actor_of("beheer"))

    assert Accounts(house.database).find("strandloper") is None
    assert partner.get("/thuis").headers["location"].startswith("/inloggen")
    assert join(partner, code, "Wulp").status_code == 422
    assert Accounts(house.database).find("wulp") is None
