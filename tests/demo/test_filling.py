"""The demonstration: lives that the rules allow, the same for the same seed, with work that waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bluevitaal_es import app, clock
from bluevitaal_es.access import Actor
from bluevitaal_es.app import Parts
from bluevitaal_es.commands.add_staff_member import AddStaffMember
from bluevitaal_es.commands.handle import Desk
from bluevitaal_es.demo.filling import fill, prepare_demo
from bluevitaal_es.demo.lives import life
from bluevitaal_es.demo.people import AT_HOME, BEGELEIDERS, CLIENTS, LEAD, OMBUDS, STAFF
from bluevitaal_es.demo.scenes import SCENES
from bluevitaal_es.projections.case_file.replay import CaseReplay
from bluevitaal_es.projections.complaints.view import ComplaintsView
from bluevitaal_es.projections.duties.view import DutiesView
from bluevitaal_es.projections.staff.view import StaffView
from bluevitaal_es.settings import ConfigurationFault, Settings
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Accounts, actor_by_code
from bluevitaal_es.web.pages.login import DEMO_PEOPLE
from tests.conftest import TestPostgres

pytestmark = pytest.mark.slow("fills the demonstration, on a database of its own")

NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)


@contextmanager
def parts_of(postgres: TestPostgres, folder: Path) -> Iterator[Parts]:
    """An empty service."""
    with app.opened(Settings(data_dir=folder, database_url=postgres.empty(), demo=True)) as parts:
        yield parts


def test_gives_the_same_life_for_the_same_seed() -> None:
    begin = NOW.date().replace(month=6)

    lives = [list(life(Random(5), begin, NOW, "T-2026-0001", BEGELEIDERS[0])) for _ in range(2)]

    assert lives[0] == lives[1]
    assert len(lives[0]) > 10


def test_fills_a_log_that_the_rules_allow_and_leaves_work_waiting(
    postgres: TestPostgres, tmp_path: Path
) -> None:
    with parts_of(postgres, tmp_path) as parts, clock.standing_at(NOW):
        prepare_demo(parts)

        steps = fill(parts, cases=30, seed=11)

        kinds = {duty.kind for duty in DutiesView(parts.database).duties_of(BEGELEIDERS[0].actor)}
        assert steps > 300
        assert {"safety", "consult_or_refer", "referral_to_send", "evaluation"} <= kinds
        for person in STAFF:
            if person.username is not None:
                assert Accounts(parts.database).verify(person.username, "demo") is not None
        complaints = ComplaintsView(parts.database, parts.store)
        assert {row.kind for row in complaints.all(OMBUDS.actor)} == {"complaint", "objection"}
        assert len(complaints.own(CLIENTS[0].actor)) == 1
        staff = StaffView(parts.database)
        lacking = staff.lacking(LEAD.actor, NOW.date())
        assert {person.name for person in BEGELEIDERS if lacking[person.staff_id]} == {
            "Joris Vos",
            "Mila Kuiper",
        }
        teams = {(row.team, row.name) for row in staff.qualified(LEAD.actor, NOW.date())}
        assert {name for _, name in teams} == {person.name for person in BEGELEIDERS}
        assert len({team for team, _ in teams}) == 2
        at_home = Accounts(parts.database).find(AT_HOME)
        assert at_home is not None
        assert CaseReplay(parts.store).at_home(actor_by_code(at_home)) is not None
        assert {username for username, _, _ in DEMO_PEOPLE} >= {AT_HOME, "ombuds", "client"}


def test_fills_nothing_twice(postgres: TestPostgres, tmp_path: Path) -> None:
    with parts_of(postgres, tmp_path) as parts, clock.standing_at(NOW):
        prepare_demo(parts)
        fill(parts, cases=1, seed=1)
        head = parts.store.head()

        assert fill(parts, cases=1, seed=1) == 0
        assert parts.store.head() == head


def test_refuses_a_log_with_real_events(postgres: TestPostgres, tmp_path: Path) -> None:
    with parts_of(postgres, tmp_path) as parts:
        somebody = STAFF[0]
        Desk(parts.store).handle(
            AddStaffMember(staff_id=somebody.staff_id, name=somebody.name, role=somebody.role),
            Actor("x", "Gea Gespeeld", Role.BEHEER),
        )

        with pytest.raises(ConfigurationFault, match="echte gegevens"):
            prepare_demo(parts)


def test_has_a_scene_for_each_kind_of_waiting() -> None:
    assert len({scene.play for scene in SCENES}) == 7
