"""A new key-encryption key opens all that the old one did; an interruption loses nothing."""

from uuid import uuid4

import pytest

from bluevitaal_es.database import Database
from bluevitaal_es.store import EventStore, Keyring, WrongKey
from bluevitaal_es.store.keys import KeyEncryptionKey
from bluevitaal_es.store.rotation import rotate
from tests.store.conftest import EVENT_TYPES, note

OLD, NEW = KeyEncryptionKey(bytes(range(32))), KeyEncryptionKey(bytes(range(1, 33)))


def wrapped_by(database: Database) -> dict[str, int]:
    with database.owner() as owner:
        return dict(
            owner.execute(
                "SELECT kek_id, count(*) FROM keys.data_key WHERE wrapped IS NOT NULL GROUP BY kek_id"
            ).fetchall()
        )


def test_opens_everything_with_the_new_key_only(store: EventStore, database: Database) -> None:
    streams = [uuid4() for _ in range(5)]
    store.append_many([note(stream, 0, f"n{number}") for number, stream in enumerate(streams)])
    told: list[tuple[int, int]] = []

    assert rotate(database, OLD, NEW, lambda done, total: told.append((done, total)), batch=2) == 5

    assert told == [(2, 5), (4, 5), (5, 5)]
    assert wrapped_by(database) == {NEW.kek_id: 5}
    after = EventStore(database, Keyring(NEW, database), EVENT_TYPES)
    assert [after.read(stream)[0].event for stream in streams] == [
        store.read(stream)[0].event for stream in streams
    ]
    after.append(note(streams[0], 1, "verder"))
    with pytest.raises(WrongKey):
        EventStore(database, Keyring(OLD, database), EVENT_TYPES).read(streams[0])


def test_goes_on_after_an_interruption(store: EventStore, database: Database) -> None:
    store.append_many([note(uuid4(), 0, "a") for _ in range(7)])

    def interrupt(done: int, _total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(database, OLD, NEW, interrupt, batch=2)
    assert wrapped_by(database) == {OLD.kek_id: 3, NEW.kek_id: 4}

    assert rotate(database, OLD, NEW, batch=2) == 3
    assert wrapped_by(database) == {NEW.kek_id: 7}
    assert rotate(database, OLD, NEW) == 0


def test_seals_drafts_and_kept_text_anew(keyring: Keyring, database: Database) -> None:
    with database.owner() as owner:
        owner.execute(
            "INSERT INTO web.draft (id, owner, kind, body, saved_at) VALUES (%s, 'a', 'intake', %s, now())",
            [uuid4(), keyring.seal("draft", b"half een zin")],
        )
    for _ in range(2):
        rotate(database, OLD, NEW)

    with database.owner() as owner:
        row = owner.execute("SELECT body FROM web.draft").fetchone()
    assert row is not None
    assert Keyring(NEW, database).unseal("draft", bytes(row[0])) == b"half een zin"


def test_leaves_a_destroyed_key_destroyed(store: EventStore, database: Database) -> None:
    gone, kept = uuid4(), uuid4()
    store.append_many([note(gone, 0, "a"), note(kept, 0, "b")])
    with database.owner() as owner:
        owner.execute(
            "UPDATE keys.data_key SET wrapped = NULL, destroyed_at = now() WHERE key_id ="
            " (SELECT key_id FROM keys.stream_key WHERE stream_id = %s)",
            [gone],
        )

    assert rotate(database, OLD, NEW) == 1
    assert wrapped_by(database) == {NEW.kek_id: 1}


def test_refuses_an_old_key_that_is_not_that_of_the_database(store: EventStore, database: Database) -> None:
    store.append(note(uuid4(), 0, "a"))

    with pytest.raises(WrongKey):
        rotate(database, KeyEncryptionKey(bytes(32)), NEW)
    assert wrapped_by(database) == {OLD.kek_id: 1}
