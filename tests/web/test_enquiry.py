"""An enquiry about a person: the same answer, the same work, whether or not that person is a client."""

from collections.abc import Callable
from html import unescape
from typing import Any

import psycopg
import pytest
from starlette.testclient import TestClient

from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.enquiry import ANSWER, router
from tests.web.posting import posted_to

ROUTERS = (router,)

ASKED = {"wie": "J. Verzonnen", "organisatie": "Eenheid Nergens", "kanaal": "phone", "vraag": "Hoe gaat het?"}


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that goes to the database while the test runs, without its values."""
    asked: list[str] = []
    execute = psycopg.Cursor.execute

    def noted(self: Any, query: Any, *args: Any, **named: Any) -> Any:
        asked.append(query if isinstance(query, str) else str(query))
        return execute(self, query, *args, **named)

    monkeypatch.setattr(psycopg.Cursor, "execute", noted)
    return asked


def test_shows_what_to_say_before_anything_is_filled_in(log_in: Callable[..., TestClient]) -> None:
    for role in ("begeleider", "teamleider"):
        assert ANSWER in unescape(log_in(role).get("/navraag").text)


@pytest.mark.requirement("S-029")
def test_does_and_says_the_same_for_a_client_and_for_a_stranger(
    log_in: Callable[..., TestClient], house: House, a_case: Callable[..., Any], statements: list[str]
) -> None:
    browser = log_in("begeleider")
    a_case(client_name="P. Bedacht")
    posted_to(browser, "/navraag", ASKED | {"over": "Warm Gelopen"})
    answers, work = [], []
    for about in ("P. Bedacht", "Q. Nergens"):
        house.wait_for(0)
        statements.clear()
        answer = posted_to(browser, "/navraag", ASKED | {"over": about})
        work.append(list(statements))
        after = browser.get(answer.headers["location"])
        answers.append((answer.status_code, answer.headers["location"], after.status_code, after.text))

    client, stranger = answers
    assert client[:3] == stranger[:3] == (303, "/navraag/vastgelegd", 200)
    assert ANSWER in unescape(client[3])
    assert client[3] == stranger[3]
    assert work[0] == work[1] != []
    assert not [asked for asked in work[0] if "client_name" in asked]


@pytest.mark.requirement("S-029")
def test_keeps_who_asked_about_whom_unreadable_in_the_database(
    log_in: Callable[..., TestClient], house: House
) -> None:
    posted_to(log_in("begeleider"), "/navraag", ASKED | {"over": "P. Bedacht"})

    with house.database.owner() as connection:
        rows = connection.execute(
            "SELECT e::text FROM log.event e WHERE e.type = 'enquiry.answered'"
        ).fetchall()
    assert len(rows) == 1
    for word in ("Bedacht", "Verzonnen", "Nergens"):
        assert word.encode().hex() not in rows[0][0]
        assert word not in rows[0][0]


def test_asks_for_what_is_missing_and_keeps_the_rest(log_in: Callable[..., TestClient]) -> None:
    answer = posted_to(log_in("begeleider"), "/navraag", ASKED)

    assert answer.status_code == 422
    assert 'value="J. Verzonnen"' in answer.text


def test_is_not_there_for_who_answers_no_enquiries(log_in: Callable[..., TestClient]) -> None:
    for role in ("auditor", "management", "beheer"):
        assert log_in(role).get("/navraag").status_code == 404
