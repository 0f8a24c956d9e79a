"""Two clocks, two projectors and two web processes on one database; one of each is killed half-way."""

import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from bluevitaal_es import app, clock
from bluevitaal_es.access import Actor
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.settings import Settings
from bluevitaal_es.vocabulary import CaseId, Role
from tests.conftest import TestPostgres
from tests.running import Place, new_place

CASES = 60


def free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


PORTS = free_ports(2)
BEGELEIDER = Actor(str(uuid4()), "Anna Voorbeeld", Role.BEGELEIDER)

pytestmark = pytest.mark.slow("starts seven processes and kills three")


@dataclass(frozen=True)
class Late:
    """A service in which every case has an evaluation that is overdue."""

    place: Place
    case_ids: tuple[UUID, ...]

    def flagged(self) -> dict[UUID, int]:
        """Return how often an overdue evaluation was flagged in each case, out of the log itself."""
        with psycopg.connect(self.place.database_url) as connection:
            rows = connection.execute(
                "SELECT stream_id, count(*) FROM log.event WHERE type = 'case.evaluation_moment_overdue'"
                " GROUP BY stream_id"
            ).fetchall()
        return dict(rows)

    def positions_have_no_hole(self) -> bool:
        """Say whether the log counts 1, 2, 3 without a hole."""
        with psycopg.connect(self.place.database_url) as connection:
            row = connection.execute("SELECT count(*), coalesce(max(position), 0) FROM log.event").fetchone()
        return row is not None and row[0] == row[1]


@pytest.fixture
def late(postgres: TestPostgres, tmp_path: Path) -> Late:
    """Cases with an intake ten weeks ago and nothing since."""
    place = new_place(postgres, tmp_path)
    settings = Settings(data_dir=place.folder, database_url=place.database_url)
    begeleider_id = UUID(BEGELEIDER.id)
    actor = Actor(BEGELEIDER.id, BEGELEIDER.name, Role.BEGELEIDER, frozenset({begeleider_id}))
    began = clock.now() - timedelta(weeks=10)
    case_ids = tuple(uuid4() for _ in range(CASES))
    with app.opened(settings) as parts:
        parts.store.mark_as_demo()
        for number, case_id in enumerate(map(CaseId, case_ids)):
            with clock.standing_at(began + timedelta(minutes=number)):
                for command in (
                    RegisterCase(
                        case_id=case_id, number=f"T-2026-{number + 1:04d}", target_group="current_staff"
                    ),
                    AssignBegeleider(case_id=case_id, begeleider_id=begeleider_id),
                    HoldIntake(case_id=case_id, held_on=clock.today(), help_primary="sleep"),
                ):
                    parts.desk.handle(command, actor)
    return Late(place, case_ids)


def until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait for a condition; say whether it came."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


@pytest.fixture
def running(late: Late) -> Iterator[dict[str, "subprocess.Popen[str]"]]:
    """Two of everything on one database; the second clocks stand by."""
    words = {
        "projections 1": ("projections",),
        "projections 2": ("projections",),
        "clock 1": ("scheduler", "--seconds", "0.5"),
        "clock 2": ("scheduler", "--seconds", "0.5"),
        "web 1": ("web", "--port", str(PORTS[0])),
        "web 2": ("web", "--port", str(PORTS[1])),
    }
    with ExitStack() as stack:
        yield {name: stack.enter_context(late.place.running(*each)) for name, each in words.items()}


def answers(port: int) -> bool:
    """Say whether the login page is there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/inloggen", timeout=5) as page:
            return bool(re.search("gebruikersnaam", page.read().decode()))
    except OSError:
        return False


@pytest.mark.requirement("S-042")
def test_every_overdue_evaluation_is_flagged_once_though_one_of_each_is_killed(
    late: Late, running: dict[str, "subprocess.Popen[str]"]
) -> None:
    assert until(lambda: answers(PORTS[0]) and answers(PORTS[1]))
    assert until(lambda: len(late.flagged()) >= 3)

    for name in ("clock 1", "projections 1", "web 1"):
        running[name].send_signal(signal.SIGKILL)

    assert until(lambda: len(late.flagged()) == CASES)
    time.sleep(2)
    assert set(late.flagged().values()) == {1}
    assert late.positions_have_no_hole()
    assert answers(PORTS[1])
    assert late.place.run("verify").returncode == 0
