"""Events that come alone go in by a shorter way, with the same rules as all others."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from bluevitaal_es import clock
from bluevitaal_es.database import Database
from bluevitaal_es.store import (
    Append,
    AppendOutcome,
    EventStore,
    KeyDestroyed,
    Keyring,
    VersionConflict,
    verify,
)
from bluevitaal_es.store.rotation import renew_data_keys
from tests.store.conftest import note
from tests.store.test_store import destroy_key

Answer = AppendOutcome | Exception
Give = Callable[[Append], Answer]


@pytest.fixture(params=["alone", "in company"])
def give(request: pytest.FixtureRequest, store: EventStore) -> Give:
    """Append one event and return the answer: by itself, or with another before and after it in one call."""
    companions = uuid4(), uuid4()
    versions = [1]
    store.append_many([note(stream, 0, "begun") for stream in companions])

    def alone(append: Append) -> Answer:
        return store.append(append)

    def in_company(append: Append) -> Answer:
        before, after = (note(stream, versions[0], "with it") for stream in companions)
        versions[0] += 1
        return store.append_many([before, append, after])[1]

    def asked(append: Append) -> Answer:
        try:
            return (alone if request.param == "alone" else in_company)(append)
        except (VersionConflict, KeyDestroyed) as refused:
            return refused
        finally:
            # Whatever became of it, its company went in.
            assert all(len(store.read(stream)) == versions[0] for stream in companions)

    return asked


@pytest.fixture
def stream(store: EventStore) -> UUID:
    """A stream with one event."""
    begun = uuid4()
    store.append(note(begun, 0, "first"))
    return begun


def position_of(answer: Answer) -> int:
    assert isinstance(answer, AppendOutcome), answer
    assert not answer.repeated
    (position,) = answer.positions
    return position


def test_are_links_of_the_same_chain(store: EventStore, database: Database, stream: UUID, give: Give) -> None:
    store.append(note(stream, 1, "two", "together"))
    positions = [position_of(give(note(stream, version, "alone"))) for version in (3, 4, 5)]

    assert [recorded.position for recorded in store.read(stream)][3:] == positions
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        assert verify(connection).ok


@pytest.mark.parametrize("version", [0, 2])
def test_do_not_go_where_the_stream_does_not_stand(
    store: EventStore, stream: UUID, give: Give, version: int
) -> None:
    answer = give(note(stream, version, "elsewhere"))

    assert isinstance(answer, VersionConflict)
    assert (answer.stream_id, answer.expected, answer.actual) == (stream, version, 1)
    assert len(store.read(stream)) == 1


def test_do_once_what_a_command_asks_also_when_the_stream_went_on(
    store: EventStore, stream: UUID, give: Give
) -> None:
    command = uuid4()
    first = position_of(give(note(stream, 1, "once", command_id=command)))

    again = give(note(stream, 2, "once", command_id=command))

    assert again == AppendOutcome(range(first, first + 1), repeated=True)
    assert len(store.read(stream)) == 2


def test_are_sealed_under_the_key_that_the_stream_has_now(
    database: Database, keyring: Keyring, stream: UUID, give: Give
) -> None:
    renew_data_keys(database, keyring, clock.now() + timedelta(days=1))

    position_of(give(note(stream, 1, "after")))

    with database.owner() as owner:
        sealed_under_it = owner.execute(
            "SELECT substring(e.payload FROM 3 FOR 16) = uuid_send(s.key_id)"
            " FROM log.event e JOIN keys.stream_key s USING (stream_id)"
            " WHERE e.stream_id = %s ORDER BY e.stream_version",
            [stream],
        ).fetchall()
    assert sealed_under_it == [(False,), (True,)]


def test_are_refused_when_the_key_was_destroyed(
    store: EventStore, database: Database, stream: UUID, give: Give
) -> None:
    destroy_key(database, stream)

    assert isinstance(give(note(stream, 1, "too late")), KeyDestroyed)
    assert len(store.read(stream)) == 1
