"""Beheer: staff, their accounts and the labels of old registers."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es.access import IMPORTER, Actor
from bluevitaal_es.commands.add_staff_member import AddPlaceholder
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.audit import router as audit
from bluevitaal_es.web.pages.case import router as case_page
from bluevitaal_es.web.pages.cases import router as cases
from bluevitaal_es.web.pages.contact import router as contact
from bluevitaal_es.web.pages.registration import router as registration
from bluevitaal_es.web.pages.staff import router
from bluevitaal_es.web.pages.staff_access import router as staff_access
from tests.staff import accepts_code
from tests.web.conftest import ACase, staff_id_of, token_in

ROUTERS = (router, staff_access, audit, contact, registration, cases, case_page)

LogIn = Callable[[str], TestClient]
Person = Callable[[str], Account]
ADD = "/beheer/medewerker-toevoegen"


def _form(browser: TestClient, **answers: str) -> dict[str, str]:
    page = browser.get(ADD).text
    command = page.split('name="opdracht" value="', 1)[1].split('"', 1)[0]
    new = {
        "naam": "Hans Nieuweling",
        "rol": "begeleider",
        "werkgever": "service",
        "gebruikersnaam": "Hans",
        "wachtwoord-nieuw": "een lange zin",
    }
    return {"csrf": token_in(page), "opdracht": command, **new, **answers}


def test_adds_a_member_who_can_then_log_in(log_in: LogIn, nobody: TestClient) -> None:
    browser = log_in("beheer")

    answer = browser.post(ADD, data=_form(browser))

    assert (answer.status_code, answer.headers["location"]) == (303, "/beheer")
    assert "Hans Nieuweling" in browser.get("/beheer").text
    entered = nobody.post("/inloggen", data={"gebruikersnaam": "hans", "wachtwoord": "een lange zin"})
    assert entered.headers["location"] == "/"


def test_adds_a_member_once_when_the_form_is_sent_twice(log_in: LogIn) -> None:
    browser = log_in("beheer")
    form = _form(browser)

    for _ in range(2):
        assert browser.post(ADD, data=form).status_code == 303

    assert browser.get("/beheer").text.count(">Hans Nieuweling</a>") == 1


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"gebruikersnaam": "beheer"}, "al in gebruik"),
        ({"wachtwoord-nieuw": "kort"}, "minstens 12 tekens"),
        ({"rol": "scheduler"}, "Kies een antwoord uit de lijst"),
        ({"rol": "client"}, "Kies een antwoord uit de lijst"),
    ],
)
def test_refuses_a_member_who_cannot_be(log_in: LogIn, answers: dict[str, str], said: str) -> None:
    browser = log_in("beheer")

    answer = browser.post(ADD, data=_form(browser, **answers))

    assert answer.status_code == 422
    assert said in answer.text
    assert "een lange zin" not in answer.text
    assert "Hans Nieuweling" not in browser.get("/beheer").text


@pytest.mark.requirement("S-032")
@pytest.mark.parametrize("role", ["begeleider", "teamleider", "auditor", "beheerder", "planner"])
@pytest.mark.parametrize("employer", ["police", "principal"])
def test_never_lets_an_outsider_near_a_dossier_and_records_the_attempt(
    log_in: LogIn, house: House, role: str, employer: str
) -> None:
    browser = log_in("beheer")
    form = _form(browser, rol=role, werkgever=employer)

    for _ in range(2):
        answer = browser.post(ADD, data=form)
        assert answer.status_code == 409
        assert "Deze poging is vastgelegd" in answer.text

    assert Accounts(house.database).find("hans") is None
    page = log_in("auditor").get("/audit").text
    assert page.count("Toegang geweigerd aan een buitenstaander") == 1


@pytest.mark.requirement("S-032")
def test_gives_an_outsider_figures_and_nothing_else_whatever_the_account_says(
    log_in: LogIn, house: House, a_case: Callable[..., ACase]
) -> None:
    case = a_case()
    browser = log_in("beheer")
    browser.post(ADD, data=_form(browser, rol="management", werkgever="police"))
    with house.database.pool.connection() as connection:
        connection.execute("UPDATE web.account SET role = 'begeleider' WHERE username = 'hans'")
        connection.execute("UPDATE web.session SET username = 'hans'")
    hans = Accounts(house.database).find("hans")
    assert hans is not None
    assert hans.staff_id is not None
    house.desk.handle(accepts_code(hans.staff_id), Actor(str(hans.staff_id), hans.name, Role.MANAGEMENT))

    for path in ("/trajecten", "/trajecten/nieuw", f"/trajecten/{case.number}", "/contacten/nieuw"):
        assert browser.get(path).status_code == 404


def test_links_a_label_to_the_begeleider_it_stood_for(log_in: LogIn, house: House, person: Person) -> None:
    person("begeleider")
    label = uuid4()
    outcome = house.desk.handle(AddPlaceholder(staff_id=label, label="mw 3"), IMPORTER)
    house.wait_for(outcome.position)
    browser = log_in("beheer")
    assert "1 label uit een oude lijst is nog niet gekoppeld" in browser.get("/beheer").text
    page = browser.get(f"/beheer/koppelen/{label}").text

    form = {"csrf": token_in(page), "medewerker": str(staff_id_of("begeleider"))}
    answer = browser.post(f"/beheer/koppelen/{label}", data=form)

    assert answer.status_code == 303
    after = browser.get("/beheer").text
    assert "nog niet gekoppeld" not in after
    assert "mw 3" in after
    assert house.staff.ids_of(staff_id_of("begeleider")) == {staff_id_of("begeleider"), label}
    assert browser.get(f"/beheer/koppelen/{label}").status_code == 404


def test_ends_access_at_once_and_gives_it_back(log_in: LogIn, house: House) -> None:
    guide, browser = log_in("begeleider"), log_in("beheer")
    page = browser.get("/beheer/toegang/begeleider").text
    token = token_in(page)
    assert "Toegang stoppen" in page

    browser.post("/beheer/toegang/begeleider", data={"csrf": token, "toegang": "stoppen"})

    assert "Gestopt" in browser.get("/beheer").text
    assert guide.get("/beheer").status_code == 303
    assert Accounts(house.database).verify("begeleider", "demo") is None

    browser.post("/beheer/toegang/begeleider", data={"csrf": token, "toegang": "geven"})

    assert Accounts(house.database).verify("begeleider", "demo") is not None


def test_lets_nobody_end_their_own_access(log_in: LogIn) -> None:
    browser = log_in("beheer")
    token = token_in(browser.get(ADD).text)

    answer = browser.post("/beheer/toegang/beheer", data={"csrf": token, "toegang": "stoppen"})

    assert answer.status_code == 404
    assert browser.get("/beheer").status_code == 200


def test_shows_no_client(log_in: LogIn, house: House, a_case: Callable[..., ACase]) -> None:
    case = a_case(client_name="Klaas Zonderwerk")
    Accounts(house.database).add(
        Account("klaas", "Klaas Zonderwerk", Role.CLIENT, case_id=case.case_id), "een lange zin"
    )
    browser = log_in("beheer")
    page = browser.get("/beheer").text
    token = token_in(page)

    assert "Klaas" not in page
    assert "klaas" not in page
    ended = browser.post("/beheer/toegang/klaas", data={"csrf": token, "toegang": "stoppen"})
    assert ended.status_code == 404


@pytest.mark.parametrize("username", ["begeleider", "teamleider", "management", "auditor"])
def test_is_there_for_beheer_only(log_in: LogIn, username: str) -> None:
    browser = log_in(username)

    assert browser.get("/beheer").status_code == 404
    assert browser.get(ADD).status_code == 404
