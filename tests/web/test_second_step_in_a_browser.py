"""The second step as people meet it: a passkey in Chromium, codes of an app, codes on paper, and a phone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from urllib.parse import urlsplit

import pyotp
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, ViewportSize
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.web.accounts import Account
from bluevitaal_es.web.factors import Factors
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import invitation, own, own_account, welcome
from bluevitaal_es.web.session import SECOND_STEP, SET_UP
from tests.web.browsing import go_on, opened_chromium, served, too_wide, violations, with_device
from tests.web.conftest import PASSWORD, ACase
from tests.web.entering import a_browser, let_in
from tests.web.posting import posted_to

pytestmark = [pytest.mark.browser, pytest.mark.slow("a real browser, and passkeys in it")]

ROUTERS = (*own.ROUTERS, invitation.router, own_account.router, welcome.router)

Person = Callable[[str], Account]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with opened_chromium() as browser:
        yield browser


@pytest.fixture
def address(app: FastAPI, house: House) -> Iterator[str]:
    """The pages of a house that is no demonstration, at a name: browsers make no passkeys at a number."""
    object.__setattr__(house.settings, "demo", False)
    with served(app) as numbered:
        yield numbered.replace("127.0.0.1", "localhost")


@pytest.fixture
def log_in_as(app: FastAPI, house: House, person: Person) -> Callable[[str], TestClient]:
    """Log somebody in who gave a second proof a moment ago."""

    def logged_in(username: str) -> TestClient:
        return let_in(a_browser(app), house, person(username).username, proved_at=clock.now())

    return logged_in


@contextmanager
def a_page(chromium: Browser, address: str, *, narrow: bool = False, script: bool = True) -> Iterator[Page]:
    size: ViewportSize = {"width": 390, "height": 844} if narrow else {"width": 1300, "height": 900}
    context = chromium.new_context(
        base_url=address, viewport=size, java_script_enabled=script, locale="nl-NL"
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def log_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.goto("/inloggen")
    page.get_by_label("Gebruikersnaam").fill(username)
    page.get_by_label("Wachtwoord", exact=True).fill(password)
    go_on(page.get_by_role("button", name="Inloggen", exact=True))


def log_out(page: Page) -> None:
    go_on(page.get_by_role("button", name="Uitloggen", exact=True))


def path_of(page: Page) -> str:
    return urlsplit(page.url).path


def fit(page: Page) -> None:
    assert violations(page) == []
    assert not too_wide(page)


def test_sets_a_passkey_up_and_logs_in_with_it(
    chromium: Browser, address: str, house: House, person: Person
) -> None:
    person("begeleider")
    with a_page(chromium, address) as page:
        wire, device = with_device(page)
        log_in(page, "begeleider")
        assert path_of(page) == SET_UP
        fit(page)
        go_on(page.get_by_role("link", name="Toegangssleutel instellen"))
        fit(page)
        page.get_by_label("Hoe noemt u dit?").fill("Mijn laptop")
        go_on(page.get_by_role("button", name="Toegangssleutel maken"))
        page.get_by_role("heading", name="Bewaar deze codes").wait_for()
        fit(page)
        page.goto("/mijn-account")
        assert page.get_by_text("Mijn laptop").first.is_visible()
        fit(page)
        log_out(page)

        log_in(page, "begeleider")
        assert path_of(page) == SECOND_STEP
        fit(page)
        go_on(page.get_by_role("button", name="Toegangssleutel gebruiken"))
        assert path_of(page) != SECOND_STEP
        page.goto("/mijn-account")
        assert page.get_by_role("heading", name="Mijn account").is_visible()
        log_out(page)

        # A copy of the key that signed less often than the server knows is not taken.
        (key,) = wire.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
        of_device = {"authenticatorId": device}
        wire.send("WebAuthn.removeCredential", {**of_device, "credentialId": key["credentialId"]})
        wire.send("WebAuthn.addCredential", {**of_device, "credential": {**key, "signCount": 0}})
        log_in(page, "begeleider")
        page.get_by_role("button", name="Toegangssleutel gebruiken").click()
        page.get_by_text("of neem een andere manier").first.wait_for()
        assert path_of(page) == SECOND_STEP
    assert [factor.kind for factor in Factors(house).of("begeleider")] == ["passkey"]


def test_takes_no_passkey_of_a_device_that_does_not_know_its_owner(
    chromium: Browser, address: str, house: House, person: Person
) -> None:
    person("begeleider")
    with a_page(chromium, address) as page:
        with_device(page, verifies=False)
        log_in(page, "begeleider")
        page.goto(f"{SET_UP}/sleutel")
        assert not page.get_by_text("Dat is niet gelukt").is_visible()
        page.get_by_role("button", name="Toegangssleutel maken").click()
        page.get_by_text("Dat is niet gelukt").wait_for()
    assert Factors(house).of("begeleider") == []


def test_sets_an_app_up_and_logs_in_with_its_code_without_script(
    chromium: Browser, address: str, person: Person
) -> None:
    person("begeleider")
    with a_page(chromium, address, script=False) as page:
        log_in(page, "begeleider")
        go_on(page.get_by_role("link", name="App instellen"))
        assert page.locator(".bv-qr svg").is_visible()
        assert not too_wide(page)
        secret = page.locator("dd .bv-code").inner_text().replace(" ", "")
        page.get_by_label("Code uit de app").fill(pyotp.TOTP(secret).at(clock.now()))
        go_on(page.get_by_role("button", name="App instellen"))
        paper = page.locator(".bv-codes li").first.inner_text()
        go_on(page.get_by_role("link", name="Ik heb ze bewaard, verder"))
        page.goto("/mijn-account")
        log_out(page)

        log_in(page, "begeleider")
        page.get_by_label("Code uit uw app").fill(pyotp.TOTP(secret).at(clock.now(), counter_offset=1))
        go_on(page.get_by_role("button", name="Verder", exact=True))
        page.goto("/mijn-account")
        log_out(page)

        log_in(page, "begeleider")
        page.get_by_text("Lukt dit niet? Gebruik een herstelcode").click()
        page.get_by_role("textbox", name="Herstelcode").fill(paper)
        go_on(page.get_by_role("button", name="Verder met deze code"))
        page.goto("/mijn-account")
        assert page.get_by_text("9 herstelcodes").is_visible()
        assert page.get_by_text("Ingelogd met een herstelcode").is_visible()


@pytest.mark.requirement("S-161")
def test_lets_a_client_come_in_on_a_phone(
    chromium: Browser,
    address: str,
    a_case: Callable[..., ACase],
    log_in_as: Callable[[str], TestClient],
) -> None:
    case = a_case(client_name="Klaas Zonderwerk")
    letter = posted_to(log_in_as("begeleider"), f"/trajecten/{case.number}/uitnodigen", {})
    code = unescape(letter.text).split('bv-code--large">', 1)[1].split("<", 1)[0]
    with a_page(chromium, address, narrow=True) as page:
        page.goto("/welkom")
        assert page.title().startswith("Welkom")
        assert "politie" not in page.inner_text("body").lower()
        fit(page)
        page.get_by_label("Uw code").fill(code)
        go_on(page.get_by_role("button", name="Verder"))
        fit(page)
        page.get_by_label("Naam om mee in te loggen").fill("Zilvermeeuw")
        page.get_by_label("Wachtwoord", exact=True).fill("vier paarden in de wei")
        page.get_by_label("Wachtwoord, nog een keer").fill("vier paarden in de wei")
        go_on(page.get_by_role("button", name="Verder"))
        fit(page)
        go_on(page.get_by_role("button", name="Codes op papier gebruiken"))
        fit(page)
        paper = page.locator(".bv-codes li").all_inner_texts()
        go_on(page.get_by_role("link", name="Ik heb ze bewaard, verder"))
        assert path_of(page) == "/mijn"
        log_out(page)

        log_in(page, "zilvermeeuw", "vier paarden in de wei")
        fit(page)
        page.get_by_role("textbox", name="Herstelcode").fill(paper[0])
        go_on(page.get_by_role("button", name="Verder met deze code"))
        assert path_of(page) == "/mijn"
