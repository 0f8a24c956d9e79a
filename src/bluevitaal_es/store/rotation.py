"""Another key-encryption key: what the old one opens is sealed anew, and may be interrupted."""

from collections.abc import Callable
from typing import LiteralString

from bluevitaal_es.database import Database
from bluevitaal_es.store.keys import KeyEncryptionKey, Keyring, WrongKey

#: Keys in one transaction: an interruption loses at most this much work.
BATCH = 500

Progress = Callable[[int, int], None]

#: What lies sealed outside the log: table, column and purpose. A row is found by its place (`ctid`).
SEALED: tuple[tuple[LiteralString, LiteralString, str], ...] = (
    ("web.draft", "body", "draft"),
    ("web.kept_text", "sealed", "kept text"),
)


def rotate(
    database: Database,
    old: KeyEncryptionKey,
    new: KeyEncryptionKey,
    progress: Progress | None = None,
    *,
    batch: int = BATCH,
) -> int:
    """Wrap every data key under `new` that `old` wraps, and seal anew what else it sealed; return how many.

    Interrupted, it is started again with the same two keys and does the rest. Nothing else may be running:
    a process with the old key would go on to wrap with it. Raises WrongKey when neither of the two fits.
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
        rows = owner.execute(f"SELECT ctid, {column} FROM {table} FOR UPDATE").fetchall()  # noqa: S608 (names are ours)
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
