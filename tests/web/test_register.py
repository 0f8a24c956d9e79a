"""The register at work: what somebody may do follows from it at each moment, and the code comes first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.confidentiality import CodeOfConfidentiality
from bluevitaal_es.commands import answer_code
from bluevitaal_es.commands.add_staff_member import AddStaffMember
from bluevitaal_es.commands.give_role import GiveRole, TakeRole
from bluevitaal_es.commands.place_staff import JoinTeam
from bluevitaal_es.commands.record_competence import RecordCompetence
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web import standing
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import (
    code,
    own_account,
    staff,
    staff_access,
    staff_member,
    team_competences,
    work,
)
from tests.web.conftest import BEHEER, PASSWORD, QUICK, ACase, staff_id_of, token_in
from tests.web.entering import a_browser, let_in
from tests.web.posting import posted_to

ROUTERS = (
    work.router,
    own_account.router,
    staff.router,
    staff_access.router,
    staff_member.router,
    team_competences.router,
)
LogIn = Callable[[str], TestClient]
Person = Callable[[str], Account]
#: An evening, ten minutes after its midnight, and the morning.
EVENING = datetime(2026, 3, 27, 22, 30, tzinfo=UTC)
AFTER_MIDNIGHT = EVENING + timedelta(minutes=40)
MORNING = EVENING + timedelta(hours=9)
TODAY = date(2026, 3, 27)


def entered(app: FastAPI, house: House, username: str) -> TestClient:
    """Return a browser in which somebody is logged in now."""
    return let_in(a_browser(app), house, username, proved_at=clock.now())


def test_ends_a_role_at_midnight_with_nobody_acting(
    app: FastAPI, house: House, person: Person, log_in: LogIn
) -> None:
    with clock.standing_at(EVENING):
        person("begeleider")
        beheer = log_in("beheer")
        asked = f"/beheer/medewerkers/{staff_id_of('begeleider')}/rol-stoppen"
        answer = posted_to(beheer, asked, {"wat": "begeleider", "tot": "27-3-2026"})
        assert answer.status_code == 303
        browser = entered(app, house, "begeleider")
        assert browser.get("/").status_code == 200
        assert "Rol: Begeleider" in beheer.get("/beheer").text
    before = facts(house)

    with clock.standing_at(AFTER_MIDNIGHT):
        answer = browser.get("/")
        assert answer.status_code == 403
        assert "U hebt nu geen rol" in answer.text
        assert "Mijn werk" not in answer.text.split("<main", 1)[1]
    with clock.standing_at(MORNING):
        again = entered(app, house, "begeleider")
        assert again.get("/").status_code == 403
        assert again.post("/uitloggen").status_code == 303
        assert "geen rol" in beheer_page(app, house)
    assert facts(house) == before


def facts(house: House) -> int:
    """Return how many facts the log holds."""
    with house.database.pool.connection() as connection:
        row = connection.execute("SELECT count(*) FROM log.event").fetchone()
    assert row is not None
    return int(row[0])


def beheer_page(app: FastAPI, house: House) -> str:
    """Return the list of staff as beheer sees it now."""
    return entered(app, house, "beheer").get("/beheer").text


def test_lets_a_role_begin_by_itself_and_somebody_choose_between_two(
    app: FastAPI, house: House, person: Person, give: Callable[..., object]
) -> None:
    with clock.standing_at(EVENING):
        person("begeleider")
        tomorrow = TODAY + timedelta(days=1)
        give(GiveRole(staff_id=staff_id_of("begeleider"), role=Role.PLANNER, valid_from=tomorrow), "beheer")
        assert "Verder als planner" not in entered(app, house, "begeleider").get("/mijn-account").text

    with clock.standing_at(MORNING):
        browser = entered(app, house, "begeleider")
        page = browser.get("/mijn-account").text
        assert "Verder als planner" in page
        switched = browser.post("/mijn-account/rol", data={"csrf": token_in(page), "rol": "planner"})
        assert switched.headers["location"] == "/planning"
        assert browser.get("/").headers["location"] == "/planning"
        never = browser.post("/mijn-account/rol", data={"csrf": token_in(page), "rol": "beheerder"})
        assert never.status_code == 404


def test_gives_no_access_to_an_account_that_is_not_in_the_register(app: FastAPI, house: House) -> None:
    Accounts(house.database, QUICK).add(Account("los", "Los Account", Role.BEHEER), PASSWORD)

    assert entered(app, house, "los").get("/").status_code == 403


@pytest.mark.requirement("S-187")
def test_asks_the_code_at_the_first_login_and_records_which_version(
    house: House, nobody: TestClient, log_in: LogIn
) -> None:
    beheer = log_in("beheer")
    hans = Account("hans", "Hans Nieuweling", Role.BEGELEIDER, staff_id_of("hans"))
    joined = AddStaffMember(staff_id=staff_id_of("hans"), name=hans.name, role=hans.role)
    house.wait_for(house.desk.handle(joined, BEHEER).position)
    Accounts(house.database, QUICK).add(hans, PASSWORD)
    nobody.post("/inloggen", data={"gebruikersnaam": "hans", "wachtwoord": PASSWORD})

    assert nobody.get("/").headers["location"] == "/geheimhouding"
    page = nobody.get("/geheimhouding").text
    assert "Wat u belooft" in page
    assert "2026-1" in page
    assert posted_to(nobody, "/geheimhouding", {}).status_code == 422
    assert "1 persoon met een rol is nog niet akkoord" in beheer.get("/beheer").text

    answer = posted_to(nobody, "/geheimhouding", {"akkoord": "ja"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert nobody.get("/").status_code == 200
    assert "Iedereen met een rol is akkoord" in beheer.get("/beheer").text
    assert "Akkoord met versie 2026-1" in beheer.get(f"/beheer/medewerkers/{staff_id_of('hans')}").text


def test_asks_again_for_a_new_version_and_logs_out_who_refuses(
    log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, beheer = log_in("begeleider"), log_in("beheer")
    assert browser.get("/").status_code == 200
    with_second_version(monkeypatch)

    assert browser.get("/mijn-account").headers["location"] == "/geheimhouding"
    page = browser.get("/geheimhouding").text
    assert "Er is een nieuwe versie" in page
    assert "Ook op het sociale netwerk" in page

    token = {"csrf": token_in(page)}
    refused = browser.post("/geheimhouding/weigeren", data=token)
    assert refused.headers["location"] == "/inloggen?uit=geheimhouding"
    assert "U bent uitgelogd" in browser.get(refused.headers["location"]).text
    assert browser.get("/").headers["location"].startswith("/inloggen")

    posted_to(beheer, "/geheimhouding", {"akkoord": "ja"})
    assert "Niet akkoord" in beheer.get("/beheer").text


def test_asks_no_code_of_a_client(app: FastAPI, house: House, a_case: Callable[..., ACase]) -> None:
    own = Account("vogel", "Vogel", Role.CLIENT, case_id=a_case().case_id)
    Accounts(house.database, QUICK).add(own, PASSWORD)
    browser = entered(app, house, "vogel")

    assert browser.get("/mijn-account").status_code == 200
    assert browser.get("/geheimhouding").status_code == 404
    token = token_in(browser.get("/mijn-account").text)
    assert browser.post("/geheimhouding/weigeren", data={"csrf": token}).status_code == 404


def test_shows_a_team_lead_the_competences_of_the_own_team_and_no_more(
    log_in: LogIn, person: Person, give: Callable[..., object]
) -> None:
    for username in ("begeleider", "begeleider2"):
        person(username)
    today, crisis = clock.today(), "crisis"
    for username, team in (("teamleider", "Noord"), ("begeleider", "noord"), ("begeleider2", "Zuid")):
        person(username)
        give(JoinTeam(staff_id=staff_id_of(username), team=team, valid_from=today), "beheer")
        give(RecordCompetence(staff_id=staff_id_of(username), competence=crisis, valid_from=today), "beheer")
    browser = log_in("teamleider")

    page = browser.get("/team/bekwaamheden").text

    assert "Anna Voorbeeld" in page
    assert "Opvang in een crisis" in page
    assert "Bram Bedacht" not in page
    assert log_in("begeleider").get("/team/bekwaamheden").status_code == 404


def test_shows_beheer_what_ends_soon_and_lets_nobody_change_themselves(
    log_in: LogIn, person: Person, give: Callable[..., object]
) -> None:
    person("begeleider")
    last = clock.today() + timedelta(days=20)
    give(TakeRole(staff_id=staff_id_of("begeleider"), role=Role.BEGELEIDER, last_day=last), "beheer")
    browser = log_in("beheer")

    assert "Eindigt binnen 30 dagen" in browser.get("/beheer").text
    own = f"/beheer/medewerkers/{staff_id_of('beheer')}"
    assert "Dit bent u zelf" in browser.get(own).text
    assert browser.get(f"{own}/rol-geven").status_code == 404
    there = f"/beheer/medewerkers/{staff_id_of('begeleider')}"
    refused = posted_to(browser, f"{there}/rol-geven", {"wat": "auditor", "van": f"{last:%d-%m-%Y}"})
    assert refused.status_code == 409
    assert "gaan niet samen" in refused.text
    assert browser.get(f"{there}/toveren").status_code == 404


def with_second_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second version of the code hold from today."""
    now = catalogue()
    first = now.code.texts[0]
    second = first.model_copy(
        update={
            "version": "2027-1",
            "valid_from": clock.today(),
            "changed": "Ook op het sociale netwerk zegt u niets over uw werk hier.",
        }
    )
    changed = replace(now, code=CodeOfConfidentiality(now.code.provenance, (first, second)))
    for place in (standing, code, staff, staff_member, answer_code):
        monkeypatch.setattr(place, "catalogue", lambda: changed)
