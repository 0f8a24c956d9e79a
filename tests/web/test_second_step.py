"""The second step: forced at the first login, asked at every next one, and never taken twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from re import search
from typing import Any

import pyotp
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.datastructures import FormData
from starlette.responses import Response
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.acting import posted
from bluevitaal_es.web.factors import Factors, LastFactorStays
from bluevitaal_es.web.forms import Form, TextArea
from bluevitaal_es.web.house import House
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.pages.own_account import router as own_account
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, SECOND_STEP, SET_UP, requires, requires_fresh_factor
from bluevitaal_es.web.session_table import Sessions
from bluevitaal_es.web.tries import PROOF
from tests.web.conftest import PASSWORD
from tests.web.entering import a_browser
from tests.web.posting import hidden_in, posted_to

MOMENT = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)
NOTE = Form("notitie", "Notitie", (TextArea("tekst", "Tekst"),), submit="Vastleggen")

worker = requires(Act.SEE_OWN_WORK)
_router = APIRouter(dependencies=LOGGED_IN)


@_router.get("/wie")
def who(actor: Actor = Depends(worker)) -> dict[str, str]:
    return {"id": actor.id}


@_router.get("/notitie")
def show(request: Request) -> Response:
    form = refilled(request, NOTE.with_initial())
    return render(request, "form.html", title="Notitie", form=form, action="/notitie")


@_router.post("/notitie")
def weigh(form: FormData = Depends(posted), actor: Actor = Depends(requires_fresh_factor)) -> dict[str, str]:
    return {"tekst": str(form.get("tekst")), "door": actor.name}


ROUTERS = (_router, own_account)

Person = Callable[[str], Account]
#: A browser in which an app was set up, the secret of the app, and the recovery codes.
SetUp = tuple[TestClient, str, list[str]]


@pytest.fixture
def for_real(house: House) -> House:
    """The same house, and no demonstration."""
    object.__setattr__(house.settings, "demo", False)
    return house


@pytest.fixture
def fresh(app: FastAPI) -> Callable[[], TestClient]:
    def made() -> TestClient:
        return a_browser(app)

    return made


@pytest.fixture
def entered(fresh: Callable[[], TestClient], person: Person) -> Callable[..., TestClient]:
    """A browser of its own in which the begeleider gave name and password."""

    def made(to: str = "") -> TestClient:
        browser = fresh()
        enter(browser, person("begeleider").username, to)
        return browser

    return made


@pytest.fixture
def set_up(entered: Callable[..., TestClient]) -> Callable[[], SetUp]:
    """The same, and they set an app up as their second step."""

    def made() -> SetUp:
        browser = entered()
        return browser, *set_up_app(browser)

    return made


def enter(browser: TestClient, username: str = "begeleider", to: str = "") -> Any:
    """Log in with name and password."""
    form = {"gebruikersnaam": username, "wachtwoord": PASSWORD, "verder": to}
    answer = browser.post("/inloggen", data=form)
    assert answer.status_code == 303
    return answer


def secret_on(page: str) -> str:
    found = search(r'<code class="bv-code">([A-Z2-7 ]+)</code>', page)
    assert found is not None
    return found[1].replace(" ", "")


def code_of(secret: str, ahead: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=ahead)


def set_up_app(browser: TestClient) -> tuple[str, list[str]]:
    """Set an app up in a session that is asked to; return its secret and the recovery codes on the page."""
    secret = secret_on(browser.get(f"{SET_UP}/app").text)
    answer = posted_to(browser, f"{SET_UP}/app", {"naam": "Telefoon", "code": code_of(secret)})
    assert answer.status_code == 200, answer.status_code
    page = unescape(answer.text)
    return secret, [line.split("<")[0] for line in page.split('<li><code class="bv-code">')[1:]]


def prove(browser: TestClient, code: str) -> Any:
    return posted_to(browser, SECOND_STEP, {"manier": "app", "code": code})


@pytest.mark.usefixtures("for_real")
def test_shows_no_page_before_a_second_step_is_set_up(
    fresh: Callable[[], TestClient], person: Person
) -> None:
    person("begeleider")
    entering = fresh()

    assert enter(entering).headers["location"] == SECOND_STEP
    assert entering.get(SECOND_STEP).headers["location"] == SET_UP
    for path in ("/wie", "/notitie", "/mijn-account", "/mijn-account/wachtwoord"):
        assert entering.get(path).headers["location"] == SECOND_STEP
    set_up_app(entering)

    assert entering.get("/wie").status_code == 200


@pytest.mark.usefixtures("for_real")
def test_asks_the_second_step_at_every_next_login(
    entered: Callable[..., TestClient], set_up: Callable[[], SetUp]
) -> None:
    with clock.standing_at(MOMENT):
        _, secret, _ = set_up()
    with clock.standing_at(MOMENT + timedelta(days=1)):
        later = entered(to="/wie")

        assert later.get("/wie").headers["location"] == SECOND_STEP
        assert later.get(f"{SET_UP}/app").headers["location"] == SECOND_STEP
        assert prove(later, "000000").status_code == 422
        assert prove(later, code_of(secret)).headers["location"] == "/wie"
        assert later.get("/wie").status_code == 200


@pytest.mark.usefixtures("for_real")
def test_takes_a_code_once(entered: Callable[..., TestClient], set_up: Callable[[], SetUp]) -> None:
    with clock.standing_at(MOMENT):
        _, secret, _ = set_up()
        second = entered()

        assert prove(second, code_of(secret)).status_code == 422
        assert prove(second, code_of(secret, 1)).status_code == 303
        third = entered()
        assert prove(third, code_of(secret, 1)).status_code == 422
        assert prove(third, code_of(secret)).status_code == 422


@pytest.mark.usefixtures("for_real")
@pytest.mark.parametrize("code", ["²³¼", "٠١٢٣٤٥", "１２３４５６", "\u0000", "0" * 9_000])
def test_refuses_signs_that_only_look_like_digits(
    code: str, entered: Callable[..., TestClient], set_up: Callable[[], SetUp]
) -> None:
    set_up()
    later = entered()

    assert prove(later, code).status_code == 422


def test_lets_in_with_a_recovery_code_once(
    for_real: House, entered: Callable[..., TestClient], set_up: Callable[[], SetUp]
) -> None:
    _, _, codes = set_up()
    assert len(set(codes)) == 10

    answers = []
    for code in (codes[3].lower().replace("-", " "), codes[3], codes[4]):
        later = entered()
        answer = posted_to(later, SECOND_STEP, {"manier": "papier", "herstelcode": code})
        answers.append(answer.status_code)

    assert answers == [303, 422, 303]
    assert Factors(for_real).codes_left("begeleider") == 8


def test_keeps_neither_secret_nor_codes_readable(for_real: House, set_up: Callable[[], SetUp]) -> None:
    _, secret, codes = set_up()

    with for_real.database.pool.connection() as connection:
        rows = connection.execute("SELECT f::text FROM web.factor f").fetchall()
        rows += connection.execute("SELECT r::text FROM web.recovery_code r").fetchall()
    kept = " ".join(str(row) for row in rows)
    assert secret not in kept
    assert secret.encode().hex() not in kept
    assert not any(code in kept or code.encode().hex() in kept for code in codes)


@pytest.mark.usefixtures("for_real")
def test_gives_a_new_token_at_each_step(fresh: Callable[[], TestClient], person: Person) -> None:
    person("begeleider")
    first = fresh()
    first.cookies.set("bv", "a-token-that-somebody-planted", domain="testserver.local", path="/")
    enter(first)
    waiting = _token(first)
    set_up_app(first)
    proven = _token(first)

    assert len({"a-token-that-somebody-planted", waiting, proven}) == 3
    for old in ("a-token-that-somebody-planted", waiting):
        thief = fresh()
        thief.cookies.set("bv", old, domain="testserver.local", path="/")
        assert thief.get("/wie").headers["location"].startswith("/inloggen?")


@pytest.mark.usefixtures("for_real")
def test_makes_somebody_wait_after_five_wrong_codes_and_longer_each_time(
    entered: Callable[..., TestClient], set_up: Callable[[], SetUp]
) -> None:
    with clock.standing_at(MOMENT):
        _, secret, _ = set_up()
    waits, at = [], MOMENT + timedelta(hours=1)
    for _ in range(3):
        with clock.standing_at(at):
            later = entered()
            for _ in range(PROOF.most):
                assert prove(later, "000000").status_code == 422
            refused = prove(later, code_of(secret))
            assert refused.status_code == 429
            waits.append(int(refused.headers["retry-after"]))
        at += timedelta(seconds=waits[-1], minutes=1)
    with clock.standing_at(at):
        later = entered()
        assert prove(later, code_of(secret)).status_code == 303

    assert waits == [900, 1800, 3600]


def test_forces_nobody_in_a_demonstration(fresh: Callable[[], TestClient], person: Person) -> None:
    person("begeleider")
    visiting = fresh()

    assert enter(visiting).headers["location"] == "/"
    assert "niet verplicht" in visiting.get(SET_UP).text
    assert posted_to(visiting, "/notitie", {"tekst": "mag"}).status_code == 200
    set_up_app(visiting)

    later = fresh()
    assert enter(later).headers["location"] == SECOND_STEP
    assert later.post("/inloggen/demo", data={"persoon": "begeleider"}).headers["location"] == "/"


@pytest.mark.usefixtures("for_real")
def test_asks_again_before_an_act_that_weighs_and_keeps_what_was_typed(set_up: Callable[[], SetUp]) -> None:
    with clock.standing_at(MOMENT):
        first, secret, _ = set_up()
        assert posted_to(first, "/notitie", {"tekst": "meteen"}).json()["tekst"] == "meteen"
    with clock.standing_at(MOMENT + timedelta(minutes=11)):
        asked = posted_to(first, "/notitie", {"tekst": "Een lang verhaal"})
        assert asked.headers["location"] == SECOND_STEP
        assert "opnieuw of u het echt bent" in first.get(SECOND_STEP).text
        back = prove(first, code_of(secret))

        assert back.headers["location"] == "/notitie"
        page = first.get("/notitie").text
        assert "Een lang verhaal" in page
        sent = first.post("/notitie", data={**hidden_in(page), "tekst": "Een lang verhaal"})
        assert sent.json()["tekst"] == "Een lang verhaal"


@pytest.mark.usefixtures("for_real")
def test_brings_typed_text_back_after_both_steps(set_up: Callable[[], SetUp]) -> None:
    with clock.standing_at(MOMENT):
        first, secret, _ = set_up()
        page = first.get("/notitie").text
    with clock.standing_at(MOMENT + timedelta(hours=2)):
        sent = first.post("/notitie", data={**hidden_in(page), "tekst": "Een lang verhaal"})
        assert sent.headers["location"] == "/inloggen?verder=/notitie&bewaard=1"
        enter(first, to="/notitie")
        prove(first, code_of(secret))

        assert "Een lang verhaal" in first.get("/notitie").text


@pytest.mark.usefixtures("for_real")
def test_keeps_the_text_of_a_form_that_is_sent_between_both_steps(set_up: Callable[[], SetUp]) -> None:
    with clock.standing_at(MOMENT):
        first, secret, _ = set_up()
        page = first.get("/notitie").text
    with clock.standing_at(MOMENT + timedelta(hours=2)):
        enter(first)
        planted = first.post("/notitie", data={"csrf": "0" * 64, "tekst": "Ondergeschoven"})
        assert planted.headers["location"] == SECOND_STEP
        first.post("/notitie", data={**hidden_in(page), "tekst": "Een lang verhaal"})
        prove(first, code_of(secret))

        shown = first.get("/notitie").text
        assert "Een lang verhaal" in shown
        assert "Ondergeschoven" not in shown


@pytest.mark.usefixtures("for_real")
def test_ends_a_login_that_stops_halfway(entered: Callable[..., TestClient]) -> None:
    with clock.standing_at(MOMENT):
        first = entered()
    with clock.standing_at(MOMENT + timedelta(minutes=31)):
        assert first.get(SECOND_STEP).headers["location"] == "/inloggen"


def test_never_takes_the_last_factor_away(for_real: House, set_up: Callable[[], SetUp]) -> None:
    first, _, _ = set_up()
    factors = Factors(for_real)
    only = factors.of("begeleider")[0]

    with pytest.raises(LastFactorStays):
        factors.remove("begeleider", only.id)
    answer = posted_to(first, f"/mijn-account/bewijs/{only.id}/weghalen", {})
    assert answer.status_code == 409
    assert "Stel eerst een andere" in unescape(answer.text)


@pytest.mark.usefixtures("for_real")
def test_opens_a_session_for_somebody_whose_login_service_vouched_for_both_steps(
    app: FastAPI, fresh: Callable[[], TestClient], person: Person
) -> None:
    from bluevitaal_es.web import session  # noqa: PLC0415 (only this test plays a login service)

    account = person("begeleider")

    @app.get("/dienst")
    def vouched(request: Request) -> Response:
        return session.begin(request, account, "/wie", proven=True)

    visiting = fresh()
    assert visiting.get("/dienst").headers["location"] == "/wie"
    assert visiting.get("/wie").status_code == 200
    assert posted_to(visiting, "/notitie", {"tekst": "mag"}).status_code == 200


def _token(browser: TestClient) -> str:
    return [cookie.value or "" for cookie in browser.cookies.jar if cookie.name == "bv"][-1]


def test_is_found_in_neither_table_nor_session_when_an_account_is_unknown(for_real: House) -> None:
    assert Factors(for_real).of("niemand") == []
    assert Sessions(for_real.database).of("niemand") == []
    assert Accounts(for_real.database).acts("niemand") == []
