"""A new key-encryption key opens all that the old one did; an interruption loses nothing."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from bluevitaal_es import clock
from bluevitaal_es.database import Database
from bluevitaal_es.database.pool import connect
from bluevitaal_es.events.base import Forgotten
from bluevitaal_es.events.erasure import ErasureApproved, ErasureRequested
from bluevitaal_es.settings import Settings
from bluevitaal_es.store import Append, EventStore, Keyring, NewEvent, WrongKey
from bluevitaal_es.store.forgetting import Forgetting
from bluevitaal_es.store.keys import KeyEncryptionKey, open_keyring
from bluevitaal_es.store.rotation import SEALED, NotAlone, alone, renew_data_keys, rotate
from bluevitaal_es.vocabulary import Role, erasure_stream
from tests.store.conftest import EVENT_TYPES, NOON, note

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


def test_forgets_no_table_of_the_pages_in_which_something_lies_sealed(database: Database) -> None:
    with database.owner() as owner:
        found = owner.execute(
            "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'web' AND data_type = 'bytea' AND column_name IN ('sealed', 'body')"
        ).fetchall()

    # What waits for an answer of some minutes: it is asked again.
    minutes = {("web.challenge", "sealed"), ("web.oidc_login", "sealed")}
    assert set(found) - minutes == {(table, column) for table, column, _ in SEALED}


def test_seals_anew_what_lies_sealed_for_the_pages(keyring: Keyring, database: Database) -> None:
    with database.owner() as owner:
        owner.execute(
            "INSERT INTO web.draft (id, owner, kind, body, saved_at) VALUES (%s, 'a', 'intake', %s, now())",
            [uuid4(), keyring.seal("draft", b"half een zin")],
        )
        owner.execute(
            "INSERT INTO web.account (username, name, role, password_hash, made_at)"
            " VALUES ('a', 'A', 'begeleider', '', now())"
        )
        owner.execute(
            "INSERT INTO web.calendar_feed VALUES ('a', 'hash', 'Afspraak', now(), NULL, %s)",
            [keyring.seal("calendar feed", b"wanneer")],
        )
    for _ in range(2):
        rotate(database, OLD, NEW)

    with database.owner() as owner:
        row = owner.execute("SELECT body, sealed FROM web.draft, web.calendar_feed").fetchone()
    assert row is not None
    assert Keyring(NEW, database).unseal("draft", bytes(row[0])) == b"half een zin"
    assert Keyring(NEW, database).unseal("calendar feed", bytes(row[1])) == b"wanneer"


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


def another(database: Database) -> Database:
    return connect(database.service_dsn, database.owner_dsn, database.kind, pool_size=1)


def test_refuses_while_another_process_is_connected(database: Database) -> None:
    with database.pool.connection() as connection:
        connection.execute("SELECT 1")

    with pytest.raises(NotAlone), alone(another(database)):
        pytest.fail("it was not alone")


def test_keeps_others_out_until_it_is_done(database: Database, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, kek_file=tmp_path / "kek")
    with alone(database):
        starting = another(database)
        with pytest.raises(WrongKey):
            open_keyring(settings, starting)
        starting.pool.close()
        refused = pytest.raises(NotAlone, match="Er wordt al een andere hoofdsleutel gegeven")
        with refused, alone(another(database)):
            pytest.fail("two at once")
    starting = another(database)
    open_keyring(settings, starting)
    starting.close()


def present_keys(database: Database) -> dict[UUID, UUID]:
    with database.owner() as owner:
        return dict(owner.execute("SELECT stream_id, key_id FROM keys.stream_key").fetchall())


def test_renews_data_keys_while_a_process_goes_on(
    store: EventStore, database: Database, keyring: Keyring
) -> None:
    streams = [uuid4() for _ in range(5)]
    store.append_many([note(stream, 0, "oud") for stream in streams])
    before = present_keys(database)
    told: list[tuple[int, int]] = []
    with database.owner() as owner:
        owner.execute("UPDATE keys.data_key SET made_at = now() - interval '2 days'")
    cutoff = clock.now() - timedelta(days=1)

    renewed = renew_data_keys(
        database, keyring, cutoff, lambda done, total: told.append((done, total)), batch=2
    )

    assert (renewed, told) == (5, [(2, 5), (4, 5), (5, 5)])
    assert not set(present_keys(database).values()) & set(before.values())
    assert renew_data_keys(database, keyring, cutoff) == 0
    store.append(note(streams[0], 1, "nieuw"))
    fresh = EventStore(database, Keyring(OLD, database), EVENT_TYPES)
    assert [found.event.model_dump()["text"] for found in fresh.read(streams[0])] == ["oud", "nieuw"]
    assert store.recorder.rows("WHERE stream_id = %s", [streams[0]])[1].plain is not None


def test_renews_each_key_once_though_the_moment_lies_ahead(
    store: EventStore, database: Database, keyring: Keyring
) -> None:
    store.append_many([note(uuid4(), 0, "oud") for _ in range(3)])

    assert renew_data_keys(database, keyring, clock.now() + timedelta(days=1), batch=2) == 3


def test_destroys_the_former_keys_too(store: EventStore, database: Database, keyring: Keyring) -> None:
    stream = uuid4()
    store.append(note(stream, 0, "oud"))
    with database.owner() as owner:
        owner.execute("UPDATE keys.data_key SET made_at = now() - interval '2 days'")
    assert renew_data_keys(database, keyring, clock.now() - timedelta(days=1)) == 1
    store.append(note(stream, 1, "nieuw"))
    approved(store, stream)

    Forgetting(database, keyring).destroy(stream, erasure_stream(stream), "")

    fresh = EventStore(database, Keyring(OLD, database), EVENT_TYPES)
    assert [type(found.event) for found in fresh.read(stream)] == [Forgotten, Forgotten]
    assert [type(found.event) for found in store.read(stream)] == [Forgotten, Forgotten]


def approved(store: EventStore, stream: UUID) -> None:
    asked = ErasureRequested(case_id=stream, number=None, ground="client_request", retention_ends=None)
    for version, (event, who, role) in enumerate(
        [(asked, "a", Role.BEHEER), (ErasureApproved(case_id=stream), "b", Role.FG)]
    ):
        new = [NewEvent(event, NOON)]
        store.append(Append(erasure_stream(stream), version, new, who, role, uuid4(), uuid4()))
