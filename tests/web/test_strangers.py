"""Who asks about somebody they have nothing to do with learns nothing: not by word, status, size or time."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
import pytest

from tests.web.crowd import STRANGER, Crowd, app, crowd

__all__ = ["app", "crowd"]

#: Differs between any two answers, whoever asks for whatever: as long, but another.
CHANGING = re.compile(r'(?<=name="opdracht" value=")[0-9a-f-]{36}')
ABSENT_NAME = "ZqxEenaam"


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch, crowd: Crowd) -> Iterator[list[str]]:
    """Give the list to which every statement is added that goes to the crowd's database meanwhile.

    A projector that another test left behind may still be asking a database of its own.
    """
    seen: list[str] = []
    original = psycopg.Cursor.execute
    with crowd.house.database.pool.connection() as connection:
        own = connection.info.dbname

    def noted(cursor: psycopg.Cursor[Any], query: Any, *values: Any, **more: Any) -> Any:
        if cursor.connection.info.dbname == own:
            seen.append(query if isinstance(query, str) else repr(query))
        return original(cursor, query, *values, **more)

    with monkeypatch.context() as patched:
        patched.setattr(psycopg.Cursor, "execute", noted)
        yield seen


def bare(answer: Any, asked: str) -> tuple[int, int, str, list[tuple[str, str]]]:
    """Return what can be seen of an answer, with what was asked for left out."""
    text = CHANGING.sub("", answer.text).replace(asked, "")
    headers = [(key, value) for key, value in answer.headers.items() if key != "x-request-id"]
    return answer.status_code, len(answer.content) - len(asked.encode()), text, headers


SEARCHES = (
    "/trajecten?nummer={}",
    "/trajecten?nummer={}&status=alles",
    "/trajecten/{}",
    "/trajecten/{}/historie",
    "/trajecten/{}/notitie",
)
WHO = (STRANGER, "teamleider", "management", "planner", "beheer", "client4")


@pytest.mark.requirement("S-022")
def test_answers_about_a_client_as_about_a_stranger(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    case = crowd.cases[0]
    pairs = ((case.number, "T-1999-9999"), (case.words[0], ABSENT_NAME))
    for name, search, (client, stranger) in product(WHO, SEARCHES, pairs):
        browser = crowd.browsers[name]
        browser.get(search.format(client))
        with statements(monkeypatch, crowd) as for_client:
            about_client = browser.get(search.format(client))
        with statements(monkeypatch, crowd) as for_stranger:
            about_stranger = browser.get(search.format(stranger))

        told = bare(about_client, client)
        assert client not in told[2]
        assert told == bare(about_stranger, stranger), (name, search)
        assert for_client == for_stranger, (name, search)
        assert for_client


def test_measures_how_long_both_take(crowd: Crowd, record_property: Callable[[str, object], None]) -> None:
    browser = crowd.browsers[STRANGER]
    for what, number in (("client", crowd.cases[0].number), ("stranger", "T-1999-9999")):
        taken = []
        for _ in range(30):
            begun = perf_counter()
            assert browser.get(f"/trajecten/{number}").status_code == 404
            taken.append(perf_counter() - begun)
        record_property(f"median_ms_{what}", round(median(taken) * 1000, 2))


@pytest.mark.requirement("S-022")
def test_registers_somebody_known_here_as_anybody_else(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = crowd.browsers[STRANGER]
    address = browser.get("/trajecten/nieuw?nieuw=1").headers["location"]
    page = browser.get(f"{address}/wie").text
    token = page.split('name="csrf" value="', 1)[1].split('"', 1)[0]
    answers = {"csrf": token, "doelgroep": "current_staff"}

    told = []
    browser.post(f"{address}/wie", data={**answers, "naam": "Wie dan ook"})
    for name in (crowd.cases[0].words[0], ABSENT_NAME):
        with statements(monkeypatch, crowd) as asked:
            answer = browser.post(f"{address}/wie", data={**answers, "naam": name})
        assert answer.status_code == 303
        overview = browser.get(f"{address}/taken").text
        told.append((answer.headers["location"], asked, CHANGING.sub("", overview).replace(name, "")))

    assert told[0] == told[1]
