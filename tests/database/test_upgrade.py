"""A log that an older version wrote goes on under this one: read, checked, added to and drawn anew."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import psycopg
import pytest

from bluevitaal_es import app, clock
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.handle import Desk
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.database import open_database, prepare
from bluevitaal_es.database.migrate import applied_in, migrate
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.events.base import Event
from bluevitaal_es.events.case import NoteAdded
from bluevitaal_es.projections.case_file.replay import CaseReplay
from bluevitaal_es.settings import Settings
from bluevitaal_es.store import EventStore, open_keyring, verify
from bluevitaal_es.store.backup import (
    KeyPart,
    back_up,
    make_identity,
    read_identity,
    read_key_part,
    read_log_part,
    restore,
)
from bluevitaal_es.store.reading_log import verify_reading
from bluevitaal_es.vocabulary import CaseId
from tests.conftest import TestPostgres
from tests.spec import ANNA, CASE, moment, uid

#: The last version before the function that appends was made anew, and before looks and forgetting.
OLD = 40
#: What the store of today asks first, and the older version did not have: everything goes the long way.
NO_SHORT_WAYS = """
CREATE FUNCTION log.append_one(one log.new_event) RETURNS bigint LANGUAGE sql RETURN NULL::bigint;
CREATE FUNCTION log.append_each(events log.new_event[]) RETURNS bigint[] LANGUAGE sql RETURN NULL::bigint[];
GRANT EXECUTE ON FUNCTION log.append_one, log.append_each TO bluevitaal_service;
"""
NOW = datetime(2026, 11, 21, 20, 5, tzinfo=UTC)
LATER = CaseId(uid("a case from after the upgrade"))


def register(case_id: CaseId, number: str) -> RegisterCase:
    return RegisterCase(
        case_id=case_id, number=number, target_group="current_staff", client_name="Bram Verzonnen"
    )


def rows(url: str) -> list[Any]:
    """Return the log as it lies there."""
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT e::text FROM log.event e ORDER BY position").fetchall()


@pytest.fixture
def settings(postgres: TestPostgres, tmp_path: Path) -> Settings:
    """The settings of a database that an older version has filled, by the function that it appended with."""
    settings = Settings(
        data_dir=tmp_path, database_url=postgres.empty(), kek=b64encode(bytes(range(32))).decode()
    )
    database = open_database(settings, pool_size=2, upto=OLD)
    try:
        with database.owner() as owner:
            assert max(applied_in(owner)) == OLD
            assert owner.execute("SELECT to_regproc('log.leaf') IS NULL").fetchone() == (True,)
            owner.execute(NO_SHORT_WAYS)
        store = EventStore(database, open_keyring(settings, database), EVENT_TYPES)
        store.mark_as_demo()
        desk = Desk(store)
        with clock.standing_at(moment("2026-01-05")):
            desk.handle(register(CASE, "T-2026-0001"), ANNA)
            for day in range(3):
                desk.handle(AddNote(case_id=CASE, text=f"notitie {day}"), ANNA)
        with database.owner() as owner:
            owner.execute("DROP FUNCTION log.append_one, log.append_each")
    finally:
        database.close()
    return settings


@pytest.fixture
def upgraded(settings: Settings) -> Iterator[app.Parts]:
    """The same service under this version."""
    with app.opened(settings, pool_size=3) as parts:
        parts.projector.catch_up()
        yield parts


def notes(parts: app.Parts, case_id: UUID = CASE) -> list[str]:
    """Return the notes in a case, out of the log."""
    found = [recorded.event for recorded in parts.store.read(case_id)]
    return [event.text for event in found if isinstance(event, NoteAdded)]


def test_reads_and_checks_what_the_older_version_wrote(settings: Settings) -> None:
    assert settings.database_url is not None
    before = rows(settings.database_url)

    with app.opened(settings, pool_size=3) as parts:
        assert rows(settings.database_url) == before
        assert notes(parts) == ["notitie 0", "notitie 1", "notitie 2"]
        with parts.database.pool.connection() as connection:
            assert verify(connection).ok
            assert verify_reading(connection).ok


def test_adds_to_old_streams_and_new_ones_with_the_chain_whole(upgraded: app.Parts) -> None:
    head = upgraded.store.head()
    with clock.standing_at(moment("2026-01-06")):
        upgraded.desk.handle(AddNote(case_id=CASE, text="na het bijwerken"), ANNA)
        outcome = upgraded.desk.handle(register(LATER, "T-2026-0002"), ANNA)

    assert outcome.position == head + 2
    assert notes(upgraded)[-1] == "na het bijwerken"
    with upgraded.database.pool.connection() as connection:
        assert verify(connection).head == head + 2


def test_draws_every_read_model_from_the_old_log(upgraded: app.Parts) -> None:
    for projection in app.projections():
        assert upgraded.projector.position(projection.name) == upgraded.store.head()
        assert upgraded.projector.rebuild(projection.name) == upgraded.store.head()


def test_restores_the_backup_of_an_older_version(
    settings: Settings, postgres: TestPostgres, tmp_path: Path
) -> None:
    secret, recipient = make_identity()
    old = open_database(settings, pool_size=2, upto=OLD)
    try:
        kek = open_keyring(settings, old).kek
        key_part = KeyPart(recipient, NOW + timedelta(days=30), kek, tmp_path / "b" / "keys")
        back_up(old, settings, tmp_path / "b", NOW, key_part)
    finally:
        old.close()
    elsewhere = Settings(data_dir=tmp_path / "elsewhere", database_url=postgres.empty())

    told = restore(
        elsewhere, read_log_part(tmp_path / "b"), read_key_part(tmp_path / "b", read_identity(secret))
    )

    assert (told.events, told.missing) == (4, 0)
    with app.opened(elsewhere, pool_size=3) as parts:
        assert notes(parts) == ["notitie 0", "notitie 1", "notitie 2"]
        assert elsewhere.database_url is not None
        assert migrate(elsewhere.database_url) == [], "nothing is left to be brought to today's form"


class NoteOfLater(NoteAdded):
    """A note as a version to come may store it: in its second form it says what kind it is."""

    form: ClassVar[int] = 2

    kind: str

    @classmethod
    def raised(cls, form: int, data: dict[str, Any]) -> dict[str, Any]:
        """Give a note of the first form the kind that all had then."""
        return {**data, "kind": "gewoon", "text": f"{data['text']} (gewoon)"} if form == 1 else data


def test_shows_an_old_form_raised_to_that_of_today(settings: Settings) -> None:
    prepare(settings.database_url or "")
    with app.opened(settings, pool_size=3) as parts:
        types: dict[str, type[Event]] = {**EVENT_TYPES, NoteAdded.stored_as: NoteOfLater}
        later = EventStore(parts.database, open_keyring(settings, parts.database), types)

        dossier = CaseReplay(later).dossier_as_known(CASE, clock.now())
        stored = [recorded.event for recorded in later.read(CASE)]

    assert [event.kind for event in stored if isinstance(event, NoteOfLater)] == ["gewoon"] * 3
    assert "notitie 2 (gewoon)" in str(dossier)
