"""Speaking out of need: a second person answers, and the auditor sees at once that it happened."""

from collections.abc import Callable
from html import unescape
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.break_confidentiality import ProposeBreach
from bluevitaal_es.commands.guard_confidentiality import RecordPressure
from bluevitaal_es.web.pages.audit import router as audit
from bluevitaal_es.web.pages.breach import router
from bluevitaal_es.web.pages.team import router as team
from tests.spec import uid
from tests.web.at_the_desk import ROUTERS as CASE_ROUTERS
from tests.web.at_the_desk import Desk, desk
from tests.web.conftest import actor_of
from tests.web.posting import posted_to

__all__ = ["ROUTERS", "desk"]
ROUTERS = (router, audit, team, *CASE_ROUTERS)

BREACH = uid("breach")


@pytest.fixture
def proposed(desk: Desk) -> str:
    desk.give(
        ProposeBreach(
            case_id=desk.case_id,
            breach_id=BREACH,
            ground="life_in_danger",
            reason="Zeer vertrouwelijke zin",
            recipient="emergency_services",
            data_classes=("safety",),
            told="Het bericht van vanochtend",
            client_informed=False,
            not_informed_reason="Niet te bereiken",
        )
    )
    return f"/noodprocedure/{desk.number}/{BREACH}"


@pytest.mark.requirement("S-031")
def test_stands_on_the_list_of_the_second_person_until_it_is_answered(
    proposed: str, desk: Desk, log_in: Callable[..., TestClient]
) -> None:
    lead = log_in("teamleider")
    listed = unescape(lead.get("/noodprocedure").text)
    assert proposed in listed
    assert "Een tweede persoon beoordeelt dit" in listed
    page = unescape(lead.get(proposed).text)
    for said in ("Het leven van de cliënt is in gevaar", "Hulpdiensten (112)", "Het bericht van vanochtend"):
        assert said in page
    assert "Nee: Niet te bereiken" in page

    answer = posted_to(lead, proposed, {"besluit": "ja"})

    assert answer.headers["location"] == "/noodprocedure?gedaan=1"
    assert "Er wacht niets op uw oordeel." in lead.get(answer.headers["location"]).text
    (breach,) = desk.dossier.confidentiality.breaches
    assert breach.status == "confirmed"
    assert "doorbroken" in desk.browser.get(desk.page).text


@pytest.mark.requirement("S-031")
def test_is_at_once_in_the_view_of_the_auditor_without_its_content(
    proposed: str, desk: Desk, log_in: Callable[..., TestClient]
) -> None:
    auditor = log_in("auditor")
    assert "Doorbreken van geheimhouding gevraagd" in auditor.get("/audit").text
    lead = log_in("teamleider")
    lead.get(posted_to(lead, proposed, {"besluit": "ja"}).headers["location"])

    page = unescape(auditor.get("/audit").text)

    assert "Geheimhouding doorbroken" in page
    assert desk.number in page
    for content in ("vertrouwelijke zin", "bericht van vanochtend", "Hulpdiensten", "in gevaar"):
        assert content not in page
        assert content not in auditor.get(f"/audit/{desk.number}").text


@pytest.mark.requirement("S-033")
def test_counts_pressure_for_the_ombuds_officer_without_its_content(
    desk: Desk, log_in: Callable[..., TestClient]
) -> None:
    for time in (1, 2):
        desk.give(
            RecordPressure(
                case_id=desk.case_id,
                pressed_by="manager",
                aim="end_help",
                description=f"Belde voor de {time}e keer",
                happened_on=clock.today(),
            )
        )

    page = unescape(log_in("ombuds").get("/audit").text)

    assert page.count("Druk van de organisatie vastgelegd") >= 2
    assert "keer druk van de organisatie" in page
    for content in ("Belde voor de", "leidinggevende", "De hulp laten stoppen"):
        assert content not in page


def test_needs_a_reason_for_no(proposed: str, desk: Desk, log_in: Callable[..., TestClient]) -> None:
    lead = log_in("teamleider")

    page = posted_to(lead, proposed, {"besluit": "nee"})
    assert page.status_code == 422
    assert "Schrijf op waarom dit niet mag worden verteld." in unescape(page.text)
    posted_to(lead, proposed, {"besluit": "nee", "reden": "Bel eerst de partner"})

    lead.get("/noodprocedure")
    assert desk.dossier.confidentiality.breaches[0].status == "rejected"
    again = posted_to(lead, proposed, {"besluit": "ja"})
    assert again.status_code == 409
    assert "Dit verzoek is al beantwoord" in unescape(again.text)


def test_is_not_there_for_anybody_else(proposed: str, log_in: Callable[..., TestClient]) -> None:
    for role in ("begeleider", "begeleider2", "management", "auditor", "ombuds", "beheer"):
        assert log_in(role).get("/noodprocedure").status_code == 404, role
        assert log_in(role).get(proposed).status_code == 404, role
    missing = proposed.replace(str(BREACH), str(UUID(int=7)))
    assert log_in("teamleider").get(missing).status_code == 404


def test_is_no_work_of_who_asked_for_it(proposed: str, desk: Desk, log_in: Callable[..., TestClient]) -> None:
    assert proposed
    own = desk.house.duties.duties_of(actor_of("begeleider"))
    assert "breach" not in {duty.kind for duty in own}
    assert log_in("teamleider").get("/team").status_code == 200
