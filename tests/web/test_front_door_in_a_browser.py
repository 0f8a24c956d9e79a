"""The front door on a phone without script: begun, left, and gone on with on another one."""

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page, ViewportSize

from bluevitaal_es.web.front_door_form import request_form
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import front_door
from tests.web.browsing import go_on, opened_chromium, served, too_wide, violations
from tests.web.conftest import actor_of

pytestmark = [pytest.mark.browser, pytest.mark.slow("a real browser")]

ROUTERS = (front_door.router,)
PHONE: ViewportSize = {"width": 390, "height": 844}
#: What a tired person takes: five seconds for a choice, and a second for each two letters.
CHOICE, LETTER = 5, 0.5
MATTER = "Ik slaap slecht sinds de nacht van vorige week en thuis merken ze het ook."


def code_on(page: Page) -> str:
    return page.locator(".bv-code--large").inner_text()


@pytest.mark.requirement("S-162")
def test_is_made_within_three_minutes_and_gone_on_with_on_another_phone(app: FastAPI, house: House) -> None:
    with served(app) as address, opened_chromium() as chromium:
        first = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
        first.goto(f"{address}/hulp")
        first.get_by_label("Waar gaat het over?").fill(MATTER)
        go_on(first.get_by_role("button", name="Bewaar en ga later verder"))
        code = code_on(first)
        assert first.title() == "Bewaar deze code"

        other = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
        other.goto(f"{address}/verder")
        other.get_by_label("Uw code").fill(code.lower())
        go_on(other.get_by_role("button", name="Verder"))
        assert other.get_by_label("Waar gaat het over?").input_value() == MATTER
        other.get_by_label("Anders, of dat zeg ik later").check()
        other.get_by_label("Bel mij").check()
        other.get_by_label("Op welk nummer?").fill("06 1234 5678")
        other.get_by_label("Nee, liever vandaag").check()
        go_on(other.get_by_role("button", name="Verstuur"))
        assert "Verstuurd" in other.locator("main").inner_text()

        house.wait_for(10**6)
        (row,) = house.first_requests.waiting(actor_of("begeleider"))
        assert row.urgent
        required = [question for question in request_form().questions() if not question.optional]
        assert len(required) * CHOICE + len(f"{MATTER} 06 1234 5678") * LETTER < 180

        seeing = chromium.new_context(viewport=PHONE).new_page()
        for path in ("/hulp", "/hulp/verder"):
            seeing.goto(f"{address}{path}")
            assert violations(seeing) == []
            assert not too_wide(seeing)
            assert seeing.get_by_role("link", name="Verlaat deze pagina snel").is_visible()
        seeing.get_by_label("Uw code").fill(code)
        go_on(seeing.get_by_role("button", name="Verder"))
        assert violations(seeing) == []
        assert not too_wide(seeing)
        assert "Ontvangen" in seeing.locator("main").inner_text()
