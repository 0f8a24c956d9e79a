"""The list of one's own cases."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.web.pages.cases import router
from tests.web.conftest import ACase

ROUTERS = (router,)

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]
Give = Callable[..., Outcome]


def test_lists_own_open_cases_only(log_in: LogIn, a_case: MakeCase) -> None:
    own, other = a_case(client_name="Klaas Zonderwerk"), a_case("begeleider2", client_name="Piet Verzinsel")

    page = log_in("begeleider").get("/trajecten").text

    assert f'href="/trajecten/{own.number}"' in page
    assert "Klaas Zonderwerk" in page
    assert "1 lopend traject" in page
    assert other.number not in page
    assert "Piet Verzinsel" not in page


def test_says_that_a_client_has_no_name(log_in: LogIn, a_case: MakeCase) -> None:
    a_case()

    assert "Zonder naam" in log_in("begeleider").get("/trajecten").text


def test_finds_a_case_by_a_part_of_its_number(log_in: LogIn, a_case: MakeCase) -> None:
    first, second = a_case(), a_case()

    page = log_in("begeleider").get(f"/trajecten?nummer={second.number[2:].lower()}").text

    assert second.number in page
    assert first.number not in page
    assert "Wis alles" in page


def test_says_the_same_of_a_number_of_a_colleague_and_one_that_is_not_there(
    log_in: LogIn, a_case: MakeCase
) -> None:
    a_case()
    other = a_case("begeleider2")
    browser = log_in("begeleider")

    strange, unknown = (
        browser.get(f"/trajecten?nummer={number}").text.replace(number, "N")
        for number in (other.number, "T-2026-9999")
    )

    assert "Geen van uw lopende trajecten heeft “N” in het nummer" in strange
    assert strange.replace("\n", "") == unknown.replace("\n", "")


def test_says_what_to_do_without_any_case(log_in: LogIn) -> None:
    page = log_in("begeleider").get("/trajecten").text

    assert "U begeleidt nog geen traject" in page
    assert 'href="/trajecten/nieuw"' in page


def test_tells_open_and_closed_apart(log_in: LogIn, a_case: MakeCase, give: Give) -> None:
    case = a_case()
    give(_closing(case))
    browser = log_in("begeleider")

    assert "U hebt nu geen lopend traject" in browser.get("/trajecten").text
    assert case.number in browser.get("/trajecten?status=afgesloten").text
    assert "1 traject" in browser.get("/trajecten?status=alles").text


@pytest.mark.parametrize("nummer", ["%00", "<script>", "'", "%25"])
def test_takes_strange_input_as_text(log_in: LogIn, a_case: MakeCase, nummer: str) -> None:
    a_case()

    answer = log_in("begeleider").get(f"/trajecten?nummer={nummer}&status=onzin")

    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_is_there_for_begeleiders_only(log_in: LogIn) -> None:
    assert log_in("teamleider").get("/trajecten").status_code == 404


def _closing(case: ACase) -> CloseCase:
    return CloseCase(case_id=case.case_id, closed_on=clock.today(), outcome="contact_lost")
