"""Runs the command `bluevitaal` as people do: a process of its own, on a database of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import TestPostgres


@dataclass(frozen=True)
class Place:
    """Where a service keeps its data: an own database on the test server, and a folder for its key."""

    database_url: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which every process of this service runs."""
        ours = {
            "DATABASE_URL": self.database_url,
            "BLUEVITAAL_DATA_DIR": str(self.folder),
            "BLUEVITAAL_SECURE_COOKIES": "nee",
            "NO_COLOR": "1",
            "COLUMNS": "200",
        }
        return {**os.environ, **ours}

    def run(self, *words: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """Run the command to its end and return what it said."""
        return subprocess.run(
            [sys.executable, "-m", "bluevitaal_es", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    @contextmanager
    def running(self, *words: str) -> Iterator["subprocess.Popen[str]"]:
        """Keep the command running inside the block; it is killed if it does not end by itself."""
        process = subprocess.Popen(
            [sys.executable, "-m", "bluevitaal_es", *words],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate(timeout=20)


def new_place(postgres: TestPostgres, folder: Path) -> Place:
    """Return a place with an empty database."""
    return Place(postgres.empty(), folder)
