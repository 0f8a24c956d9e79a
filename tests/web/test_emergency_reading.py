"""Opening a dossier in an emergency: for some hours, in sight of everybody, judged by a second person."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from psycopg.rows import dict_row
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.commands.open_emergency import OpenEmergency, ReviewEmergency
from bluevitaal_es.database import Database
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web import application
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.house import House
from tests.web.conftest import QUICK, ACase, actor_of
from tests.web.entering import let_in
from tests.web.test_reading import OF_A_CASE, address, words

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]
Give = Callable[..., Outcome]

BRAM = "begeleider2"
WHY = {"reden": "acute_danger", "toelichting": "De cliënt belt in paniek.", "zwijgen": "ja"}


@pytest.fixture
def app(house: House) -> FastAPI:
    """The whole application."""
    return application.make(house)


@pytest.fixture
def of_client(app: FastAPI, house: House) -> Callable[[CaseId], str]:
    """Return what the client of a case reads on their own pages."""

    def read(case_id: CaseId) -> str:
        account = Account(f"client-{case_id}", "Zilverreiger 27", Role.CLIENT, case_id=case_id)
        if Accounts(house.database).find(account.username) is None:
            Accounts(house.database, QUICK).add(account, "demo")
        browser = TestClient(app, follow_redirects=False)
        let_in(browser, house, account.username)
        return words(browser.get("/mijn").text + browser.get("/mijn/wie-keek").text)

    return read


def looks(database: Database) -> list[dict[str, Any]]:
    with database.pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute("SELECT * FROM reading.event ORDER BY position").fetchall()


def fields_of(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def ask(browser: TestClient, number: str, **changes: str) -> Any:
    fields = fields_of(browser.get("/noodinzage").text)
    return browser.post("/noodinzage", data=fields | WHY | {"traject": number} | changes)


def opened(give: Give, case: ACase, by: str = BRAM, **changes: Any) -> UUID:
    emergency_id = UUID(int=case.case_id.int ^ 1)
    command = OpenEmergency(
        case_id=case.case_id,
        emergency_id=emergency_id,
        reason="acute_danger",
        explanation="geheimetoelichting van de nood",
        **changes,
    )
    give(command, by)
    return emergency_id


@pytest.mark.requirement("S-155")
@pytest.mark.parametrize("username", [BRAM, "teamleider"])
def test_opens_the_dossier_to_read_and_records_every_look(
    house: House, a_case: MakeCase, give: Give, log_in: LogIn, username: str
) -> None:
    case = a_case(client_name="Zilverreiger")
    give(AddNote(case_id=case.case_id, text="Belde gisteren af"))
    browser = log_in(username)
    assert browser.get(f"/trajecten/{case.number}").status_code == 404

    answer = ask(browser, case.number.lower())

    assert (answer.status_code, answer.headers["location"]) == (303, f"/trajecten/{case.number}")
    page = browser.get(f"/trajecten/{case.number}")
    assert page.status_code == 200
    assert "U leest dit dossier in nood" in page.text
    assert "Belde gisteren af" in page.text
    history = browser.get(f"/trajecten/{case.number}/historie")
    assert "U leest dit dossier in nood" in history.text
    assert "corrigeren?feit" not in page.text + history.text
    seen = [row for row in looks(house.database) if row["outcome"] == 0 and row["case_id"] == case.case_id]
    assert {(row["relation"], row["purpose"]) for row in seen} == {("emergency", "nood")}
    assert [row["object_type"] for row in seen] == ["dossier", "historie"]


def test_opens_nothing_but_reading(a_case: MakeCase, give: Give, log_in: LogIn) -> None:
    case, other = a_case(), a_case()
    opened(give, case)
    browser = log_in(BRAM)

    answers = {path: browser.get(address(path, case.number)).status_code for path in OF_A_CASE}

    readable = {path for path, status in answers.items() if status == 200}
    assert readable == {
        "/trajecten/{number}",
        "/trajecten/{number}/historie",
        "/trajecten/{number}/aangemeld",
    }
    fields = fields_of(browser.get("/noodinzage").text)
    posted = browser.post(f"/trajecten/{case.number}/notitie", data=fields | {"tekst": "Ingebroken"})
    assert posted.status_code == 404
    assert browser.get(f"/trajecten/{other.number}").status_code == 404
    assert log_in("management").get(f"/trajecten/{case.number}").status_code == 404


@pytest.mark.requirement("S-155")
def test_ends_by_itself(a_case: MakeCase, give: Give, log_in: LogIn, house: House) -> None:
    begin = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    with clock.standing_at(begin - timedelta(days=1)):
        case = a_case()
    with clock.standing_at(begin):
        opened(give, case)
        assert log_in(BRAM).get(f"/trajecten/{case.number}").status_code == 200
    with clock.standing_at(begin + timedelta(hours=3, minutes=59)):
        assert log_in(BRAM).get(f"/trajecten/{case.number}").status_code == 200
    with clock.standing_at(begin + timedelta(hours=4)):
        browser = log_in(BRAM)
        assert browser.get(f"/trajecten/{case.number}").status_code == 404
        assert browser.get(f"/trajecten/{case.number}/historie").status_code == 404
    last = looks(house.database)[-1]
    assert (last["outcome"], last["relation"]) == (8, "none")


def test_asks_the_same_of_every_number_and_opens_nothing_for_one_that_is_not_there(
    house: House, a_case: MakeCase, log_in: LogIn
) -> None:
    case, browser = a_case(), log_in(BRAM)

    unknown, known = ask(browser, "T-1999-9999", reden=""), ask(browser, case.number, reden="")
    nothing = ask(browser, "T-1999-9999")

    def plain(text: str) -> str:
        return re.sub(r'value="[^"]*"', "", text).replace("T-1999-9999", case.number)

    assert (unknown.status_code, known.status_code) == (422, 422)
    assert plain(unknown.text) == plain(known.text)
    assert nothing.status_code == 404
    assert "Er is niets te openen" in nothing.text
    last = looks(house.database)[-1]
    assert (last["event_code"], last["outcome"], last["case_id"]) == ("emergency", 4, None)
    assert (last["purpose"], len(last["query_hash"])) == ("nood", 32)


@pytest.mark.parametrize(
    "changes", [{"reden": ""}, {"toelichting": ""}, {"toelichting": "kort"}, {"zwijgen": ""}]
)
def test_refuses_without_reason_or_explanation(
    a_case: MakeCase, log_in: LogIn, changes: dict[str, str]
) -> None:
    case, browser = a_case(), log_in(BRAM)

    assert ask(browser, case.number, **changes).status_code in (409, 422)
    assert browser.get(f"/trajecten/{case.number}").status_code == 404


@pytest.mark.parametrize("username", ["management", "auditor", "ombuds", "beheer"])
def test_is_not_there_for_others(log_in: LogIn, username: str) -> None:
    assert log_in(username).get("/noodinzage").status_code == 404


@pytest.mark.requirement("S-155")
def test_a_team_lead_judges_it_and_is_told_when_that_is_late(
    a_case: MakeCase, give: Give, log_in: LogIn
) -> None:
    begin = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    with clock.standing_at(begin):
        case = a_case()
        emergency_id = opened(give, case)
        waits = words(log_in("teamleider").get("/team").text)
    with clock.standing_at(begin + timedelta(days=2)):
        lead = log_in("teamleider")
        late = words(lead.get("/team").text)
        page = lead.get(f"/noodinzage/{emergency_id}")
        fields = fields_of(page.text) | {"oordeel": "justified", "zwijgen": "ja"}
        judged = lead.post(f"/noodinzage/{emergency_id}", data=fields)
        after = words(lead.get("/team").text)

    assert "Noodinzage nakijken (1)" in waits
    assert f"{case.number} , geopend door Bram Bedacht" in waits
    assert "1 dag te laat" in late
    assert "Dit had al nagekeken moeten zijn" in page.text
    assert "geheimetoelichting" in page.text
    assert judged.status_code == 303, words(judged.text)
    assert "Noodinzage nakijken" not in after


def test_lets_nobody_judge_their_own(a_case: MakeCase, give: Give, log_in: LogIn) -> None:
    case = a_case()
    emergency_id = opened(give, case, "teamleider")
    lead = log_in("teamleider")

    page = lead.get(f"/noodinzage/{emergency_id}")
    fields = fields_of(lead.get("/noodinzage").text) | {"oordeel": "justified", "zwijgen": "ja"}
    answer = lead.post(f"/noodinzage/{emergency_id}", data=fields)

    assert "U opende dit dossier zelf" in page.text
    assert 'name="oordeel"' not in page.text
    assert answer.status_code == 409
    assert log_in(BRAM).get(f"/noodinzage/{emergency_id}").status_code == 404


def test_ends_at_once_when_it_was_not_justified(
    a_case: MakeCase, give: Give, log_in: LogIn, of_client: Callable[[CaseId], str]
) -> None:
    case = a_case()
    emergency_id = opened(give, case)
    browser = log_in(BRAM)
    assert browser.get(f"/trajecten/{case.number}").status_code == 200

    give(
        ReviewEmergency(
            case_id=case.case_id,
            emergency_id=emergency_id,
            verdict="not_justified",
            note="De collega was er.",
        ),
        "teamleider",
    )

    assert browser.get(f"/trajecten/{case.number}").status_code == 404
    assert "vond het niet nodig" in of_client(case.case_id)


@pytest.mark.requirement("S-155")
def test_tells_the_client_and_the_auditor_at_once_and_without_the_words(
    a_case: MakeCase, give: Give, log_in: LogIn, of_client: Callable[[CaseId], str]
) -> None:
    case = a_case()
    opened(give, case)
    log_in(BRAM).get(f"/trajecten/{case.number}")

    told, auditor = of_client(case.case_id), log_in("auditor")
    checked = words(auditor.get("/audit").text)

    assert "Bram Bedacht, begeleider opende uw dossier op" in told
    assert "acuut gevaar voor de cliënt of een ander" in told
    assert "Bram Bedacht, begeleider Opende uw dossier. Omdat er nood was." in told
    assert "Dossiers geopend in nood" in checked
    assert "Bram Bedacht, begeleider" in checked
    assert "Acuut gevaar" in checked
    looked = words(auditor.get(f"/audit/{case.number}").text)
    assert "Bram Bedacht, begeleider Wat dossier Waarvoor nood Uitkomst gezien" in looked
    assert "geheimetoelichting" not in told + checked + looked


@pytest.mark.requirement("S-155")
def test_is_silent_to_the_client_on_a_ground_until_somebody_says_otherwise(
    a_case: MakeCase, give: Give, log_in: LogIn, of_client: Callable[[CaseId], str]
) -> None:
    case = a_case()
    emergency_id = opened(give, case, silence_ground="danger_by_knowing")
    log_in(BRAM).get(f"/trajecten/{case.number}")
    silent, checked = of_client(case.case_id), words(log_in("auditor").get("/audit").text)

    give(ReviewEmergency(case_id=case.case_id, emergency_id=emergency_id, verdict="justified"), "teamleider")
    told = of_client(case.case_id)

    assert "nood" not in silent
    assert "Bram" not in silent
    assert "als de cliënt het weet, is iemand in gevaar" in checked
    assert "Bram Bedacht, begeleider opende uw dossier op" in told
    assert "Omdat er nood was." in told


def test_does_not_get_in_the_way_of_the_begeleider(house: House, a_case: MakeCase, give: Give) -> None:
    case = a_case()
    opened(give, case)

    note = AddNote(case_id=case.case_id, text="Tijdens de nood")
    assert house.desk.handle(note, actor_of("begeleider"), seen_version=3).events == ("case.note_added",)
