"""The forms that close, reopen, assign and hand over a case, and what others may not do."""

from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.assign_begeleider import ReassignBegeleider
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.commands.record_competence import RecordCompetence
from bluevitaal_es.commands.settle_safety_task import OpenSafetyTask
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.case_forms import ACTIONS
from bluevitaal_es.web.pages.history import router as history
from tests.web.at_the_desk import ROUTERS as CASE_ROUTERS
from tests.web.at_the_desk import TODAY, Desk, desk, goal
from tests.web.conftest import actor_of, staff_id_of
from tests.web.posting import hidden_in, posted_to

__all__ = ["desk"]
ROUTERS = (history, *CASE_ROUTERS)


CLOSING = {"uitkomst": "can_go_on_alone", "verwachting": "yes", "dag": TODAY, "samenvatting": "Slaapt weer"}


@pytest.mark.requirement("S-038")
def test_closes_a_case_with_both_ratings_of_each_goal(desk: Desk) -> None:
    goal_id = goal(desk)

    dossier = desk.done("afsluiten", **CLOSING, **{f"client-{goal_id}": "8", f"begeleider-{goal_id}": "7"})

    assert (dossier.status, dossier.outcome) == ("closed", "can_go_on_alone")
    assert (dossier.goals[0].latest("client"), dossier.goals[0].latest("begeleider")) == (8, 7)


@pytest.mark.requirement("S-038")
def test_refuses_to_close_without_rating_of_the_client_or_a_reason(desk: Desk) -> None:
    goal_id = goal(desk)
    rated = {f"begeleider-{goal_id}": "7"}

    page = desk.refused("afsluiten", **CLOSING, **rated)

    assert "ontbreekt het cijfer van de cliënt" in page
    assert "Slaapt weer" in page
    closed = desk.done("afsluiten", **CLOSING, **rated, **{"geen-cijfer": "client_unreachable"})
    assert closed.status == "closed"


def test_refuses_to_close_with_an_open_safety_task(desk: Desk) -> None:
    desk.give(OpenSafetyTask(case_id=desk.case_id, task_id=uuid4(), note="Zorg"))

    page = desk.refused("afsluiten", **CLOSING)

    assert "Er staat nog een veiligheidstaak open." in page
    assert "Afsluiten kan nog niet" in page


def test_reopens_a_closed_case(desk: Desk) -> None:
    close(desk)

    assert desk.done("heropenen", reden="Klachten zijn terug").status == "running"


def test_asks_why_a_case_is_reopened(desk: Desk) -> None:
    close(desk)

    assert "Schrijf op waarom u dit traject heropent." in desk.refused("heropenen")


def close(desk: Desk) -> None:
    desk.give(CloseCase(case_id=desk.case_id, outcome="question_answered", closed_on=clock.today()))


# --- who guides


def test_lets_the_team_lead_assign_without_opening_the_dossier(
    house: House, log_in: Callable[..., TestClient], a_case: Callable[..., Any]
) -> None:
    log_in("begeleider2")
    waiting = a_case(client_name="Klaas Verzonnen", assigned=False, intake=False)
    browser = log_in("teamleider")
    path = f"/trajecten/{waiting.number}/toewijzen"
    page = browser.get(path).text
    assert waiting.number in page
    assert "Klaas" not in page
    assert browser.get(f"/trajecten/{waiting.number}").status_code == 404

    answer = posted_to(browser, path, {"begeleider": str(staff_id_of("begeleider2")), "dag": TODAY})

    assert (answer.status_code, answer.headers["location"]) == (303, "/team")
    browser.get(path)
    involvement = house.caseload.involvement(actor_of("teamleider"), waiting.number)
    assert involvement is not None
    assert involvement.begeleider_id == staff_id_of("begeleider2")


def test_refuses_a_begeleider_who_is_not_in_the_list(
    log_in: Callable[..., TestClient], a_case: Callable[..., Any]
) -> None:
    waiting = a_case(assigned=False, intake=False)

    answer = posted_to(
        log_in("teamleider"),
        f"/trajecten/{waiting.number}/toewijzen",
        {"begeleider": str(uuid4()), "dag": "1-2-2020"},
    )

    assert answer.status_code == 422
    assert "Kies een antwoord uit de lijst" in answer.text
    assert 'value="1-2-2020"' in answer.text


