"""Who gets in, for how long, and what happens to typed text when a session has ended."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import process_time
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Account, Accounts, UsernameIsTaken
from bluevitaal_es.web.acting import posted
from bluevitaal_es.web.forms import Form, Text, TextArea
from bluevitaal_es.web.house import House
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, own_path, requires
from bluevitaal_es.web.session_table import Sessions
from bluevitaal_es.web.tries import NAME, TooManyTries
from tests.web.conftest import PASSWORD, token_in
from tests.web.entering import a_browser

NOTE = Form("notitie", "Notitie", (Text("kop", "Kop"), TextArea("tekst", "Tekst")), submit="Vastleggen")
MOMENT = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)

worker = requires(Act.SEE_OWN_WORK)
_router = APIRouter(dependencies=LOGGED_IN)


@_router.get("/notitie")
def show(request: Request) -> Response:
    form = refilled(request, NOTE.with_initial(version=3))
    return render(request, "form.html", title="Notitie", form=form, action="/notitie")


@_router.post("/notitie")
def take(request: Request, form: FormData = Depends(posted)) -> Response:
    filled = NOTE.read(form)
    if not filled.ok:
        return render(request, "form.html", 422, title="Notitie", form=filled, action="/notitie")
    return Response(f"vastgelegd: {filled.text('tekst')}")


@_router.get("/wie")
def who(actor: Actor = Depends(worker)) -> dict[str, str]:
    return {"id": actor.id, "name": actor.name, "role": str(actor.role)}


ROUTERS = (_router,)

LogIn = Callable[[str], TestClient]
Person = Callable[[str], Account]


def test_lets_a_person_in_with_name_and_password(nobody: TestClient, person: Person) -> None:
    account = person("begeleider")

    answer = nobody.post("/inloggen", data={"gebruikersnaam": " Begeleider ", "wachtwoord": PASSWORD})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("bv=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert nobody.get("/wie").json()["id"] == str(account.staff_id)


def test_asks_for_the_cookie_prefix_over_tls(app: FastAPI, house: House, person: Person) -> None:
    person("begeleider")
    object.__setattr__(house.settings, "secure_cookies", True)
    browser = TestClient(
        app, "https://testserver", headers={"Origin": "https://testserver"}, follow_redirects=False
    )

    answer = browser.post("/inloggen", data={"gebruikersnaam": "begeleider", "wachtwoord": PASSWORD})

    assert answer.headers["set-cookie"].startswith("__Host-bv=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "Path=/" in answer.headers["set-cookie"]


def test_sends_everybody_to_their_own_beginning(nobody: TestClient, person: Person) -> None:
    homes = {}
    for username in ("begeleider", "teamleider", "management", "auditor", "ombuds", "beheer"):
        person(username)
        nobody.cookies.clear()
        answer = nobody.post("/inloggen/demo", data={"persoon": username})
        homes[username] = answer.headers["location"]

    assert homes == {
        "begeleider": "/",
        "teamleider": "/team",
        "management": "/sturing",
        "auditor": "/audit",
        "ombuds": "/audit",
        "beheer": "/beheer",
    }


def test_shows_demo_people_in_a_demonstration_only(nobody: TestClient, house: House, person: Person) -> None:
    person("begeleider")
    assert "Inloggen als begeleider2" in nobody.get("/inloggen").text

    object.__setattr__(house.settings, "demo", False)

    assert "Inloggen als" not in nobody.get("/inloggen").text
    assert nobody.post("/inloggen/demo", data={"persoon": "begeleider"}).status_code == 404


@pytest.mark.parametrize(("username", "password"), [("begeleider", "geheim-1"), ("niemand", "geheim-2")])
def test_says_the_same_to_a_wrong_name_and_a_wrong_password(
    nobody: TestClient, person: Person, username: str, password: str
) -> None:
    person("begeleider")

    answer = nobody.post("/inloggen", data={"gebruikersnaam": username, "wachtwoord": password})

    assert answer.status_code == 422
    assert "horen niet bij elkaar" in answer.text
    assert f'value="{username}"' in answer.text
    assert password not in answer.text


def test_works_as_long_for_a_name_that_is_not_there(house: House) -> None:
    accounts = Accounts(house.database)
    accounts.add(Account("begeleider", "A. Bakker", Role.BEGELEIDER, uuid4()), PASSWORD)
    accounts.verify("niemand", "warm")

    def fastest(username: str) -> float:
        times = []
        for _ in range(5):
            start = process_time()
            assert accounts.verify(username, "fout") is None
            times.append(process_time() - start)
        return min(times)

    known, unknown = fastest("begeleider"), fastest("niemand")

    assert 0.5 < known / unknown < 2


def test_keeps_no_password_readable(house: House, person: Person) -> None:
    person("begeleider")
    with house.database.pool.connection() as connection:
        (kept,) = connection.execute("SELECT password_hash FROM web.account").fetchone() or ("",)

    assert kept.startswith("$argon2id$")


def test_refuses_a_name_that_is_taken(house: House, person: Person) -> None:
    person("begeleider")

    with pytest.raises(UsernameIsTaken):
        Accounts(house.database).add(Account("Begeleider", "Iemand anders", Role.BEGELEIDER), "lang genoeg")


def test_takes_another_password_and_forgets_the_old_one(house: House, person: Person) -> None:
    person("begeleider")
    accounts = Accounts(house.database)

    accounts.change_password("begeleider", "een ander")

    assert accounts.verify("begeleider", PASSWORD) is None
    assert accounts.verify("begeleider", "een ander") is not None


def test_makes_somebody_wait_after_ten_wrong_passwords(nobody: TestClient, person: Person) -> None:
    person("begeleider")
    with clock.standing_at(MOMENT):
        for _ in range(NAME.most):
            wrong = nobody.post("/inloggen", data={"gebruikersnaam": "begeleider", "wachtwoord": "fout"})
            assert wrong.status_code == 422

        answer = nobody.post("/inloggen", data={"gebruikersnaam": "begeleider", "wachtwoord": PASSWORD})

        assert answer.status_code == 429
        assert "Wacht 15 minuten" in answer.text
        assert answer.headers["retry-after"] == "900"
    with clock.standing_at(MOMENT + timedelta(minutes=16)):
        answer = nobody.post("/inloggen", data={"gebruikersnaam": "begeleider", "wachtwoord": PASSWORD})
    assert answer.status_code == 303


def test_counts_tries_of_several_processes_together(house: House) -> None:
    def one_try(_: int) -> bool:
        try:
            Accounts(house.database).log_in("niemand", "fout", "192.0.2.1")
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(4) as several:
        judged = list(several.map(one_try, range(NAME.most + 4)))

    assert judged.count(True) == NAME.most


def test_counts_no_tries_of_those_who_get_in(house: House, person: Person) -> None:
    person("begeleider")
    accounts = Accounts(house.database)

    for _ in range(3):
        assert accounts.log_in("begeleider", PASSWORD, "192.0.2.1")

    with house.database.pool.connection() as connection:
        (tries,) = connection.execute("SELECT sum(tries) FROM web.login_attempt").fetchone() or (None,)
    assert tries == 0


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://elders.example/",
        "//elders.example/",
        "/\\elders.example",
        "/\t/elders.example",
        "javascript:alert(1)",
        "elders",
        "/uitloggen",
        "/inloggen?verder=/",
    ],
)
def test_never_leads_to_another_site(nobody: TestClient, person: Person, elsewhere: str) -> None:
    person("begeleider")

    assert own_path(elsewhere) == ""
    form = {"gebruikersnaam": "begeleider", "wachtwoord": PASSWORD, "verder": elsewhere}
    assert nobody.post("/inloggen", data=form).headers["location"] == "/"


def test_returns_to_the_page_that_was_asked_for(nobody: TestClient, person: Person) -> None:
    person("begeleider")

    sent = nobody.get("/notitie?gesprek=7").headers["location"]
    back = parse_qs(urlsplit(sent).query)["verder"][0]
    form = {"gebruikersnaam": "begeleider", "wachtwoord": PASSWORD, "verder": back}

    assert urlsplit(sent).path == "/inloggen"
    assert nobody.post("/inloggen", data=form).headers["location"] == "/notitie?gesprek=7"


def test_gives_a_new_token_at_every_login(app: FastAPI, nobody: TestClient, person: Person) -> None:
    person("begeleider")
    nobody.cookies.set("bv", "a-token-that-somebody-planted", domain="testserver.local", path="/")

    nobody.post("/inloggen", data={"gebruikersnaam": "begeleider", "wachtwoord": PASSWORD})
    given = [cookie.value for cookie in nobody.cookies.jar if cookie.name == "bv"]

    assert any(value and len(value) == 43 for value in given)
    assert _as(app, "a-token-that-somebody-planted").get("/wie").status_code == 303


def test_ends_a_session_for_good_at_logout(app: FastAPI, log_in: LogIn) -> None:
    browser = log_in("begeleider")
    token = browser.cookies["bv"]
    assert browser.get("/wie").status_code == 200

    answer = browser.post("/uitloggen")

    assert answer.headers["location"] == "/inloggen?uit=1"
    assert _as(app, token).get("/wie").status_code == 303


@pytest.mark.parametrize(
    ("asked_every", "times", "open_at_the_end"),
    [(timedelta(minutes=59), 5, True), (timedelta(minutes=61), 1, False), (timedelta(minutes=50), 15, False)],
)
def test_ends_a_session_after_an_hour_of_silence_and_after_twelve_hours(
    house: House, person: Person, asked_every: timedelta, times: int, open_at_the_end: bool
) -> None:
    person("begeleider")
    sessions = Sessions(house.database)
    with clock.standing_at(MOMENT):
        token = sessions.open("begeleider")
    found = None
    for turn in range(1, times + 1):
        with clock.standing_at(MOMENT + turn * asked_every):
            found = sessions.find(token)

    assert found is not None
    assert found.is_open is open_at_the_end


def test_ends_every_session_of_an_account_that_is_ended(house: House, log_in: LogIn) -> None:
    browser = log_in("begeleider")

    Accounts(house.database).end("begeleider")

    assert browser.get("/wie").status_code == 303


def test_is_no_page_for_another_role(log_in: LogIn) -> None:
    assert log_in("beheer").get("/wie").status_code == 404


def test_refuses_a_form_without_its_token(log_in: LogIn) -> None:
    browser = log_in("begeleider")

    assert browser.post("/notitie", data={"kop": "a", "tekst": "b"}).status_code == 403
    assert (
        browser.post("/notitie", data={"csrf": "0" * 64}, headers={"Origin": "https://x.example"}).status_code
        == 403
    )


def test_brings_typed_text_back_after_the_session_ended(app: FastAPI, house: House, log_in: LogIn) -> None:
    browser = log_in("begeleider")
    token = token_in(browser.get("/notitie").text)
    Sessions(house.database).end(browser.cookies["bv"])
    typed = {"csrf": token, "versie": "2", "kop": "Gesprek", "tekst": "Een lang verhaal"}

    sent = browser.post("/notitie", data=typed)
    asked = browser.get(sent.headers["location"])
    again = _login_by_page(app, sent.headers["location"])
    page = again.get("/notitie")

    assert sent.status_code == 303
    assert "is bewaard" in asked.text
    assert "Een lang verhaal" in page.text
    assert 'name="versie" value="2"' in page.text
    with house.database.pool.connection() as connection:
        (sealed,) = connection.execute("SELECT sealed FROM web.kept_text").fetchone() or (b"",)
    assert b"verhaal" not in bytes(sealed)

    recorded = again.post("/notitie", data={**typed, "csrf": token_in(page.text)})

    assert recorded.text == "vastgelegd: Een lang verhaal"
    assert "Een lang verhaal" not in again.get("/notitie").text


def test_gives_typed_text_to_its_owner_only(house: House, log_in: LogIn) -> None:
    browser = log_in("begeleider")
    token = token_in(browser.get("/notitie").text)
    Sessions(house.database).end(browser.cookies["bv"])
    browser.post("/notitie", data={"csrf": token, "kop": "Gesprek", "tekst": "Een lang verhaal"})

    assert "Een lang verhaal" not in log_in("begeleider2").get("/notitie").text


def test_keeps_no_text_of_strangers(nobody: TestClient, house: House, person: Person) -> None:
    person("begeleider")
    nobody.cookies.set("bv", Sessions(house.database).open("begeleider"), domain="testserver.local", path="/")
    Sessions(house.database).end(nobody.cookies["bv"])

    nobody.post("/notitie", data={"csrf": "0" * 64, "tekst": "ondergeschoven"})

    with house.database.pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM web.kept_text").fetchone() == (0,)


def test_shows_a_form_of_an_earlier_session_again_with_its_text(log_in: LogIn) -> None:
    token = token_in(log_in("begeleider").get("/notitie").text)
    later = log_in("begeleider")

    answer = later.post("/notitie", data={"csrf": token, "kop": "Gesprek", "tekst": "Een lang verhaal"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/notitie")
    assert "Een lang verhaal" in later.get("/notitie").text


def _as(app: FastAPI, token: str) -> TestClient:
    browser = a_browser(app)
    browser.cookies.set("bv", token, domain="testserver.local", path="/")
    return browser


def _login_by_page(app: FastAPI, address: str) -> TestClient:
    browser = a_browser(app)
    back = parse_qs(urlsplit(address).query)["verder"][0]
    form = {"gebruikersnaam": "begeleider", "wachtwoord": PASSWORD, "verder": back}
    answer = browser.post("/inloggen", data=form)
    assert answer.headers["location"] == back
    return browser
