"""Logging in by the login service of the organisation: who gets in by it, and everything that must not."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.house import House
from bluevitaal_es.web.oidc import WAY_LASTS
from bluevitaal_es.web.pages import oidc_login, own_account
from bluevitaal_es.web.pages.oidc_login import BACK, BEGIN, FAREWELL
from bluevitaal_es.web.session import SECOND_STEP, SET_UP
from bluevitaal_es.web.session_table import FRESH
from bluevitaal_es.web.tries import OIDC_ADDRESS
from tests.web.login_service import BEGELEIDER, Claims, a_login_service, answers, departs, knows, use
from tests.web.test_door import recorded

ROUTERS = (oidc_login.router, own_account.router)

Person = Callable[[str], Account]
MFA = frozenset({"mfa"})


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with a_login_service() as running:
        yield running


@pytest.fixture
def sub() -> str:
    """Somebody whom the service has not seen yet."""
    return uuid4().hex


@pytest.fixture
def comes_back(nobody: TestClient, issuer: str, sub: str) -> Callable[..., Response]:
    """Go to the service, log in there and come back with what it says."""

    def back(claims: Claims, *, as_sub: str = sub, to: str = "") -> Response:
        knows(issuer, as_sub, claims)
        return nobody.get(f"{BACK}?{answers(departs(nobody, to), as_sub)}")

    return back


@pytest.fixture
def known(house: House, issuer: str, person: Person) -> str:
    """Set the service, with the begeleider known here, and return its address."""
    use(house, issuer)
    person("begeleider")
    return issuer


@pytest.fixture
def vouching(house: House, issuer: str, person: Person) -> None:
    """The same, and the service is believed about second proofs."""
    use(house, issuer, second_proofs=MFA)
    person("begeleider")


@pytest.fixture
def way_back(nobody: TestClient, known: str, sub: str) -> str:
    """The answer that the begeleider comes back with after logging in there."""
    knows(known, sub, BEGELEIDER)
    return answers(departs(nobody), sub)


def asked_of(browser: TestClient) -> dict[str, list[str]]:
    """Go to the service and return what it is asked."""
    return parse_qs(urlsplit(departs(browser)).query)


def is_refused(answer: Response) -> bool:
    title = "Inloggen met uw werkaccount is niet gelukt"
    assert "bv=" not in str(answer.headers.get("set-cookie")).replace("bv-oidc=", "")
    return answer.status_code == 400 and title in answer.text


def links(house: House) -> list[tuple[str, str]]:
    with house.database.pool.connection() as connection:
        return connection.execute("SELECT sub, username FROM web.oidc_identity").fetchall()


@pytest.mark.usefixtures("vouching")
def test_lets_somebody_in_and_goes_on_to_the_page_they_wanted(
    house: House, sub: str, comes_back: Callable[..., Response]
) -> None:
    answer = comes_back({**BEGELEIDER, "amr": ["pwd", "mfa"]}, to="/mijn-account")

    assert (answer.status_code, answer.headers["location"]) == (303, "/mijn-account")
    assert links(house) == [(sub, "begeleider")]


@pytest.mark.usefixtures("vouching")
def test_shows_the_owner_that_the_account_was_linked_once(
    nobody: TestClient, comes_back: Callable[..., Response]
) -> None:
    comes_back({**BEGELEIDER, "amr": ["mfa"]})
    comes_back({**BEGELEIDER, "amr": ["mfa"]})

    assert nobody.get("/mijn-account").text.count("Gekoppeld aan een werkaccount") == 1


@pytest.mark.usefixtures("vouching")
def test_knows_somebody_by_sub_when_their_name_has_changed(comes_back: Callable[..., Response]) -> None:
    comes_back(BEGELEIDER)

    answer = comes_back({**BEGELEIDER, "preferred_username": "anders", "amr": ["mfa"]})

    assert answer.status_code == 303


def test_asks_for_code_with_pkce_state_and_nonce(nobody: TestClient, house: House, issuer: str) -> None:
    use(house, issuer, second_proofs=MFA)

    asked = asked_of(nobody)

    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert asked["max_age"] == [str(int(FRESH.total_seconds()))]
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))


@pytest.mark.usefixtures("vouching")
def test_asks_our_own_second_step_unless_the_service_vouches_for_one_of_just_now(
    nobody: TestClient, comes_back: Callable[..., Response]
) -> None:
    long_ago = (clock.now() - timedelta(hours=1)).timestamp()

    for said in (
        {},
        {"amr": ["pwd"]},
        {"amr": "mfa"},
        {"amr": ["mfa"], "auth_time": long_ago},
        {"amr": ["mfa"], "auth_time": "nu"},
    ):
        assert comes_back(BEGELEIDER | said).headers["location"] == SECOND_STEP, said
    assert nobody.get("/mijn-account").headers["location"] == SECOND_STEP
    assert nobody.get(SECOND_STEP).headers["location"] == SET_UP


@pytest.mark.usefixtures("known")
def test_does_not_believe_a_second_proof_that_no_setting_names(comes_back: Callable[..., Response]) -> None:
    assert comes_back({**BEGELEIDER, "amr": ["mfa"]}).headers["location"] == SECOND_STEP


def test_refuses_a_state_that_it_did_not_give(nobody: TestClient, way_back: str) -> None:
    code = parse_qs(way_back)["code"][0]

    assert is_refused(nobody.get(BACK, params={"code": code, "state": "x" * 43}))


def test_refuses_the_way_back_in_another_browser_and_then_in_this_one_too(
    nobody: TestClient, way_back: str
) -> None:
    assert is_refused(TestClient(nobody.app, follow_redirects=False).get(f"{BACK}?{way_back}"))
    assert is_refused(nobody.get(f"{BACK}?{way_back}"))


@pytest.mark.usefixtures("known")
def test_refuses_a_token_with_another_nonce(comes_back: Callable[..., Response]) -> None:
    assert is_refused(comes_back({**BEGELEIDER, "nonce": "van een ander"}))


@pytest.mark.usefixtures("known")
def test_refuses_a_token_that_is_not_for_us_from_them_and_of_now(
    house: House, comes_back: Callable[..., Response]
) -> None:
    for said in (
        {"aud": "iets-anders"},
        {"aud": ["bluevitaal", "iets-anders"]},
        {"iss": "https://elders.example"},
        {"exp": 1_000_000_000},
        {"azp": "iets-anders"},
    ):
        assert is_refused(comes_back(BEGELEIDER | said)), said
    assert links(house) == []


def test_takes_the_way_back_once(nobody: TestClient, way_back: str) -> None:
    cookie = nobody.cookies.get("bv-oidc")
    assert nobody.get(f"{BACK}?{way_back}").status_code == 303

    nobody.cookies.set("bv-oidc", str(cookie), domain="testserver.local", path="/")

    assert is_refused(nobody.get(f"{BACK}?{way_back}"))


def test_refuses_a_code_that_was_used_before(nobody: TestClient, sub: str, way_back: str) -> None:
    used = parse_qs(way_back)["code"][0]
    state = asked_of(nobody)["state"][0]
    assert is_refused(nobody.get(BACK, params={"code": "verzonnen", "state": state}))
    assert nobody.get(f"{BACK}?{answers(departs(nobody), sub)}").status_code == 303
    state = asked_of(nobody)["state"][0]

    assert is_refused(nobody.get(BACK, params={"code": used, "state": state}))


def test_refuses_who_took_too_long(nobody: TestClient, house: House, way_back: str) -> None:
    with house.database.pool.connection() as connection:
        connection.execute("UPDATE web.oidc_login SET expires_at = expires_at - %s", [WAY_LASTS])

    assert is_refused(nobody.get(f"{BACK}?{way_back}"))


@pytest.mark.usefixtures("known")
def test_refuses_whom_it_does_not_know_and_whose_role_is_another(
    house: House, comes_back: Callable[..., Response]
) -> None:
    for said in (
        {"preferred_username": "niemand"},
        {"preferred_username": None},
        {"preferred_username": "begeleider\x00"},
        {"roles": ["teamleider"]},
        {"roles": ["begeleider", "teamleider"]},
        {"roles": ["koor"]},
        {"roles": {"begeleider": True}},
        {"roles": None},
    ):
        assert is_refused(comes_back(BEGELEIDER | said)), said
    assert links(house) == []
    assert [account.username for account in Accounts(house.database).everybody()] == ["begeleider"]


@pytest.mark.usefixtures("known")
def test_refuses_a_role_that_has_changed_since_the_first_time(comes_back: Callable[..., Response]) -> None:
    assert comes_back(BEGELEIDER).status_code == 303

    assert is_refused(comes_back({**BEGELEIDER, "roles": ["teamleider"]}))


@pytest.mark.usefixtures("known")
def test_refuses_an_account_that_was_ended(house: House, comes_back: Callable[..., Response]) -> None:
    comes_back(BEGELEIDER)
    Accounts(house.database).end("begeleider")

    assert is_refused(comes_back(BEGELEIDER))


@pytest.mark.usefixtures("known")
def test_refuses_a_second_person_who_says_to_have_the_same_name(
    house: House, sub: str, comes_back: Callable[..., Response]
) -> None:
    comes_back(BEGELEIDER)

    assert is_refused(comes_back(BEGELEIDER, as_sub=uuid4().hex))
    assert links(house) == [(sub, "begeleider")]


def test_never_lets_a_client_in(house: House, issuer: str, comes_back: Callable[..., Response]) -> None:
    use(house, issuer)
    Accounts(house.database).add(Account("schuilnaam", "S", Role.CLIENT, case_id=uuid4()), "een lange zin")

    for role in ("client", "begeleider"):
        assert is_refused(comes_back({"preferred_username": "schuilnaam", "roles": [role]}))
    assert links(house) == []


def test_says_the_same_when_the_service_refuses_and_when_it_is_not_there(
    nobody: TestClient, house: House, issuer: str
) -> None:
    use(house, issuer)
    state = asked_of(nobody)["state"][0]

    assert is_refused(nobody.get(BACK, params={"error": "access_denied", "state": state}))
    nobody.app.state.__delattr__("oidc")  # type: ignore[attr-defined]  # the type says any ASGI app
    use(house, "http://localhost:9")
    assert is_refused(nobody.get(BEGIN))


def test_makes_who_fails_too_often_wait(nobody: TestClient, house: House, issuer: str) -> None:
    use(house, issuer)
    for _ in range(OIDC_ADDRESS.most):
        departs(nobody)

    answer = nobody.get(BEGIN)

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")
    assert "Wacht 15 minuten" in answer.text


def test_shows_the_way_only_when_it_is_there(nobody: TestClient, house: House, issuer: str) -> None:
    assert "werkaccount" not in nobody.get("/inloggen").text
    assert [nobody.get(path).status_code for path in (BEGIN, BACK)] == [404, 404]

    use(house, issuer)

    assert f'href="{BEGIN}?verder=/wie"' in nobody.get("/inloggen?verder=/wie").text


def test_logs_out_there_too_for_who_wants_that(nobody: TestClient, house: House, issuer: str) -> None:
    assert nobody.get(FAREWELL).status_code == 404
    use(house, issuer)
    assert f'href="{FAREWELL}"' in nobody.get("/inloggen?uit=1").text

    there = urlsplit(nobody.get(FAREWELL).headers["location"])

    assert there.geturl().startswith(f"{issuer}/oauth2/end_session?")
    asked = {
        "client_id": ["bluevitaal"],
        "post_logout_redirect_uri": ["http://testserver/inloggen?uit=overal"],
    }
    assert parse_qs(there.query) == asked
    assert "ook bij uw werkaccount" in nobody.get("/inloggen?uit=overal").text


def test_says_that_it_could_log_out_here_only(nobody: TestClient, house: House) -> None:
    use(house, "http://localhost:9")

    assert nobody.get(FAREWELL).headers["location"] == "/inloggen?uit=alleen-hier"
    assert "Sluit dan de browser" in nobody.get("/inloggen?uit=alleen-hier").text


@pytest.mark.usefixtures("vouching")
def test_goes_to_no_page_elsewhere(comes_back: Callable[..., Response]) -> None:
    answer = comes_back({**BEGELEIDER, "amr": ["mfa"]}, to="//elders.example/")

    assert answer.headers["location"] == "/"


@pytest.mark.usefixtures("known")
def test_records_who_was_turned_away_without_the_name(
    nobody: TestClient, house: House, comes_back: Callable[..., Response]
) -> None:
    comes_back({**BEGELEIDER, "roles": ["teamleider"]})
    comes_back({**BEGELEIDER, "preferred_username": "zqxniemand"})
    nobody.get(BACK, params={"code": "x", "state": "y"})

    looks = recorded(house.database)
    assert [(row["event_type"], row["outcome"], row["actor_id"]) for row in looks] == (
        [("login.wrong", 4, "nobody")] * 3
    )
    known, unknown, _ = (row["query_hash"] for row in looks)
    assert known is not None
    assert known != unknown
    assert "zqx" not in repr([{**row, "query_hash": None, "hash": None} for row in looks])


def test_records_that_somebody_has_to_wait(nobody: TestClient, house: House, issuer: str) -> None:
    use(house, issuer)
    for _ in range(OIDC_ADDRESS.most):
        departs(nobody)
    nobody.get(BEGIN)

    (look,) = recorded(house.database)
    assert (look["event_type"], look["outcome"]) == ("login.locked", 8)