def test_hands_a_case_over_and_leads_who_may_no_longer_open_it_to_their_own_work(
    desk: Desk, log_in: Callable[..., TestClient]
) -> None:
    log_in("begeleider2")

    answer = desk.fill(
        "overdragen", begeleider=str(staff_id_of("begeleider2")), reden="caseload", overdracht="Belt liever"
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert desk.browser.get(desk.page).status_code == 404


def test_refuses_to_hand_over_to_the_same_begeleider(desk: Desk) -> None:
    page = desk.refused(
        "overdragen", begeleider=str(staff_id_of("begeleider")), reden="caseload", overdracht="Belt liever"
    )

    assert "Kies iemand anders." in page
    assert "Belt liever" in page


@pytest.mark.requirement("S-076")
def test_shows_which_competences_somebody_lacks_to_who_gives_them_a_case(
    desk: Desk, log_in: Callable[..., TestClient]
) -> None:
    log_in("begeleider2")
    lead, address = log_in("teamleider"), f"{desk.page}/overdragen"
    asked = [one for one in catalogue().competences if one.asked_of_all]
    assert [one.key for one in asked] == ["police_context", "legal_position", "ride_along", "guideline"]
    for one in asked[:3]:
        desk.give(
            RecordCompetence(
                staff_id=staff_id_of("begeleider2"), competence=one.key, valid_from=clock.today()
            ),
            "beheer",
        )
    missing = unescape(lead.get(address).text)
    desk.give(
        RecordCompetence(
            staff_id=staff_id_of("begeleider2"), competence="guideline", valid_from=clock.today()
        ),
        "beheer",
    )
    complete = unescape(lead.get(address).text)

    assert f"0 open trajecten. Bekwaamheid ontbreekt: “{asked[3].label}”." in missing
    every = " en ".join((", ".join(f"“{one.label}”" for one in asked[:3]), f"“{asked[3].label}”"))
    assert f"1 open traject. Bekwaamheid ontbreekt: {every}." in missing
    assert "0 open trajecten. Bekwaamheden zijn in orde." in complete
    assert (
        desk.fill("overdragen", begeleider=str(staff_id_of("begeleider2")), reden="match").status_code == 303
    )


@pytest.mark.requirement("S-075")
def test_asks_why_somebody_gets_a_case_above_the_norm_and_shows_it_in_the_history(
    desk: Desk, log_in: Callable[..., TestClient], house: House
) -> None:
    log_in("begeleider2")
    norm, bram = catalogue().norms.caseload_per_begeleider, staff_id_of("begeleider2")
    with house.database.owner() as owner:
        owner.execute(
            "INSERT INTO view_caseload.caseload (case_id, number, begeleider_id, registered_by, target_group,"
            " anonymous, registered_at, talks_held, emergencies) SELECT gen_random_uuid(), 'T-1999-' || n,"
            " %s, '', 'current_staff', true, now(), 0, '{}' FROM generate_series(1, %s) n",
            [bram, norm],
        )
    lead = log_in("teamleider")
    hidden = unescape(lead.get(f"{desk.page}/overdragen").text)
    assert f"{norm} open trajecten. Met nog een erbij is dat boven de norm van {norm}." in hidden
    answers = {"begeleider": str(bram), "reden": "caseload"}

    refused = posted_to(lead, f"{desk.page}/overdragen", answers)
    taken = posted_to(lead, f"{desk.page}/overdragen", {**answers, "boven-norm": "Kent de cliënt al."})

    assert refused.status_code == 409
    assert "Schrijf op waarom dit traject er toch bij kan" in unescape(refused.text)
    assert taken.status_code == 303
    lead.get(f"{desk.page}/overdragen")  # waits until the views show it
    told = unescape(log_in("begeleider2").get(f"{desk.page}/historie").text)
    assert "boven de norm (“Kent de cliënt al”)" in told


# --- all acts


def test_shows_what_others_changed_meanwhile_and_keeps_what_was_typed(desk: Desk) -> None:
    path = f"{desk.page}/notitie"
    hidden = hidden_in(desk.browser.get(path).text)
    for username, reason in (("begeleider2", "absence"), ("begeleider", "match")):
        handed = ReassignBegeleider(case_id=desk.case_id, begeleider_id=staff_id_of(username), reason=reason)
        desk.give(handed, "teamleider")

    answer = desk.browser.post(path, data=hidden | {"tekst": "Mijn notitie"})

    page = unescape(answer.text)
    assert answer.status_code == 409
    assert "Iemand anders heeft dit traject intussen gewijzigd" in page
    assert "Cora Verzonnen" in page
    assert "Mijn notitie" in page
    sent = desk.browser.post(path, data=hidden_in(answer.text) | {"tekst": "Mijn notitie"})
    assert sent.status_code == 303


def test_hides_every_act_from_who_does_not_guide_the_case(
    desk: Desk, log_in: Callable[..., TestClient]
) -> None:
    stranger, lead = log_in("begeleider2"), log_in("teamleider")

    found = {slug: stranger.get(f"{desk.page}/{slug}").status_code for slug in ACTIONS}
    led = {slug for slug in ACTIONS if lead.get(f"{desk.page}/{slug}").status_code != 404}

    assert set(found.values()) == {404}
    assert led == {"toewijzen", "overdragen", "vervanging"}


def test_knows_no_other_acts(desk: Desk) -> None:
    assert desk.browser.get(f"{desk.page}/verzinsel").status_code == 404
    assert desk.browser.post(f"{desk.page}/vragenlijst?lijst=svl15", data={}).status_code in (403, 404)
    assert desk.browser.get(f"{desk.page}/gesprek-vastleggen?gesprek={uuid4()}").status_code == 404
