"""The keys: made once, kept safe, and a wrong one is said in one line."""

from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from bluevitaal_es.database import Database
from bluevitaal_es.settings import Settings
from bluevitaal_es.store import EventStore, Keyring, WrongKey, open_keyring
from bluevitaal_es.store.keys import KeyEncryptionKey
from tests.store.conftest import EVENT_TYPES, note


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


def test_makes_a_key_file_at_the_first_start_and_keeps_to_it(settings: Settings, database: Database) -> None:
    first = open_keyring(settings, database)
    file = settings.data_dir / "kek"

    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text().startswith("# ")
    assert open_keyring(settings, database).kek == first.kek


def test_takes_the_key_from_the_environment(settings: Settings, database: Database) -> None:
    secret = bytes(range(32))
    given = replace(settings, kek=b64encode(secret).decode())

    assert open_keyring(given, database).kek == KeyEncryptionKey(secret)
    assert not settings.data_dir.exists()


def test_says_in_one_line_that_the_key_is_another(settings: Settings, database: Database) -> None:
    store = EventStore(database, open_keyring(settings, database), EVENT_TYPES)
    store.append(note(uuid4(), 0, "a"))

    with pytest.raises(WrongKey) as refused:
        open_keyring(replace(settings, kek=b64encode(bytes(32)).decode()), database)

    assert "hoort niet bij deze database" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_makes_no_new_key_for_a_database_that_has_one(settings: Settings, database: Database) -> None:
    EventStore(database, open_keyring(settings, database), EVENT_TYPES).append(note(uuid4(), 0, "a"))
    file = settings.data_dir / "kek"
    file.unlink()

    with pytest.raises(WrongKey, match="ontbreekt"):
        open_keyring(settings, database)
    assert not file.exists()


@pytest.mark.parametrize("content", ["", "geen base64!", b64encode(bytes(16)).decode()])
def test_refuses_a_file_that_holds_no_key(settings: Settings, database: Database, content: str) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / "kek").write_text(content)

    with pytest.raises(WrongKey):
        open_keyring(settings, database)


def test_wraps_a_key_for_its_own_id_only() -> None:
    kek, key_id, key = KeyEncryptionKey(bytes(range(32))), uuid4().bytes, bytes(32)
    wrapped = kek.wrap(key_id, key)

    assert kek.unwrap(key_id, wrapped) == key
    with pytest.raises(WrongKey):
        kek.unwrap(uuid4().bytes, wrapped)
    with pytest.raises(WrongKey):
        KeyEncryptionKey(bytes(32)).unwrap(key_id, wrapped)


def test_shows_no_secret_in_its_representation() -> None:
    assert "secret" not in repr(KeyEncryptionKey(bytes(range(32))))


def test_opens_what_it_sealed_for_the_same_purpose_only(keyring: Keyring, database: Database) -> None:
    sealed = keyring.seal("concept", b"half een zin")

    assert b"half" not in sealed
    assert keyring.unseal("concept", sealed) == b"half een zin"
    assert keyring.seal("concept", b"half een zin") != sealed
    for wrong in (sealed[:-1], b"", b"\x02" + sealed[1:], bytes(8)):
        with pytest.raises(WrongKey):
            keyring.unseal("concept", wrong)
    with pytest.raises(WrongKey):
        keyring.unseal("sessie", sealed)
    with pytest.raises(WrongKey):
        Keyring(KeyEncryptionKey(bytes(32)), database).unseal("concept", sealed)
