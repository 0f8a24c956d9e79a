"""PostgreSQL killed with signal 9 while many write: what it acknowledged is there, once."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.load import another_line, assert_kept, more_acknowledged, store_on, until, writing
from tests.faults.servers import children_of, database_on, folder_for_all, own_server, postmaster_of

pytestmark = pytest.mark.slow("starts a PostgreSQL server, kills it and waits until it is back")


Kill = Callable[[Path, int], None]


def kill_the_postmaster(data_dir: Path, _line: int) -> None:
    """Kill the process that all others of the server come from."""
    os.kill(postmaster_of(data_dir), signal.SIGKILL)


def kill_everything(data_dir: Path, _line: int) -> None:
    """Kill all processes of the server at once, so that nothing is written after this."""
    postmaster = postmaster_of(data_dir)
    for pid in (postmaster, *children_of(postmaster)):
        os.kill(pid, signal.SIGKILL)


def kill_the_one_that_appends(_data_dir: Path, line: int) -> None:
    """Kill the process that is appending; the server then ends all others and recovers."""
    os.kill(line, signal.SIGKILL)


def test_loses_and_doubles_nothing_however_the_server_dies() -> None:
    with folder_for_all() as folder, own_server(folder / "data") as server, database_on(server) as database:
        store = store_on(database)
        kills: tuple[Kill, ...] = (kill_the_one_that_appends, kill_everything, kill_the_postmaster)
        with writing(store) as tally:
            for kill in kills:
                until(more_acknowledged(tally, 150))
                comes_back = another_line(store)
                kill(folder / "data", store.recorder.commits.backend_pid or 0)
                until(comes_back)
                until(more_acknowledged(tally, 50))

        assert_kept(database.owner_dsn, tally.acknowledged, tally.asked)
