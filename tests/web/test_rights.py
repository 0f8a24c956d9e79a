"""Every address as every role, involved or not, anonymous or not, held against the table that people sign."""

from collections.abc import Iterator
from functools import cache
from http.cookies import SimpleCookie

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from bluevitaal_es.database import Database
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.drafts import REGISTRATION, Draft, Drafts
from bluevitaal_es.web.pages import ROUTERS
from bluevitaal_es.web.pages.case_forms import ACTIONS
from bluevitaal_es.web.security import form_token
from bluevitaal_es.web.session import cookie_name
from bluevitaal_es.web.session_table import Sessions
from tests.web.conftest import STAFF, actor_of
from tests.web.crowd import LEAVER, STAND_IN, Crowd, Planted, app, crowd
from tools import rights_page
from tools.rights_page import EVERYBODY, LOGGED_IN, Line

__all__ = ["app", "crowd"]

TABLE = rights_page.lines()
ABSENT = "T-1999-9999"
#: The id of something that a case may have and this one has not.
NOTHING = "00000000-0000-4000-8000-000000000000"
OPEN = {200, 303, 409, 422}
#: What a client's own page asks for is the client's, whichever case.
SLUG = "/trajecten/{number}/{slug}"
#: A form on a case is asked for by its name, and the first thing it shows.
QUERIES = {"/trajecten/{number}/vragenlijst": "?lijst=tsq", "/trajecten/{number}/corrigeren": "?feit=1"}
#: Where a task is named in the address: one that is there.
TASKS = {"/trajecten/nieuw/{draft_id}/{task}": "wie", "/trajecten/{number}/intake/{task}": "taken"}


def addresses() -> Iterator[str]:
    """Yield every method with its address, the forms on a case by their names."""
    for route in (route for router in ROUTERS for route in router.routes):
        if isinstance(route, APIRoute):
            for method in sorted(route.methods or ()):
                slugs = ACTIONS if route.path == SLUG else ["{slug}"]
                yield from (f"{method} {route.path.replace('{slug}', slug)}" for slug in slugs)


def test_names_every_address_and_no_other() -> None:
    there, named = set(addresses()), [line.address for line in TABLE]

    assert sorted(there - set(named)) == [], "these have no line in docs/rechten.toml: who may use them?"
    assert sorted(set(named) - there) == [], "docs/rechten.toml names these, but they are not there"
    assert len(named) == len(set(named)), "an address stands in docs/rechten.toml twice"


def test_table_has_a_column_for_every_role_that_logs_in() -> None:
    assert set(rights_page.ROLES) == {str(role) for role in Role} - {"scheduler", "importer", "indiener"}


def test_page_is_what_the_table_says() -> None:
    assert rights_page.PAGE.read_text(encoding="utf-8") == rights_page.page(), "run `make docs`"


def expected(line: Line, name: str, case: Planted) -> bool:
    """Say what the table says about somebody at a line, in a case."""
    if name == "":
        return line.roles.get(EVERYBODY) == "ja"
    own = {"client": Role.CLIENT, "thuis": Role.HOME_FRONT}.get(name.rstrip("1234"))
    role = str(own or STAFF[name][1])
    match line.roles.get(role):
        case "ja":
            return True
        case "begeleidt":
            return name == "begeleider"
        case "betrokken":
            return name == "begeleider" or (name == STAND_IN and case.covered)
        case "toestemming":
            return case.allowed
        case "eigen":
            return name == "begeleider" or own is not None
        case _:
            return False


def asked(browser: TestClient, crowd: Crowd, line: Line, number: str) -> tuple[int, str, str]:
    """Ask for a line of the table; return status, where it leads, and the text."""
    path = line.route + QUERIES.get(line.route, "")
    path = path.replace("{task}", TASKS.get(line.route, "taken")).replace("{number}", number)
    path = path.replace("{draft_id}", str(crowd.draft_id)).replace("{label_id}", str(crowd.label_id))
    path = path.replace("{username}", "weg").replace("{slug}", "bericht")
    path = path.replace("{statement_id}", NOTHING).replace("{breach_id}", NOTHING)
    path = path.replace("{emergency_id}", NOTHING).replace("{request_id}", NOTHING)
    path = path.replace("{complaint_id}", NOTHING).replace("{which}", "1")
    path = path.replace("{staff_id}", str(LEAVER)).replace("{change}", "team-geven")
    if "{draft_id}" in line.route:
        Drafts(crowd.house).keep(
            actor_of("begeleider"), Draft(crowd.draft_id, REGISTRATION), lambda body: body
        )
    if line.method == "GET":
        answer = browser.get(path)
    else:
        answer = browser.post(path, data={"csrf": token_of(browser, crowd)})
    return answer.status_code, answer.headers.get("location", ""), answer.text


def token_of(browser: TestClient, crowd: Crowd) -> str:
    """Return the form token that pages of this browser carry, "" when nobody is logged in."""
    return _token(crowd.house.database, browser.cookies.get(cookie_name(crowd.house.settings)) or "")


@cache
def _token(database: Database, cookie: str) -> str:
    sessions = Sessions(database)
    found = sessions.find(cookie)
    return form_token(sessions.form_secret(), found.id) if found else ""


def is_given(status: int, location: str) -> bool:
    return status in OPEN and not location.startswith("/inloggen")


@pytest.mark.slow("asks for every address as everybody")
@pytest.mark.requirement("S-166")
def test_gives_to_everybody_what_the_table_says_and_nothing_else(crowd: Crowd) -> None:
    wrong = []
    nowhere: dict[tuple[str, str], tuple[int, str, str]] = {}
    for line in TABLE:
        if line.route in ("/uitloggen", "/inloggen/demo", "/geheimhouding/weigeren"):
            continue
        cases = crowd.cases[:3] if "{number}" in line.route else crowd.cases[:1]
        for name, browser in crowd.browsers.items():
            for case in cases:
                status, location, text = asked(browser, crowd, line, case.number)
                may, given = expected(line, name, case), is_given(status, location)
                if may != given and not (may and line.depends and status == 404):
                    who = name or "nobody"
                    wrong.append(f"{line.address} as {who}: {status} {location}, table says {may}")
                if not may and name and "{number}" in line.route and not line.route.startswith("/audit"):
                    if (line.address, name) not in nowhere:
                        nowhere[line.address, name] = asked(browser, crowd, line, ABSENT)
                    if (status, text.replace(case.number, ABSENT)) != nowhere[line.address, name][::2]:
                        wrong.append(f"{line.address} as {name} tells that the case exists")
    assert "\n".join(wrong) == ""


def test_lets_everybody_log_out(crowd: Crowd) -> None:
    for name, browser in crowd.browsers.items():
        answer = browser.post("/uitloggen")

        assert (answer.status_code, answer.headers["location"]) == (303, "/inloggen?uit=1"), name
        assert not SimpleCookie(answer.headers.get("set-cookie", "")).get(cookie_name(crowd.house.settings))
        assert browser.get("/").headers["location"].startswith("/inloggen")


def test_knows_that_the_words_for_many_are_no_roles() -> None:
    assert {EVERYBODY, LOGGED_IN} & {str(role) for role in Role} == set()
