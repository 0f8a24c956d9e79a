"""A backup comes back whole, opens nothing without its keys, and brings back nobody who was forgotten."""

import threading
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from bluevitaal_es import clock
from bluevitaal_es.commands.erasing import carry_out
from bluevitaal_es.commands.forget_person import ApproveErasure, RequestErasure
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.database import Database
from bluevitaal_es.events.base import Forgotten
from bluevitaal_es.settings import Settings
from bluevitaal_es.store import KeyDestroyed, verify
from bluevitaal_es.store.backup import (
    BackupFault,
    KeyPart,
    Restored,
    back_up,
    read_log_part,
    restore,
)
from bluevitaal_es.store.checkpoint import check_against, key_to_sign_with, make_checkpoint
from bluevitaal_es.store.forgetting import Forgetting
from bluevitaal_es.store.reading_log import verify_reading
from tests.attacker import tamper
from tests.conftest import TestPostgres
from tests.spec import ADMIN, CASE, OFFICER, moment
from tests.store.backup.conftest import (
    EVENTS,
    LOOKS,
    NOW,
    RECIPIENT,
    STREAMS,
    TOKEN,
    Elsewhere,
    House,
    rows_of,
)
from tests.store.conftest import note
from tests.world import opened


def destroy_key_of(database: Database, stream: UUID) -> None:
    """Destroy a key as the forgetting does, without its two people."""
    with database.owner() as owner:
        owner.execute(
            "UPDATE keys.data_key d SET wrapped = NULL, destroyed_at = now() FROM keys.stream_key s"
            " WHERE s.key_id = d.key_id AND s.stream_id = %s",
            [stream],
        )


