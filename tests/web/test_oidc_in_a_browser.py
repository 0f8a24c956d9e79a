"""The login service of the organisation as people meet it, in Chromium."""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser

from bluevitaal_es.web.accounts import Account
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import oidc_login, own_account
from bluevitaal_es.web.session import SET_UP
from tests.web.browsing import go_on, opened_chromium, served, too_wide, violations
from tests.web.login_service import BEGELEIDER, a_login_service, knows, use
from tools.npm_packages import NotInstalled, install

pytestmark = [pytest.mark.browser, pytest.mark.slow("a real browser and a login service")]

ROUTERS = (oidc_login.router, own_account.router)
#: A login service of another make, with its lock file.
STRICT = Path(__file__).parent / "strict_login"


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

        go_on(page.get_by_role("link", name="Inloggen met uw werkaccount"))
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
        go_on(page.get_by_role("link", name="Inloggen met uw werkaccount"))
        page.locator("input[name=sub]").fill("niemand")
        page.locator("input[name=sub]").press("Enter")

        page.get_by_role("heading", name="Inloggen met uw werkaccount is niet gelukt").wait_for()
        assert violations(page) == []
        go_on(page.get_by_role("link", name="Naar inloggen"))
        assert urlsplit(page.url).path == "/inloggen"
        page.close()


def packages(folder: Path) -> Path:
    """Return where the packages of the strict service stand, installed by its lock file if need be.

    Skips the test where there is no Node.js, or nowhere to get the packages from.
    """
    given = os.environ.get("OIDC_PROVIDER")
    if given:
        return Path(given)
    try:
        install(STRICT, folder)
    except NotInstalled as fault:
        pytest.skip(f"no strict login service: {fault}")
    return folder


@pytest.fixture
def strict_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Start the npm package oidc-provider for a redirect address."""
    folder = packages(tmp_path_factory.mktemp("login"))
    with ExitStack() as running:

        def start(redirect: str) -> str:
            with socket.socket() as free:
                free.bind(("localhost", 0))
                port = str(free.getsockname()[1])
            command = ["node", str(STRICT / "service.mjs"), str(folder), port, redirect]
            process = running.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
            running.callback(process.terminate)
            assert process.stdout is not None
            assert any(line == "ready\n" for line in process.stdout)
            return f"http://localhost:{port}"

        yield start


def test_gets_in_by_a_strict_service(
    app: FastAPI,
    house: House,
    person: Callable[[str], Account],
    chromium: Browser,
    strict_service: Callable[[str], str],
) -> None:
    person("begeleider")
    with served(app) as address:
        use(house, strict_service(f"{address}{oidc_login.BACK}"))
        page = chromium.new_page(base_url=address, locale="nl-NL")
        page.goto("/inloggen")
        go_on(page.get_by_role("link", name="Inloggen met uw werkaccount"))
        page.locator("input[name=login]").fill("begeleider")
        page.locator("input[name=password]").fill("om het even")
        go_on(page.locator("button[type=submit]"))
        go_on(page.get_by_role("button", name="Continue"))

        assert page.url == f"{address}{SET_UP}"
        page.close()
