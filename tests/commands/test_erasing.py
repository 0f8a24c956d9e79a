"""Carrying an erasure out: nothing is destroyed that the log does not say was approved."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.erasing import carry_out
from bluevitaal_es.commands.forget_person import ApproveErasure, PlaceLegalHold, RequestErasure
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.events.base import Forgotten
from bluevitaal_es.store.forgetting import Forgetting
from tests.conftest import TestPostgres
from tests.spec import ADMIN, ANNA, CASE, OFFICER, uid
from tests.world import World, opened

NUMBER, DAY = "T-2026-0001", "2026-01-20"


@pytest.fixture
def world(postgres: TestPostgres, tmp_path: Path) -> Iterator[World]:
    """A world with one case, of whom it was asked that they be forgotten."""
    with opened(postgres, tmp_path) as made:
        made.do(RegisterCase(case_id=CASE, number=NUMBER, target_group="current_staff"), at="2026-01-05")
        made.do(
            RequestErasure(case_id=CASE, number=NUMBER, ground="client_request"), by=ADMIN, at="2026-01-19"
        )
        yield made


def forgetting_of(world: World) -> Forgetting:
    return Forgetting(world.database, world.store.recorder.keys)


def test_refuses_what_nobody_approved(world: World) -> None:
    with pytest.raises(refusals.ErasureIsNotApproved):
        carry_out(world.desk, forgetting_of(world), CASE, NUMBER, OFFICER)

    assert not isinstance(world.stream(CASE)[0].event, Forgotten)


def test_refuses_after_a_hold_that_followed_the_approval(world: World) -> None:
    world.do(ApproveErasure(case_id=CASE), by=OFFICER, at=DAY)
    held = PlaceLegalHold(case_id=CASE, number=NUMBER, hold_id=uid("hold"), ground="legal_claim")
    world.do(held, by=ADMIN, at=DAY)

    with pytest.raises(refusals.ErasureIsNotApproved):
        carry_out(world.desk, forgetting_of(world), CASE, NUMBER, ADMIN)


def test_refuses_who_has_no_part_in_it(world: World) -> None:
    world.do(ApproveErasure(case_id=CASE), by=OFFICER, at=DAY)

    with pytest.raises(refusals.NotAllowed):
        carry_out(world.desk, forgetting_of(world), CASE, NUMBER, ANNA)
    assert not isinstance(world.stream(CASE)[0].event, Forgotten)
