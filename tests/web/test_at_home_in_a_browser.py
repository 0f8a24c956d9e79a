"""The door at home as two people meet it: the client at one phone, and somebody at home at another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from bluevitaal_es import clock
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import at_home, own, own_account, welcome
from bluevitaal_es.web.session import cookie_name
from bluevitaal_es.web.session_table import Sessions
from tests.spec import uid
from tests.web.browsing import go_on, opened_chromium, served, too_wide, violations
from tests.web.conftest import ACase

pytestmark = [pytest.mark.browser, pytest.mark.slow("a real browser, and two people in it")]

ROUTERS = (*own.ROUTERS, at_home.router, own_account.router, welcome.router)
PASSWORD = "vier paarden in de wei"


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with opened_chromium() as browser:
        yield browser


@pytest.fixture
def address(app: FastAPI, house: House) -> Iterator[str]:
    """The pages of a house that is no demonstration."""
    object.__setattr__(house.settings, "demo", False)
    with served(app) as address:
        yield address


@contextmanager
def a_phone(chromium: Browser, address: str, name: str = "", token: str = "") -> Iterator[Page]:
    context = chromium.new_context(base_url=address, viewport={"width": 390, "height": 844}, locale="nl-NL")
    if token:
        context.add_cookies([{"name": name, "value": token, "url": address}])
    try:
        yield context.new_page()
    finally:
        context.close()


def fit(page: Page) -> None:
    assert violations(page) == []
    assert not too_wide(page)


def test_comes_in_at_home_sees_what_was_chosen_and_nothing_once_it_ended(
    chromium: Browser,
    address: str,
    house: House,
    a_case: Callable[..., ACase],
    give: Callable[..., object],
) -> None:
    case = a_case()
    give(SetGoal(case_id=case.case_id, goal_id=uid("goal"), words="Weer koken", approach="Elke zondag"))
    talk = clock.now() + timedelta(days=6)
    give(PlanTalk(case_id=case.case_id, talk_id=uid("talk"), planned_for=talk, channel="phone"))
    Accounts(house.database).add(Account("reiger", "Reiger", Role.CLIENT, case_id=case.case_id), "demo")
    token = Sessions(house.database).open("reiger", proved_at=clock.now())

    with (
        a_phone(chromium, address, cookie_name(house.settings), token) as me,
        a_phone(chromium, address) as partner,
    ):
        me.goto("/mijn/thuis")
        go_on(me.get_by_role("link", name="Iemand laten meekijken"))
        me.get_by_label("Hoe noemt u deze persoon?").fill("Mijn partner")
        me.get_by_label("Mijn doelen en hoe het daarmee gaat").check()
        go_on(me.get_by_role("button", name="Laten meekijken"))
        go_on(me.get_by_role("link", name="Code maken"))
        fit(me)
        go_on(me.get_by_role("button", name="Code maken"))
        fit(me)
        code = me.locator(".bv-code--large").inner_text()
        go_on(me.get_by_role("link", name="Terug", exact=True))
        assert me.get_by_text("De code is nog niet gebruikt.").is_visible()
        fit(me)

        partner.goto("/welkom")
        partner.get_by_label("Uw code").fill(code)
        go_on(partner.get_by_role("button", name="Verder"))
        partner.get_by_label("Naam om mee in te loggen").fill("Strandloper")
        partner.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        partner.get_by_label("Wachtwoord, nog een keer").fill(PASSWORD)
        go_on(partner.get_by_role("button", name="Verder"))
        go_on(partner.get_by_role("button", name="Codes op papier gebruiken"))
        go_on(partner.get_by_role("link", name="Ik heb ze bewaard, verder"))
        assert urlsplit(partner.url).path == "/thuis"
        assert partner.get_by_text("“Weer koken”").is_visible()
        assert not partner.get_by_text("Volgende gesprek").is_visible()
        assert partner.get_by_role("link", name="Verlaat deze pagina snel").is_visible()
        fit(partner)

        me.reload()
        assert me.get_by_text("De code is gebruikt op").is_visible()
        go_on(me.get_by_role("link", name="Stoppen"))
        go_on(me.get_by_role("button", name="Ja, stoppen"))
        partner.reload()
        assert partner.get_by_role("heading", name="Er is hier nu niets voor u").is_visible()
        assert not partner.get_by_text("Weer koken").is_visible()
        fit(partner)
        me.goto("/mijn/wie-keek")
        assert me.get_by_text("Iemand thuis: Mijn partner").first.is_visible()
