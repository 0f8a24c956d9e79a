"""The login service of the organisation as people meet it, in Chromium."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser

from bluevitaal_es.web.accounts import Account
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import oidc_login, own_account
from tests.web.browsing import opened_chromium, served, too_wide, violations
from tests.web.login_service import BEGELEIDER, a_login_service, knows, use

pytestmark = [pytest.mark.browser, pytest.mark.slow("a real browser and a login service")]

ROUTERS = (oidc_login.router, own_account.router)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with opened_chromium() as browser:
        yield browser


def test_goes_to_the_service_and_comes_back_on_the_page_that_was_asked(
    app: FastAPI, house: House, person: Callable[[str], Account], chromium: Browser
) -> None:
    person("begeleider")
    with a_login_service() as issuer, served(app) as address:
        use(house, issuer, second_proofs=frozenset({"mfa"}))
        knows(issuer, "anna", {**BEGELEIDER, "amr": ["mfa"]})
        page = chromium.new_page(base_url=address, locale="nl-NL", viewport={"width": 390, "height": 844})
        page.goto("/mijn-account")
        assert violations(page) == []
        assert not too_wide(page)

        page.get_by_role("link", name="Inloggen met uw werkaccount").click()
        assert page.url.startswith(issuer)
        page.locator("input[name=sub]").fill("anna")
        page.locator("input[name=sub]").press("Enter")

        page.get_by_role("heading", name="Mijn account", level=1).wait_for()
        assert urlsplit(page.url).path == "/mijn-account"
        assert page.get_by_text("Gekoppeld aan een werkaccount").is_visible()
        page.close()


def test_says_in_plain_words_that_it_failed_and_gives_the_way_out(
    app: FastAPI, house: House, chromium: Browser
) -> None:
    with a_login_service() as issuer, served(app) as address:
        use(house, issuer)
        page = chromium.new_page(base_url=address, locale="nl-NL", viewport={"width": 390, "height": 844})
        page.goto("/inloggen")
        page.get_by_role("link", name="Inloggen met uw werkaccount").click()
        page.locator("input[name=sub]").fill("niemand")
        page.locator("input[name=sub]").press("Enter")

        page.get_by_role("heading", name="Inloggen met uw werkaccount is niet gelukt").wait_for()
        assert violations(page) == []
        page.get_by_role("link", name="Naar inloggen").click()
        assert urlsplit(page.url).path == "/inloggen"
        page.close()
