"""A case opens for who is involved in it: no address of the house shows anybody else that it exists."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.web.pages import ROUTERS as EVERY_ROUTER
from bluevitaal_es.web.pages.case_forms import ACTIONS
from tests.web.conftest import ACase

ROUTERS = EVERY_ROUTER

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]
Give = Callable[..., Outcome]

NAME = "Fenna Verzonnen"
ABSENT = "T-1999-9999"
#: A team lead gives a case to somebody without seeing what is in it.
OF_THE_LEAD = ("/toewijzen", "/overdragen", "/vervanging")


def addresses(number: str) -> Iterator[str]:
    """Yield every address under a case that can be asked for."""
    for router in EVERY_ROUTER:
        for route in router.routes:
            if not isinstance(route, APIRoute) or "GET" not in (route.methods or ()):
                continue
            if route.path.startswith("/trajecten/{number}"):
                path = route.path.replace("{number}", number).replace("{task}", "taken")
                slugs = ACTIONS if "{slug}" in path else [""]
                yield from (path.replace("{slug}", slug) for slug in slugs)


@pytest.fixture
def case(a_case: MakeCase, give: Give) -> ACase:
    """A case of the first begeleider, with something on it and a talk to come."""
    made = a_case(client_name=NAME)
    give(
        PlanTalk(case_id=made.case_id, talk_id=uuid4(), planned_for=clock.now(), channel="phone", crisis=True)
    )
    return made


def test_looks_at_every_address_of_a_case(case: ACase, log_in: LogIn) -> None:
    own = log_in("begeleider")
    statuses = {path: own.get(path).status_code for path in addresses(case.number)}

    assert len(statuses) > 30
    assert statuses[f"/trajecten/{case.number}"] == 200
    assert sum(status in (200, 303) for status in statuses.values()) > 15


@pytest.mark.requirement("S-166")
@pytest.mark.parametrize(
    "username", ["begeleider2", "teamleider", "management", "auditor", "ombuds", "fg", "planner", "beheer"]
)
def test_opens_a_case_for_nobody_else(case: ACase, log_in: LogIn, username: str) -> None:
    browser = log_in(username)

    for path, nowhere in zip(addresses(case.number), addresses(ABSENT), strict=True):
        answer = browser.get(path)
        if username == "teamleider" and path.endswith(OF_THE_LEAD):
            assert NAME not in answer.text, path
            continue
        assert answer.status_code == 404, path
        assert answer.text.replace(case.number, ABSENT) == browser.get(nowhere).text, path


@pytest.mark.requirement("S-166")
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?wat=wacht",
        "/trajecten",
        "/trajecten?status=alle",
        "/trajecten?status=afgesloten",
        "/trajecten?nummer={number}",
        "/trajecten?nummer=Fenna",
        "/trajecten/nieuw",
        "/contacten/nieuw",
    ],
)
def test_shows_a_colleague_nothing_of_it_in_lists_and_counts(case: ACase, log_in: LogIn, path: str) -> None:
    colleague, address = log_in("begeleider2"), path.format(number=case.number)

    page = colleague.get(address, follow_redirects=True).text

    assert NAME not in page
    assert f"/trajecten/{case.number}" not in page
    if "nummer=" not in path:
        assert case.number not in page


@pytest.mark.requirement("S-166")
@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("teamleider", "/team"),
        ("teamleider", "/sturing"),
        ("management", "/sturing"),
        ("auditor", "/audit"),
        ("fg", "/audit"),
        ("planner", "/planning"),
    ],
)
def test_leads_no_overview_into_the_dossier(case: ACase, log_in: LogIn, username: str, path: str) -> None:
    answer = log_in(username).get(path)

    assert answer.status_code == 200
    assert NAME not in answer.text
    assert f'href="/trajecten/{case.number}"' not in answer.text


@pytest.mark.requirement("S-107")
def test_counts_for_management_the_cases_that_a_begeleider_works_on(a_case: MakeCase, log_in: LogIn) -> None:
    cases = [a_case() for _ in range(10)]
    begeleider, management = log_in("begeleider"), log_in("management")
    work, figures = begeleider.get("/trajecten").text, management.get("/sturing").text

    assert all(one.number in work for one in cases)
    assert "Aandeel van 10 aanmeldingen" in figures
    assert not any(one.number in figures for one in cases)
    assert begeleider.get("/sturing").status_code == 404
    assert management.get("/trajecten").status_code == 404
    assert management.get("/").status_code in (303, 404)
