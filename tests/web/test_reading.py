"""Looking at pages: nothing is shown that is not recorded, and what is recorded tells who, never what."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI
from psycopg.rows import dict_row
from starlette.testclient import TestClient

from bluevitaal_es.access import Act, policy_version
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.database import Database
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web import application
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import ROUTERS as PAGES
from bluevitaal_es.web.pages import cases, team, work
from bluevitaal_es.web.pages.case_forms import ACTIONS
from bluevitaal_es.web.reading import ASSIGNING, SIGHTS
from tests.web.conftest import QUICK, STAFF, ACase, actor_of, token_in
from tests.web.entering import a_browser, let_in

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]
Give = Callable[..., Outcome]
Row = dict[str, Any]

PATHS = {getattr(route, "path", "") for router in PAGES for route in router.routes}
OF_A_CASE = sorted(
    {
        str(getattr(route, "path", ""))
        for router in PAGES
        for route in router.routes
        if "{number}" in getattr(route, "path", "") and "GET" in getattr(route, "methods", ())
    }
)


@pytest.fixture
def app(house: House) -> FastAPI:
    """The whole application."""
    return application.make(house)


@pytest.fixture
def as_client(app: FastAPI, house: House) -> Callable[[CaseId], TestClient]:
    """Return a browser in which the client of a case is logged in."""

    def browser_of(case_id: CaseId) -> TestClient:
        account = Account(f"client-{case_id}", "Zilverreiger 27", Role.CLIENT, case_id=case_id)
        Accounts(house.database, QUICK).add(account, "demo")
        return let_in(a_browser(app), house, account.username)

    return browser_of


def recorded(database: Database) -> list[Row]:
    with database.pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute("SELECT * FROM reading.event ORDER BY position").fetchall()


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def address(path: str, number: str) -> str:
    fillings = {"number": number, "slug": "notitie", "task": "hulpvraag"}
    fillings |= {"statement_id": str(UUID(int=7)), "breach_id": str(UUID(int=7))}
    return re.sub(r"{(\w+)}", lambda found: fillings[found.group(1)], path)


@pytest.mark.requirement("S-152")
@pytest.mark.parametrize("username", [*STAFF, "client"])
def test_records_every_page_of_a_case_for_every_role(
    house: House,
    a_case: MakeCase,
    log_in: LogIn,
    as_client: Callable[[CaseId], TestClient],
    username: str,
) -> None:
    case = a_case()
    browser = as_client(case.case_id) if username == "client" else log_in(username)
    actor_id = f"client:{case.case_id}" if username == "client" else actor_of(username).id
    assert len(OF_A_CASE) > 10

    for path in OF_A_CASE:
        before = len(recorded(house.database))
        answer = browser.get(address(path, case.number))
        rows = recorded(house.database)[before:]

        if answer.is_redirect:
            assert (answer.content, rows) == (b"", []), path
            continue
        assert len(rows) == 1, path
        row = rows[0]
        assert (row["case_id"], row["actor_id"]) == (case.case_id, actor_id), path
        assert row["rule"] != "", path
        assert row["session_id"] is not None
        if answer.status_code == 200:
            asked_first = username == "ombuds"
            assert (row["event_code"], row["outcome"]) == ("read", 4 if asked_first else 0), path
            assert case.number not in row["object_ref"]
        else:
            assert answer.status_code == 404
            guides = username == "begeleider" and path.startswith("/trajecten")
            answers = username in ("teamleider", "fg") and path.startswith("/noodprocedure")
            checks = username in ("auditor", "ombuds", "fg") and path.startswith("/audit")
            decides = username in ("beheer", "fg") and path.startswith("/beheer/vergeten")
            if path.endswith("/goedkeuren"):
                decides = username == "fg"
            assert row["outcome"] == (4 if guides or checks or decides or answers else 8), path


@pytest.mark.parametrize("username", ["begeleider2", "management", "beheer"])
def test_a_refusal_is_recorded_and_looks_like_a_case_that_is_not_there(
    house: House, a_case: MakeCase, log_in: LogIn, username: str
) -> None:
    case, browser = a_case(), log_in(username)

    refused = browser.get(f"/trajecten/{case.number}")
    nothing = browser.get("/trajecten/T-1999-9999")

    assert (refused.status_code, nothing.status_code) == (404, 404)
    assert refused.text == nothing.text.replace("T-1999-9999", case.number)
    first, second = recorded(house.database)
    assert (first["event_code"], first["outcome"], first["case_id"]) == ("refused", 8, case.case_id)
    assert first["relation"] == "none"
    assert second["case_id"] is None
    assert len(second["query_hash"]) == 32


@pytest.mark.requirement("S-152")
@pytest.mark.parametrize("username", ["begeleider", "auditor"])
def test_shows_nothing_that_could_not_be_recorded(
    house: House, app: FastAPI, a_case: MakeCase, give: Give, log_in: LogIn, username: str
) -> None:
    case = a_case(client_name="Geheimenaam")
    give(AddNote(case_id=case.case_id, text="geheimenotitie"))
    log_in(username)
    browser = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    let_in(browser, house, username)
    with psycopg.connect(house.database.owner_dsn) as superuser:
        superuser.execute("REVOKE EXECUTE ON FUNCTION reading.append FROM bluevitaal_service")

    for path in (f"/trajecten/{case.number}", f"/trajecten/{case.number}/historie", "/trajecten", "/audit"):
        answer = browser.get(path)
        assert answer.status_code == 500
        assert "Er ging iets mis" in answer.text
        assert "geheim" not in answer.text.lower()
        assert case.number not in answer.text


@pytest.mark.requirement("S-152")
def test_records_no_content_no_name_and_no_search_word(
    house: House, a_case: MakeCase, give: Give, log_in: LogIn
) -> None:
    case = a_case(client_name="Geheimenaam")
    give(AddNote(case_id=case.case_id, text="geheimenotitie"))
    begeleider, auditor = log_in("begeleider"), log_in("auditor")

    begeleider.get(f"/trajecten/{case.number}")
    begeleider.get(f"/trajecten/{case.number}/historie?op=Geheimedag")
    begeleider.get("/trajecten?nummer=Geheimezoekterm")
    begeleider.get("/trajecten/Geheimnummer/Geheimdeel")
    auditor.get("/audit?nummer=Geheimezoekterm")
    auditor.get(f"/audit?nummer={case.number}")

    rows = recorded(house.database)
    assert len(rows) == 6
    text = repr([{**row, "query_hash": None, "hash": None} for row in rows])
    assert "geheim" not in text.lower()
    assert case.number not in text
    assert "Anna" not in text


@pytest.mark.requirement("S-156")
def test_records_searches_reports_and_reading_of_the_log(
    house: House, a_case: MakeCase, log_in: LogIn
) -> None:
    case = a_case()
    log_in("begeleider").get(f"/trajecten?nummer={case.number}")
    auditor = log_in("auditor")
    assert auditor.get(f"/audit?nummer={case.number}").is_redirect
    page = auditor.get("/audit")
    auditor.post("/audit", data={"csrf": token_in(page.text)})
    assert auditor.get("/audit/controlepunt").status_code == 404
    log_in("management").get("/sturing")

    mine, search, read, check, signed, report = recorded(house.database)
    assert (mine["event_code"], search["event_code"]) == ("search", "search")
    assert mine["query_hash"] == search["query_hash"]
    assert (read["object_type"], read["purpose"]) == ("controle", "controle")
    assert (check["action"], check["rule"]) == ("E", Act.VERIFY_LOG)
    assert (signed["event_code"], signed["object_type"], signed["outcome"]) == ("export", "logboek", 4)
    assert (report["event_code"], report["object_type"]) == ("report", "cijfers")


def test_tells_the_auditor_who_looked_and_who_was_refused(a_case: MakeCase, log_in: LogIn) -> None:
    case = a_case(client_name="Geheimenaam")
    log_in("begeleider").get(f"/trajecten/{case.number}/historie")
    log_in("begeleider2").get(f"/trajecten/{case.number}")

    page = words(log_in("auditor").get(f"/audit/{case.number}").text)

    looks = page.split("Wie keek in dit traject", 1)[1]
    assert "Anna Voorbeeld, begeleider Wat historie Waarvoor hulpverlening Uitkomst gezien" in looks
    assert "Bram Bedacht, begeleider Wat dossier Waarvoor hulpverlening Uitkomst geweigerd" in looks
    assert "Geheimenaam" not in page


def test_tells_the_client_when_somebody_looked_as_what_and_what_for(
    a_case: MakeCase, log_in: LogIn, as_client: Callable[[CaseId], TestClient]
) -> None:
    case = a_case()
    client = as_client(case.case_id)
    before = words(client.get("/mijn/wie-keek").text)
    log_in("begeleider").get(f"/trajecten/{case.number}")
    log_in("begeleider2").get(f"/trajecten/{case.number}")
    log_in("auditor").get(f"/audit/{case.number}")

    after = words(client.get("/mijn/wie-keek").text)

    assert "heeft nog niemand iets over u geopend" in before
    looks = after.split("Wie keek?", 1)[1].split("Wat is met anderen gedeeld?", 1)[0]
    assert looks.count("Anna Voorbeeld, begeleider Opende uw dossier. Om u te helpen.") == 1
    assert looks.count("Een auditor Keek wie wat vastlegde, zonder te lezen wat er staat.") == 1
    assert "Eva" not in looks
    assert "Bram" not in looks
    assert "Dit overzicht gaat terug tot" in looks


def test_tells_the_client_of_lists_apart_from_what_was_opened(
    a_case: MakeCase, log_in: LogIn, as_client: Callable[[CaseId], TestClient]
) -> None:
    case = a_case()
    a_case("begeleider2")
    log_in("begeleider").get("/trajecten")
    log_in("begeleider2").get("/trajecten")

    page = words(as_client(case.case_id).get("/mijn/wie-keek").text)

    assert "heeft nog niemand iets over u geopend" in page
    lists = page.split("In een lijst, zonder dat uw dossier openging (1)", 1)[1]
    assert lists.count("Een begeleider Uw nummer stond in een lijst. Om u te helpen.") == 1


@pytest.mark.requirement("S-152")
def test_records_from_where_and_under_which_policy(app: FastAPI, house: House, a_case: MakeCase) -> None:
    case = a_case()
    browser = TestClient(app, follow_redirects=False, client=("203.0.113.77", 50000))
    let_in(browser, house, "begeleider")

    browser.get(f"/trajecten/{case.number}")

    (row,) = recorded(house.database)
    assert (row["access_type"], row["access_point"]) == (2, "203.0.113.0/24")
    assert (row["life_cycle"], row["sensitivity"], row["policy"]) == (6, "V", policy_version())
    assert row["on_behalf_of"] is None


def test_records_which_cases_stood_in_a_list(house: House, a_case: MakeCase, log_in: LogIn) -> None:
    first, second = a_case(), a_case()

    log_in("begeleider").get("/trajecten")
    log_in("teamleider").get("/team")
    log_in("begeleider2").get("/trajecten")

    mine, _team, empty = recorded(house.database)
    assert (mine["shown_count"], empty["shown_count"]) == (2, 0)
    with house.database.pool.connection() as connection:
        shown = connection.execute("SELECT case_id FROM reading.shown WHERE position = 1").fetchall()
    assert {case_id for (case_id,) in shown} == {first.case_id, second.case_id}


@pytest.mark.parametrize(
    ("username", "path"), [("begeleider", "/"), ("begeleider", "/trajecten"), ("teamleider", "/team")]
)
def test_shows_no_list_that_does_not_say_who_stands_in_it(
    app: FastAPI,
    house: House,
    a_case: MakeCase,
    person: Callable[[str], Account],
    monkeypatch: pytest.MonkeyPatch,
    username: str,
    path: str,
) -> None:
    case = a_case()
    person(username)
    for page in (cases, team, work):
        monkeypatch.setattr(page, "shows", lambda _request, _cases: None)
    browser = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    let_in(browser, house, username)

    answer = browser.get(path)

    assert answer.status_code == 500
    assert case.number not in answer.text


@pytest.mark.parametrize(
    ("username", "path", "purpose"),
    [
        ("begeleider", "/trajecten/{number}", "hulpverlening"),
        ("begeleider", "/trajecten/{number}?waarvoor=klacht", "klacht"),
        ("begeleider", "/trajecten/{number}/historie?waarvoor=casu%C3%AFstiek", "casuïstiek"),
        ("begeleider", "/trajecten/{number}?waarvoor=nood", "hulpverlening"),
        ("begeleider", "/trajecten/{number}?waarvoor=nieuwsgierig", "hulpverlening"),
        ("auditor", "/audit/{number}?waarvoor=klacht", "controle"),
        ("ombuds", "/audit/{number}?waarvoor=klacht", "klacht"),
        ("ombuds", "/audit/{number}?waarvoor=controle", "controle"),
    ],
)
def test_records_what_somebody_says_to_look_for_if_it_is_open_to_them(
    house: House, a_case: MakeCase, log_in: LogIn, username: str, path: str, purpose: str
) -> None:
    assert log_in(username).get(path.format(number=a_case().number)).status_code == 200

    assert recorded(house.database)[-1]["purpose"] == purpose


def test_shows_the_ombudsfunctionaris_nothing_of_a_case_before_they_say_what_for(
    a_case: MakeCase, log_in: LogIn
) -> None:
    case, ombuds = a_case(), log_in("ombuds")

    asked = ombuds.get(f"/audit/{case.number}").text
    strange = ombuds.get(f"/audit/{case.number}?waarvoor=nood").text
    shown = ombuds.get(f"/audit/{case.number}?waarvoor=klacht").text

    for page in (asked, strange):
        assert "Zeg eerst waarvoor u kijkt" in page
        assert "Traject aangemeld" not in page
    assert "Traject aangemeld" in shown
    assert "waarvoor=klacht" in shown


def test_a_command_that_went_through_is_no_look(house: House, a_case: MakeCase, log_in: LogIn) -> None:
    case, browser = a_case(), log_in("begeleider")
    page = browser.get(f"/trajecten/{case.number}/notitie").text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    before = len(recorded(house.database))

    answer = browser.post(f"/trajecten/{case.number}/notitie", data=fields | {"tekst": "Gebeld."})

    assert answer.status_code == 303, words(answer.text)
    assert len(recorded(house.database)) == before


def test_nobody_leaves_a_look(house: House, a_case: MakeCase, nobody: TestClient) -> None:
    case = a_case()

    assert nobody.get(f"/trajecten/{case.number}").is_redirect
    assert nobody.get("/health/live").status_code == 200
    assert recorded(house.database) == []


def test_asks_the_policy_for_the_act_that_the_page_asks() -> None:
    assert set(SIGHTS) <= PATHS
    assert {slug for slug, action in ACTIONS.items() if action.act is Act.ASSIGN_BEGELEIDER} == ASSIGNING
    assert {action.act for slug, action in ACTIONS.items() if slug not in ASSIGNING} == {Act.WORK_ON_CASE}
