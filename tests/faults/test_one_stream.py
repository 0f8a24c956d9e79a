"""Sixteen writers on one stream, in four processes: each version has one winner, all others are told."""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from bluevitaal_es.database import Database
from tests.faults.load import assert_kept, store_on

ROOT = Path(__file__).parents[2]
PROCESSES, THREADS, VERSIONS = 4, 4, 400

pytestmark = pytest.mark.slow("starts four processes")


def test_gives_each_version_to_one_writer(database: Database) -> None:
    stream_id = uuid4()
    words = [database.owner_dsn, str(THREADS), str(stream_id), str(VERSIONS)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.writing_process", *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    with ThreadPoolExecutor(PROCESSES) as hearing:
        said = list(hearing.map(lambda process: process.communicate("go\n", 60)[0].splitlines(), processes))

    assert [process.returncode for process in processes] == [0] * PROCESSES
    told = [line.split() for lines in said for line in lines]
    won = {
        UUID(command): (int(version), int(place)) for kind, command, version, place in told if kind == "won"
    }
    lost = [(int(expected), int(actual)) for kind, _, expected, actual in told if kind == "lost"]
    assert {version for version, _ in won.values()} >= set(range(VERSIONS))
    assert set(Counter(version for version, _ in won.values()).values()) == {1}
    assert lost
    assert all(actual > expected for expected, actual in lost)
    assert len(store_on(database).read(stream_id)) == len(won)
    kept = {command: range(place, place + 1) for command, (_, place) in won.items()}
    assert_kept(database.owner_dsn, kept, set(kept))