def everything_in(folder: Path) -> bytes:
    """Return all bytes of all files under a folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def test_brings_every_row_of_every_table_back(house: House, elsewhere: Elsewhere) -> None:
    before = rows_of(house.database)
    assert all(before.values()), "a table with nothing in it shows nothing"

    told = elsewhere.restore(house.back_up())

    database, store = elsewhere.opened()
    try:
        assert rows_of(database) == before
        assert told == Restored(EVENTS, LOOKS, 3, 0, 0)
        assert [found.event for found in store.read(STREAMS[1])] == [
            found.event for found in house.store.read(STREAMS[1])
        ]
        with database.pool.connection() as connection:
            assert verify(connection).ok
            assert verify_reading(connection).ok
    finally:
        database.close()


def test_goes_on_after_it_with_the_next_position_and_numbers(house: House, elsewhere: Elsewhere) -> None:
    elsewhere.restore(house.back_up())

    database, store = elsewhere.opened()
    try:
        assert store.append(note(STREAMS[0], 4, "after")).last_position == EVENTS + 1
        assert store.append(note(uuid4(), 0, "new")).last_position == EVENTS + 2
        assert store.next_case_number(2026) == "T-2026-0002"
        made = make_checkpoint(database, key_to_sign_with(elsewhere.settings, database), NOW)
        assert made.position == EVENTS + 2
    finally:
        database.close()


def test_keeps_the_keys_out_of_the_long_part_and_sealed_in_the_other(house: House) -> None:
    folder = house.back_up()

    kept, sealed = everything_in(folder / "log"), everything_in(folder / "keys")
    with house.database.owner() as owner:
        wrapped = [bytes(row[0]) for row in owner.execute("SELECT wrapped FROM keys.data_key").fetchall()]
    signing = (house.settings.data_dir / "checkpoint-key").read_bytes()
    assert len(wrapped) == 3
    for secret in (*wrapped, house.keyring.kek.secret, signing, TOKEN.encode()):
        assert secret not in kept
        assert secret not in sealed


def test_leaves_files_that_only_their_owner_reads(house: House) -> None:
    folder = house.back_up()

    modes = {file.stat().st_mode & 0o077 for file in (folder, *folder.rglob("*"))}
    assert modes == {0}


def test_holds_one_moment_while_the_service_goes_on(house: House, elsewhere: Elsewhere) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            house.store.append(note(uuid4(), 0, "meanwhile"))

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        folder = house.back_up()
    finally:
        stop.set()
        for writer in writers:
            writer.join()

    told = elsewhere.restore(folder)
    assert told.missing == 0
    assert told.events == read_log_part(folder).manifest.origin.log.position


def test_leaves_nothing_that_looks_whole_when_it_fails(house: House) -> None:
    tamper(house.database.owner_dsn, "UPDATE log.event SET payload = payload || 'x' WHERE position = 7")

    with pytest.raises(BackupFault, match="niet heel vanaf plaats 7"):
        house.back_up()

    assert [path.name for path in house.folder.iterdir()] == ["here"]


def test_takes_no_notice_of_what_an_interrupted_one_left(house: House) -> None:
    left = house.folder / "b.onaf" / "log"
    left.mkdir(parents=True)
    (left / "half").write_text("half")

    folder = house.back_up()

    assert not (folder / "log" / "half").exists()
    assert not left.exists()


def test_refuses_to_write_over_another(house: House) -> None:
    before = everything_in(house.back_up())

    with pytest.raises(BackupFault, match="bestaat al"):
        house.back_up()

    assert everything_in(house.folder / "b") == before


def test_puts_the_keys_in_another_place_if_asked(house: House, elsewhere: Elsewhere) -> None:
    keys = house.folder / "vault" / "today"
    keys.parent.mkdir()
    key_part = KeyPart(RECIPIENT, NOW, house.keyring.kek, keys)
    back_up(house.database, house.settings, house.folder / "b", NOW, key_part)

    assert [path.name for path in (house.folder / "b").iterdir()] == ["log"]
    assert elsewhere.restore(house.folder / "b", keys).keys == 3


def test_brings_no_key_back_that_the_log_says_was_destroyed(house: House, elsewhere: Elsewhere) -> None:
    old = house.back_up("before")
    destroy_key_of(house.database, STREAMS[0])
    new = house.back_up("after")

    told = elsewhere.restore(new, old)

    database, store = elsewhere.opened()
    try:
        assert (told.keys, told.forgotten, told.missing) == (2, 1, 0)
        assert all(isinstance(found.event, Forgotten) for found in store.read(STREAMS[0]))
        assert store.read(STREAMS[1])[0].event != Forgotten(original_type="note.taken")
        assert TOKEN.encode() not in str(rows_of(database)).encode()
        left = rows_of(database)
        assert len(left["web.account"]) == len(left["web.draft"]) == 1
        assert left["web.kept_text"] == []
    finally:
        database.close()


def test_counts_the_keys_that_an_older_key_part_lacks(house: House, elsewhere: Elsewhere) -> None:
    old = house.back_up("before")
    stream = uuid4()
    house.store.append(note(stream, 0, "later"))
    new = house.back_up("after")

    told = elsewhere.restore(new, old)

    database, store = elsewhere.opened()
    try:
        assert (told.keys, told.missing) == (3, 1)
        with pytest.raises(KeyDestroyed):
            store.append(note(stream, 1, "under which key?"))
    finally:
        database.close()


def test_restores_the_log_without_keys_to_check_and_not_to_read(house: House, elsewhere: Elsewhere) -> None:
    told = restore(elsewhere.settings, read_log_part(house.back_up()), None)

    database, store = elsewhere.opened()
    try:
        assert (told.events, told.keys, told.missing) == (EVENTS, 0, 3)
        with database.pool.connection() as connection:
            assert verify(connection).ok
        assert all(isinstance(found.event, Forgotten) for found in store.read(STREAMS[0]))
        with pytest.raises(KeyDestroyed):
            store.append(note(STREAMS[0], 4, "under which key?"))
        assert store.append(note(uuid4(), 0, "somebody new")).last_position == EVENTS + 1
    finally:
        database.close()


def test_an_older_backup_is_found_by_a_checkpoint_from_after_it(house: House, elsewhere: Elsewhere) -> None:
    old = house.back_up()
    house.store.append(note(STREAMS[0], 4, "after the backup"))
    key = key_to_sign_with(house.settings, house.database)
    checkpoint = make_checkpoint(house.database, key, NOW)

    elsewhere.restore(old)

    with psycopg.connect(elsewhere.url) as connection:
        verdict = check_against(connection, checkpoint, key.public)
    assert (verdict.chain.ok, verdict.findings[0].reason) == (True, "shorter")


def test_brings_no_key_back_of_which_the_log_holds_a_certificate(
    postgres: TestPostgres, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    with opened(postgres, tmp_path) as world:
        name = TOKEN
        world.do(
            RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff", client_name=name),
            at="2026-01-05",
        )
        with world.database.owner() as owner:
            owner.execute("CREATE TEMP TABLE stolen AS SELECT * FROM keys.data_key")
            owner.commit()
            ask = RequestErasure(case_id=CASE, number="T-2026-0001", ground="client_request")
            world.do(ask, by=ADMIN, at="2026-01-20")
            world.do(ApproveErasure(case_id=CASE), by=OFFICER, at="2026-01-20")
            keys = world.store.recorder.keys
            with clock.standing_at(moment("2026-01-20")):
                carry_out(world.desk, Forgetting(world.database, keys), CASE, "", OFFICER)
            put_back = owner.execute(
                "UPDATE keys.data_key d SET wrapped = s.wrapped, destroyed_at = NULL"
                " FROM pg_temp.stolen s WHERE s.key_id = d.key_id AND d.wrapped IS NULL"
            ).rowcount
        assert put_back == 1, "somebody put the key back in the table"
        key_part = KeyPart(RECIPIENT, NOW, keys.kek, tmp_path / "b" / "keys")
        back_up(world.database, Settings(data_dir=tmp_path / "here"), tmp_path / "b", NOW, key_part)

    told = elsewhere.restore(tmp_path / "b")

    assert (told.forgotten, told.missing) == (1, 0)
