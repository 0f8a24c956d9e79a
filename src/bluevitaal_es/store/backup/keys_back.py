"""Puts data keys back, but none that the log says was destroyed: an old copy must not undo forgetting."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import sql

from bluevitaal_es.store.backup.loading import bits_of, copy_in
from bluevitaal_es.store.backup.manifest import BackupFault
from bluevitaal_es.store.backup.parts import OpenedKeys
from bluevitaal_es.store.backup.tables import DATA_KEY, Table
from bluevitaal_es.store.keys import WrongKey
from bluevitaal_es.store.payload import DamagedPayload, bound_to, key_of, open_payload

CERTIFICATE = "erasure.person_forgotten"
_REGISTER = sql.Identifier("pg_temp", "register")
_SECRET = Table(("pg_temp", "secret"), ("key_id", "wrapped", "kek_id"))


@dataclass(frozen=True, slots=True)
class KeysBack:
    """How many keys there are again, which were left out as destroyed, and how many are missing."""

    present: int
    forgotten: tuple[UUID, ...]
    missing: int


def keys_back(
    connection: psycopg.Connection, table: Table, register: Iterable[bytes], keys: OpenedKeys | None
) -> KeysBack:
    """Fill the table of data keys from the register in the log part and, if there is one, the key part.

    A key that is in neither counts as destroyed from now on: what it sealed cannot be read or added to.
    Raises BackupFault when the keys do not open with the key-encryption key that came with them.
    """
    connection.execute(sql.SQL("CREATE TEMP TABLE register (LIKE {})").format(table.identifier()))
    connection.execute("CREATE TEMP TABLE secret (key_id uuid, wrapped bytea, kek_id text)")
    copy_in(connection, table.into(_REGISTER), register)
    forgotten: tuple[UUID, ...] = ()
    if keys is not None:
        copy_in(connection, _SECRET.into(), bits_of(keys.tables[f"{'.'.join(DATA_KEY)}.pgcopy"]))
        _require_opening(connection, keys)
        connection.execute(
            "UPDATE pg_temp.register SET destroyed_at = clock_timestamp()"
            " WHERE destroyed_at IS NULL AND key_id = ANY (%s)",
            [_certified(connection, keys)],
        )
        left_out = connection.execute(
            "DELETE FROM pg_temp.secret s USING pg_temp.register r"
            " WHERE r.key_id = s.key_id AND r.destroyed_at IS NOT NULL RETURNING s.key_id"
        ).fetchall()
        forgotten = tuple(key_id for (key_id,) in left_out)
        connection.execute(
            "UPDATE pg_temp.register r SET wrapped = s.wrapped, kek_id = s.kek_id FROM pg_temp.secret s"
            " WHERE r.key_id = s.key_id"
        )
    missing = connection.execute(
        "UPDATE pg_temp.register SET destroyed_at = clock_timestamp()"
        " WHERE wrapped IS NULL AND destroyed_at IS NULL"
    ).rowcount
    connection.execute(sql.SQL("INSERT INTO {} SELECT * FROM {}").format(table.identifier(), _REGISTER))
    present = connection.execute("SELECT FROM pg_temp.register WHERE wrapped IS NOT NULL").rowcount
    connection.execute("DROP TABLE pg_temp.register, pg_temp.secret")
    return KeysBack(present, forgotten, missing)


def _require_opening(connection: psycopg.Connection, keys: OpenedKeys) -> None:
    row = connection.execute("SELECT key_id, wrapped FROM pg_temp.secret LIMIT 1").fetchone()
    others = connection.execute("SELECT FROM pg_temp.secret WHERE kek_id <> %s", [keys.kek.kek_id]).rowcount
    try:
        if row is not None:
            keys.kek.unwrap(row[0].bytes, bytes(row[1]))
    except WrongKey:
        others = 1
    if others:
        raise BackupFault(
            "De sleutels gaan niet open met de hoofdsleutel in de back-up. Er is niets teruggezet."
        )


def _certified(connection: psycopg.Connection, keys: OpenedKeys) -> list[UUID]:
    """Return the keys of which the log holds a certificate that they were destroyed."""
    found = []
    for stream_id, version, form, payload in connection.execute(
        "SELECT stream_id, stream_version, form, payload FROM log.event WHERE type = %s", [CERTIFICATE]
    ).fetchall():
        key_id = key_of(bytes(payload))
        row = connection.execute(
            "SELECT wrapped FROM pg_temp.secret WHERE key_id = %s", [UUID(bytes=key_id)]
        ).fetchone()
        if row is None:
            continue
        cipher = AESGCM(keys.kek.unwrap(key_id, bytes(row[0])))
        try:
            plain = open_payload(
                cipher, bytes(payload), bound_to(stream_id.bytes, version, form, CERTIFICATE)
            )
        except DamagedPayload:
            raise BackupFault("Een bewijs van vergeten gaat niet open. Er is niets teruggezet.") from None
        found.append(UUID(json.loads(plain)["key_id"]))
    return found
