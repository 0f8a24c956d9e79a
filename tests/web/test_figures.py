"""The page with figures: what it says about each, and what it keeps from readers."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.importing.taking_over import take_over
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.figures import router
from tests.importing.books import read
from tests.web.conftest import ACase

ROUTERS = (router,)
CASELOAD = Path(__file__).parents[2].parent / "shared" / "data" / "caseload.xlsx"

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]


def bars(page: str, figure: str) -> dict[str, str]:
    """Return label and value of each bar of a figure."""
    part = page.split(f'<figure class="bv-chart" id="{figure}">', 1)[1].split("</figure>", 1)[0]
    found = re.findall(
        r'bv-bar-label">(.*?)</span><span class="bv-bar-value">(.*?)</span><svg', part, flags=re.DOTALL
    )
    return {label: re.sub(r"<[^>]+>", "", value) for label, value in found}


@pytest.mark.requirement("S-012")
@pytest.mark.skipif(not CASELOAD.exists(), reason="the caseload lies beside the project, not in it")
def test_shows_the_known_shares_of_the_imported_caseload(house: House, log_in: LogIn) -> None:
    taken = take_over(house.desk, read(CASELOAD).registrations, "0" * 64, clock.today())
    house.wait_for(taken.position)

    page = log_in("management").get("/sturing").text

    assert bars(page, "target_group") == {
        "Huidig medewerker": "71 %",
        "Oud-medewerker": "10 %",
        "Leidinggevende": "8 %",
        "Familie, partner of kind": "6 %",
        "Aspirant": "5 %",
    }
    assert bars(page, "unit")["Eenheid Noord-Nederland"] == "15 %"
    assert bars(page, "unit")["Eenheid Oost-Nederland"] == "3 %"
    assert bars(page, "referred_to_unit")["Verwezen naar de eenheid"] == "25 %"
    assert "25 % van de aanmeldingen" in page
    assert "429" in page


@pytest.mark.requirement("S-091")
def test_hides_small_groups_and_says_why(a_case: MakeCase, log_in: LogIn) -> None:
    for target_group, times in (("current_staff", 12), ("manager", 6), ("family", 2)):
        for _ in range(times):
            a_case(target_group=target_group, assigned=False, intake=False)

    lead, management = (log_in(name).get("/sturing").text for name in ("teamleider", "management"))

    assert bars(lead, "target_group") == {
        "Huidig medewerker": "60 %",
        "Leidinggevende": "–niet getoond",
        "Familie, partner of kind": "–niet getoond",
    }
    assert "– : minder dan 5, niet getoond" in lead
    assert bars(management, "target_group") == {}
    assert "In deze periode zijn de groepen te klein om er iets van te tonen." in management
    assert "– : minder dan 10, niet getoond" in management


def test_names_period_moment_and_denominator(a_case: MakeCase, log_in: LogIn) -> None:
    for _ in range(10):
        a_case(assigned=False, intake=False)
    year = str(clock.today().year)

    page = log_in("management").get(f"/sturing?periode={year}").text

    assert f"In het kort: {year}" in page
    assert "Stand van" in page
    assert f"Aandeel van 10 aanmeldingen, {year}." in page
    assert page.count("<summary>Toon als tabel") == page.count("<figure")


def test_says_so_when_there_is_too_little_to_show(a_case: MakeCase, log_in: LogIn) -> None:
    a_case()

    page = log_in("management").get("/sturing").text

    assert "Er zijn nog te weinig aanmeldingen om iets te tonen." in page
    assert "<figure" not in page


@pytest.mark.requirement("S-091")
@pytest.mark.parametrize("period", ["2026-03", "2026-01-01", "1999", "vorige week"])
def test_has_no_period_of_one_s_own_making(a_case: MakeCase, log_in: LogIn, period: str) -> None:
    for _ in range(10):
        a_case(assigned=False, intake=False)

    assert log_in("management").get("/sturing", params={"periode": period}).status_code == 404


@pytest.mark.parametrize("username", ["begeleider", "auditor", "ombuds", "beheer"])
def test_is_not_there_for_others(log_in: LogIn, username: str) -> None:
    assert log_in(username).get("/sturing").status_code == 404


def test_shows_the_figures_as_they_were_known_on_a_day(a_case: MakeCase, log_in: LogIn) -> None:
    with clock.standing_at(datetime(2026, 1, 20, 9, 0, tzinfo=UTC)):
        for _ in range(20):
            a_case(assigned=False, intake=False)
    with clock.standing_at(datetime(2026, 2, 10, 9, 0, tzinfo=UTC)):
        for _ in range(20):
            a_case(assigned=False, intake=False, target_group="manager")
    lead, management = log_in("teamleider"), log_in("management")

    def told(browser: TestClient, typed: str) -> str:
        answer = browser.get("/sturing", params={"dag": typed})
        assert answer.status_code == 200
        return unescape(answer.text)

    assert bars(told(lead, ""), "target_group") == {"Huidig medewerker": "50 %", "Leidinggevende": "50 %"}
    for browser, typed in ((lead, "20-1-2026"), (management, "31 januari 2026"), (management, "20-2-2026")):
        page = told(browser, typed)
        assert bars(page, "target_group") == {"Huidig medewerker": "100 %"}
        assert "Stand van een dag die voorbij is" in page
        assert f'value="{typed}"' in page
    assert "wij tonen alleen het eind van een maand" in told(management, "20-2-2026")
    assert "te weinig aanmeldingen" in told(lead, "19-1-2026")
    for typed in ("0000-00-00", "maart 2026", "31-12-9999", "<script>"):
        assert "U ziet nu de stand van vandaag." in told(management, typed)
