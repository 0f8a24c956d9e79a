"""What lies in a backup, written down beside it: which files, of which table, and what they must hash to."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from bluevitaal_es.settings import ConfigurationFault

LOG, KEYS = "log", "keys"
FILE = "manifest.json"
#: How the name of a folder ends while it is being written.
UNFINISHED = ".onaf"
CHUNK = 2**20


class BackupFault(ConfigurationFault):
    """A backup cannot be made, is not whole or does not fit here; one Dutch line says why."""


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Head(_Written):
    """Where a chain stood: position and hash of its newest row, 0 and 32 zero bytes for an empty one."""

    position: int
    hash: str


class Part(_Written):
    """One file: rows of a table as PostgreSQL copies them out in binary form, and its fingerprint."""

    name: str
    table: tuple[str, str]
    columns: tuple[str, ...]
    size: int
    sha256: str


class MigrationRun(_Written):
    """A migration that the database had been through."""

    number: int
    name: str
    sha256: str


class Origin(_Written):
    """Which log a part was taken from, when, and in which form of the database.

    `first` is the hash of the first event: two parts with another one are of two logs.
    """

    made_at: datetime
    migrations: tuple[MigrationRun, ...]
    first: str | None
    log: Head

    @property
    def migration(self) -> int:
        """The number of the newest migration."""
        return max(each.number for each in self.migrations)


class LogManifest(_Written):
    """The log part: nothing in it opens anything."""

    what: Literal["bluevitaal: logboek"] = "bluevitaal: logboek"
    form: Literal[1] = 1
    origin: Origin
    kind: Literal["real", "demo"]
    reading: Head
    public_key: str | None
    parts: tuple[Part, ...]


class KeyManifest(_Written):
    """The key part, which lies in one sealed file; `parts` are the tables inside."""

    what: Literal["bluevitaal: sleutels"] = "bluevitaal: sleutels"
    form: Literal[1] = 1
    origin: Origin
    destroy_before: datetime
    recipient: str
    size: int
    sha256: str


def read_log_manifest(folder: Path) -> LogManifest:
    """Return the manifest of a log part; raises BackupFault if there is none or it is not ours."""
    try:
        return LogManifest.model_validate_json(_bytes_of(folder / FILE))
    except ValidationError:
        raise BackupFault(f"{folder / FILE} is geen beschrijving van een back-up van het logboek.") from None


def read_key_manifest(folder: Path) -> KeyManifest:
    """Return the manifest of a key part; raises BackupFault if there is none or it is not ours."""
    try:
        return KeyManifest.model_validate_json(_bytes_of(folder / FILE))
    except ValidationError:
        raise BackupFault(f"{folder / FILE} is geen beschrijving van een back-up van sleutels.") from None


def require_as_written(file: Path, size: int, fingerprint: str) -> None:
    """Raise BackupFault unless the file is there and holds exactly what was written."""
    found, length = sha256(), 0
    for chunk in chunks_of(file):
        found.update(chunk)
        length += len(chunk)
    if length != size or found.hexdigest() != fingerprint:
        raise BackupFault(f"{file} is niet zoals het is geschreven. Er is niets teruggezet.")


def chunks_of(file: Path) -> Iterator[bytes]:
    """Read a file bit by bit; raises BackupFault if that cannot be done."""
    try:
        with file.open("rb") as reading:
            while chunk := reading.read(CHUNK):
                yield chunk
    except OSError as fault:
        raise BackupFault(f"{file} is niet te lezen: {fault.strerror}.") from fault


def _bytes_of(file: Path) -> bytes:
    return b"".join(chunks_of(file))
