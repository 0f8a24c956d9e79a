"""Another key-encryption key for all, or new data keys for events to come; either may be interrupted."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import psycopg

from bluevitaal_es.database import Database
from bluevitaal_es.database.pool import PATIENCE
from bluevitaal_es.settings import ConfigurationFault
from bluevitaal_es.store.keys import ROTATION_LOCK, KeyEncryptionKey, Keyring, WrongKey

#: Keys in one transaction: an interruption loses at most this much work.
BATCH = 500
#: Seconds in which connections that were just closed may still be seen.
LINGERING = 2.0

Progress = Callable[[int, int], None]

#: What lies sealed outside the log: table, column and purpose. A row is found by its place (`ctid`).
SEALED: tuple[tuple[LiteralString, LiteralString, str], ...] = (
    ("web.draft", "body", "draft"),
    ("web.kept_text", "sealed", "kept text"),
    ("web.factor", "sealed", "totp secret"),
    ("web.calendar_feed", "sealed", "calendar feed"),
    ("web.first_request", "body", "first request"),
    ("web.notice_address", "sealed", "notice address"),
)


class NotAlone(ConfigurationFault):
    """Other processes use this database, or another rotation is at work; one Dutch line says so."""


@contextmanager
def alone(database: Database) -> Iterator[None]:
    """Keep other processes out while the block runs; closes the pool, which the block must not need.

    Who starts meanwhile is told to wait. Raises NotAlone when somebody is there already. Connections are
    known by the name that ours have; one whose DSN gives it another name is not seen.
    """
    database.pool.close()
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        if connection.execute("SELECT pg_try_advisory_lock(%s)", [ROTATION_LOCK]).fetchone() == (False,):
            raise NotAlone("Er wordt al een andere hoofdsleutel gegeven. Wacht tot dat klaar is.")
        until = time.monotonic() + LINGERING
        while others := _connected(connection):
            if time.monotonic() > until:
                raise NotAlone(
                    f"Er draaien nog andere processen van BlueVitaal ({others} verbindingen). Stop die eerst."
                )
            time.sleep(0.05)
        yield


def _connected(connection: psycopg.Connection) -> int:
    row = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
        " AND pid <> pg_backend_pid()",
        [PATIENCE["application_name"]],
    ).fetchone()
    assert row is not None
    return int(row[0])


def renew_data_keys(
    database: Database,
    keys: Keyring,
    made_before: datetime,
    progress: Progress | None = None,
    *,
    batch: int = BATCH,
) -> int:
    """Give streams whose key was made before a moment another for events to come; say how many.

    The former key stays, for what it sealed. Others may go on meanwhile: an append under a former key is
    sealed anew. Interrupted, it goes on with the streams that are left. A key that was made after the start
    is left alone, whatever the moment.
    """
    made_before = min(made_before, _now_in(database))
    done, total = 0, len(_streams_with_keys(database, made_before, None))
    while streams := _streams_with_keys(database, made_before, batch):
        fresh = [keys.make() for _ in streams]
        with database.owner() as owner:
            owner.execute(
                "SELECT keys.renew(ARRAY(SELECT (n.stream_id, n.key_id, n.wrapped, %s)::keys.new_key"
                " FROM unnest(%s::uuid[], %s::uuid[], %s::bytea[]) AS n (stream_id, key_id, wrapped)))",
                [
                    keys.kek_id,
                    streams,
                    [UUID(bytes=key.key_id) for key in fresh],
                    [key.wrapped for key in fresh],
                ],
            )
        done += len(streams)
        if progress is not None:
            progress(done, max(total, done))
    return done


def _now_in(database: Database) -> datetime:
    with database.owner() as owner:
        row = owner.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    now: datetime = row[0]
    return now


def _streams_with_keys(database: Database, made_before: datetime, limit: int | None) -> list[UUID]:
    with database.owner() as owner:
        rows = owner.execute(
            "SELECT s.stream_id FROM keys.stream_key s JOIN keys.data_key d USING (key_id)"
            " WHERE d.wrapped IS NOT NULL AND d.made_at < %s ORDER BY d.made_at, s.stream_id LIMIT %s",
            [made_before, limit],
        ).fetchall()
    return [row[0] for row in rows]


def rotate(
    database: Database,
    old: KeyEncryptionKey,
    new: KeyEncryptionKey,
    progress: Progress | None = None,
    *,
    batch: int = BATCH,
) -> int:
    """Wrap every data key under `new` that `old` wraps, and seal anew what else it sealed; say how many.

    Interrupted, it is started again with the same two keys and does the rest. Nothing else may be running,
    see `alone`: a process with the old key would go on to wrap with it. Raises WrongKey when neither of the
    two fits.
    """
    done, total = 0, _waiting(database, old)
    while changed := _rewrap(database, old, new, batch):
        done += changed
        if progress is not None:
            progress(done, max(total, done))
    for table, column, purpose in SEALED:
        _reseal(database, old, new, table, column, purpose)
    others = _wrapped_by_others(database, new)
    if others:
        raise WrongKey(f"Er zijn nog {others} sleutels die geen van beide sleutels opent.")
    return done


def _waiting(database: Database, old: KeyEncryptionKey) -> int:
    with database.owner() as owner:
        row = owner.execute(
            "SELECT count(*) FROM keys.data_key WHERE kek_id = %s AND wrapped IS NOT NULL", [old.kek_id]
        ).fetchone()
    assert row is not None
    return int(row[0])


def _rewrap(database: Database, old: KeyEncryptionKey, new: KeyEncryptionKey, batch: int) -> int:
    with database.owner() as owner:
        rows = owner.execute(
            "SELECT key_id, wrapped FROM keys.data_key WHERE kek_id = %s AND wrapped IS NOT NULL"
            " LIMIT %s FOR UPDATE",
            [old.kek_id, batch],
        ).fetchall()
        fresh = [new.wrap(key_id.bytes, old.unwrap(key_id.bytes, bytes(wrapped))) for key_id, wrapped in rows]
        owner.execute(
            "UPDATE keys.data_key d SET wrapped = n.wrapped, kek_id = %s"
            " FROM unnest(%s::uuid[], %s::bytea[]) AS n (key_id, wrapped) WHERE d.key_id = n.key_id",
            [new.kek_id, [key_id for key_id, _ in rows], fresh],
        )
    return len(rows)


def _reseal(
    database: Database,
    old: KeyEncryptionKey,
    new: KeyEncryptionKey,
    table: LiteralString,
    column: LiteralString,
    purpose: str,
) -> None:
    before, after = Keyring(old, database), Keyring(new, database)
    with database.owner() as owner:
        rows = owner.execute(
            f"SELECT ctid, {column} FROM {table} WHERE {column} IS NOT NULL FOR UPDATE"  # noqa: S608 (names are ours)
        ).fetchall()
        for place, sealed in rows:
            plain = _opened(before, after, purpose, bytes(sealed))
            if plain is not None:
                owner.execute(
                    f"UPDATE {table} SET {column} = %s WHERE ctid = %s",  # noqa: S608 (names are ours)
                    [after.seal(purpose, plain), place],
                )


def _opened(before: Keyring, after: Keyring, purpose: str, sealed: bytes) -> bytes | None:
    """Return what the old key sealed; None for what the new one has sealed already, or neither opens."""
    for keyring, wanted in ((after, False), (before, True)):
        try:
            plain = keyring.unseal(purpose, sealed)
        except WrongKey:
            continue
        return plain if wanted else None
    return None


def _wrapped_by_others(database: Database, new: KeyEncryptionKey) -> int:
    with database.owner() as owner:
        row = owner.execute(
            "SELECT count(*) FROM keys.data_key WHERE kek_id <> %s AND wrapped IS NOT NULL", [new.kek_id]
        ).fetchone()
    assert row is not None
    return int(row[0])
