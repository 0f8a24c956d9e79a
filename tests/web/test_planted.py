"""A crawler with planted words: as everybody it follows every link and guesses, and no word leaks."""

import logging  # noqa: TID251 (all that is logged is what is looked through)
import re
from collections.abc import Iterator
from html import unescape
from io import StringIO
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
import structlog
from starlette.testclient import TestClient

from bluevitaal_es.log import set_up_logging
from bluevitaal_es.web.pages.case_forms import ACTIONS
from tests.web.crowd import Crowd, Planted, app, crowd

__all__ = ["app", "crowd"]

pytestmark = pytest.mark.slow("follows every link as everybody")

LINK = re.compile(r'(?:href|action)="([^"#]+)')
#: One of each kind of address with ids or days in the query is enough.
MOST_PAGES = 150


@pytest.fixture
def written() -> Iterator[StringIO]:
    """All that is logged meanwhile."""
    root, stream = logging.getLogger(), StringIO()
    before = root.handlers, root.level
    set_up_logging("json", level="debug", stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, level = before
    root.setLevel(level)


def guesses(cases: tuple[Planted, ...]) -> Iterator[str]:
    """Yield addresses that somebody can make up: by number, by id, and by what they search for."""
    yield from (
        "/",
        "/trajecten?status=alles",
        "/team?alles=1",
        "/sturing",
        "/planning",
        "/overleg",
        "/audit",
        "/mijn",
        "/thuis",
    )
    yield from (
        "/beheer",
        "/contacten/nieuw",
        "/trajecten/nieuw",
        "/metrics",
        "/health/ready",
        "/bestaat-niet",
    )
    yield f"/trajecten/nieuw/{uuid4()}/taken"
    for case in cases:
        base = f"/trajecten/{case.number}"
        yield from (
            base,
            f"{base}/historie",
            f"{base}/aangemeld",
            f"{base}/corrigeren?feit=1",
            f"{base}/uitslag",
        )
        yield from (
            f"{base}/intake",
            f"{base}/intake/controle",
            f"{base}/intake-vastgelegd",
            f"{base}/uitslag",
        )
        yield from (f"{base}/{slug}" for slug in ACTIONS)
        yield from (f"/audit/{case.number}", f"/audit/{case.number}?tot=2", f"/audit?nummer={case.number}")
        yield from (
            f"/trajecten?nummer={case.number}",
            f"/trajecten/{case.case_id}",
            f"/audit/{case.case_id}",
        )
        yield f"/trajecten?nummer={case.words[0]}&status=alles"


def links_in(answer: Any, here: str) -> Iterator[str]:
    if "location" in answer.headers:
        yield urljoin(here, answer.headers["location"])
    if answer.headers.get("content-type", "").startswith("text/html"):
        yield from (urljoin(here, unescape(found)) for found in LINK.findall(answer.text))


def shape_of(path: str) -> str:
    """Return an address with its ids and numbers left out, to know one of the same kind."""
    bare = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", path)
    return re.sub(r"(?<==)[^&]*", "", bare)


def crawled(browser: TestClient, cases: tuple[Planted, ...]) -> Iterator[tuple[str, Any]]:
    """Yield every answer that can be reached or guessed."""
    to_do, seen = list(guesses(cases)), set[str]()
    most = MOST_PAGES + len(to_do)
    while to_do and len(seen) < most:
        path = to_do.pop(0)
        parts = urlsplit(path)
        if parts.netloc or parts.scheme or shape_of(path) in seen or path.startswith("/static/"):
            continue
        seen.add(shape_of(path))
        answer = browser.get(path)
        yield path, answer
        to_do += links_in(answer, parts.path)


def held_in(answer: Any) -> str:
    """Return all that an answer carries: its head and its body."""
    return f"{answer.headers} {answer.headers.get('set-cookie', '')} {answer.text}"


@pytest.mark.requirement("S-166")
def test_no_planted_word_is_where_it_must_not_be(crowd: Crowd, written: StringIO) -> None:
    leaks: list[str] = []
    found, pages = set[tuple[str, int]](), 0
    for name, browser in crowd.browsers.items():
        for path, answer in crawled(browser, (*crowd.cases, crowd.forgotten)):
            pages += 1
            held = held_in(answer)
            left = [word for word in crowd.forgotten.words if word in held and word not in path]
            if left:
                leaks.append(f"{path} as {name or 'nobody'}: {left} of somebody who was forgotten")
            for place, case in enumerate(crowd.cases, 1):
                words = [word for word in case.words if word in held]
                if name == f"client{place}" or name in case.open_to:
                    found.update((name, place) for _ in words)
                    continue
                shown = case.at_home if name == f"thuis{place}" else frozenset()
                found.update((name, place) for word in words if word in shown)
                searched = [word for word in words if word in path or word in shown]
                if set(words) - set(searched):
                    leaks.append(f"{path} as {name or 'nobody'}: {words}")
            assert answer.status_code < 500, path
    calendars = [crowd.browsers[""].get(path) for path in crowd.calendars]
    logged = written.getvalue()

    assert leaks == []
    assert [answer.text.count("BEGIN:VEVENT") > 0 for answer in calendars] == [True] * len(calendars)
    assert pages > 500
    assert {name for name, _ in found} >= {
        "begeleider",
        "begeleider2",
        "begeleider3",
        "ombuds",
        "client1",
        "thuis1",
    }
    everybody = (*crowd.cases, crowd.forgotten)
    assert not [word for case in everybody for word in case.words if word in logged]
    assert not [case.number for case in crowd.cases if case.number in logged]
    secret = [told for case in everybody for told in (*case.words, case.number, str(case.case_id))]
    assert not [word for word in secret for answer in calendars if word in held_in(answer)]
    assert not [path for path in crowd.calendars if path.removesuffix(".ics") in logged]


@pytest.mark.requirement("S-013")
def test_no_page_of_the_officer_knows_the_case_of_the_partner(crowd: Crowd) -> None:
    partner = crowd.cases[3]

    for name in ("begeleider", "begeleider2", "client1"):
        for path, answer in crawled(crowd.browsers[name], crowd.cases[:3]):
            assert partner.number not in held_in(answer), (name, path)
