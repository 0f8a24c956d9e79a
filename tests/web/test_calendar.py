"""The calendar feed, over HTTP: made and ended by its owner, read by a program, nothing for others."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.assign_begeleider import ReassignBegeleider
from bluevitaal_es.commands.give_role import TakeRole
from bluevitaal_es.commands.hold_talk import MissTalk
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.house import House
from bluevitaal_es.web.tries import CALENDAR_ADDRESS
from tests.web.conftest import ACase, actor_of, staff_id_of, token_in
from tests.web.crowd import app
from tests.web.own_pages import OwnPages, own_pages, words
from tests.web.posting import posted_to
from tests.web.test_icalendar import Read, moment_of, read

__all__ = ["app", "own_pages"]

LogIn = Callable[[str], TestClient]
ADDRESS = re.compile(r"http://testserver(/agenda/[\w-]{43}\.ics)")
#: Where a begeleider and a client make their address.
STAFF, OWN = "/mijn-account/agenda", "/mijn/agenda"


def made(browser: TestClient, where: str, **answers: str) -> str:
    """Make an address and return its path."""
    answer = posted_to(browser, where, answers)
    found = ADDRESS.search(answer.text)
    assert found, words(answer.text)
    return found[1]


def pressed(browser: TestClient, page: str, button: str) -> None:
    """Press a button that stands on a page."""
    shown = browser.get(page).text
    assert f'action="{button}"' in shown
    assert browser.post(button, data={"csrf": token_in(shown)}).status_code == 303


def fetched(program: TestClient, path: str) -> list[Read]:
    """Fetch a calendar as a program does, without a cookie."""
    answer = program.get(path)
    assert answer.status_code == 200, answer.status_code
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    return read(answer.text)


def told(event: Read) -> tuple[str, str, str]:
    return event["SUMMARY"][1], event["SEQUENCE"][1], event["STATUS"][1]


def talks(events: list[Read]) -> list[Read]:
    return [event for event in events if event["TRANSP"][1] == "OPAQUE"]


def plan(give: Callable[..., Any], case: ACase, **also: Any) -> tuple[Any, Any]:
    talk_id, at = uuid4(), (clock.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    give(
        PlanTalk(case_id=case.case_id, talk_id=talk_id, planned_for=at, channel="phone", crisis=True), **also
    )
    return talk_id, at


@pytest.mark.requirement("S-166")
def test_begeleider_and_client_each_have_the_talk_in_their_calendar_and_nothing_that_tells(
    a_case: Callable[..., ACase],
    give: Callable[..., Any],
    log_in: LogIn,
    own_pages: Callable[[CaseId], OwnPages],
    person: Callable[[str], Any],
    nobody: TestClient,
) -> None:
    case = a_case(client_name="Zqx Geheim")
    talk_id, at = plan(give, case)
    anna, own = log_in("begeleider"), own_pages(case.case_id)
    hers, his = made(anna, STAFF), made(own.browser, OWN, woord="Bezet")

    [her_talk], [his_talk] = talks(fetched(nobody, hers)), talks(fetched(nobody, his))
    assert told(her_talk) == ("Afspraak", "0", "CONFIRMED")
    assert told(his_talk) == ("Bezet", "0", "CONFIRMED")
    assert moment_of(her_talk["DTSTART"]) == moment_of(his_talk["DTSTART"]) == at
    assert her_talk["UID"] != his_talk["UID"]
    assert (her_talk["URL"][1], "URL" in his_talk) == ("http://testserver/", False)
    for path in (hers, his):
        told_by = nobody.get(path).text
        for word in ("Zqx", case.number, str(case.case_id), str(talk_id), "Anna", "BlueVitaal", "telefo"):
            assert word not in told_by

    give(MissTalk(case_id=case.case_id, talk_id=talk_id, reason="client_cancelled"))
    for path, word in ((hers, "Afspraak"), (his, "Bezet")):
        [cancelled] = talks(fetched(nobody, path))
        assert told(cancelled) == (word, "1", "CANCELLED")

    person("begeleider2")
    give(
        ReassignBegeleider(case_id=case.case_id, begeleider_id=staff_id_of("begeleider2"), reason="caseload")
    )
    assert talks(fetched(nobody, hers)) == []
    assert "Adres voor een agenda gemaakt" in words(anna.get("/mijn-account").text)
    assert "een agenda van uw werk" in own.read(OWN)


def test_a_calendar_is_one_look_a_day_and_another_when_a_case_is_new_in_it(
    a_case: Callable[..., ACase], give: Callable[..., Any], log_in: LogIn, house: House, nobody: TestClient
) -> None:
    first = a_case()
    plan(give, first)
    path = made(log_in("begeleider"), STAFF)

    for _ in range(3):
        fetched(nobody, path)
    assert len(_looks(house, first)) == 1
    second = a_case()
    plan(give, second)
    fetched(nobody, path)

    assert len(_looks(house, first)) == 2
    [look] = _looks(house, second)
    assert (look.actor_id, look.code, look.in_list) == (actor_of("begeleider").id, "export", True)


def _looks(house: House, case: ACase) -> list[Any]:
    return [
        look for look in house.looks_at(actor_of("auditor"), case.case_id) if look.object_type == "agenda"
    ]


def test_an_address_that_ended_is_a_page_that_is_not_there(
    a_case: Callable[..., ACase],
    give: Callable[..., Any],
    log_in: LogIn,
    house: House,
    nobody: TestClient,
) -> None:
    plan(give, a_case())
    browser, keeper = log_in("begeleider"), log_in("beheer")
    unknown = nobody.get("/bestaat-niet.ics")

    def is_gone(path: str) -> bool:
        answer = nobody.get(path)
        assert answer.status_code in (200, 404)
        assert answer.status_code == 200 or answer.text == unknown.text
        return answer.status_code == 404

    assert is_gone(f"/agenda/{'x' * 43}.ics")
    stopped = made(browser, STAFF)
    pressed(browser, STAFF, f"{STAFF}/stoppen")
    assert is_gone(stopped)
    replaced, mine = made(browser, STAFF), made(browser, STAFF)
    assert (is_gone(replaced), is_gone(mine)) == (True, False)

    pressed(keeper, "/beheer/toegang/begeleider", "/beheer/toegang/begeleider/uitloggen")
    assert is_gone(mine)
    ended = made(log_in("begeleider"), STAFF)
    Accounts(house.database).end("begeleider")
    Accounts(house.database).resume("begeleider")
    assert is_gone(ended)

    dismissed = made(log_in("begeleider"), STAFF)
    assert not is_gone(dismissed)
    yesterday = clock.today() - timedelta(days=1)
    give(TakeRole(staff_id=staff_id_of("begeleider"), role=Role.BEGELEIDER, last_day=yesterday), "beheer")
    assert is_gone(dismissed)


def test_whoever_tries_addresses_has_to_wait(log_in: LogIn, nobody: TestClient) -> None:
    path = made(log_in("begeleider"), STAFF)

    for _ in range(CALENDAR_ADDRESS.most):
        assert nobody.get("/agenda/raden.ics").status_code == 404
    guessed, right = nobody.get("/agenda/raden.ics"), nobody.get(path)

    assert (guessed.status_code, right.status_code) == (429, 429)
    assert guessed.text == right.text
    assert int(right.headers["retry-after"]) > 0
