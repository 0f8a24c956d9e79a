"""Files of a person lie sealed under the key of their stream, are never changed, and die with that key."""

from uuid import uuid4

import psycopg
import pytest

from bluevitaal_es.database import Database
from bluevitaal_es.store import EventStore, Keyring
from bluevitaal_es.store.attachments import Attachments, NoKey
from tests.store.conftest import note

SCAN = b"%PDF-1.7 de handtekening van niemand %%EOF"


@pytest.fixture
def attachments(database: Database, keyring: Keyring) -> Attachments:
    """The sealed files of an empty log."""
    return Attachments(database, keyring)


def test_gives_back_what_was_kept_for_that_stream_only(store: EventStore, attachments: Attachments) -> None:
    stream, other = uuid4(), uuid4()
    store.append(note(stream, 0, "begin"))
    store.append(note(other, 0, "begin"))

    found_by = attachments.keep(stream, SCAN)

    assert attachments.opened(stream, found_by) == SCAN
    assert attachments.opened(other, found_by) is None
    assert attachments.opened(stream, "00" * 32) is None


def test_keeps_nothing_in_the_clear(store: EventStore, attachments: Attachments, database: Database) -> None:
    stream = uuid4()
    store.append(note(stream, 0, "begin"))

    assert attachments.keep(stream, SCAN) != attachments.keep(stream, SCAN)

    with database.pool.connection() as connection:
        rows = connection.execute("SELECT sealed FROM attachment.sealed_file").fetchall()
    assert [b"handtekening" in bytes(row[0]) for row in rows] == [False, False]


def test_refuses_a_stream_that_has_not_begun(attachments: Attachments) -> None:
    with pytest.raises(NoKey):
        attachments.keep(uuid4(), SCAN)


def test_is_unreadable_once_the_key_is_destroyed(
    store: EventStore, attachments: Attachments, database: Database
) -> None:
    stream = uuid4()
    store.append(note(stream, 0, "begin"))
    found_by = attachments.keep(stream, SCAN)

    with database.owner() as connection:
        connection.execute("UPDATE keys.data_key SET wrapped = NULL, destroyed_at = now()")
        connection.commit()

    assert attachments.opened(stream, found_by) is None
    with pytest.raises(NoKey):
        attachments.keep(stream, SCAN)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attachment.sealed_file SET sealed = sealed",
        "DELETE FROM attachment.sealed_file",
        "TRUNCATE attachment.sealed_file",
    ],
)
def test_is_only_added_to(
    store: EventStore, attachments: Attachments, database: Database, statement: str
) -> None:
    stream = uuid4()
    store.append(note(stream, 0, "begin"))
    attachments.keep(stream, SCAN)

    with pytest.raises(psycopg.Error), database.pool.connection() as connection:
        connection.execute(statement)
    with pytest.raises(psycopg.Error), database.owner() as connection:
        connection.execute(statement)


def test_refuses_a_file_under_a_hash_that_is_not_its_own(
    store: EventStore, attachments: Attachments, database: Database
) -> None:
    stream = uuid4()
    store.append(note(stream, 0, "begin"))
    attachments.keep(stream, SCAN)

    with pytest.raises(psycopg.errors.CheckViolation), database.pool.connection() as connection:
        connection.execute(
            "INSERT INTO attachment.sealed_file (sha256, stream_id, sealed)"
            " SELECT decode(repeat('00', 32), 'hex'), stream_id, sealed FROM attachment.sealed_file"
        )
