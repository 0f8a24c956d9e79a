"""What management and team lead may count, from real events on a real database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from bluevitaal_es import clock
from bluevitaal_es.access import IMPORTER, Actor
from bluevitaal_es.commands.base import CaseCommand
from bluevitaal_es.commands.handle import Desk
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.log_contact import LogContact
from bluevitaal_es.commands.rate_talk import RateTalk
from bluevitaal_es.commands.record_past import RecordPast
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.database import Database
from bluevitaal_es.database.pool import connect
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.case import ImportSource
from bluevitaal_es.events.portal import Answer
from bluevitaal_es.importing.taking_over import take_over
from bluevitaal_es.projections.figures.projection import FiguresProjection
from bluevitaal_es.projections.figures.view import Figures, FiguresView, Origin
from bluevitaal_es.store import EventStore, Keyring
from bluevitaal_es.store.advancing import schema_of
from bluevitaal_es.store.keys import KeyEncryptionKey
from bluevitaal_es.store.projector import Projector
from bluevitaal_es.vocabulary import CaseId, Role
from tests.importing.books import read

CASELOAD = Path(__file__).parents[2].parent / "shared" / "data" / "caseload.xlsx"
MANAGEMENT = Actor("m", "M", Role.MANAGEMENT)
LEAD = Actor("t", "T", Role.TEAMLEIDER)
BEGELEIDER = Actor("b", "B", Role.BEGELEIDER)
SOURCE = ImportSource(file_sha256="0" * 64, sheet="Blad1", row=1, fingerprint="0" * 64)


@dataclass(frozen=True)
class Counting:
    """The figures over a log of its own."""

    desk: Desk
    projector: Projector
    view: FiguresView

    def register(
        self, times: int, on: date, target_group: str = "current_staff", intake_after: int | None = None
    ) -> None:
        for _ in range(times):
            case_id = CaseId(uuid4())
            steps: list[CaseCommand] = [
                RegisterCase(
                    case_id=case_id,
                    number=self.desk.next_case_number(on.year),
                    target_group=target_group,
                    registered_on=on,
                )
            ]
            if intake_after is not None:
                day = on + timedelta(days=intake_after)
                steps.append(HoldIntake(case_id=case_id, held_on=day, help_primary="sleep"))
            self.desk.handle(RecordPast(case_id=case_id, source=SOURCE, steps=tuple(steps)), IMPORTER)

    def register_here(self, times: int, target_group: str = "current_staff") -> None:
        for _ in range(times):
            number = self.desk.next_case_number(2026)
            self.desk.handle(
                RegisterCase(case_id=CaseId(uuid4()), number=number, target_group=target_group), BEGELEIDER
            )

    def talk_and_say(self, answers: Sequence[Answer]) -> None:
        """Somebody has a talk for each answer, and says whether it feels confidential."""
        case_id, number = CaseId(uuid4()), self.desk.next_case_number(2026)
        client = Actor(f"client:{case_id}", "C", Role.CLIENT, case_id=case_id)
        self.desk.handle(
            RegisterCase(case_id=case_id, number=number, target_group="current_staff"), BEGELEIDER
        )
        for answer in answers:
            talk_id = uuid4()
            talk = HoldTalk(case_id=case_id, talk_id=talk_id, held_at=clock.now(), channel="phone")
            self.desk.handle(talk, BEGELEIDER)
            self.desk.handle(RateTalk(case_id=case_id, talk_id=talk_id, confidential=answer), client)

    def contact(self, times: int, at: datetime, subject: str) -> None:
        for _ in range(times):
            self.desk.handle(
                LogContact(
                    contact_id=uuid4(), held_at=at, channel="phone", subject=subject, outcome="answered"
                ),
                BEGELEIDER,
            )

    def seen_by(self, actor: Actor, period: str = "alles") -> Figures:
        self.projector.catch_up()
        found = self.view.figures(actor, period)
        assert found is not None
        return found


@pytest.fixture
def counting(database: Database) -> Iterator[Counting]:
    store = EventStore(database, Keyring(KeyEncryptionKey(bytes(32)), database), EVENT_TYPES)
    projector = Projector(database, store, [FiguresProjection()])
    projector.prepare()
    seeing = connect(
        database.service_dsn, database.owner_dsn, database.kind, view_schemas=[schema_of("figures")]
    )
    try:
        yield Counting(Desk(store), projector, FiguresView(seeing))
    finally:
        seeing.close()


def counts(found: Figures, what: str) -> dict[str, int | None]:
    return {cell.code: cell.count for cell in found.cases[what].cells}


@pytest.mark.requirement("S-012")
@pytest.mark.skipif(not CASELOAD.exists(), reason="the caseload lies beside the project, not in it")
def test_gives_the_known_shares_of_the_imported_caseload(counting: Counting) -> None:
    caseload = read(CASELOAD)
    take_over(counting.desk, caseload.registrations, "0" * 64, clock.today())

    for actor in (MANAGEMENT, LEAD):
        found = counting.seen_by(actor)
        groups, units = found.cases["target_group"], found.cases["unit"]

        assert found.total == 429
        assert {cell.code: cell.percent for cell in groups.cells} == {
            "current_staff": 71,
            "former_staff": 10,
            "manager": 8,
            "family": 6,
            "trainee": 5,
        }
        assert (units.percent("NN"), units.percent("ON")) == (15, 3)
        assert found.cases["referred_to_unit"].percent("true") == 25
        assert found.waiting is not None


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.MANAGEMENT, Role.TEAMLEIDER)])
def test_answers_nobody_else(counting: Counting, role: Role) -> None:
    assert counting.view.figures(Actor("x", "X", role)) is None


@pytest.mark.requirement("S-091")
def test_hides_small_cells_from_management_that_a_lead_may_see(counting: Counting) -> None:
    counting.register(30, date(2025, 3, 1))
    counting.register(13, date(2025, 3, 1), "manager")
    counting.register(7, date(2025, 3, 1), "family")

    assert counts(counting.seen_by(MANAGEMENT), "target_group") == {
        "current_staff": 30,
        "manager": None,
        "family": None,
    }
    assert counts(counting.seen_by(LEAD), "target_group") == {
        "current_staff": 30,
        "manager": 13,
        "family": 7,
    }


@pytest.mark.requirement("S-091")
def test_rounds_the_counts_that_leave_the_service(counting: Counting) -> None:
    counting.register(31, date(2025, 3, 1))
    counting.register(12, date(2025, 3, 1), "manager")

    assert counts(counting.seen_by(MANAGEMENT), "target_group") == {"current_staff": 30, "manager": 10}
    assert counting.seen_by(MANAGEMENT).cases["target_group"].percent("manager") == 28


@pytest.mark.requirement("S-091")
def test_hides_in_a_second_year_what_subtraction_would_give_away(counting: Counting) -> None:
    for year, families in ((2023, 12), (2024, 3), (2025, 15)):
        counting.register(30, date(year, 3, 1))
        counting.register(11, date(year, 3, 1), "manager")
        counting.register(families, date(year, 3, 1), "family")

    hidden = [
        year
        for year in ("2023", "2024", "2025")
        if counts(counting.seen_by(MANAGEMENT, year), "target_group")["family"] is None
    ]

    assert counts(counting.seen_by(MANAGEMENT), "target_group")["family"] == 30
    assert "2024" in hidden
    assert len(hidden) == 2


@pytest.mark.requirement("S-091")
def test_joins_a_year_with_few_registrations_to_its_neighbour(counting: Counting) -> None:
    counting.register(2, date(2022, 3, 1))
    counting.register(20, date(2023, 3, 1))
    counting.register(12, date(2024, 3, 1))
    counting.register(3, date(2025, 3, 1))

    found = counting.seen_by(MANAGEMENT)

    assert [period.key for period in found.periods] == ["2024-2025", "2022-2023"]
    assert counting.seen_by(MANAGEMENT, "2024-2025").total == 15
    assert counting.seen_by(MANAGEMENT, "2025").period is None


@pytest.mark.requirement("S-091")
def test_shows_nothing_of_a_handful(counting: Counting) -> None:
    counting.register(6, date(2025, 3, 1))

    assert counting.seen_by(MANAGEMENT).total is None
    assert counting.seen_by(MANAGEMENT).cases == {}
    assert counting.seen_by(LEAD).total == 6


@pytest.mark.requirement("S-011")
@pytest.mark.slow("records 2,929 facts one by one")
def test_counts_contacts_and_registrations_apart_and_exactly(counting: Counting) -> None:
    counting.register_here(429)
    counting.contact(2500, datetime(2025, 3, 3, 10, tzinfo=UTC), "own_question")

    found = counting.seen_by(LEAD)

    assert (found.total, found.cases["target_group"].total) == (429, 429)
    assert (found.contacts["subject"].total, counted_contacts(found)) == (2500, {"own_question": 2500})


@pytest.mark.requirement("S-002")
def test_counts_what_was_one_container_as_products_apart(counting: Counting) -> None:
    products = {"aftercare": 14, "long_term_support": 12, "referral_guidance": 11}
    for key, times in products.items():
        for _ in range(times):
            case_id, number = CaseId(uuid4()), counting.desk.next_case_number(2026)
            for command in (
                RegisterCase(case_id=case_id, number=number, target_group="current_staff"),
                StartProduct(case_id=case_id, product=key, started_on=clock.today()),
            ):
                counting.desk.handle(command, BEGELEIDER)

    assert counts(counting.seen_by(LEAD), "product") == products


def test_says_how_long_people_waited(counting: Counting) -> None:
    counting.register(15, date(2025, 3, 1), intake_after=2)
    counting.register(10, date(2025, 3, 1), intake_after=9)

    waiting = counting.seen_by(MANAGEMENT).waiting

    assert waiting is not None
    assert (waiting.median_days, waiting.percent_over) == (2, 40)


@pytest.mark.requirement("S-091")
def test_keeps_silent_about_waiting_when_one_group_is_small(counting: Counting) -> None:
    counting.register(30, date(2025, 3, 1), intake_after=2)
    counting.register(3, date(2025, 3, 1), intake_after=9)

    assert counting.seen_by(MANAGEMENT).waiting is None


def counted_contacts(found: Figures) -> dict[str, int | None]:
    return {cell.code: cell.count for cell in found.contacts["subject"].cells}


@pytest.mark.parametrize("year", ["alles", "2025"])
def test_counts_contacts_by_subject_and_time(counting: Counting, year: str) -> None:
    counting.register(20, date(2025, 3, 1))
    counting.contact(12, datetime(2025, 3, 3, 10, tzinfo=UTC), "own_question")
    counting.contact(15, datetime(2025, 3, 2, 22, tzinfo=UTC), "practical")

    found = counting.seen_by(LEAD, year)

    assert counted_contacts(found) == {"practical": 15, "own_question": 12}
    assert found.contacts["out_of_hours"].percent("true") == 56


@pytest.mark.requirement("S-091")
def test_counts_contacts_over_all_years_when_one_year_has_few(counting: Counting) -> None:
    counting.register(20, date(2024, 3, 1))
    counting.register(20, date(2025, 3, 1))
    counting.contact(14, datetime(2024, 3, 4, 10, tzinfo=UTC), "own_question")
    counting.contact(2, datetime(2025, 3, 3, 10, tzinfo=UTC), "own_question")

    assert counting.seen_by(LEAD, "2024").contacts == {}
    assert counting.seen_by(LEAD, "2025").contacts == {}
    assert counted_contacts(counting.seen_by(LEAD)) == {"own_question": 16}


def test_publishes_what_was_taken_over_apart_from_what_was_registered_here(counting: Counting) -> None:
    counting.register(30, date(2025, 3, 3))
    counting.register_here(25, "family")

    here = counting.seen_by(LEAD)
    taken_over = counting.view.figures(LEAD, "alles", "register")

    assert here.origins == (Origin.HERE, Origin.REGISTER)
    assert (here.total, counts(here, "target_group")) == (25, {"family": 25})
    assert taken_over is not None
    assert (taken_over.total, counts(taken_over, "target_group")) == (30, {"current_staff": 30})


@pytest.mark.requirement("S-036")
def test_counts_whether_it_feels_confidential_by_the_clients_last_answer(counting: Counting) -> None:
    groups: tuple[tuple[int, tuple[Answer, ...]], ...] = (
        (11, ("no", "yes")),
        (9, ("yes",)),
        (10, ("no",)),
        (10, ()),
    )
    answers = [said for times, said in groups for _ in range(times)]
    for said in answers:
        counting.talk_and_say(said)

    found = counting.seen_by(MANAGEMENT).cases["confidential"]

    assert {cell.code: cell.count for cell in found.cells} == {"yes": 20, "no": 10, "": 10}
    assert found.percent("yes") == 50


def test_hides_a_few_who_do_not_feel_it_is_confidential(counting: Counting) -> None:
    groups: tuple[tuple[int, Answer], ...] = ((20, "yes"), (3, "no"), (12, "some"))
    everybody = [said for times, said in groups for _ in range(times)]
    for said in everybody:
        counting.talk_and_say([said])

    found = counting.seen_by(MANAGEMENT).cases["confidential"]

    assert next(cell.count for cell in found.cells if cell.code == "no") is None
    assert sum(cell.count is None for cell in found.cells) >= 2
