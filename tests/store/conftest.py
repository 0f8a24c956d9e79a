"""An event store with event types of its own, on a real database."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import resources
from typing import Any, ClassVar
from uuid import UUID, uuid4

import psycopg
import pytest

from bluevitaal_es.database import Database
from bluevitaal_es.events.base import Event
from bluevitaal_es.store import Append, EventStore, Keyring, NewEvent
from bluevitaal_es.store.keys import KeyEncryptionKey
from bluevitaal_es.vocabulary import Role

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


class NoteTaken(Event):
    """Somebody wrote something down."""

    stored_as: ClassVar[str] = "note.taken"

    text: str
    on: datetime | None = None


class NoteMoved(Event):
    """A note went elsewhere; in its first form the place was called `where`."""

    stored_as: ClassVar[str] = "note.moved"
    form: ClassVar[int] = 2

    place: str

    @classmethod
    def raised(cls, form: int, data: dict[str, Any]) -> dict[str, Any]:
        """Give the place of the first form its present name."""
        return {"place": data["where"]} if form == 1 else data


EVENT_TYPES: Mapping[str, type[Event]] = {kind.stored_as: kind for kind in (NoteTaken, NoteMoved)}


def note(
    stream_id: UUID,
    expected_version: int,
    *texts: str,
    command_id: UUID | None = None,
    recorded_at: datetime | None = None,
    causation_id: UUID | None = None,
) -> Append:
    """Return an append of notes, by default of a command of its own."""
    return Append(
        stream_id=stream_id,
        expected_version=expected_version,
        events=[NewEvent(NoteTaken(text=text, on=NOON), NOON) for text in texts],
        actor_id="8c9f6a2e-0f0e-4a58-9f04-1d9b3f5f7c11",
        actor_role=Role.BEGELEIDER,
        command_id=command_id or uuid4(),
        correlation_id=uuid4(),
        causation_id=causation_id,
        recorded_at=recorded_at,
    )


@contextmanager
def looks_recorded_at(database: Database, moment: datetime) -> Iterator[None]:
    """Let the database take that moment for now, inside the block, when it records a look."""
    migrations = resources.files("bluevitaal_es.database") / "migrations"
    text = migrations.joinpath("0065_reading_more.sql").read_text("utf-8")
    start = text.index("CREATE FUNCTION reading.append(")
    usual = "CREATE OR REPLACE" + text[start + len("CREATE") : text.index("$$;", start) + 3]
    with psycopg.connect(database.owner_dsn, autocommit=True) as superuser:
        superuser.execute(usual.replace("clock_timestamp()", f"'{moment}'::timestamptz").encode())
        yield
        superuser.execute(usual.encode())


@pytest.fixture
def keyring(database: Database) -> Keyring:
    """A keyring with a key of its own."""
    return Keyring(KeyEncryptionKey(bytes(range(32))), database)


@pytest.fixture
def store(database: Database, keyring: Keyring) -> EventStore:
    """A store on an empty log."""
    return EventStore(database, keyring, EVENT_TYPES)


@pytest.fixture
def writers() -> Iterator[ThreadPoolExecutor]:
    """As many threads as a test may need."""
    with ThreadPoolExecutor(40) as pool:
        yield pool
