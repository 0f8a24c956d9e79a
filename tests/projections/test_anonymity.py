"""The employer learns of no client: one test for each read model, and for the log as it leaves the house."""

from collections.abc import Callable
from io import BytesIO

import pytest

from bluevitaal_es.access import Actor, Involvement
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.projections.agenda.view import AgendaView
from bluevitaal_es.projections.audit_trail.view import AuditRow, AuditTrailView
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
from bluevitaal_es.projections.notices.view import NoticesView
from bluevitaal_es.projections.staff.view import StaffView
from bluevitaal_es.store.export import export_log
from bluevitaal_es.vocabulary import CaseId, Role
from tests.spec import ADMIN, ANNA, AUDITOR, BRAM, CASE, LEAD, day, moment, uid
from tests.world import World, names

NUMBER = "T-2026-0001"
NAME, WISH, NOTE = "Fenna Verzonnen", "Bel na zes uur", "Vertelde over thuis"
SECRETS = (NAME, WISH, NOTE)
MANAGEMENT = Actor("m", "Mo Verzonnen", Role.MANAGEMENT)
OMBUDS = Actor("o", "Os Verzonnen", Role.OMBUDS)
FG = Actor("f", "Gé Verzonnen", Role.FG)
PLANNER = Actor("p", "Pam Verzonnen", Role.PLANNER)
#: Everybody but the begeleider of the case and the client.
OTHERS = (BRAM, LEAD, MANAGEMENT, AUDITOR, OMBUDS, FG, PLANNER, ADMIN)
OF_ANNA = Involvement(CASE, uid("anna"), ANNA.id)
FAMILY = CaseId(uid("somebody at home"))

#: All that a read model answers to somebody.
Answers = Callable[[World, Actor], object]
LATER = moment("2026-03-01")
READ_MODELS: dict[str, Answers] = {
    "agenda": lambda world, actor: (
        AgendaView(world.database).meetings(actor),
        AgendaView(world.database).counts(actor),
    ),
    "audit_trail": lambda world, actor: (
        AuditTrailView(world.database).case(actor, NUMBER),
        AuditTrailView(world.database).latest(actor),
    ),
    "case_file": lambda world, actor: (
        CaseFileView(world.database).dossier(actor, NUMBER),
        CaseFileView(world.database).own(actor),
    ),
    "case_history": lambda world, actor: (
        CaseHistoryView(world.database).entries(actor, OF_ANNA),
        CaseHistoryView(world.database).since(actor, OF_ANNA, 0),
    ),
    "caseload": lambda world, actor: (
        CaseloadView(world.database).cases_of(actor, search="T-2026", status="all"),
        CaseloadView(world.database).team(actor),
        CaseloadView(world.database).planning(actor, moment("2026-01-01"), LATER),
    ),
    "duties": lambda world, actor: (
        DutiesView(world.database).duties_of(actor),
        DutiesView(world.database).overdue_in_team(actor, LATER),
    ),
    "complaints": lambda world, actor: (
        ComplaintsView(world.database, world.store).all(actor),
        ComplaintsView(world.database, world.store).own(actor),
    ),
    "emergencies": lambda world, actor: (
        EmergenciesView(world.database).waiting(actor),
        EmergenciesView(world.database).newest(actor),
        EmergenciesView(world.database).of_client(actor),
    ),
    "erasures": lambda world, actor: (
        ErasuresView(world.database).all(actor),
        ErasuresView(world.database).holds(actor),
    ),
    "figures": lambda world, actor: (
        FiguresView(world.database).figures(actor),
        FiguresReplay(world.database, world.store).as_known(actor, LATER),
    ),
    "first_requests": lambda world, actor: (
        FirstRequestsView(world.database).everybody_waiting(actor),
        FirstRequestsView(world.database).one(actor, CASE),
    ),
    "notices": lambda world, actor: (
        NoticesView(world.database).to_tell(actor, LATER),
        NoticesView(world.database).wishes_of(actor, CASE),
    ),
    "staff": lambda world, actor: (
        StaffView(world.database).everybody(actor),
        StaffView(world.database).names(actor),
    ),
}


def life(world: World) -> None:
    """Let somebody be registered, guided and written about; nobody asks whether the employer may know."""
    world.do(
        RegisterCase(
            case_id=CASE,
            number=NUMBER,
            target_group="current_staff",
            unit="NN",
            client_name=NAME,
            contact_wish=WISH,
        ),
        AssignBegeleider(case_id=CASE, begeleider_id=uid("anna")),
        at="2026-01-05",
    )
    world.do(HoldIntake(case_id=CASE, held_on=day("2026-01-06"), help_primary="ptsd"), at="2026-01-06")
    world.do(AddNote(case_id=CASE, text=NOTE), at="2026-01-07")


def test_knows_every_read_model() -> None:
    assert sorted(READ_MODELS) == names()


@pytest.mark.requirement("S-014")
@pytest.mark.parametrize("name", READ_MODELS)
def test_tells_nobody_else_who_the_client_is(world: World, name: str) -> None:
    life(world)

    for actor in OTHERS:
        told = repr(READ_MODELS[name](world, actor))
        assert not [secret for secret in SECRETS if secret in told], actor.role


@pytest.mark.parametrize("name", ["case_file", "case_history", "caseload"])
def test_tells_the_begeleider(world: World, name: str) -> None:
    life(world)

    assert any(secret in repr(READ_MODELS[name](world, ANNA)) for secret in SECRETS)


@pytest.mark.requirement("S-014")
@pytest.mark.parametrize("name", ["audit_trail", "duties", "figures", "staff"])
def test_does_not_even_hold_who_the_client_is(world: World, name: str) -> None:
    life(world)

    held = repr([rows for table, rows in world.tables().items() if table.startswith(f"view_{name}.")])

    assert held != "[]"
    assert not [secret for secret in SECRETS if secret in held]


@pytest.mark.requirement("S-014")
def test_cannot_be_read_in_an_export_of_the_log(world: World) -> None:
    life(world)
    written = BytesIO()

    with world.database.pool.connection() as connection:
        assert export_log(connection, written) == 4

    assert not [secret for secret in SECRETS if secret.encode() in written.getvalue()]


@pytest.mark.requirement("S-013")
@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("audit_trail", AUDITOR),
        ("case_file", ANNA),
        ("case_history", ANNA),
        ("caseload", ANNA),
        ("duties", ANNA),
    ],
)
def test_shows_in_nothing_of_the_officer_that_a_relative_is_a_client_too(
    world: World, name: str, actor: Actor
) -> None:
    life(world)
    before = of_the_officer(READ_MODELS[name](world, actor))
    assert before

    world.do(
        RegisterCase(
            case_id=FAMILY, number="T-2026-0002", target_group="family", unit="GEEN", client_name=NAME
        ),
        AssignBegeleider(case_id=FAMILY, begeleider_id=uid("bram")),
        by=BRAM,
        at="2026-02-03",
    )

    assert "T-2026-0002" in repr(READ_MODELS["caseload"](world, BRAM))
    assert of_the_officer(READ_MODELS[name](world, actor)) == before


def of_the_officer(answers: object) -> list[str]:
    """Return as text each row that somebody sees, without what is of the relative's own case."""
    assert isinstance(answers, tuple)
    rows = [row for answer in answers for row in (answer if isinstance(answer, list) else [answer]) if row]
    return [repr(row) for row in rows if not (isinstance(row, AuditRow) and row.stream_id == FAMILY)]
