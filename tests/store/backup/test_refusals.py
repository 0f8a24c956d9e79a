"""What is not whole, does not fit or would overwrite something is refused, with nothing put back."""

import json
import os
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from shutil import move
from typing import Any
from uuid import uuid4

import pytest

from bluevitaal_es.settings import Settings
from bluevitaal_es.store import EventStore, Keyring
from bluevitaal_es.store.backup import (
    BackupFault,
    KeyPart,
    back_up,
    make_identity,
    read_key_part,
    read_log_part,
    restore,
)
from tests.attacker import make_right_from, tamper
from tests.conftest import TestPostgres
from tests.store.backup.conftest import (
    EVENTS,
    IDENTITY,
    NOW,
    RECIPIENT,
    Elsewhere,
    House,
)
from tests.store.conftest import EVENT_TYPES, note


def changed(file: Path, place: int) -> None:
    """Change one byte of a file."""
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


def described_anew(folder: Path, **fields: Any) -> None:
    """Make what is written down of the log part fit its files again, as somebody who knows how would."""
    manifest = json.loads((folder / "log" / "manifest.json").read_text())
    for part in manifest["parts"]:
        content = (folder / "log" / part["name"]).read_bytes()
        part |= {"size": len(content), "sha256": sha256(content).hexdigest()}
    manifest["origin"] |= fields
    (folder / "log" / "manifest.json").write_text(json.dumps(manifest))


EVENT_FILE, END_OF_COPY = Path("log", "log.event.pgcopy"), 2


@pytest.mark.parametrize("place", [25, 700, -40])
def test_refuses_a_changed_byte(house: House, elsewhere: Elsewhere, place: int) -> None:
    folder = house.back_up()
    changed(folder / EVENT_FILE, place)

    with pytest.raises(BackupFault, match="niet zoals het is geschreven"):
        elsewhere.restore(folder)
    described_anew(folder)
    with pytest.raises(BackupFault, match=r"gebroken op plaats|midden in een rij"):
        elsewhere.restore(folder)

    assert elsewhere.is_untouched()


def test_refuses_a_tail_that_was_cut_off(house: House, elsewhere: Elsewhere) -> None:
    folder = house.back_up()
    file = folder / EVENT_FILE
    rows = file.read_bytes()

    file.write_bytes(rows[:-100])
    with pytest.raises(BackupFault, match="niet zoals het is geschreven"):
        elsewhere.restore(folder)
    described_anew(folder)
    with pytest.raises(BackupFault, match="midden in een rij"):
        elsewhere.restore(folder)
    last = rows.rindex((14).to_bytes(2, "big") + (8).to_bytes(4, "big") + EVENTS.to_bytes(8, "big"))
    file.write_bytes(rows[:last] + rows[-END_OF_COPY:])
    described_anew(folder)
    with pytest.raises(BackupFault, match=f"eindigt op plaats {EVENTS - 1}"):
        elsewhere.restore(folder)

    assert elsewhere.is_untouched()


def test_refuses_a_file_that_is_gone(house: House, elsewhere: Elsewhere) -> None:
    folder = house.back_up()
    (folder / EVENT_FILE).unlink()

    with pytest.raises(BackupFault, match="niet te lezen"):
        elsewhere.restore(folder)


@pytest.mark.parametrize("part", ["log", "keys"])
def test_refuses_what_is_no_backup(house: House, elsewhere: Elsewhere, part: str) -> None:
    folder = house.back_up()
    (folder / part / "manifest.json").write_text("{}")

    with pytest.raises(BackupFault, match="geen beschrijving"):
        elsewhere.restore(folder)


def test_refuses_keys_that_were_changed(house: House, elsewhere: Elsewhere) -> None:
    folder = house.back_up()
    changed(folder / "keys" / "sleutels.age", -10)

    with pytest.raises(BackupFault, match="niet zoals het is geschreven"):
        elsewhere.restore(folder)


def test_refuses_another_identity(house: House, elsewhere: Elsewhere) -> None:
    with pytest.raises(BackupFault, match="niet open"):
        elsewhere.restore(house.back_up(), secret=make_identity()[0])

    assert elsewhere.is_untouched()


