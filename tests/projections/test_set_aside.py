"""An event that a projection cannot take in: it stands still, says so and tries again; the others go on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from pydantic import ConfigDict
from structlog.testing import capture_logs

from bluevitaal_es import clock
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.base import Event
from bluevitaal_es.events.case import NoteAdded
from bluevitaal_es.projections.caseload.projection import CaseloadProjection
from bluevitaal_es.store import Append, NewEvent
from bluevitaal_es.store import set_aside as pauses
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web.pages.health import positions_of, stuck_in
from tests.conftest import TestPostgres
from tests.faults.load import until
from tests.spec import ANNA
from tests.world import World, opened


class Spoilt(Event):
    """A note as none of our programs wrote it: it cannot be read as one."""

    stored_as: ClassVar[str] = NoteAdded.stored_as

    words: str


class Readable(NoteAdded):
    """A note as a mended program reads it: what it does not know it passes by."""

    model_config = ConfigDict(extra="ignore")

    text: str = ""


@pytest.fixture
def world(postgres: TestPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An empty service that tries again soon."""
    monkeypatch.setattr(pauses, "FIRST_PAUSE", 0.2)
    with opened(postgres, tmp_path, demo=False) as made:
        yield made


@contextmanager
def following(world: World) -> Iterator[list[Any]]:
    """Let a projector follow the log in a thread of its own; give what it writes in its log."""
    stop = threading.Event()
    thread = threading.Thread(target=world.projector.run, args=[stop], daemon=True)
    with capture_logs() as said:
        thread.start()
        try:
            yield said
            assert thread.is_alive()
        finally:
            stop.set()
            thread.join(10)


def register(world: World) -> CaseId:
    """Register a case."""
    case_id = CaseId(uuid4())
    number = f"T-2026-{world.store.head():04d}"
    world.desk.handle(RegisterCase(case_id=case_id, number=number, target_group="current_staff"), ANNA)
    return case_id


def spoil(world: World, case_id: CaseId) -> int:
    """Record an event that cannot be read, and return its position."""
    new = NewEvent(Spoilt(words="x"), clock.now())
    append = Append(case_id, 1, [new], ANNA.id, Role.BEGELEIDER, uuid4(), uuid4())
    return world.store.append(append).last_position


def stuck(world: World) -> dict[str, int]:
    """Return what the page for health says stands still, and where."""
    return stuck_in(world.database, positions_of(world.database)[1])


def places(world: World) -> dict[str, int]:
    """Return how far each projection has come."""
    return positions_of(world.database)[1]


def pauses_of(said: list[Any], name: str) -> list[float]:
    """Return until when a projection rested, each time it was tried."""
    return [one["again_in"] for one in said if one.get("projection") == name and "again_in" in one]


def test_an_unreadable_event_stops_who_hears_it_and_nobody_else(world: World) -> None:
    spoilt = spoil(world, register(world))
    for _ in range(3):
        register(world)
    head = world.store.head()
    with following(world) as said:
        until(lambda: places(world)["staff"] == places(world)["erasures"] == head)
        until(lambda: len(pauses_of(said, "case_file")) >= 3)
        standing = stuck(world)

        assert {"case_file", "case_history", "audit_trail"} <= set(standing)
        assert not {"staff", "erasures", "caseload", "agenda"} & set(standing)
        assert set(standing.values()) == {spoilt}
        assert pauses_of(said, "case_file")[:3] == [0.2, 0.4, 0.8]
        assert not world.projector.wait_for(head, seconds=0.1)

        world.store.mapper.event_types = {**EVENT_TYPES, Readable.stored_as: Readable}
        until(lambda: world.projector.reached() == head)
        until(lambda: stuck(world) == {})


def test_a_projection_that_fails_stops_alone_just_before_what_it_cannot_take_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [register(world) for _ in range(7)]
    draw = CaseloadProjection.apply

    def fail(self: CaseloadProjection, cursor: Any, batch: Any, read_stream: Any) -> None:
        if any(recorded.stream_id == ids[4] for recorded in batch):
            raise ZeroDivisionError
        draw(self, cursor, batch, read_stream)

    with following(world), monkeypatch.context() as patch:
        patch.setattr(CaseloadProjection, "apply", fail)
        ids[4] = register(world)
        at = world.store.head()
        register(world)
        until(lambda: stuck(world) == {"caseload": at})
        until(lambda: set(places(world).values()) == {at - 1, at + 1})
        patch.undo()
        until(lambda: world.projector.reached() == at + 1)
