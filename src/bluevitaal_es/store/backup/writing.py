"""Makes a backup: one view of the whole database, written beside its name and given the name when whole."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Literal

import psycopg
from psycopg import sql

from bluevitaal_es.database import Database
from bluevitaal_es.database.migrate import applied_in
from bluevitaal_es.settings import Settings
from bluevitaal_es.store.backup import manifest as written
from bluevitaal_es.store.backup.manifest import BackupFault, Head, KeyManifest, LogManifest, Origin, Part
from bluevitaal_es.store.backup.parts import INSIDE, KEK_FILE, SIGNING_FILE
from bluevitaal_es.store.backup.sealing import SEALED_FILE, read_recipient, seal
from bluevitaal_es.store.backup.tables import DATA_KEY, Table, tables_of
from bluevitaal_es.store.keys import KeyEncryptionKey
from bluevitaal_es.store.signing import open_signing_key, signing_key_file
from bluevitaal_es.store.verify import BEFORE_THE_FIRST, BEGINNING, Broken, follow, start_of

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class KeyPart:
    """What the key part is made with: who can open it, until when it is kept, and the keys from outside."""

    recipient: str
    destroy_before: datetime
    kek: KeyEncryptionKey = field(repr=False)
    folder: Path


@dataclass(frozen=True, slots=True)
class Made:
    """What a backup holds: events, looks and keys that are not destroyed."""

    events: int
    looks: int
    keys: int


def back_up(
    database: Database,
    settings: Settings,
    folder: Path,
    made_at: datetime,
    key_part: KeyPart | None,
    progress: Progress | None = None,
) -> Made:
    """Write the log to `folder`/log and, if a key part is asked for, the keys to its own folder.

    The service goes on meanwhile; what comes in after the beginning is not in it.
    Raises BackupFault when a folder is there already, cannot be written, or when the log is not whole.
    """
    if key_part is not None:
        read_recipient(key_part.recipient)
    with _put_there_whole(folder, key_part) as (log_folder, key_folder), database.owner() as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SET LOCAL client_encoding TO 'UTF8'")
        writing = _Writing(connection, made_at, settings)
        log = writing.log_part(log_folder, progress)
        keys = 0
        if key_part is not None:
            keys = writing.key_part(key_folder, key_part, log.origin)
    return Made(log.origin.log.position, log.reading.position, keys)


class _Writing:
    """One backup under way, on a connection that sees one moment."""

    def __init__(self, connection: psycopg.Connection, made_at: datetime, settings: Settings) -> None:
        self._connection = connection
        self._made_at = made_at
        self._tables = tables_of(connection)
        file = signing_key_file(settings)
        self._signing = file.read_bytes() if file.exists() else None
        self._public = open_signing_key(settings, may_make=False).public.pem if self._signing else None

    def log_part(self, folder: Path, progress: Progress | None) -> LogManifest:
        folder.mkdir(mode=0o700, exist_ok=True)
        heads: dict[tuple[str, str], Head] = {}
        parts: list[Part] = []
        for table in self._tables:
            if not table.with_the_log:
                continue
            part, head = self._written(table, folder, progress)
            parts.append(part)
            if head is not None:
                heads[table.key] = head
        manifest = LogManifest(
            origin=self._origin(heads["log", "event"]),
            kind=self._kind(),
            reading=heads.get(("reading", "event"), Head(position=0, hash=BEFORE_THE_FIRST.hex())),
            public_key=self._public,
            parts=tuple(parts),
        )
        _write(folder / written.FILE, manifest.model_dump_json(indent=1).encode())
        return manifest

    def key_part(self, folder: Path, wanted: KeyPart, origin: Origin) -> int:
        folder.mkdir(mode=0o700, exist_ok=True)
        files = {KEK_FILE: wanted.kek.secret, INSIDE: origin.model_dump_json().encode()}
        if self._signing is not None:
            files[SIGNING_FILE] = self._signing
        for table in self._tables:
            if not table.with_the_log:
                files[f"{table.name}.pgcopy"] = self._all(table.out())
        secret = Table(DATA_KEY, ("key_id", "wrapped", "kek_id"))
        query = sql.SQL("SELECT {} FROM {} WHERE wrapped IS NOT NULL").format(
            secret.listed(), secret.identifier()
        )
        files[f"{secret.name}.pgcopy"] = self._all(
            sql.SQL("COPY ({}) TO STDOUT (FORMAT binary)").format(query)
        )
        sealed = seal(files, read_recipient(wanted.recipient))
        _write(folder / SEALED_FILE, sealed)
        manifest = KeyManifest(
            origin=origin,
            destroy_before=wanted.destroy_before,
            recipient=wanted.recipient,
            size=len(sealed),
            sha256=sha256(sealed).hexdigest(),
        )
        _write(folder / written.FILE, manifest.model_dump_json(indent=1).encode())
        return self._count_of_keys()

    def _origin(self, head: Head) -> Origin:
        migrations = tuple(
            written.MigrationRun(number=number, name=name, sha256=fingerprint)
            for number, (name, fingerprint) in sorted(applied_in(self._connection).items())
        )
        first = self._connection.execute("SELECT hash FROM log.event WHERE position = 1").fetchone()
        return Origin(
            made_at=self._made_at,
            migrations=migrations,
            first=None if first is None else bytes(first[0]).hex(),
            log=head,
        )

    def _written(self, table: Table, folder: Path, progress: Progress | None) -> tuple[Part, Head | None]:
        """Copy a table into a file and return what is written down of it; a chain is checked on its way."""
        name, found, size, head = f"{table.name}.pgcopy", sha256(), 0, None
        total = self._newest(table)
        start = BEGINNING if table.chain is None else start_of(self._connection, table.chain)
        with (
            _new_file(folder / name) as file,
            self._connection.cursor() as cursor,
            cursor.copy(table.out()) as rows,
        ):

            def kept() -> Iterator[bytes]:
                nonlocal size
                for chunk in rows:
                    row = bytes(chunk)
                    file.write(row)
                    found.update(row)
                    size += len(row)
                    yield row

            if table.chain is None:
                for _ in kept():
                    pass
            else:
                try:
                    whole = follow(kept(), table.chain, progress, total, start=start)
                except Broken as broken:
                    raise BackupFault(
                        f"Er is geen back-up gemaakt: {table.name} is niet heel vanaf plaats"
                        f" {broken.verdict.position}. Zie `bluevitaal verify`."
                    ) from None
                head = Head(position=whole.head, hash=whole.head_hash.hex())
        part = Part(name=name, table=table.key, columns=table.columns, size=size, sha256=found.hexdigest())
        return part, head

    def _newest(self, table: Table) -> int:
        row = None if table.chain is None else self._connection.execute(table.chain.head).fetchone()
        return 0 if row is None else int(row[0])

    def _all(self, statement: sql.Composed) -> bytes:
        with self._connection.cursor() as cursor, cursor.copy(statement) as rows:
            return b"".join(bytes(chunk) for chunk in rows)

    def _count_of_keys(self) -> int:
        row = self._connection.execute(
            "SELECT count(*) FROM keys.data_key WHERE wrapped IS NOT NULL"
        ).fetchone()
        return 0 if row is None else int(row[0])

    def _kind(self) -> Literal["real", "demo"]:
        row = self._connection.execute("SELECT kind FROM log.origin").fetchone()
        return "demo" if row == ("demo",) else "real"


@contextmanager
def _put_there_whole(folder: Path, key_part: KeyPart | None) -> Iterator[tuple[Path, Path]]:
    """Give the folders to write log and keys in; they get their names when all of it is on the disk."""
    apart = None if key_part is None or key_part.folder == folder / written.KEYS else key_part.folder
    places = [folder] if apart is None else [apart, folder]
    beside = {place: place.with_name(place.name + written.UNFINISHED) for place in places}
    try:
        for place in places:
            if place.exists():
                raise BackupFault(f"{place} bestaat al. Kies een andere naam.")
            shutil.rmtree(beside[place], ignore_errors=True)
            beside[place].mkdir(mode=0o700)
        keys = beside[folder] / written.KEYS if apart is None else beside[apart]
        yield beside[folder] / written.LOG, keys
        for place in places:
            for each in (*filter(Path.is_dir, beside[place].iterdir()), beside[place]):
                _sync(each)
            beside[place].rename(place)
            _sync(place.parent)
    except OSError as fault:
        raise BackupFault(f"{folder} kan niet worden geschreven: {fault.strerror}.") from fault
    finally:
        for place in places:
            shutil.rmtree(beside[place], ignore_errors=True)


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """Give a new file that only its owner reads, and wait until the disk has it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _write(path: Path, content: bytes) -> None:
    with _new_file(path) as file:
        file.write(content)


def _sync(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
