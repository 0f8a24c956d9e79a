"""Clients come in by a code on paper, under a name of their own choice, and by nothing else."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web import codes
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import invitation, own, own_account, welcome
from bluevitaal_es.web.session import SECOND_STEP, SET_UP
from bluevitaal_es.web.tries import INVITATION_ADDRESS
from tests.web.conftest import ACase, actor_of, token_in
from tests.web.posting import hidden_in, posted_to

ROUTERS = (*own.ROUTERS, invitation.router, own_account.router, welcome.router)
PASSWORD = "vier paarden in de wei"
WORDS_THAT_TELL = ("politie", "begeleid", "hulp", "ziek", "klacht", "traject", "cliënt", "bluevitaal")

LogIn = Callable[[str], TestClient]


def letter_for(browser: TestClient, case: ACase) -> str:
    answer = posted_to(browser, f"/trajecten/{case.number}/uitnodigen", {})
    assert answer.status_code == 200
    return unescape(answer.text)


def code_in(letter: str) -> str:
    return letter.split('bv-code--large">', 1)[1].split("<", 1)[0]


def try_code(browser: TestClient, code: str) -> Any:
    return browser.post("/welkom", data={"code": code})


def join(browser: TestClient, code: str, name: str = "Zilvermeeuw", **fields: str) -> Any:
    page = try_code(browser, code).text
    form = {"gebruikersnaam": name, "wachtwoord-nieuw": PASSWORD, "wachtwoord-weer": PASSWORD, **fields}
    return browser.post("/welkom/account", data={**hidden_in(page), **form})


@pytest.mark.requirement("S-161")
def test_brings_a_client_in_under_a_name_of_their_own(
    log_in: LogIn, house: House, nobody: TestClient, a_case: Callable[..., ACase]
) -> None:
    case, guide = a_case(), log_in("begeleider")
    code = code_in(letter_for(guide, case))
    object.__setattr__(house.settings, "demo", False)

    joined = join(nobody, code.lower().replace("-", " "))

    assert joined.headers["location"] == SECOND_STEP
    assert nobody.get(SECOND_STEP).headers["location"] == SET_UP
    assert nobody.get("/mijn").headers["location"] == SECOND_STEP
    choice = nobody.get(SET_UP).text
    assert "Codes op papier" in choice
    codes_page = nobody.post(f"{SET_UP}/papier", data={"csrf": token_in(choice)})
    assert codes_page.text.count('<li><code class="bv-code">') == 20
    assert 'href="/mijn"' in codes_page.text
    house.wait_for(10**6)
    assert nobody.get("/mijn").status_code == 200

    account = Accounts(house.database).find("zilvermeeuw")
    assert account is not None
    assert (account.role, account.case_id, account.staff_id) == (Role.CLIENT, case.case_id, None)
    involvement = house.caseload.involvement(actor_of("begeleider"), case.number)
    assert involvement is not None
    told = [entry.type for entry in house.history.since(actor_of("begeleider"), involvement, 0)]
    assert told[-2:] == ["case.client_invited", "case.client_joined"]
    asked = guide.get(f"/trajecten/{case.number}/uitnodigen").headers["location"]
    assert asked.startswith("/inloggen?")


def test_says_nothing_on_paper_about_who_or_what_for(log_in: LogIn, a_case: Callable[..., ACase]) -> None:
    letter = letter_for(log_in("begeleider"), a_case())
    on_paper = letter.split("<main", 1)[1].split("bv-not-on-paper", 1)[0].lower()

    assert "<title>Welkom</title>" in letter
    assert [word for word in WORDS_THAT_TELL if word in on_paper] == []


def test_shows_the_code_once(log_in: LogIn, house: House, a_case: Callable[..., ACase]) -> None:
    case, guide = a_case(), log_in("begeleider")
    page = guide.get(f"/trajecten/{case.number}/uitnodigen").text
    form = hidden_in(page)

    first = guide.post(f"/trajecten/{case.number}/uitnodigen", data=form)
    again = guide.post(f"/trajecten/{case.number}/uitnodigen", data=form)

    assert first.status_code == 200
    assert again.status_code == 303
    code = code_in(first.text)
    assert code not in guide.get(f"/trajecten/{case.number}/uitnodigen").text
    with house.database.pool.connection() as connection:
        (kept,) = connection.execute("SELECT i::text FROM web.invitation i").fetchone() or ("",)
    assert code not in kept


def test_takes_a_code_once_and_in_time_and_unless_it_was_taken_back(
    log_in: LogIn, nobody: TestClient, a_case: Callable[..., ACase]
) -> None:
    case, guide = a_case(), log_in("begeleider")
    address = f"/trajecten/{case.number}/uitnodigen"
    replaced = code_in(letter_for(guide, case))
    withdrawn = code_in(letter_for(guide, case))
    posted = guide.post(f"{address}/intrekken", data={"csrf": token_in(guide.get(address).text)})
    assert posted.status_code == 303
    spent = code_in(letter_for(guide, case))
    assert join(nobody, spent).status_code == 303

    answers = [try_code(nobody, code) for code in (codes.make(), replaced, withdrawn, spent)]
    late = code_in(letter_for(guide, case))
    assert try_code(nobody, late).status_code == 200
    with clock.standing_at(clock.now() + timedelta(days=15)):
        answers.append(try_code(nobody, late))

    assert {answer.status_code for answer in answers} == {422}
    said = {answer.text.split('id="fout-code"', 1)[1].split("</p>", 1)[0] for answer in answers}
    assert len(said) == 1


def test_asks_for_another_name_or_password_and_keeps_the_code(
    log_in: LogIn, nobody: TestClient, a_case: Callable[..., ACase]
) -> None:
    case, guide = a_case(), log_in("begeleider")
    code = code_in(letter_for(guide, case))

    assert join(nobody, code, "begeleider").status_code == 422
    assert join(nobody, code, **{"wachtwoord-nieuw": "kort"}).status_code == 422
    assert join(nobody, code, **{"wachtwoord-weer": "iets anders dan dat"}).status_code == 422
    assert join(nobody, code).headers["location"] == "/mijn"


def test_lets_nobody_in_when_the_case_was_closed(
    log_in: LogIn, nobody: TestClient, a_case: Callable[..., ACase], give: Callable[..., Any]
) -> None:
    case, guide = a_case(), log_in("begeleider")
    code = code_in(letter_for(guide, case))
    give(CloseCase(case_id=case.case_id, outcome="can_go_on_alone", closed_on=clock.today()))

    assert join(nobody, code).status_code == 422
    assert posted_to(guide, f"/trajecten/{case.number}/uitnodigen", {}).status_code == 409


def test_closes_the_old_account_when_the_client_is_invited_anew(
    log_in: LogIn, house: House, nobody: TestClient, a_case: Callable[..., ACase]
) -> None:
    case, guide = a_case(), log_in("begeleider")
    join(nobody, code_in(letter_for(guide, case)), "Zilvermeeuw")
    assert nobody.get("/mijn").status_code == 200
    page = unescape(guide.get(f"/trajecten/{case.number}/uitnodigen").text)
    assert "Het oude account gaat dan dicht" in page
    assert "zilvermeeuw" not in page.lower()
    join(
        TestClient(nobody.app, headers={"Origin": "http://testserver"}, follow_redirects=False),
        code_in(letter_for(guide, case)),
        "Strandloper",
    )

    assert nobody.get("/mijn").status_code == 303
    assert Accounts(house.database).find("zilvermeeuw") is None
    assert Accounts(house.database).find("strandloper") is not None


def test_makes_an_address_wait_that_guesses(nobody: TestClient) -> None:
    answers = [try_code(nobody, codes.make()).status_code for _ in range(INVITATION_ADDRESS.most + 1)]

    assert answers == [422] * INVITATION_ADDRESS.most + [429]


@pytest.mark.parametrize("username", ["begeleider2", "teamleider", "beheer", "auditor"])
def test_lets_nobody_else_invite(log_in: LogIn, a_case: Callable[..., ACase], username: str) -> None:
    case, other = a_case(), log_in(username)
    token = token_in(other.get("/mijn-account").text)

    for address in (f"/trajecten/{case.number}/uitnodigen", "/trajecten/T-2026-9999/uitnodigen"):
        assert other.get(address).status_code == 404
        assert other.post(address, data={"csrf": token}).status_code == 404
        assert other.post(f"{address}/intrekken", data={"csrf": token}).status_code == 404
