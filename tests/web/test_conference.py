"""A case brought to a conference: from the begeleider's form to the agenda and the client's own page."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.commands.record_consent import RecordConsent, WithdrawConsent
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.conference_choices import CHOICES
from bluevitaal_es.web.dutch import dutch_date_short
from bluevitaal_es.web.pages import ROUTERS as EVERY_ROUTER
from tests.web.conftest import ACase
from tests.web.own_pages import OwnPages, own_pages, words
from tests.web.posting import posted_to

__all__ = ["own_pages"]

ROUTERS = EVERY_ROUTER

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]
Give = Callable[..., Outcome]
Open = Callable[[CaseId], OwnPages]

QUESTION = "Wie kent een goede slaaptraining?"
NAME = "Kim Verzonnen"


def answers(**changed: Any) -> dict[str, Any]:
    return {
        "overleg": "internal",
        "vorm": "anonymous",
        "dag": dutch_date_short(clock.today()),
        "onderwerp": "sleep",
        "vraag": QUESTION,
        "akkoord": "ja",
        "akkoord_op": dutch_date_short(clock.today()),
        "akkoord_hoe": "by_phone",
        **changed,
    }


def bring(browser: TestClient, case: ACase, **changed: Any) -> tuple[int, str]:
    return fill(browser, f"/trajecten/{case.number}/overleg", **answers(**changed))


def fill(browser: TestClient, address: str, **typed: Any) -> tuple[int, str]:
    """Fill in a form, and read the page behind it, so that every view has seen what was done."""
    answer = posted_to(browser, address, typed)
    if answer.status_code == 303:
        browser.get(answer.headers["location"])
    return answer.status_code, unescape(answer.text)


@pytest.mark.slow("four people in browsers of their own")
@pytest.mark.requirement("S-025", "S-028")
def test_is_brought_seen_and_taken_back_as_the_client_chooses(
    a_case: MakeCase, log_in: LogIn, own_pages: Open
) -> None:
    case = a_case(client_name=NAME)
    anna, bram, lead, mine = log_in("begeleider"), log_in("begeleider2"), log_in("teamleider"), case.case_id
    client = own_pages(mine)

    status, page = bring(anna, case)
    assert status == 409
    assert "waarvoor=case_conference_internal&gegevens=anonymous_case" in page
    assert QUESTION in page
    client.sent("overleg-keuze?keuze=team-zonder-naam", besluit="granted")
    assert bring(anna, case, akkoord="")[0] == 422
    assert "trajectnummer of een naam" in bring(anna, case, vraag="Wat helpt Kim?")[1]
    assert bring(anna, case)[0] == 303

    seen = words(bram.get("/overleg").text)
    assert QUESTION in seen
    assert "Deze groep is te klein" in seen or "deze groep is te klein" in seen
    for hidden in (NAME, case.number, "Anna"):
        assert hidden not in seen.split("Overleg", 1)[1], hidden
    assert case.number in anna.get("/overleg").text
    assert QUESTION not in lead.get("/overleg").text
    assert "Zonder naam" in lead.get("/overleg").text
    assert QUESTION in client.read("/mijn/overleg")
    assert "stond op de agenda van een overleg" in client.read("/mijn/wie-keek")

    item = client.dossier.discussions[0].item_id
    page = client.sent(f"overleg-bezwaar?bespreking={item}")
    assert "Gelukt. Dit wordt niet besproken." in page
    assert QUESTION not in bram.get("/overleg").text
    assert "cliënt wil dit niet" in anna.get(f"/trajecten/{case.number}").text


@pytest.mark.requirement("S-028")
def test_becomes_work_when_consent_is_taken_back_and_is_discussed_no_more(
    a_case: MakeCase, give: Give, log_in: LogIn
) -> None:
    case, line_id = a_case(client_name=NAME), uuid4()
    anna, bram = log_in("begeleider"), log_in("begeleider2")
    line = RecordConsent(
        case_id=case.case_id,
        line_id=line_id,
        recipient="own_team",
        purpose="case_conference_internal",
        data_class="help_question",
        decision="granted",
        valid_from=clock.today() - timedelta(days=1),
        given_by="told",
    )
    give(line)
    assert bring(anna, case, vorm="identified", gegevens=["help_question"])[0] == 303
    named = words(bram.get("/overleg").text)
    assert NAME in named
    assert "dat iemand cliënt bij ons is en de hulpvraag" in named

    give(WithdrawConsent(case_id=case.case_id, line_id=line_id))
    assert NAME not in bram.get("/overleg").text
    assert "Haal van de agenda" in anna.get("/").text
    held = {"wanneer": dutch_date_short(clock.today()), "uitkomst": "Slaaptraining"}
    status, page = fill(anna, f"/trajecten/{case.number}/besproken", **held)
    assert status == 409
    assert "van-agenda?bespreking=" in page
    assert "Slaaptraining" in page
    assert fill(anna, f"/trajecten/{case.number}/van-agenda", reden="De cliënt wil het niet")[0] == 303
    assert "Haal van de agenda" not in anna.get("/").text

    give(line.model_copy(update={"line_id": uuid4()}))
    assert bring(anna, case, vorm="identified")[0] == 303
    assert fill(anna, f"/trajecten/{case.number}/besproken", **held)[0] == 303
    assert "Wat eruit kwam: Slaaptraining" in words(anna.get(f"/trajecten/{case.number}").text)


@pytest.mark.requirement("S-028")
def test_shows_a_meeting_with_partners_to_whoever_brings_something_there_only(
    a_case: MakeCase, log_in: LogIn
) -> None:
    case, other = a_case(), a_case("begeleider2")
    anna, bram, carla = log_in("begeleider"), log_in("begeleider2"), log_in("begeleider3")
    partners = {"overleg": "regional", "vorm": "theme", "eenheid": "NN"}

    assert bring(anna, case, **partners | {"eenheid": ""})[0] == 422
    assert bring(anna, case, **partners)[0] == 303
    assert QUESTION not in bram.get("/overleg").text
    assert bring(bram, other, **partners, vraag="Hoe vaak komt dit voor?")[0] == 303

    assert QUESTION in words(bram.get("/overleg").text)
    assert case.number not in bram.get("/overleg").text
    assert QUESTION not in carla.get("/overleg").text


@pytest.mark.requirement("S-025")
def test_offers_choices_that_are_all_different_and_can_be_given() -> None:
    consent = catalogue().consent
    matters = {(one.recipient, one.purpose, one.data_class) for one in CHOICES}

    assert len(matters) == len({one.key for one in CHOICES}) == len(CHOICES)
    assert all(consent.may_be_given(*matter) for matter in matters)
    assert {
        (who, what) for who in ("own_team", "unit_conference") for what, _ in consent.combinations(who)
    } == {(one.recipient, one.purpose) for one in CHOICES}
