"""The disk of the server runs full while it is written to: it says so, loses nothing, and goes on after."""

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bluevitaal_es.store import Append, EventStore, group_commit
from bluevitaal_es.store.group_commit import OutcomeUnknown
from tests.faults.load import Tally, assert_kept, persistently, store_on, writing
from tests.faults.servers import database_on, folder_for_all, own_server
from tests.store.conftest import note

#: Letters that one event carries here, so that a disk is soon full.
LARGE = 100_000
MEGABYTE = 2**20

pytestmark = pytest.mark.slow("starts a PostgreSQL server on a disk of its own and fills it")


@contextmanager
def small_disk(folder: Path) -> Iterator[Callable[[], None]]:
    """Give a disk with little room at `folder / "data"`, and what makes more room on it."""
    disk = folder / "data"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=160m,mode=0755", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk of a chosen size can be mounted here: that takes root with all its rights")
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(50 * MEGABYTE))
    try:
        yield ballast.unlink
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def append_until_refused(store: EventStore, tally: Tally) -> tuple[Append, psycopg.Error]:
    """Append large events until the database says no; return what was refused, and the words."""
    stream_id = uuid4()
    for version in range(5000):
        append = note(stream_id, version, "x" * LARGE)
        tally.asked.add(append.command_id)
        try:
            tally.acknowledged[append.command_id] = store.append(append).positions
        except psycopg.Error as fault:
            return append, fault
    raise AssertionError("the disk took everything")


def test_a_full_disk_costs_nothing_that_was_acknowledged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "PATIENCE", 1.0)
    with (
        folder_for_all() as folder,
        small_disk(folder) as make_room,
        own_server(folder / "data") as server,
        database_on(server) as database,
    ):
        store, tally = store_on(database), Tally()
        refused, fault = append_until_refused(store, tally)
        # Refused by a server that goes on, or unknown since the server could not go on: said, either way.
        assert isinstance(fault, psycopg.errors.DiskFull | OutcomeUnknown)

        make_room()

        persistently(store, refused, tally)
        with writing(store, writers=4):
            pass
        persistently(store, note(uuid4(), 0, "after"), tally)
        assert_kept(database.owner_dsn, tally.acknowledged, None)


def test_a_file_that_may_not_grow_refuses_and_leaves_the_rest_alone() -> None:
    with folder_for_all() as folder:
        data_dir, tally = folder / "data", Tally()
        with (
            files_no_larger_than(18 * MEGABYTE),
            own_server(data_dir) as server,
            database_on(server) as database,
        ):
            store = store_on(database)
            persistently(store, note(uuid4(), 0, "before"), tally)
            refused, fault = append_until_refused(store, tally)
            assert "File too large" in str(fault)
            assert_kept(database.owner_dsn, tally.acknowledged, tally.asked - {refused.command_id})

        with own_server(data_dir) as server, database_on(server) as database:
            persistently(store_on(database), refused, tally)
            assert_kept(database.owner_dsn, tally.acknowledged, tally.asked)


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Let files of a server that starts in this block grow no larger: a full disk that takes no rights."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
