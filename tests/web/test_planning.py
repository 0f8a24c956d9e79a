"""Planning: moments, begeleiders and numbers; never who it is or what it is about."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.web.pages.case import router as case_page
from bluevitaal_es.web.pages.case_act import router as acts
from bluevitaal_es.web.pages.cases import router as cases
from bluevitaal_es.web.pages.planning import router
from bluevitaal_es.web.pages.work import router as work
from tests.web.conftest import ACase, staff_id_of
from tests.web.posting import posted_to

ROUTERS = (router, work, cases, case_page, acts)

LogIn = Callable[[str], TestClient]
NAME = "Fenna Verzonnen"


@pytest.fixture
def case(a_case: Callable[..., ACase], give: Callable[..., object]) -> ACase:
    """A case with a name, and a talk tomorrow."""
    made = a_case(client_name=NAME)
    tomorrow = clock.now() + timedelta(days=1)
    give(PlanTalk(case_id=made.case_id, talk_id=uuid4(), planned_for=tomorrow, channel="phone"))
    return made


def test_shows_the_planner_when_talks_are_and_whose(case: ACase, log_in: LogIn) -> None:
    page = log_in("planner").get("/planning").text

    assert "1 gesprek in de komende 14 dagen" in page
    assert case.number in page
    assert "Anna Voorbeeld" in page
    assert NAME not in page
    assert "/trajecten/" not in page


@pytest.mark.parametrize("username", ["begeleider", "teamleider", "management", "auditor", "beheer"])
def test_is_there_for_the_planner_only(log_in: LogIn, username: str) -> None:
    assert log_in(username).get("/planning").status_code == 404


@pytest.mark.requirement("S-168")
def test_lets_a_stand_in_work_until_the_last_day_and_then_no_more(case: ACase, log_in: LogIn) -> None:
    lead, colleague = log_in("teamleider"), log_in("begeleider2")
    page = f"/trajecten/{case.number}"
    assert colleague.get(page).status_code == 404

    until = clock.today() + timedelta(days=3)
    answers = {"begeleider": str(staff_id_of("begeleider2")), "tot": f"{until:%d-%m-%Y}"}
    answer = posted_to(lead, f"{page}/vervanging", answers)

    assert (answer.status_code, answer.headers["location"]) == (303, "/team")
    lead.get(f"{page}/vervanging")
    assert NAME in colleague.get(page).text
    assert case.number in colleague.get("/trajecten").text
    assert colleague.get(f"{page}/notitie").status_code == 200
    assert colleague.get(f"{page}/overdragen").status_code == 404
    assert "Traject overdragen" not in colleague.get(page).text
