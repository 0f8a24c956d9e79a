"""The clock makes one checkpoint for each day, and goes on when it cannot."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bluevitaal_es import app, clock
from bluevitaal_es.app import Parts
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.scheduler import checkpoint_of_today, clockwork_of
from bluevitaal_es.settings import Settings
from bluevitaal_es.store.checkpoint import Checkpoint, kept_checkpoints
from tests.attacker import tamper
from tests.conftest import TestPostgres
from tests.spec import ANNA, CASE

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def empty(postgres: TestPostgres, tmp_path: Path) -> Iterator[Parts]:
    """A service on an empty log."""
    with app.opened(Settings(data_dir=tmp_path, database_url=postgres.empty())) as opened:
        yield opened


@pytest.fixture
def parts(empty: Parts) -> Parts:
    """A service with one case in its log."""
    empty.desk.handle(RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff"), ANNA)
    return empty


def kept(parts: Parts) -> list[Checkpoint]:
    with parts.database.pool.connection() as connection:
        return kept_checkpoints(connection)


def test_makes_one_checkpoint_for_each_day(parts: Parts) -> None:
    made = [
        checkpoint_of_today(parts, NOON + timedelta(hours=hours)) for hours in (0, 1, 11, 12, 13, 35, 36, 100)
    ]

    assert made == [1, 0, 0, 1, 0, 0, 1, 1]
    assert [each.position for each in kept(parts)] == [parts.store.head()] * 4


def test_signs_nothing_as_long_as_the_log_is_empty(empty: Parts, tmp_path: Path) -> None:
    assert checkpoint_of_today(empty, NOON) == 0
    assert kept(empty) == []
    assert not (tmp_path / "checkpoint-key").exists()


def test_looks_once_an_hour(parts: Parts) -> None:
    ticking = clockwork_of(parts, lead=False)
    for minutes in (0, 1, 2, 61):
        with clock.standing_at(NOON + timedelta(minutes=minutes)):
            ticking.tick()

    with parts.database.pool.connection() as connection:
        rows = connection.execute(
            "SELECT extract(minute FROM slot)::int, effects FROM clockwork.run"
            " WHERE job = 'daily_checkpoint' ORDER BY slot"
        ).fetchall()
    assert rows == [(0, 1), (0, 0)]
    assert len(kept(parts)) == 1


def test_signs_no_altered_log_and_goes_on(parts: Parts) -> None:
    tamper(parts.database.owner_dsn, "UPDATE log.event SET actor_id = 'somebody else' WHERE position = 1")

    assert checkpoint_of_today(parts, NOON) == 0
    assert kept(parts) == []


def test_makes_no_other_key_when_its_own_is_gone(parts: Parts, tmp_path: Path) -> None:
    checkpoint_of_today(parts, NOON)
    (tmp_path / "checkpoint-key").unlink()

    assert checkpoint_of_today(parts, NOON + timedelta(days=1)) == 0
    assert len(kept(parts)) == 1
