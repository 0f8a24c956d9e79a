"""The pages about confidentiality as people see them: accessible, on phone and desk, light and dark."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bluevitaal_es.commands.break_confidentiality import ProposeBreach
from bluevitaal_es.web.pages.audit import router as audit
from bluevitaal_es.web.pages.breach import router as breach
from bluevitaal_es.web.pages.enquiry import router as enquiry
from bluevitaal_es.web.pages.may_tell import router as may_tell
from bluevitaal_es.web.pages.statement import router as statement
from tests.spec import uid
from tests.web.at_the_desk import ROUTERS as CASE_ROUTERS
from tests.web.at_the_desk import Desk, consent, desk
from tests.web.browsing import opened_chromium, served, too_wide, violations

__all__ = ["ROUTERS", "desk"]
ROUTERS = (audit, may_tell, statement, breach, enquiry, *CASE_ROUTERS)

#: Width in pixels and colours of the screens on which each page is looked at.
SCREENS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((390, "light"), (1300, "dark"))


@pytest.mark.browser
@pytest.mark.slow("a real browser on nine pages")
def test_looks_right_for_everybody(
    app: FastAPI, desk: Desk, log_in: Callable[..., TestClient], tmp_path: Path
) -> None:
    consent(desk)
    breach_id = uid("breach")
    desk.give(
        ProposeBreach(
            case_id=desk.case_id,
            breach_id=breach_id,
            ground="life_in_danger",
            reason="Neemt niet op na een afscheidsbericht",
            recipient="emergency_services",
            data_classes=("contact_details", "safety"),
            told="Adres en wat er in het bericht stond",
            client_informed=False,
            not_informed_reason="Niet te bereiken",
        )
    )
    asked = "ontvanger=general_practitioner&waarvoor=referral&gegevens=help_question"
    pages = {
        "begeleider": [
            f"{desk.page}/verklaring",
            f"{desk.page}/verklaring/blad",
            f"{desk.page}/mag-dit?{asked}",
            f"{desk.page}/noodprocedure",
            f"{desk.page}#toestemming",
            "/navraag",
        ],
        "teamleider": ["/noodprocedure", f"/noodprocedure/{desk.number}/{breach_id}"],
        "auditor": ["/audit"],
    }
    with served(app) as address, opened_chromium() as chromium:
        for role, paths in pages.items():
            cookies: Any = [
                {"name": cookie.name, "value": cookie.value or "", "url": address}
                for cookie in log_in(role).cookies.jar
            ]
            for width, colours in SCREENS:
                context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=colours)
                context.add_cookies(cookies)
                page = context.new_page()
                for number, path in enumerate(paths):
                    page.goto(address + path)
                    page.screenshot(path=tmp_path / f"{role}-{number}-{width}.png", full_page=True)
                    assert violations(page) == [], path
                    assert not too_wide(page), path
                context.close()
