"""My account: sessions, passwords, and what beheer can and cannot do for somebody."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.web import codes
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.device import words_for
from bluevitaal_es.web.factors import Factors
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import new_password, own_account, staff_access
from bluevitaal_es.web.passwords import refused
from bluevitaal_es.web.session import SECOND_STEP
from bluevitaal_es.web.session_table import Sessions
from bluevitaal_es.web.tries import PASSWORD_CODE
from tests.web.conftest import PASSWORD, token_in
from tests.web.posting import posted_to

ROUTERS = (own_account.router, new_password.router, staff_access.router)
MOMENT = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
BETTER = "vier paarden in de wei"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/19.0 Mobile/15E148 Safari/604.1"
)

LogIn = Callable[[str], TestClient]
Person = Callable[[str], Account]


class Counting(PasswordHasher):
    """Argon2 that counts how often it works."""

    def __init__(self) -> None:
        super().__init__()
        self.works: list[str] = []

    def verify(self, stored: str | bytes, password: str | bytes) -> bool:  # type: ignore[override] # literal True
        self.works.append("verify")
        return super().verify(stored, password)

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.works.append("hash")
        return super().hash(password, salt=salt)


def _by_page(app: FastAPI, agent: str) -> TestClient:
    browser = TestClient(
        app, headers={"Origin": "http://testserver", "User-Agent": agent}, follow_redirects=False
    )
    browser.post("/inloggen", data={"gebruikersnaam": "begeleider", "wachtwoord": PASSWORD})
    return browser


def _shown_code(page: str) -> str:
    return page.split('bv-code--large">', 1)[1].split("<", 1)[0]


def test_lists_where_somebody_is_logged_in_and_logs_them_out_there(app: FastAPI, person: Person) -> None:
    person("begeleider")
    here, there = _by_page(app, FIREFOX), _by_page(app, IPHONE)

    page = unescape(here.get("/mijn-account").text)
    assert "Firefox op Windows (dit toestel)" in page
    assert "Safari op een iPhone" in page
    other = page.split('action="/mijn-account/sessies/', 1)[1].split('"', 1)[0]
    here.post(f"/mijn-account/sessies/{other}", data={"csrf": token_in(page)})

    assert there.get("/mijn-account").status_code == 303
    assert here.get("/mijn-account").status_code == 200


def test_logs_somebody_out_everywhere_but_here(app: FastAPI, person: Person) -> None:
    person("begeleider")
    here, others = _by_page(app, FIREFOX), [_by_page(app, IPHONE), _by_page(app, FIREFOX)]

    here.post("/mijn-account/sessies/overige", data={"csrf": token_in(here.get("/mijn-account").text)})

    assert [other.get("/mijn-account").status_code for other in others] == [303, 303]
    assert here.get("/mijn-account").status_code == 200


def test_ends_no_session_of_another(log_in: LogIn, house: House) -> None:
    mine, theirs = log_in("begeleider"), log_in("begeleider2")
    session_id = Sessions(house.database).of("begeleider2")[0].id

    mine.post(f"/mijn-account/sessies/{session_id}", data={"csrf": token_in(mine.get("/mijn-account").text)})

    assert theirs.get("/mijn-account").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox op Windows"),
        (IPHONE, "Safari op een iPhone"),
        (
            "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome op Android",
        ),
        ("curl/8.0", "Onbekende browser"),
        ("", "Onbekende browser"),
    ],
)
def test_says_in_words_which_device_it_was(agent: str, words: str) -> None:
    assert words_for(agent) == words


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("kort", "minstens 12 tekens"),
        ("Wachtwoord 123", "kiezen veel mensen"),
        ("welkom-123456", "kiezen veel mensen"),
        ("121212121212", "kiezen veel mensen"),
        ("zilvermeeuwzilvermeeuw", "gebruikersnaam is geen wachtwoord"),
        (BETTER, ""),
        ("alleenkleineletters", ""),
    ],
)
def test_asks_for_a_long_password_that_is_not_everybodys(password: str, fault: str) -> None:
    said = refused(password, "Zilvermeeuw")

    assert fault in said
    assert bool(fault) == bool(said)


def test_changes_a_password_and_logs_out_elsewhere(app: FastAPI, house: House, person: Person) -> None:
    person("begeleider")
    here, there = _by_page(app, FIREFOX), _by_page(app, IPHONE)
    form = {"wachtwoord-nu": PASSWORD, "wachtwoord-nieuw": BETTER, "wachtwoord-weer": BETTER}

    for wrong in (
        {"wachtwoord-nu": "fout"},
        {"wachtwoord-nieuw": "kort"},
        {"wachtwoord-weer": "vier paarden in het weiland"},
    ):
        assert posted_to(here, "/mijn-account/wachtwoord", {**form, **wrong}).status_code == 422
    assert posted_to(here, "/mijn-account/wachtwoord", form).status_code == 303

    assert Accounts(house.database).verify("begeleider", BETTER) is not None
    assert there.get("/mijn-account").status_code == 303
    assert "Wachtwoord gewijzigd" in here.get("/mijn-account").text


def test_works_as_hard_for_a_name_that_is_not_there(house: House, person: Person) -> None:
    person("begeleider")
    Accounts(house.database).end(person("begeleider2").username)
    Accounts(house.database).make_password_code("begeleider")
    works = {}
    for name in ("begeleider", "begeleider2", "niemand"):
        counting = Counting()
        accounts = Accounts(house.database, counting)
        assert accounts.verify(name, "fout") is None
        assert not accounts.password_by_code(name, codes.make(), BETTER, "192.0.2.1")
        works[name] = counting.works

    assert works["begeleider"] == works["begeleider2"] == works["niemand"] == ["verify", "hash"]


def test_lets_somebody_choose_a_password_with_a_code_of_beheer_once(
    log_in: LogIn, house: House, nobody: TestClient
) -> None:
    guide, beheer = log_in("begeleider"), log_in("beheer")
    token = token_in(beheer.get("/beheer/toegang/begeleider").text)
    code = _shown_code(beheer.post("/beheer/toegang/begeleider/wachtwoordcode", data={"csrf": token}).text)
    form = {
        "gebruikersnaam": "begeleider",
        "code": code.lower().replace("-", ""),
        "wachtwoord-nieuw": BETTER,
        "wachtwoord-weer": BETTER,
    }

    wrong = {
        name: nobody.post("/inloggen/nieuw-wachtwoord", data={**form, **fields})
        for name, fields in {
            "code": {"code": codes.make()},
            "name": {"gebruikersnaam": "niemand"},
            "no code": {"gebruikersnaam": "beheer"},
        }.items()
    }
    said = {answer.text.split('id="fouten"', 1)[1].split("</ul>", 1)[0] for answer in wrong.values()}
    assert {answer.status_code for answer in wrong.values()} == {422}
    assert len(said) == 1
    assert nobody.post("/inloggen/nieuw-wachtwoord", data=form).status_code == 200
    assert nobody.post("/inloggen/nieuw-wachtwoord", data=form).status_code == 422

    assert guide.get("/mijn-account").status_code == 303
    assert Accounts(house.database).verify("begeleider", BETTER) is not None
    again = log_in("begeleider").get("/mijn-account").text
    assert "Door iemand anders" in again
    assert "Nieuw wachtwoord gekozen met een eenmalige code" in again


def test_forgets_a_password_code_after_a_day(house: House, person: Person) -> None:
    person("begeleider")
    accounts = Accounts(house.database)
    with clock.standing_at(MOMENT):
        code = accounts.make_password_code("begeleider")
    with clock.standing_at(MOMENT + timedelta(hours=24)):
        assert not accounts.password_by_code("begeleider", code, BETTER, "192.0.2.1")


def test_makes_somebody_wait_after_wrong_password_codes(nobody: TestClient, person: Person) -> None:
    person("begeleider")
    for name in ("begeleider", "niemand"):
        form = {
            "gebruikersnaam": name,
            "code": codes.make(),
            "wachtwoord-nieuw": BETTER,
            "wachtwoord-weer": BETTER,
        }
        answers = [
            nobody.post("/inloggen/nieuw-wachtwoord", data=form).status_code
            for _ in range(PASSWORD_CODE.most + 1)
        ]
        assert answers == [422] * PASSWORD_CODE.most + [429]


def test_lets_beheer_log_somebody_out_and_have_the_second_step_set_up_anew(
    log_in: LogIn, house: House, nobody: TestClient
) -> None:
    guide, beheer = log_in("begeleider"), log_in("beheer")
    Factors(house).add_paper("begeleider")
    token = token_in(beheer.get("/beheer/toegang/begeleider").text)

    beheer.post("/beheer/toegang/begeleider/uitloggen", data={"csrf": token})
    assert guide.get("/mijn-account").status_code == 303
    assert (
        nobody.post("/inloggen", data={"gebruikersnaam": "begeleider", "wachtwoord": PASSWORD}).headers[
            "location"
        ]
        == SECOND_STEP
    )
    beheer.post("/beheer/toegang/begeleider/tweede-stap", data={"csrf": token})

    assert not Factors(house).has_one("begeleider")
    assert nobody.get(SECOND_STEP).status_code == 303


@pytest.mark.parametrize("username", ["begeleider", "teamleider", "auditor"])
def test_keeps_access_for_beheer(log_in: LogIn, username: str) -> None:
    browser = log_in(username)
    assert browser.get("/beheer/toegang/begeleider2").status_code == 404
    token = token_in(browser.get("/mijn-account").text)
    for act in ("uitloggen", "wachtwoordcode", "tweede-stap"):
        answer = browser.post(f"/beheer/toegang/begeleider2/{act}", data={"csrf": token})
        assert answer.status_code == 404


def test_makes_codes_that_nobody_guesses_and_everybody_can_type() -> None:
    made = {codes.make() for _ in range(200)}

    assert len(made) == 200
    assert len(codes.ALPHABET) ** (codes.GROUPS * codes.GROUP_LENGTH) > 2**60
    assert not set("01ILOU") & set("".join(made))
    code = next(iter(made))
    assert codes.hash_of("x", code) == codes.hash_of("x", f" {code.lower().replace('-', ' ')} ")
    assert codes.hash_of("x", code) != codes.hash_of("y", code)


def test_shows_no_factor_of_another(log_in: LogIn, house: House) -> None:
    log_in("begeleider2")
    Factors(house).add_paper("begeleider2")
    theirs = Factors(house).of("begeleider2")[0].id
    browser = log_in("begeleider")

    for factor_id in (theirs, uuid4()):
        assert browser.get(f"/mijn-account/bewijs/{factor_id}").status_code == 404
        form = {"csrf": token_in(browser.get("/mijn-account").text), "naam": "Gekaapt"}
        assert browser.post(f"/mijn-account/bewijs/{factor_id}", data=form).status_code == 404
