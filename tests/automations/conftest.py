"""A service on a real database, empty and with a log that takes moments from the story."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import TestPostgres
from tests.world import World, opened


@pytest.fixture
def world(postgres: TestPostgres, tmp_path: Path) -> Iterator[World]:
    """An empty world for this test alone."""
    with opened(postgres, tmp_path) as made:
        yield made
