from collections.abc import Iterator
from itertools import chain, repeat
from threading import Barrier, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store import projector as projecting
from bluevitaal_es.store.projecting import Cursor, Projection, ReadStream
from bluevitaal_es.store.projector import Projector
from tests.acts import Life
from tests.conftest import TestPostgres
from tests.projections.lived import some_lives, write
from tests.projections.story import told
from tests.world import Tables, World, every_projection, opened

pytestmark = pytest.mark.slow("random lives, each on a database of its own")


class Killed(Exception):
    """The end of a process in the middle of its work."""


def dying(projection: Projection, deaths: Iterator[bool]) -> Projection:
    """Return a read model that does the first half of a batch and dies, whenever it is its time."""
    kind = type(projection)

    def apply(_: Projection, cursor: Cursor, batch: list[Recorded], read_stream: ReadStream) -> None:
        if next(deaths):
            kind.apply(projection, cursor, batch[: (len(batch) + 1) // 2], read_stream)
            raise Killed
        kind.apply(projection, cursor, batch, read_stream)

    mortal: type[Projection] = type(kind.__name__, (kind,), {"apply": apply, "__module__": kind.__module__})
    return mortal()


def undisturbed(world: World) -> Tables:
    """Return the rows as one projector draws them in peace, on tables of its own."""
    world.drop_views()
    projector = world.another_projector()
    projector.prepare()
    projector.catch_up()
    return world.tables()


@settings(max_examples=8, deadline=None)
@given(lives=some_lives(), deaths=st.lists(st.booleans(), min_size=3, max_size=25), size=st.integers(1, 9))
def test_goes_on_exactly_once_after_dying_in_the_middle_of_a_batch(
    postgres: TestPostgres,
    tmp_path_factory: pytest.TempPathFactory,
    lives: list[Life],
    deaths: list[bool],
    size: int,
) -> None:
    with (
        opened(postgres, tmp_path_factory.mktemp("keys")) as world,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(projecting, "BATCH", size)
        count = write(world, lives)
        to_come = chain(deaths, repeat(False))

        reached = 0
        while reached < count:
            mortals = [dying(projection, to_come) for projection in every_projection()]
            try:
                reached = world.another_projector(*mortals).catch_up()
            except Killed:
                continue

        after_deaths = world.tables()
        patch.undo()
        assert after_deaths == undisturbed(world)


def test_takes_back_a_half_done_batch_with_its_position(world: World) -> None:
    write(world, [told()])
    mortals = [dying(projection, repeat(True)) for projection in every_projection()]
    before = world.tables()

    with pytest.raises(Killed):
        world.another_projector(*mortals).catch_up()

    assert world.tables() == before


@settings(max_examples=4, deadline=None)
@given(lives=some_lives())
def test_never_doubles_when_two_projectors_run(
    postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory, lives: list[Life]
) -> None:
    with (
        opened(postgres, tmp_path_factory.mktemp("keys")) as world,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(projecting, "BATCH", 3)
        count = write(world, lives)
        start, faults = Barrier(2), list[BaseException]()

        def follow(projector: Projector) -> None:
            start.wait()
            try:
                projector.catch_up()
            except BaseException as fault:
                faults.append(fault)
                raise

        threads = [Thread(target=follow, args=[world.another_projector()]) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert faults == []
        assert len(world.tables()["view_audit_trail.audit_trail"]) == count
        drawn = world.tables()
        patch.undo()
        assert drawn == undisturbed(world)


def test_draws_the_same_rows_in_batches_of_any_size(world: World) -> None:
    write(world, [told()])
    drawn = []
    for size in (1, 2, 500):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(projecting, "BATCH", size)
            drawn.append(undisturbed(world))

    assert drawn[0] == drawn[1] == drawn[2]
