"""Files of a person: sealed under the key of their stream, found by the hash of that, never changed."""

import os
from hashlib import sha256
from uuid import UUID

from bluevitaal_es.database import Database
from bluevitaal_es.store.keys import Keyring

FORMAT = b"\x01"


class NoKey(Exception):
    """The stream has no key, or not any more: nothing is kept for it."""


class Attachments:
    """The sealed files of one database. Safe to share between threads."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database = database
        self._keys = keys

    def keep(self, stream_id: UUID, plain: bytes) -> str:
        """Seal and keep a file of a stream that has begun; return the SHA-256 (hex) by which it is found.

        Raises NoKey when the stream has not begun or its key was destroyed.
        """
        key = self._keys.of_streams([stream_id]).get(stream_id)
        if key is None:
            raise NoKey(str(stream_id))
        nonce = os.urandom(12)
        sealed = FORMAT + nonce + key.cipher.encrypt(nonce, plain, _bound(stream_id))
        found_by = sha256(sealed).digest()
        with self._database.pool.connection() as connection:
            connection.execute(
                "INSERT INTO attachment.sealed_file (sha256, stream_id, sealed) VALUES (%s, %s, %s)",
                [found_by, stream_id, sealed],
            )
        return found_by.hex()

    def opened(self, stream_id: UUID, found_by: str) -> bytes | None:
        """Return a file of this stream; None when there is none by that hash, or its key was destroyed."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                "SELECT sealed FROM attachment.sealed_file WHERE sha256 = %s AND stream_id = %s",
                [bytes.fromhex(found_by), stream_id],
            ).fetchone()
        key = self._keys.of_streams([stream_id]).get(stream_id) if row is not None else None
        if row is None or key is None:
            return None
        sealed = bytes(row[0])
        return key.cipher.decrypt(sealed[1:13], sealed[13:], _bound(stream_id))


def _bound(stream_id: UUID) -> bytes:
    return b"bluevitaal attachment" + stream_id.bytes
