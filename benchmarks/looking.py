"""What it costs that every look is recorded: pages with the reading log against the same pages without it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import LiteralString
from uuid import UUID

from starlette.testclient import TestClient

from benchmarks.figures import FLOOR, OURS, Figure, figure
from benchmarks.ground import Ground, Place
from benchmarks.lives import append_all, told_again
from benchmarks.timing import Pace, pace_of, take_turns
from bluevitaal_es.app import Parts, assemble
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.settings import Settings
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web import application, session
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.house import House
from bluevitaal_es.web.session_table import Sessions

#: Events in the log under the pages, and how often each page is asked for in a round.
EVENTS, PAGES = 3000, 40
BUSIEST: LiteralString = (
    "SELECT begeleider_id, min(number) FROM caseload WHERE begeleider_id IS NOT NULL"
    " GROUP BY begeleider_id ORDER BY count(*) DESC LIMIT 1"
)


def looking_figures(ground: Ground, lived: list[Recorded], rounds: int) -> Iterator[Figure]:
    """Yield how fast a case, its history and the list of cases are shown, the look recorded and not."""
    with ground.fresh() as place, TemporaryDirectory(prefix="bluevitaal-bench-") as folder:
        parts = assemble(Settings(data_dir=Path(folder), demo=True), place.database)
        parts.store.mark_as_demo()
        append_all(parts.store, told_again(lived, EVENTS))
        parts.projector.catch_up()
        guide, number = _busiest(place)
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


def _asked(browser: TestClient, path: str) -> Pace:
    return pace_of([lambda: browser.get(path)], PAGES)


def _busiest(place: Place) -> tuple[UUID, str]:
    with place.database.pool.connection() as connection:
        row = connection.execute(BUSIEST).fetchone()
    assert row is not None
    return row[0], row[1]


def _browser(parts: Parts, house: House, guide: UUID) -> TestClient:
    """Return a browser in which the begeleider with this id is logged in, on an application of its own."""
    accounts, username = Accounts(parts.database), "begeleider"
    if accounts.find(username) is None:
        accounts.add(Account(username, "Begeleider", Role.BEGELEIDER, guide), "bench")
    browser = TestClient(application.make(house), follow_redirects=False)
    token = Sessions(parts.database).open(username)
    browser.cookies.set(session.cookie_name(house.settings), token, domain="testserver.local", path="/")
    return browser
