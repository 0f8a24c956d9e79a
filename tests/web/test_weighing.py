"""Acts that weigh: whoever proved long ago who they are, proves it anew, and others get no question."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.break_confidentiality import ProposeBreach
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.accounts import Account
from bluevitaal_es.web.factors import Factors, new_secret
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import ROUTERS as EVERY_ROUTER
from bluevitaal_es.web.session import SECOND_STEP
from tests.web.conftest import ACase
from tests.web.entering import a_browser, let_in
from tests.web.own_pages import OwnPages, own_pages
from tests.web.posting import hidden_in, posted_to

__all__ = ["own_pages"]

ROUTERS = EVERY_ROUTER

MakeCase = Callable[..., ACase]
Enter = Callable[[str, timedelta], TestClient]

LONG_AGO, JUST_NOW = timedelta(hours=1), timedelta(minutes=1)
FORGETTING = "/beheer/vergeten"
EMERGENCY = {
    "reden": "acute_danger",
    "toelichting": "De begeleider is niet te bereiken.",
    "zwijgen": "ja",
}


@pytest.fixture
def enter(app: FastAPI, house: House, person: Callable[[str], Account]) -> Enter:
    """Log somebody in, in a house that is no demonstration, who gave a second proof so long ago."""
    object.__setattr__(house.settings, "demo", False)

    def entered(username: str, ago: timedelta) -> TestClient:
        if not username.startswith("client-"):
            person(username)
        if not Factors(house).has_one(username):
            secret = new_secret().decode()
            code = pyotp.TOTP(secret).at(clock.now())
            assert Factors(house).add_app(username, "Telefoon", secret, code)
        return let_in(a_browser(app), house, username, proved_at=clock.now() - ago)

    return entered


@pytest.fixture
def breach(a_case: MakeCase, give: Callable[..., Outcome]) -> str:
    """The address of a proposal to speak out of need, that waits for a second person."""
    case, breach_id = a_case(), uuid4()
    give(
        ProposeBreach(
            case_id=case.case_id,
            breach_id=breach_id,
            ground="life_in_danger",
            reason="Er is direct gevaar.",
            recipient="emergency_services",
            data_classes=("safety",),
            told="Dat er gevaar is.",
            client_informed=True,
        )
    )
    return f"/noodprocedure/{case.number}/{breach_id}"


def asks(browser: TestClient, address: str) -> bool:
    """Whether the address asks for a second proof first, to look at and to send."""
    token = hidden_in(browser.get("/mijn-account").text)["csrf"]
    looked, sent = browser.get(address), browser.post(address, data={"csrf": token})
    answers = {looked.headers.get("location"), sent.headers.get("location")}
    assert (SECOND_STEP in answers) is (answers == {SECOND_STEP}), address
    return answers == {SECOND_STEP}


def test_asks_for_a_second_proof_before_an_act_that_weighs(
    enter: Enter, a_case: MakeCase, breach: str
) -> None:
    number = a_case().number
    weighing = {
        "beheer": [f"{FORGETTING}/aanvragen", f"{FORGETTING}/{number}/uitvoeren"],
        "fg": [
            f"{FORGETTING}/bewaren",
            f"{FORGETTING}/{number}/goedkeuren",
            f"{FORGETTING}/{number}/uitvoeren",
        ],
        "teamleider": [breach],
        "begeleider2": ["/noodinzage"],
        "begeleider": [f"/trajecten/{number}/noodprocedure"],
    }
    for username, addresses in weighing.items():
        long_ago, just_now = enter(username, LONG_AGO), enter(username, JUST_NOW)
        assert [address for address in addresses if not asks(long_ago, address)] == []
        assert just_now.get(addresses[0]).status_code == 200

    # Who may not do it anyway learns only that there is no such page.
    assert enter("management", LONG_AGO).get(f"{FORGETTING}/aanvragen").status_code == 404
    assert enter("beheer", LONG_AGO).get("/noodinzage").status_code == 404
    # Looking on does not weigh.
    assert enter("beheer", LONG_AGO).get(FORGETTING).status_code == 200
    assert enter("begeleider", LONG_AGO).get(f"/trajecten/{number}/notitie").status_code == 200


def test_asks_a_client_before_being_forgotten_and_nothing_else(
    enter: Enter, a_case: MakeCase, own_pages: Callable[[CaseId], OwnPages], house: House
) -> None:
    case_id = a_case().case_id
    own = own_pages(case_id)
    browser = enter(f"client-{case_id}", LONG_AGO)

    assert asks(browser, "/mijn/doen/vergeten")
    assert browser.get("/mijn/doen/bericht").status_code == 200
    assert house.audit.own_erasure(own.actor).asked_at is None

    fresh = enter(f"client-{case_id}", JUST_NOW)
    assert posted_to(fresh, "/mijn/doen/vergeten", {"zeker": "ja"}).status_code == 303
    assert fresh.get("/mijn/gegevens").status_code == 200
    assert house.audit.own_erasure(own.actor).asked_at is not None


def test_opens_no_dossier_in_an_emergency_without_a_fresh_proof(enter: Enter, a_case: MakeCase) -> None:
    number = a_case().number
    fresh, stale = enter("begeleider2", JUST_NOW), enter("begeleider2", LONG_AGO)
    form = {**EMERGENCY, "traject": number}

    refused = stale.post("/noodinzage", data={**hidden_in(stale.get("/mijn-account").text), **form})
    assert refused.headers["location"] == SECOND_STEP
    assert stale.get(f"/trajecten/{number}").status_code == 404

    assert posted_to(fresh, "/noodinzage", form).status_code == 303
    assert fresh.get(f"/trajecten/{number}").status_code == 200
