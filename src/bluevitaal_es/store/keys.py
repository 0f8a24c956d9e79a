"""The keys: a key-encryption key from outside the database, and the data keys that it wraps."""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bluevitaal_es.database import Database
from bluevitaal_es.settings import ConfigurationFault, Settings

NOTE = (
    "# Sleutel van BlueVitaal. Zonder deze is het logboek onleesbaar: bewaar een kopie, apart van de back-up."
)
SEALED_FORMAT = b"\x01"

#: Held by whoever gives the data keys another key-encryption key.
ROTATION_LOCK = 7_301_021

#: Unwrapped keys a process holds at once; each takes about a kilobyte.
CACHED_KEYS = 20_000


class WrongKey(ConfigurationFault):
    """The key-encryption key at hand is not the one that wrapped the data keys; one Dutch line says which."""


@dataclass(frozen=True, slots=True)
class KeyEncryptionKey:
    """32 bytes that wrap data keys, and a short name for them that gives nothing away."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != 32:
            raise WrongKey(f"De sleutel moet 32 bytes zijn, niet {len(self.secret)}.")

    @property
    def kek_id(self) -> str:
        """The first 16 hexadecimal digits of a hash of the key."""
        return sha256(b"bluevitaal kek\x00" + self.secret).hexdigest()[:16]

    def wrap(self, key_id: bytes, key: bytes) -> bytes:
        """Return a data key sealed under this key and bound to its id: nonce, then ciphertext with tag."""
        nonce = os.urandom(12)
        return nonce + AESGCM(self.secret).encrypt(nonce, key, key_id)

    def unwrap(self, key_id: bytes, wrapped: bytes) -> bytes:
        """Return the data key inside; raises WrongKey when this key did not wrap it."""
        try:
            return AESGCM(self.secret).decrypt(wrapped[:12], wrapped[12:], key_id)
        except InvalidTag:
            raise WrongKey(f"Sleutel {self.kek_id} opent sleutel {UUID(bytes=key_id)} niet.") from None

    def derived(self, purpose: str) -> bytes:
        """Return 32 bytes that belong to this key and one purpose, by HKDF with SHA-256."""
        return HKDF(SHA256(), 32, salt=None, info=b"bluevitaal " + purpose.encode()).derive(self.secret)


@dataclass(frozen=True, slots=True)
class DataKey:
    """An unwrapped data key at work; `wrapped` is kept as long as the database may not have it yet."""

    key_id: bytes
    cipher: AESGCM = field(repr=False)
    wrapped: bytes | None = field(default=None, repr=False)


class Keyring:
    """Data keys by stream and by id, unwrapped once and kept in this process."""

    def __init__(self, kek: KeyEncryptionKey, database: Database) -> None:
        self.kek = kek
        self.kek_id = kek.kek_id
        self._database = database
        self._by_id: dict[bytes, DataKey | None] = {}
        self._by_stream: dict[UUID, DataKey] = {}

    def make(self) -> DataKey:
        """Return a new data key, with its wrapped form for the database to keep."""
        key_id, secret = uuid4().bytes, os.urandom(32)
        return DataKey(key_id, AESGCM(secret), self.kek.wrap(key_id, secret))

    def remember(self, stream_id: UUID, key: DataKey) -> None:
        """Keep a key that the database is known to have as that of a stream."""
        if len(self._by_stream) >= CACHED_KEYS:
            self._by_stream.clear()
        kept = DataKey(key.key_id, key.cipher)
        self._by_stream[stream_id] = kept
        self._keep(key.key_id, kept)

    def learn(self, stream_id: UUID, key: DataKey) -> None:
        """Keep the key of an event that was read as that of its stream; an append says if it is another."""
        if stream_id not in self._by_stream and len(self._by_stream) < CACHED_KEYS:
            self._by_stream[stream_id] = key

    def cached(self, stream_id: UUID) -> DataKey | None:
        """Return the key of a stream if this process has it at hand."""
        return self._by_stream.get(stream_id)

    def of_streams(self, stream_ids: Iterable[UUID]) -> dict[UUID, DataKey | None]:
        """Return the present keys of streams, None for a destroyed one; a stream without key is left out."""
        with self._database.pool.connection() as connection:
            rows = connection.execute(
                "SELECT s.stream_id, d.key_id, d.wrapped FROM keys.stream_key s"
                " JOIN keys.data_key d USING (key_id) WHERE s.stream_id = ANY (%s)",
                [list(stream_ids)],
                binary=True,
            ).fetchall()
        found: dict[UUID, DataKey | None] = {}
        for stream_id, key_id, wrapped in rows:
            key = found[stream_id] = self._unwrapped(key_id.bytes, wrapped)
            if key is None:
                self._by_stream.pop(stream_id, None)
            else:
                self.remember(stream_id, key)
        return found

    def join(self, stream_id: UUID, people: Iterable[UUID]) -> dict[UUID, DataKey | None]:
        """Return the keys of people who get a part in a stream, made for who has none; None if destroyed."""
        fresh = {person: self.make() for person in people}
        with self._database.pool.connection() as connection:
            rows = connection.execute(
                "SELECT j.person_id, j.key_id, j.wrapped FROM keys.join(%s, ARRAY(SELECT"
                " (n.stream_id, n.key_id, n.wrapped, n.kek_id)::keys.new_key FROM"
                " unnest(%s::uuid[], %s::uuid[], %s::bytea[], array_fill(%s::text, ARRAY[%s]))"
                " AS n (stream_id, key_id, wrapped, kek_id))) j",
                [
                    stream_id,
                    list(fresh),
                    [UUID(bytes=key.key_id) for key in fresh.values()],
                    [key.wrapped for key in fresh.values()],
                    self.kek_id,
                    len(fresh),
                ],
                binary=True,
            ).fetchall()
        return {person: self._unwrapped(key_id.bytes, wrapped) for person, key_id, wrapped in rows}

    def by_id(self, key_ids: set[bytes]) -> Mapping[bytes, DataKey | None]:
        """Return keys by id, None for one that was destroyed or that the database does not have."""
        found = {key_id: self._by_id.get(key_id) for key_id in key_ids}
        unknown = [key_id for key_id in key_ids if key_id not in self._by_id]
        if not unknown:
            return found
        with self._database.pool.connection() as connection:
            rows = connection.execute(
                "SELECT key_id, wrapped FROM keys.data_key WHERE key_id = ANY (%s)",
                [[UUID(bytes=key_id) for key_id in unknown]],
                binary=True,
            ).fetchall()
        for key_id, wrapped in rows:
            key = found[key_id.bytes] = self._unwrapped(key_id.bytes, wrapped)
            self._keep(key_id.bytes, key)
        return found

    def forget(self, key_id: UUID) -> None:
        """Drop a key from this process; the next question about it goes to the database."""
        self._by_id.pop(key_id.bytes, None)
        for stream_id in [s for s, key in list(self._by_stream.items()) if key.key_id == key_id.bytes]:
            del self._by_stream[stream_id]

    def seal(self, purpose: str, plain: bytes) -> bytes:
        """Return bytes that only `unseal` with the same purpose opens; for what lies outside the log."""
        nonce = os.urandom(12)
        return SEALED_FORMAT + nonce + self._cipher_for(purpose).encrypt(nonce, plain, SEALED_FORMAT)

    def unseal(self, purpose: str, sealed: bytes) -> bytes:
        """Return what was sealed for this purpose; raises WrongKey if that was not done with this key."""
        try:
            if sealed[:1] == SEALED_FORMAT:
                return self._cipher_for(purpose).decrypt(sealed[1:13], sealed[13:], SEALED_FORMAT)
        except (InvalidTag, ValueError):
            pass
        raise WrongKey(f"Wat voor “{purpose}” is verzegeld, gaat niet open met sleutel {self.kek_id}.")

    def _cipher_for(self, purpose: str) -> AESGCM:
        return _cipher(self.kek, purpose)

    def _unwrapped(self, key_id: bytes, wrapped: bytes | None) -> DataKey | None:
        if wrapped is None:
            return None
        return DataKey(key_id, AESGCM(self.kek.unwrap(key_id, wrapped)))

    def _keep(self, key_id: bytes, key: DataKey | None) -> None:
        if len(self._by_id) >= CACHED_KEYS:
            self._by_id.clear()
        self._by_id[key_id] = key


@lru_cache(maxsize=64)
def _cipher(kek: KeyEncryptionKey, purpose: str) -> AESGCM:
    return AESGCM(kek.derived(purpose))


def open_keyring(settings: Settings, database: Database) -> Keyring:
    """Return the keyring of a database, with its key-encryption key from the environment or a file.

    The first start, when the database has no keys yet, makes the file: mode 0600, a note, the key in base64.

    Raises WrongKey, in one Dutch line, when the key is missing, unreadable or not that of this database.
    """
    wrapped_by = _wrapped_by(database)
    secret = settings.kek_bytes()
    if secret is not None:
        kek, place = KeyEncryptionKey(secret), "BLUEVITAAL_KEK"
    else:
        file = settings.kek_file or settings.data_dir / "kek"
        kek, place = _kek_of_file(file, may_make=not wrapped_by), str(file)
    others = wrapped_by - {kek.kek_id}
    if others:
        raise WrongKey(
            f"De sleutel in {place} ({kek.kek_id}) hoort niet bij deze database, die is verzegeld met"
            f" {others.pop()}."
        )
    return Keyring(kek, database)


def _wrapped_by(database: Database) -> set[str]:
    """Return lowest and highest name among the keys in use: two lookups, however many keys there are.

    Raises WrongKey while another process is giving all of them a new key.
    """
    with database.pool.connection() as connection:
        free = connection.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [ROTATION_LOCK]).fetchone()
        if free == (False,):
            raise WrongKey("Er wordt nu een andere hoofdsleutel gegeven. Start opnieuw als dat klaar is.")
        row = connection.execute(
            "SELECT min(kek_id), max(kek_id) FROM keys.data_key WHERE wrapped IS NOT NULL"
        ).fetchone()
    return {kek_id for kek_id in row or () if kek_id is not None}


def _kek_of_file(file: Path, *, may_make: bool) -> KeyEncryptionKey:
    try:
        lines = file.read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        if not may_make:
            raise WrongKey(f"Het sleutelbestand {file} van deze database ontbreekt.") from None
        return _made(file)
    except OSError as fault:
        raise WrongKey(f"Het sleutelbestand {file} is niet te lezen: {fault.strerror}.") from fault
    try:
        text = "".join(line.strip() for line in lines if not line.startswith("#"))
        return KeyEncryptionKey(b64decode(text, validate=True))
    except ValueError:
        raise WrongKey(f"Het sleutelbestand {file} bevat geen sleutel in base64.") from None


def read_kek(file: Path, *, may_make: bool = False) -> KeyEncryptionKey:
    """Return the key in a file, made if it may be; raises WrongKey, in one Dutch line, if there is none."""
    return _kek_of_file(file, may_make=may_make)


def _made(file: Path) -> KeyEncryptionKey:
    kek = KeyEncryptionKey(os.urandom(32))
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kek_of_file(file, may_make=False)
    except OSError as fault:
        raise WrongKey(f"Het sleutelbestand {file} kan niet worden gemaakt: {fault.strerror}.") from fault
    with os.fdopen(handle, "w", encoding="ascii") as writing:
        writing.write(f"{NOTE}\n{b64encode(kek.secret).decode()}\n")
        writing.flush()
        os.fsync(writing.fileno())
    return kek
