"""A house with something in every table, and an empty place to restore it to."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from bluevitaal_es.database import Database, open_database
from bluevitaal_es.looking import Look
from bluevitaal_es.settings import Settings
from bluevitaal_es.store import EventStore, Keyring, open_keyring
from bluevitaal_es.store.backup import (
    KeyPart,
    Restored,
    back_up,
    make_identity,
    read_identity,
    read_key_part,
    read_log_part,
    restore,
)
from bluevitaal_es.store.backup.tables import tables_of
from bluevitaal_es.store.checkpoint import key_to_sign_with, make_checkpoint
from bluevitaal_es.store.looks_term import ask_to_remove, past_term, remove
from bluevitaal_es.store.reading_log import ReadingLog
from tests.conftest import TestPostgres
from tests.spec import ADMIN, AUDITOR, OFFICER
from tests.store.conftest import EVENT_TYPES, looks_recorded_at, note

EVENTS = 12
NOW = datetime(2026, 11, 21, 20, 5, 6, 789, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
#: The first was removed after its term; then one, and the two of who asked for that and who did it.
LOOKS = 4
SECRET, RECIPIENT = make_identity()
IDENTITY = read_identity(SECRET)
TOKEN = "Zonnebloemveld"
STREAMS = [uuid4() for _ in range(3)]


@dataclass(frozen=True)
class House:
    """A service with something in every table that a backup keeps."""

    database: Database
    store: EventStore
    keyring: Keyring
    settings: Settings
    folder: Path

    def back_up(self, name: str = "b") -> Path:
        """Make a backup with keys and return where."""
        folder = self.folder / name
        key_part = KeyPart(RECIPIENT, NOW + timedelta(days=30), self.keyring.kek, folder / "keys")
        back_up(self.database, self.settings, folder, NOW, key_part)
        return folder


@dataclass(frozen=True)
class Elsewhere:
    """An empty place to restore to."""

    settings: Settings
    url: str

    def restore(self, folder: Path, keys: Path | None = None, secret: str = SECRET) -> Restored:
        """Put a backup back with its keys, or with those of another one."""
        opened = read_key_part(keys or folder, read_identity(secret))
        return restore(self.settings, read_log_part(folder), opened)

    def opened(self) -> tuple[Database, EventStore]:
        """Open what was restored."""
        database = open_database(self.settings, pool_size=2)
        return database, EventStore(database, open_keyring(self.settings, database), EVENT_TYPES)

    def is_untouched(self) -> bool:
        """Whether there is no event and no key here."""
        with psycopg.connect(self.url) as connection:
            made = connection.execute("SELECT to_regclass('log.event') IS NOT NULL").fetchone() == (True,)
            empty = not made or connection.execute(
                "SELECT EXISTS (SELECT FROM log.event) OR EXISTS (SELECT FROM keys.data_key)"
            ).fetchone() == (False,)
        return empty and not list(self.settings.data_dir.glob("*k*"))


@pytest.fixture
def house(database: Database, store: EventStore, keyring: Keyring, tmp_path: Path) -> House:
    """Twelve events in three streams, a checkpoint, a look, a number, an account, a draft and a kept text."""
    settings = Settings(data_dir=tmp_path / "here", kek=b64encode(keyring.kek.secret).decode())
    for number in range(EVENTS):
        store.append(note(STREAMS[number % 3], number // 3, f"{TOKEN} {number}"))
    store.next_case_number(2026)
    reading, look = (
        ReadingLog(database, keyring, "here"),
        Look(AUDITOR, "read", "R", 0, "lijst", "/x", "r", uuid4(), shown=(STREAMS[0],)),
    )
    signing = key_to_sign_with(settings, database)
    with looks_recorded_at(database, LONG_AGO):
        reading.record(look)
        make_checkpoint(database, signing, LONG_AGO)
    make_checkpoint(database, signing, NOW)
    reading.record(look)
    past = past_term(database, 5, [])
    assert past is not None
    ask_to_remove(reading, past, ADMIN)
    remove(database, past.upto, 5, [], OFFICER, "here")
    with database.pool.connection() as connection:
        connection.execute(
            "INSERT INTO web.account (username, name, role, case_id, password_hash, made_at) VALUES"
            " ('client', %s, 'client', %s, '', now()), ('anna', 'Anna', 'begeleider', NULL, '', now())",
            [TOKEN, STREAMS[0]],
        )
        connection.execute(
            "INSERT INTO web.draft (id, owner, kind, case_id, body, saved_at) VALUES"
            " (gen_random_uuid(), 'anna', 'intake', %s, %s, now()),"
            " (gen_random_uuid(), 'anna', 'intake', %s, 'other', now()),"
            " (gen_random_uuid(), 'anna', 'contact', NULL, 'whose', now())",
            [STREAMS[0], TOKEN.encode(), STREAMS[1]],
        )
        connection.execute("INSERT INTO web.oidc_identity VALUES ('https://login.test', 'a1', 'anna', now())")
        connection.execute("INSERT INTO web.kept_text VALUES ('anna', '/x', 'sealed', now())")
        connection.execute(
            "INSERT INTO web.factor (id, username, kind, name, made_at)"
            " VALUES (gen_random_uuid(), 'anna', 'paper', 'Codes op papier', now())"
        )
        connection.execute("INSERT INTO web.recovery_code VALUES ('anna', 'hash', now())")
        connection.execute("INSERT INTO web.password_code VALUES ('anna', 'hash', now())")
        connection.execute("INSERT INTO web.account_act VALUES ('anna', 'factor_added', true, now())")
        connection.execute(
            "INSERT INTO web.invitation VALUES (gen_random_uuid(), %s, 'hash', now(), now())", [STREAMS[0]]
        )
        connection.execute(
            "INSERT INTO web.first_request VALUES (gen_random_uuid(), 'hash', 'sealed', now())"
        )
        connection.execute(
            "INSERT INTO web.notice (id, occasion_id, kind, at, until_at, made_at, next_at)"
            " VALUES (gen_random_uuid(), gen_random_uuid(), 'something_new', now(), now(), now(), now())"
        )
        connection.execute("INSERT INTO web.notice_address VALUES (gen_random_uuid(), 'sealed', now())")
        connection.execute("INSERT INTO web.secret VALUES ('cookies', 'of the old place')")
    with database.owner() as owner:
        sealed = bytes(29)
        owner.execute(
            "INSERT INTO attachment.sealed_file (sha256, stream_id, sealed) VALUES (sha256(%s), %s, %s)",
            [sealed, STREAMS[0], sealed],
        )
        owner.execute("INSERT INTO keys.part VALUES (%s, %s)", [STREAMS[0], STREAMS[1]])
        owner.execute("INSERT INTO keys.former_key SELECT key_id, stream_id FROM keys.stream_key LIMIT 1")
    return House(database, store, keyring, settings, tmp_path)


@pytest.fixture
def elsewhere(postgres: TestPostgres, tmp_path: Path) -> Elsewhere:
    """An empty database with a folder for its keys."""
    url = postgres.empty()
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return Elsewhere(Settings(data_dir=folder, database_url=url), url)


def rows_of(database: Database) -> dict[str, list[Any]]:
    """Return every row of every table that a backup holds, keys included."""
    found = {}
    with database.owner() as owner:
        for table in tables_of(owner):
            whole = sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(table.identifier())
            found[table.name] = owner.execute(whole).fetchall()
    return found