def test_refuses_the_keys_of_another_log(house: House, elsewhere: Elsewhere, postgres: TestPostgres) -> None:
    folder = house.back_up()
    with postgres.fresh() as other:
        stranger = Keyring(house.keyring.kek, other)
        EventStore(other, stranger, EVENT_TYPES).append(note(uuid4(), 0, "elsewhere"))
        keys = KeyPart(RECIPIENT, NOW, stranger.kek, house.folder / "strange" / "keys")
        back_up(other, house.settings, house.folder / "strange", NOW, keys)

    with pytest.raises(BackupFault, match="ander logboek"):
        elsewhere.restore(folder, house.folder / "strange")


def test_refuses_keys_from_a_log_that_went_another_way(house: House, elsewhere: Elsewhere) -> None:
    keys = house.back_up("before")
    tamper(house.database.owner_dsn, "UPDATE log.event SET actor_id = 'x' WHERE position = 5")
    make_right_from(house.database.owner_dsn, 5)
    with house.database.owner() as owner:
        owner.execute("ALTER TABLE log.checkpoint DISABLE TRIGGER USER")

    with pytest.raises(BackupFault, match="ander logboek"):
        elsewhere.restore(house.back_up("after"), keys)

    assert elsewhere.is_untouched()


def test_refuses_a_place_that_holds_something(house: House, elsewhere: Elsewhere) -> None:
    folder = house.back_up()
    elsewhere.restore(folder)

    with pytest.raises(BackupFault, match="niet leeg"):
        elsewhere.restore(folder)

    database, store = elsewhere.opened()
    try:
        assert store.head() == EVENTS
    finally:
        database.close()


def test_refuses_a_backup_of_a_newer_program(house: House, elsewhere: Elsewhere) -> None:
    folder = house.back_up()
    migrations = json.loads((folder / "log" / "manifest.json").read_text())["origin"]["migrations"]
    newer = {"number": 9999, "name": "9999_later.sql", "sha256": "00"}
    described_anew(folder, migrations=[*migrations, newer])

    with pytest.raises(BackupFault, match="nieuwere of andere versie"):
        elsewhere.restore(folder)


def test_refuses_keys_of_another_version_than_the_log(house: House, elsewhere: Elsewhere) -> None:
    folder = house.back_up()
    migrations = json.loads((folder / "log" / "manifest.json").read_text())["origin"]["migrations"]
    described_anew(folder, migrations=migrations[:-1])

    with pytest.raises(BackupFault, match="van een andere versie"):
        elsewhere.restore(folder)


@pytest.mark.parametrize("name", ["kek", "checkpoint-key"])
def test_refuses_to_write_over_another_key(house: House, elsewhere: Elsewhere, name: str) -> None:
    (elsewhere.settings.data_dir / name).write_text("another")

    with pytest.raises(BackupFault, match="al een andere sleutel"):
        elsewhere.restore(house.back_up())

    assert [path.name for path in elsewhere.settings.data_dir.iterdir()] == [name]


def test_takes_the_key_of_the_environment_only_if_it_fits(house: House, elsewhere: Elsewhere) -> None:
    folder = house.back_up()
    log, keys = read_log_part(folder), read_key_part(folder, IDENTITY)
    url = elsewhere.url
    for secret in (os.urandom(32), house.keyring.kek.secret):
        settings = Settings(
            data_dir=elsewhere.settings.data_dir, database_url=url, kek=b64encode(secret).decode()
        )
        if secret == house.keyring.kek.secret:
            assert restore(settings, log, keys).keys == 3
            assert not (settings.data_dir / "kek").exists()
        else:
            with pytest.raises(BackupFault, match="BLUEVITAAL_KEK is een andere"):
                restore(settings, log, keys)


def test_can_be_moved_and_kept_anywhere(house: House, elsewhere: Elsewhere) -> None:
    tape = Path(move(house.back_up(), house.folder / "tape"))

    assert elsewhere.restore(tape).events == EVENTS
