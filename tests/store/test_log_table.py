"""The log's tables: nobody changes what is in them, and the service only adds through the function."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import uuid4

import psycopg
import pytest

from bluevitaal_es.database import Database
from bluevitaal_es.store import EventStore
from tests.store.conftest import note

CHANGES = [
    "UPDATE log.event SET actor_id = 'somebody else'",
    "DELETE FROM log.event",
    "TRUNCATE log.event",
    "UPDATE log.origin SET kind = 'demo'",
    "DELETE FROM log.origin",
    "TRUNCATE log.origin",
]


#: Adds an event like the first, to a stream of its own, without any help of the store.
ONE_MORE = """
    SELECT a.outcome, a.first_position FROM (
        SELECT gen_random_uuid() AS stream, encode(substring(payload FROM 3 FOR 16), 'hex')::uuid AS key, *
        FROM log.event LIMIT 1
    ) e, LATERAL log.append(
        ARRAY[ROW(1, e.stream, 1, e.form, e.happened_at, e.type, e.stream, e.stream, NULL, NULL,
                  e.actor_id, e.actor_role, e.payload)::log.new_event],
        ARRAY[ROW(e.stream, e.key, '\\x00', 'kek')::keys.new_key]
    ) a
"""


@contextmanager
def service(database: Database) -> Iterator[psycopg.Connection]:
    with database.pool.connection() as connection:
        yield connection


@contextmanager
def owner(database: Database) -> Iterator[psycopg.Connection]:
    with database.owner() as connection:
        yield connection


@contextmanager
def superuser(database: Database) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.owner_dsn) as connection:
        yield connection


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("as_whom", [service, owner, superuser])
def test_refuses_a_change(
    store: EventStore,
    database: Database,
    as_whom: Callable[[Database], AbstractContextManager[psycopg.Connection]],
    change: str,
) -> None:
    store.append(note(uuid4(), 0, "a"))

    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_whom(database) as connection:
        connection.execute(change)


@pytest.mark.parametrize(
    "addition",
    [
        "INSERT INTO log.event SELECT * FROM log.event",
        "INSERT INTO keys.data_key SELECT * FROM keys.data_key",
        "UPDATE keys.data_key SET wrapped = NULL, destroyed_at = now()",
        "DELETE FROM keys.stream_key",
        "INSERT INTO log.case_number VALUES (2026, 1)",
        "UPDATE log.case_number SET last = 0",
        "CREATE TABLE log.other ()",
    ],
)
def test_lets_the_service_write_through_the_functions_only(
    store: EventStore, database: Database, addition: str
) -> None:
    store.append(note(uuid4(), 0, "a"))

    with pytest.raises(psycopg.errors.InsufficientPrivilege), service(database) as connection:
        connection.execute(addition)


def test_keeps_an_event_and_its_key_together(store: EventStore, database: Database) -> None:
    stream = uuid4()
    store.append_many([note(stream, 0, "a"), note(uuid4(), 4, "refused")])

    with service(database) as connection:
        kept = connection.execute(
            "SELECT stream_id FROM keys.stream_key JOIN keys.data_key USING (key_id)"
        ).fetchall()
    assert kept == [(stream,)]


def test_refuses_an_event_that_comes_without_a_key(store: EventStore, database: Database) -> None:
    store.append(note(uuid4(), 0, "a"))
    with service(database) as connection:
        for_another_stream = ONE_MORE.replace("ROW(e.stream, e.key", "ROW(e.key, e.key")
        answer = connection.execute(for_another_stream).fetchone()

    assert answer == (["missing_key"], [None])
    assert store.head() == 1


def test_leaves_no_hole_after_a_transaction_that_was_rolled_back(
    store: EventStore, database: Database
) -> None:
    store.append(note(uuid4(), 0, "a"))
    with service(database) as connection:
        answer = connection.execute(ONE_MORE).fetchone()
        connection.rollback()

    assert answer == (["appended"], [2])
    assert store.append(note(uuid4(), 0, "b")).positions == range(2, 3)
