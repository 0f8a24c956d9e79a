"""A whole house behind test pages: real database, log and projections, people who log in, cases with a life.

A test module names the routers it needs as `ROUTERS`; the login pages are always there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from anyio.from_thread import start_blocking_portal
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient, _TestClientTransport

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.app import projections
from bluevitaal_es.commands.add_staff_member import AddStaffMember
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.base import Command
from bluevitaal_es.commands.erasing import carry_out
from bluevitaal_es.commands.handle import Desk, Outcome
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.database import Database
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.projections.agenda.view import AgendaView
from bluevitaal_es.projections.audit_trail.view import AuditTrailView
from bluevitaal_es.projections.case_file.replay import CaseReplay
from bluevitaal_es.projections.case_file.view import CaseFileView
from bluevitaal_es.projections.case_history.view import CaseHistoryView
from bluevitaal_es.projections.caseload.view import CaseloadView
from bluevitaal_es.projections.complaints.view import ComplaintsView
from bluevitaal_es.projections.duties.view import DutiesView
from bluevitaal_es.projections.emergencies.view import EmergenciesView
from bluevitaal_es.projections.erasures.view import ErasuresView
from bluevitaal_es.projections.figures.replay import FiguresReplay
from bluevitaal_es.projections.figures.view import FiguresView
from bluevitaal_es.projections.first_requests.view import FirstRequestsView
from bluevitaal_es.projections.staff.view import StaffView
from bluevitaal_es.settings import Settings
from bluevitaal_es.store import EventStore, open_keyring
from bluevitaal_es.store.attachments import Attachments
from bluevitaal_es.store.forgetting import Forgetting
from bluevitaal_es.store.projector import Projector
from bluevitaal_es.store.reading_log import ReadingLog
from bluevitaal_es.vocabulary import NAMESPACE, CaseId, Role
from bluevitaal_es.web import rendering, session
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import code, login, second_step, setting_up
from bluevitaal_es.web.security import protect
from tests.conftest import TestPostgres
from tests.staff import accepts_code
from tests.web.entering import a_browser, let_in
from tests.web.one_trip import in_one_trip

#: User name: name on the pages and role.
STAFF = {
    "begeleider": ("Anna Voorbeeld", Role.BEGELEIDER),
    "begeleider2": ("Bram Bedacht", Role.BEGELEIDER),
    "begeleider3": ("Carla Nieuw", Role.BEGELEIDER),
    "teamleider": ("Cora Verzonnen", Role.TEAMLEIDER),
    "management": ("Dirk Fictief", Role.MANAGEMENT),
    "auditor": ("Eva Nagemaakt", Role.AUDITOR),
    "ombuds": ("Fred Denkbeeldig", Role.OMBUDS),
    "fg": ("Hugo Verdicht", Role.FG),
    "planner": ("Ina Bedacht", Role.PLANNER),
    "beheer": ("Gea Gespeeld", Role.BEHEER),
}
PASSWORD = "demo"

BEHEER = Actor("account:opzet", "Opzet", Role.BEHEER)


def staff_id_of(username: str) -> UUID:
    """Return the id of a member of staff of the tests."""
    return uuid5(NAMESPACE, f"test staff {username}")


def actor_of(username: str) -> Actor:
    """Return the actor that this member of staff is on the pages."""
    name, role = STAFF[username]
    own = staff_id_of(username)
    return Actor(str(own), name, role, frozenset({own} if role is Role.BEGELEIDER else ()))


@dataclass(frozen=True)
class ACase:
    """A case that exists."""

    case_id: CaseId
    number: str


#: For people who are there before a test begins; who chooses a password in a test waits for the real one.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session", autouse=True)
def one_loop_for_all_browsers() -> Iterator[None]:
    """Let test clients share an event loop, and go there once for each request: both took longer than it."""
    with start_blocking_portal() as portal, pytest.MonkeyPatch.context() as patched:
        patched.setattr(TestClient, "portal", portal)
        patched.setattr(_TestClientTransport, "handle_request", in_one_trip)
        yield


@pytest.fixture
def database(postgres: TestPostgres) -> Iterator[Database]:
    """A fresh database for this test alone, in which the read models have their tables."""
    with postgres.fresh(drawn=True) as fresh:
        yield fresh


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    """Everything behind the pages, with a log of demonstration so that tests may stand at any moment."""
    settings = Settings(data_dir=tmp_path, demo=True, organisation="BlueVitaal Test")
    keyring = open_keyring(settings, database)
    store = EventStore(database, keyring, EVENT_TYPES)
    reading = ReadingLog(database, keyring, settings.organisation)
    store.mark_as_demo()
    projector = Projector(database, store, projections())
    projector.prepare()
    return House(
        settings=settings,
        database=database,
        desk=Desk(store),
        wait_for=lambda position: projector.catch_up() >= position,
        seal=store.seal,
        unseal=store.unseal,
        caseload=CaseloadView(database),
        case_file=CaseFileView(database),
        duties=DutiesView(database),
        history=CaseHistoryView(database),
        audit=AuditTrailView(database),
        staff=StaffView(database),
        figures=FiguresView(database),
        past_figures=FiguresReplay(database, store),
        erasures=ErasuresView(database),
        emergencies=EmergenciesView(database),
        first_requests=FirstRequestsView(database),
        complaints=ComplaintsView(database, store),
        agenda=AgendaView(database),
        replay=CaseReplay(store),
        keep_file=Attachments(database, keyring).keep,
        open_file=Attachments(database, keyring).opened,
        record_look=reading.record,
        looks_at=reading.looks_at,
        looks_since=reading.goes_back_to,
        forget=partial(carry_out, Desk(store), Forgetting(database, keyring)),
    )


@pytest.fixture
def app(house: House, request: pytest.FixtureRequest) -> FastAPI:
    """The app with the login pages and the ROUTERS of the test module."""
    made = FastAPI()
    made.state.house = house
    always = (login.router, code.router, second_step.router, setting_up.router)
    for router in (*always, *getattr(request.module, "ROUTERS", ())):
        made.include_router(router)
    made.mount("/static", rendering.static_files())
    session.install(made)
    protect(made)
    return made


@pytest.fixture
def nobody(app: FastAPI) -> TestClient:
    """A browser in which nobody is logged in; it does not follow redirects by itself."""
    return a_browser(app)


@pytest.fixture
def joining(house: House) -> Callable[[str], Account]:
    """Make the account of somebody in STAFF, once, and return it; the views may not know them yet."""
    accounts = Accounts(house.database, QUICK)

    def made(username: str) -> Account:
        found = accounts.find(username)
        if found is not None:
            return found
        name, role = STAFF[username]
        account = Account(username, name, role, staff_id_of(username))
        accounts.add(account, PASSWORD)
        joined = AddStaffMember(staff_id=staff_id_of(username), name=name, role=role)
        house.desk.handle(joined, BEHEER)
        house.desk.handle(accepts_code(staff_id_of(username)), actor_of(username))
        return account

    return made


@pytest.fixture
def person(house: House, joining: Callable[[str], Account]) -> Callable[[str], Account]:
    """Make the account of somebody in STAFF, once, and return it; the views know them."""
    known = set[str]()

    def made(username: str) -> Account:
        account = joining(username)
        if username not in known:
            house.wait_for(0)
            known.add(username)
        return account

    return made


@pytest.fixture
def log_in(app: FastAPI, house: House, person: Callable[[str], Account]) -> Callable[..., TestClient]:
    """Return a browser of its own in which that person is logged in."""

    def logged_in(username: str) -> TestClient:
        return let_in(a_browser(app), house, person(username).username)

    return logged_in


@pytest.fixture
def give(house: House, joining: Callable[[str], Account]) -> Callable[..., Outcome]:
    """Give commands as somebody in STAFF, and let the views show them when all are given."""

    def given(command: Command[Any], username: str = "begeleider", *more: Command[Any]) -> Outcome:
        joining(username)
        for each in (command, *more):
            outcome = house.desk.handle(each, actor_of(username))
        house.wait_for(outcome.position)
        return outcome

    return given


@pytest.fixture
def a_case(house: House, give: Callable[..., Outcome]) -> Callable[..., ACase]:
    """Register a case; `assigned` to the same begeleider and with an `intake` unless said otherwise."""

    def made(
        by: str = "begeleider",
        *,
        client_name: str | None = None,
        assigned: bool = True,
        intake: bool = True,
        registered_on: date | None = None,
        target_group: str = "current_staff",
    ) -> ACase:
        case_id = CaseId(uuid4())
        day = registered_on or clock.today()
        number = house.desk.next_case_number(day.year)
        registered = RegisterCase(
            case_id=case_id,
            number=number,
            target_group=target_group,
            client_name=client_name,
            registered_on=day,
        )
        later = list[Command[Any]]()
        if assigned:
            later.append(AssignBegeleider(case_id=case_id, begeleider_id=staff_id_of(by), on=day))
        if intake:
            later.append(HoldIntake(case_id=case_id, held_on=day, help_primary="sleep", weapon_access="no"))
        give(registered, by, *later)
        return ACase(case_id, number)

    return made


def token_in(page: str) -> str:
    """Return the form token of a page."""
    return page.split('name="csrf" value="', 1)[1].split('"', 1)[0]
