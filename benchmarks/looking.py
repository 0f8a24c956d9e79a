"""What pages take: with the reading log against the same without it, and from a click to what it did."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID

from starlette.testclient import TestClient

from benchmarks.figures import FLOOR, OURS, Figure, figure, milliseconds
from benchmarks.following import running
from benchmarks.ground import Ground
from benchmarks.lives import append_all, busiest, told_again
from benchmarks.timing import Pace, pace_of, take_turns
from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.app import Parts, assemble, settle
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.add_staff_member import AddStaffMember
from bluevitaal_es.commands.answer_code import AcceptCode
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.settings import Settings
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web import application, session
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.house import House
from bluevitaal_es.web.session_table import Sessions

#: Events in the log under the pages, and how often each page is asked for in a round.
EVENTS, PAGES = 3000, 40
#: Notes written in a form to measure how long it is from the click to the page that shows it.
CLICKS = 200
TOKEN = re.compile(r'name="(csrf|opdracht|versie)" value="([^"]*)"')


def looking_figures(ground: Ground, lived: list[Recorded], rounds: int) -> Iterator[Figure]:
    """Yield how fast a case, its history and the list of cases are shown, the look recorded and not."""
    with ground.fresh() as place, TemporaryDirectory(prefix="bluevitaal-bench-") as folder:
        parts = assemble(Settings(data_dir=Path(folder), demo=True), place.database)
        parts.store.mark_as_demo()
        append_all(parts.store, told_again(lived, EVENTS))
        parts.projector.catch_up()
        guide, number = busiest(place)
        recorded = _browser(parts, parts.house(), guide)
        unrecorded = _browser(parts, replace(parts.house(), record_look=lambda _look: 0), guide)
        for what, path in (
            ("the page of a case, the look recorded", f"/trajecten/{number}"),
            ("its history, the look recorded", f"/trajecten/{number}/historie"),
            ("the list of cases, each of them recorded", "/trajecten?status=alles"),
        ):
            for browser in (recorded, unrecorded):
                assert browser.get(path).status_code == 200
            paces = take_turns(
                rounds, {OURS: partial(_asked, recorded, path), FLOOR: partial(_asked, unrecorded, path)}
            )
            yield figure(what, "the same page without", paces, 0.5, 0.8, "pages")
        settle()
        with running(parts.projector):
            took = sorted(_clicked(recorded, number, f"Genoteerd {turn}.") for turn in range(CLICKS))
        for name, seconds, must in (
            ("p50", took[len(took) // 2], None),
            ("p99", took[int(len(took) * 0.99)], 150.0),
        ):
            yield milliseconds(f"click to visible page, {name}", seconds, must)


def _clicked(browser: TestClient, number: str, words: str) -> float:
    """Write a note in its form; return the seconds from sending it until the case with the note is there."""
    path = f"/trajecten/{number}/notitie"
    hidden = dict(TOKEN.findall(browser.get(path).text))
    begin = perf_counter()
    answer = browser.post(path, data={**hidden, "tekst": words})
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.headers["location"])
    took = perf_counter() - begin
    assert page.status_code == 200
    return took


def _asked(browser: TestClient, path: str) -> Pace:
    return pace_of([lambda: browser.get(path)], PAGES)


def _appoint(parts: Parts, guide: UUID) -> None:
    """Let the register know this begeleider, who accepts the code of confidentiality."""
    desk, version = parts.house().desk, catalogue().code.on(clock.today()).version
    if parts.house().staff.standing(guide, clock.today()) is None:
        joins = AddStaffMember(staff_id=guide, name="Begeleider", role=Role.BEGELEIDER)
        desk.handle(joins, Actor("bench", "Bench", Role.BEHEER))
    own = Actor(str(guide), "Begeleider", Role.BEGELEIDER, frozenset({guide}))
    desk.handle(AcceptCode(staff_id=guide, code_version=version), own)
    parts.projector.catch_up()


def _browser(parts: Parts, house: House, guide: UUID) -> TestClient:
    """Return a browser in which the begeleider with this id is logged in, on an application of its own."""
    accounts, username = Accounts(parts.database), "begeleider"
    if accounts.find(username) is None:
        accounts.add(Account(username, "Begeleider", Role.BEGELEIDER, guide), "bench")
        _appoint(parts, guide)
    browser = TestClient(
        application.make(house), headers={"Origin": "http://testserver"}, follow_redirects=False
    )
    token = Sessions(parts.database).open(username)
    browser.cookies.set(session.cookie_name(house.settings), token, domain="testserver.local", path="/")
    return browser
