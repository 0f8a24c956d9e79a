"""What stands around every page for clients and for who is invited: nothing that tells what this is for."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web import application, session
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.own.sending import SENDINGS
from bluevitaal_es.web.shell import QUICK_EXIT
from tests.web.conftest import ACase
from tests.web.entering import a_browser, let_in
from tests.web.own_pages import OwnPages, own_pages, words
from tests.web.posting import hidden_in, posted_to

__all__ = ["own_pages"]

#: What a title, header or footer never says: somebody may be looking along.
TELLING = re.compile(
    r"politie|korps|hulp|ziek|verzuim|therap|psych|trauma|zelfdoding|behandel",
    re.IGNORECASE,
)
FRAME = re.compile(r"<title>.*?</title>|<header.*?</header>|<footer.*?</footer>", re.DOTALL)
PHONE = "010 555 01 23"

PASSWORD = {
    "gebruikersnaam": "Zilvermeeuw",
    "wachtwoord-nieuw": "vier paarden in de wei",
    "wachtwoord-weer": "vier paarden in de wei",
}


@pytest.fixture
def app(house: House) -> FastAPI:
    """The whole application, with a phone number."""
    object.__setattr__(house.settings, "phone", PHONE)
    return application.make(house)


def told(path: str, page: str) -> list[str]:
    """Return what is wrong with what stands around a page."""
    frame = words(" ".join(FRAME.findall(page)))
    wrong = [f"{path} says {found.group()}" for found in TELLING.finditer(frame)]
    if f'href="{QUICK_EXIT}"' not in page:
        wrong.append(f"{path} has no way to leave quickly")
    if PHONE not in page:
        wrong.append(f"{path} leads to no human")
    return wrong


def test_tells_nothing_around_a_page_of_a_client(
    a_case: Callable[..., ACase], own_pages: Callable[[CaseId], OwnPages]
) -> None:
    browser = own_pages(a_case().case_id).browser
    pages = [
        "",
        "/herstel",
        "/berichten",
        "/toestemming",
        "/wie-keek",
        "/gegevens",
        "/thuis",
        "/bestaat-niet",
    ]
    paths = [f"/mijn{page}" for page in pages]
    paths += [f"/mijn/doen/{slug}" for slug in SENDINGS]
    paths += ["/mijn-account", "/mijn-account/wachtwoord", "/trajecten", "/bestaat-niet"]

    wrong = [line for path in paths for line in told(path, browser.get(path).text)]

    assert wrong == []


def test_tells_nothing_to_who_is_invited_or_logs_in(
    app: FastAPI, house: House, a_case: Callable[..., ACase], log_in: Callable[[str], TestClient]
) -> None:
    number = a_case().number
    begeleider = log_in("begeleider")
    letter = posted_to(begeleider, f"/trajecten/{number}/uitnodigen", {})
    code = unescape(letter.text).split('bv-code--large">', 1)[1].split("<", 1)[0]
    # In a demonstration nobody has to take a second step.
    object.__setattr__(house.settings, "demo", False)
    invited = a_browser(app)
    wrong: list[str] = []

    def look(path: str, page: str) -> str:
        wrong.extend(told(path, page))
        return page

    for path in ("/inloggen", "/inloggen?uit=1", "/inloggen/nieuw-wachtwoord", "/welkom"):
        look(path, invited.get(path).text)
    look("wrong password", posted_to(invited, "/inloggen", {"gebruikersnaam": "x", "wachtwoord": "y"}).text)
    look("wrong code", posted_to(invited, "/welkom", {"code": "K7QMX-94TRB-WDHPA"}).text)
    account = look("the account", posted_to(invited, "/welkom", {"code": code}).text)
    made = invited.post("/welkom/account", data={**hidden_in(account), **PASSWORD})
    assert made.headers["location"] == session.SECOND_STEP
    for path in (session.SET_UP, f"{session.SET_UP}/app"):
        look(path, invited.get(path).text)
    paper = invited.post(f"{session.SET_UP}/papier", data=hidden_in(invited.get(session.SET_UP).text))
    assert "Bewaar deze codes" in look("codes on paper", paper.text)
    for path in ("/mijn", "/mijn-account", "/mijn-account/herstelcodes"):
        look(path, invited.get(path).text)
    let_in(invited, house, "zilvermeeuw", waits=True)
    look("the second step", invited.get(session.SECOND_STEP).text)

    assert wrong == []
