"""The page on which a client is forgotten: two people, two positions, and what is left is a number."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import ROUTERS as EVERY_ROUTER
from tests.web.conftest import ACase
from tests.web.posting import posted_to

ROUTERS = EVERY_ROUTER

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]
Give = Callable[..., Outcome]

HOME = "/beheer/vergeten"
NAME = "Wolkenveld"
SEEN, FOR_GOOD = {"gezien": "ja"}, {"voorgoed": "ja"}


@pytest.fixture
def case(a_case: MakeCase, give: Give) -> ACase:
    """A case with a name and a note."""
    made = a_case(client_name=NAME)
    give(AddNote(case_id=made.case_id, text=f"Notitie over {NAME}"))
    return made


def ask(browser: TestClient, number: str, ground: str = "client_request") -> int:
    status = posted_to(browser, f"{HOME}/aanvragen", {"traject": number, "grond": ground}).status_code
    # Whoever asked sees it first; then everybody does.
    browser.get(HOME)
    return status


def approve(browser: TestClient, number: str) -> int:
    return posted_to(browser, f"{HOME}/{number}/goedkeuren", SEEN).status_code


def forget(browser: TestClient, number: str) -> int:
    return posted_to(browser, f"{HOME}/{number}/uitvoeren", FOR_GOOD).status_code


def test_forgets_from_two_positions_and_shows_the_certificate(case: ACase, log_in: LogIn) -> None:
    keeper, officer = log_in("beheer"), log_in("fg")

    assert ask(keeper, case.number) == 303
    waiting = keeper.get(f"{HOME}/{case.number}").text
    assert "Aangevraagd" in waiting
    assert "Naar goedkeuren" not in waiting
    assert approve(officer, case.number) == 303
    assert "Goedgekeurd" in keeper.get(HOME).text
    assert forget(keeper, case.number) == 303

    shown = keeper.get(f"{HOME}/{case.number}").text
    assert "De gegevens van dit traject zijn vergeten op" in shown
    assert "Vernietigde sleutel" in shown
    assert NAME not in shown
    assert log_in("begeleider").get(f"/trajecten/{case.number}").status_code == 404


def test_finds_a_forgotten_case_by_its_number(case: ACase, log_in: LogIn) -> None:
    keeper, officer = log_in("beheer"), log_in("fg")
    assert (ask(keeper, case.number), approve(officer, case.number), forget(officer, case.number)) == (
        303,
    ) * 3

    found = officer.get(HOME, params={"nummer": case.number.lower()})
    audited = log_in("auditor").get(f"/audit/{case.number}")

    assert found.headers["location"] == f"{HOME}/{case.number}"
    assert audited.status_code == 200
    assert "De gegevens van dit traject zijn vergeten op" in audited.text
    assert NAME not in audited.text
    assert ask(keeper, case.number) == 422


def test_says_which_number_it_does_not_know(log_in: LogIn) -> None:
    answer = log_in("fg").get(HOME, params={"nummer": "T-1999-1"})

    assert answer.status_code == 404
    assert "Over T-1999-1 is hier niets" in answer.text
    assert ask(log_in("beheer"), "T-1999-1") == 422


def test_lets_one_position_not_do_both(case: ACase, log_in: LogIn) -> None:
    keeper, officer = log_in("beheer"), log_in("fg")

    assert officer.get(f"{HOME}/aanvragen").status_code == 404
    assert ask(keeper, case.number) == 303
    assert keeper.get(f"{HOME}/{case.number}/goedkeuren").status_code == 404
    assert forget(keeper, case.number) == 409

    assert NAME in log_in("begeleider").get(f"/trajecten/{case.number}").text


def test_keeps_what_a_hold_keeps(case: ACase, log_in: LogIn) -> None:
    keeper, officer = log_in("beheer"), log_in("fg")
    ask(keeper, case.number)
    approve(officer, case.number)
    held = posted_to(officer, f"{HOME}/bewaren", {"traject": case.number, "grond": "complaint"})

    assert held.status_code == 303
    assert "Bewaarplicht: er loopt een klacht" in keeper.get(f"{HOME}/{case.number}").text
    assert forget(keeper, case.number) == 409
    assert approve(officer, case.number) == 409
    page = keeper.get(f"{HOME}/{case.number}").text
    token = page.split('name="csrf" value="', 1)[1].split('"', 1)[0]
    lifted = keeper.post(f"{HOME}/{case.number}/opheffen", data={"csrf": token, "grond": "complaint"})
    assert lifted.status_code == 303
    assert forget(keeper, case.number) == 409
    assert (approve(officer, case.number), forget(keeper, case.number)) == (303, 303)


def test_refuses_to_approve_before_the_term_ends(case: ACase, log_in: LogIn) -> None:
    ask(log_in("beheer"), case.number, "retention_ended")

    assert approve(log_in("fg"), case.number) == 409


@pytest.mark.parametrize("who", ["begeleider", "teamleider", "management", "auditor", "ombuds"])
def test_is_no_page_for_others(case: ACase, log_in: LogIn, who: str) -> None:
    ask(log_in("beheer"), case.number)
    browser = log_in(who)

    for path in (HOME, f"{HOME}/aanvragen", f"{HOME}/bewaren", f"{HOME}/{case.number}"):
        assert browser.get(path).status_code == 404


def test_records_who_looked(case: ACase, log_in: LogIn, house: House) -> None:
    keeper = log_in("beheer")
    ask(keeper, case.number)
    keeper.get(f"{HOME}/{case.number}")

    with house.database.pool.connection() as connection:
        rows = connection.execute(
            "SELECT object_type, object_ref, rule, case_id FROM reading.event ORDER BY position DESC LIMIT 1"
        ).fetchall()
    assert rows == [("vergeten", f"{HOME}/{{number}}", "forget_person", case.case_id)]


def test_asks_whether_one_is_sure(case: ACase, log_in: LogIn) -> None:
    keeper, officer = log_in("beheer"), log_in("fg")
    ask(keeper, case.number)
    assert posted_to(officer, f"{HOME}/{case.number}/goedkeuren", {}).status_code == 422
    approve(officer, case.number)
    assert posted_to(keeper, f"{HOME}/{case.number}/uitvoeren", {}).status_code == 422
    assert keeper.get(f"{HOME}/{uuid4()}").status_code == 404
