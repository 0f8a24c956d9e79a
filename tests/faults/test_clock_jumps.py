"""Clocks that jump: moments of recording never go back, flags come once, sessions end."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest

from bluevitaal_es import app, clock
from bluevitaal_es.app import Parts
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.database import Database
from bluevitaal_es.scheduler import clockwork_of
from bluevitaal_es.settings import Settings
from bluevitaal_es.store.checkpoint import kept_checkpoints
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.session_table import ABSOLUTE, Sessions
from tests.conftest import TestPostgres
from tests.faults.late import late_cases
from tests.faults.load import store_on
from tests.spec import ANNA, CASE
from tests.store.conftest import note

#: A clock that is set right, wrong, further wrong and right again.
JUMPS = [timedelta(days=days) for days in (0, 1, -1, 2, -300, 3, 0)]
REGISTER = RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff")


@pytest.fixture
def parts(postgres: TestPostgres, tmp_path: Path) -> Iterator[Parts]:
    """A service on an empty log that keeps the time itself."""
    with app.opened(Settings(data_dir=tmp_path, database_url=postgres.empty())) as opened:
        yield opened


def test_gives_no_moment_before_that_of_the_last_event(database: Database) -> None:
    store = store_on(database)
    store.mark_as_demo()
    ahead = clock.now() + timedelta(days=1)
    one, other = uuid4(), uuid4()
    store.append(note(one, 0, "by a clock that ran ahead", recorded_at=ahead))

    store.append_many([note(other, 0, "a", "b"), note(uuid4(), 0, "c")])
    store.append(note(one, 1, "d"))
    store.append_many([note(one, 2, "e"), note(other, 2, "f")])

    moments = [recorded.recorded_at for recorded in store.read_log(after=0, limit=10)]
    assert moments == [ahead] * 7


def test_flags_and_signs_once_for_a_clock_that_jumps_back_and_forth(
    postgres: TestPostgres, tmp_path: Path
) -> None:
    late = late_cases(postgres, tmp_path, 3)
    settings = Settings(data_dir=late.place.folder, database_url=late.place.database_url)
    with app.opened(settings) as parts:
        parts.projector.catch_up()
        # In the middle of an hour: whoever looks for a checkpoint does so once in each.
        start = clock.now().replace(minute=30, microsecond=0)
        clockwork = clockwork_of(parts, seconds=1, lead=False)
        for jump in JUMPS:
            with clock.standing_at(start + jump):
                clockwork.tick()
                clockwork.tick()
            parts.projector.catch_up()
        with parts.database.pool.connection() as connection:
            signed = [checkpoint.made_at for checkpoint in kept_checkpoints(connection)]
        moments = [recorded.recorded_at for recorded in parts.store.read_log(after=0, limit=1000)]

    assert signed == [start + jump for jump in JUMPS[:-1]]
    assert set(late.flagged().values()) == {1}
    assert len(late.flagged()) == 3
    assert all(one <= other for one, other in pairwise(moments))


def test_goes_on_after_a_clock_that_was_far_ahead(parts: Parts) -> None:
    parts.desk.handle(REGISTER, ANNA)
    with clock.standing_at(clock.now() + timedelta(days=365)):
        clockwork_of(parts, lead=False).tick()

    clockwork_of(parts, lead=False).tick()

    with parts.database.pool.connection() as connection:
        made = [checkpoint.made_at for checkpoint in kept_checkpoints(connection)]
    assert clock.today() in {clock.day_of(moment) for moment in made}


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=365)])
def test_ends_a_session_that_was_opened_by_a_clock_that_was_ahead(parts: Parts, ahead: timedelta) -> None:
    sessions = Sessions(parts.database)
    Accounts(parts.database).add(Account("anna", "Anna", Role.BEHEER), "een lang wachtwoord")
    now = clock.now()
    with clock.standing_at(now + ahead):
        token = sessions.open("anna")
        assert is_open(sessions, token)

    assert not is_open(sessions, token)


def test_ends_a_session_in_time_though_the_clock_jumps_back_a_little(parts: Parts) -> None:
    sessions = Sessions(parts.database)
    Accounts(parts.database).add(Account("anna", "Anna", Role.BEHEER), "een lang wachtwoord")
    now = clock.now()
    with clock.standing_at(now + timedelta(minutes=1)):
        token = sessions.open("anna")
    assert is_open(sessions, token)

    for minutes in range(0, int(ABSOLUTE.total_seconds() // 60) + 2, 30):
        with clock.standing_at(now + timedelta(minutes=minutes)):
            last = is_open(sessions, token)
    with clock.standing_at(now + ABSOLUTE + timedelta(minutes=2)):
        assert not is_open(sessions, token)
    assert last


def is_open(sessions: Sessions, token: str) -> bool:
    """Say whether somebody with this token is logged in."""
    session = sessions.find(token)
    return session is not None and session.is_open
