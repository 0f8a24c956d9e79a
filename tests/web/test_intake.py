"""Taking the intake over HTTP: tasks, drafts, check, what is recorded, and who may."""

from collections.abc import Callable
from datetime import date
from typing import NoReturn

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.assign_begeleider import ReassignBegeleider
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.commands.refusals import ProductIsNotOffered
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.web.dutch import dutch_date_short
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.intake import router
from tests.web.conftest import ACase, actor_of, staff_id_of, token_in
from tests.web.filling import INTAKE, fill, record, send

ROUTERS = (router,)

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]
Give = Callable[..., Outcome]


@pytest.fixture
def case(a_case: MakeCase) -> ACase:
    """A case that waits for its intake."""
    return a_case(intake=False)


def today() -> str:
    return dutch_date_short(clock.today())


def address(case: ACase) -> str:
    return f"/trajecten/{case.number}/intake"


def dossier_of(house: House, case: ACase) -> Dossier:
    found = house.case_file.dossier(actor_of("begeleider"), case.number)
    assert found is not None
    return found


@pytest.mark.requirement("S-010", "S-015", "S-021", "S-023")
def test_records_the_intake_with_product_and_goal(log_in: LogIn, house: House, case: ACase) -> None:
    browser = log_in("begeleider")
    fill(browser, address(case), INTAKE, today())
    check = browser.get(f"{address(case)}/controle").text

    response = record(browser, address(case))

    assert "Weer een nacht doorslapen" in check
    assert "maart 2025" in check
    assert "Intake vastleggen" in check
    assert response.headers["location"] == f"/trajecten/{case.number}/intake-vastgelegd"
    page = browser.get(response.headers["location"]).text
    assert "Kortdurende hulpverlening is gestart, met ten hoogste 6 gesprekken" in page
    dossier = dossier_of(house, case)
    assert dossier.intake is not None
    assert dossier.intake.help_primary == "sleep"
    assert dossier.intake.help_others == ("ptsd", "work_pressure")
    assert dossier.intake.index_event_on == date(2025, 3, 1)
    assert dossier.intake.place == "client_home"
    assert dossier.intake.expectation == "Weer een nacht doorslapen"
    assert dossier.product is not None
    assert dossier.product.product == "short_help"
    assert [goal.words for goal in dossier.goals] == ["Ik wil weer slapen"]


def test_records_once_however_often_it_is_submitted(log_in: LogIn, house: House, case: ACase) -> None:
    browser = log_in("begeleider")
    fill(browser, address(case), INTAKE, today())
    page = browser.get(f"{address(case)}/controle").text

    browser.post(f"{address(case)}/controle", data={"csrf": token_in(page)})
    second = browser.post(f"{address(case)}/controle", data={"csrf": token_in(page)})

    browser.get(f"/trajecten/{case.number}/intake-vastgelegd")
    assert second.status_code in (200, 303)
    assert dossier_of(house, case).version == 5


def test_needs_no_product_and_no_goal(log_in: LogIn, house: House, case: ACase) -> None:
    browser = log_in("begeleider")
    fill(browser, address(case), {**INTAKE, "aanpak": {"aanbod": "later"}}, today())

    page = browser.get(record(browser, address(case)).headers["location"]).text

    assert "Er is nog geen aanbod gekozen" in page
    assert "Leg een doel vast" in page
    assert dossier_of(house, case).product is None


@pytest.mark.parametrize(
    ("task", "changes", "message"),
    [
        ("hulpvragen", {"andere": ["sleep"]}, "is al de belangrijkste hulpvraag"),
        ("hulpvragen", {"belangrijkste": ""}, "Kies de belangrijkste hulpvraag."),
        ("gebeurtenis", {"gebeurd-op": ""}, "Vul de dag of de maand van de gebeurtenis in."),
        ("gebeurtenis", {"gebeurtenis": "geen"}, "of maak dit veld leeg"),
        ("gebeurtenis", {"dag": "1-1-2020"}, "De aanmelding was op"),
        ("gebeurtenis", {"dag": "1-1-2099"}, "niet na vandaag"),
        ("veiligheid", {"wapen": ""}, "Kan de cliënt bij een dienstwapen?"),
        ("aanpak", {"aanbod": "case_management"}, "Schrijf op waarom Casemanagement nodig is."),
        ("aanpak", {"doel": ""}, "Schrijf eerst op wat de cliënt wil bereiken."),
    ],
)
def test_says_what_must_be_mended(
    log_in: LogIn, case: ACase, task: str, changes: dict[str, str], message: str
) -> None:
    browser = log_in("begeleider")
    answers = {"dag": today(), **INTAKE[task], **changes}
    if not answers["dag"]:
        answers["dag"] = today()

    response = send(browser, f"{address(case)}/{task}", answers)

    assert response.status_code == 422
    assert message in response.text
    assert "<title>Fout: " in response.text


