"""A service in which evaluations are overdue, for clocks to find."""

import socket
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from bluevitaal_es import app, clock
from bluevitaal_es.access import Actor
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.settings import Settings
from bluevitaal_es.vocabulary import CaseId, Role
from tests.conftest import TestPostgres
from tests.running import Place, new_place

BEGELEIDER = Actor(str(uuid4()), "Anna Voorbeeld", Role.BEGELEIDER)


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


def late_cases(postgres: TestPostgres, folder: Path, count: int) -> Late:
    """Return cases with an intake ten weeks ago and nothing since."""
    place = new_place(postgres, folder)
    settings = Settings(data_dir=place.folder, database_url=place.database_url)
    begeleider_id = UUID(BEGELEIDER.id)
    actor = Actor(BEGELEIDER.id, BEGELEIDER.name, Role.BEGELEIDER, frozenset({begeleider_id}))
    began = clock.now() - timedelta(weeks=10)
    case_ids = tuple(uuid4() for _ in range(count))
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


def free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