@pytest.mark.requirement("S-006")
def test_shows_what_fits_the_help_questions(log_in: LogIn, case: ACase) -> None:
    browser = log_in("begeleider")
    send(
        browser,
        f"{address(case)}/hulpvragen",
        {"belangrijkste": "legal_conflict", "andere": ["medical_treatment"]},
    )

    page = browser.get(f"{address(case)}/aanpak").text

    assert "Juridisch conflict: Informatie en advies." in page
    assert "dit doen wij niet zelf. Verwijs naar: Huisarts." in page


def test_says_calmly_what_an_answer_on_the_weapon_asks(log_in: LogIn, case: ACase) -> None:
    browser = log_in("begeleider")
    fill(browser, address(case), {**INTAKE, "veiligheid": {"wapen": "yes"}}, today())

    check = browser.get(f"{address(case)}/controle").text
    page = browser.get(record(browser, address(case)).headers["location"]).text

    for text in (check, page):
        assert "Sta stil bij de veiligheid" in text
        assert f"/trajecten/{case.number}/zorg-om-veiligheid" in text


def test_goes_on_where_it_was_left(log_in: LogIn, case: ACase) -> None:
    browser = log_in("begeleider")
    assert browser.get(address(case)).headers["location"] == f"{address(case)}/taken"

    send(browser, f"{address(case)}/verwachting", {"verwachting": "Rust"})

    assert browser.get(address(case)).headers["location"] == f"{address(case)}/hulpvragen"
    assert "Rust" in browser.get(f"{address(case)}/verwachting").text


def test_shows_what_others_did_meanwhile(log_in: LogIn, house: House, give: Give, a_case: MakeCase) -> None:
    case = a_case("begeleider2", intake=False)
    hand_over = ReassignBegeleider(
        case_id=case.case_id, begeleider_id=staff_id_of("begeleider"), reason="match", handover="Overdracht"
    )
    browser = log_in("begeleider")
    give(hand_over, "teamleider")
    fill(browser, address(case), INTAKE, today())
    page = browser.get(f"{address(case)}/controle").text

    stale = {"csrf": token_in(page), "versie": "2"}
    conflict = browser.post(f"{address(case)}/controle", data=stale)

    assert conflict.status_code == 409
    assert "Iemand anders heeft dit traject intussen gewijzigd" in conflict.text
    assert "Cora Verzonnen" in conflict.text
    assert "Weer een nacht doorslapen" in conflict.text
    assert dossier_of(house, case).intake is None
    assert record(browser, address(case)).status_code == 303


def test_repeats_nothing_when_only_the_product_is_refused(
    log_in: LogIn, house: House, case: ACase, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = log_in("begeleider")
    fill(browser, address(case), INTAKE, today())

    # The forms let nothing through that this command refuses, so a refusal has to be put in its place.
    def refuse(command: StartProduct, *_: object) -> NoReturn:
        raise ProductIsNotOffered(product=command.product)

    with monkeypatch.context() as refusing:
        refusing.setattr(StartProduct, "decide", refuse)
        refused = record(browser, address(case))

    assert refused.status_code == 409
    assert "De intake is vastgelegd, maar de aanpak nog niet." in refused.text
    assert dossier_of(house, case).intake is not None
    assert browser.get(f"{address(case)}/hulpvragen").status_code == 404
    send(browser, f"{address(case)}/aanpak", {**INTAKE["aanpak"], "aanbod": "aftercare"})
    assert "Aanpak vastleggen" in browser.get(f"{address(case)}/controle").text
    record(browser, address(case))
    browser.get(f"/trajecten/{case.number}/intake-vastgelegd")
    dossier = dossier_of(house, case)
    assert dossier.product is not None
    assert dossier.product.product == "aftercare"
    assert dossier.version == 5


def test_says_so_when_the_intake_was_held(log_in: LogIn, a_case: MakeCase) -> None:
    case = a_case()
    browser = log_in("begeleider")

    for page in ("", "/taken", "/hulpvragen", "/controle"):
        response = browser.get(address(case) + page)
        assert response.status_code == 200
        assert "De intake is al vastgelegd" in response.text
        assert f"/trajecten/{case.number}" in response.text


@pytest.mark.parametrize("username", ["begeleider2", "teamleider", "auditor"])
def test_is_not_there_for_who_does_not_guide(log_in: LogIn, case: ACase, username: str) -> None:
    browser = log_in(username)

    for page in ("", "/taken", "/hulpvragen", "/controle", "-vastgelegd"):
        assert browser.get(address(case) + page).status_code == 404


def test_says_so_when_the_case_is_closed(log_in: LogIn, give: Give, case: ACase) -> None:
    give(CloseCase(case_id=case.case_id, outcome="contact_lost", closed_on=clock.today()))

    response = log_in("begeleider").get(address(case))

    assert "Dit traject is afgesloten" in response.text
