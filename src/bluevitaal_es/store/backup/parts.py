"""The two parts of a backup as they are found on a disk: checked against what was written down of them."""

import tarfile
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError
from pyrage.x25519 import Identity

from bluevitaal_es.database.migrate import Applied, MigrationRefused, refuse_unless_known
from bluevitaal_es.store.backup.manifest import (
    KEYS,
    LOG,
    UNFINISHED,
    BackupFault,
    KeyManifest,
    LogManifest,
    Origin,
    Part,
    chunks_of,
    read_key_manifest,
    read_log_manifest,
    require_as_written,
)
from bluevitaal_es.store.backup.sealing import SEALED_FILE, unseal
from bluevitaal_es.store.keys import KeyEncryptionKey, WrongKey

KEK_FILE, SIGNING_FILE, INSIDE = "kek", "checkpoint-key", "manifest.json"


@dataclass(frozen=True, slots=True)
class LogPart:
    """A log part whose files are as they were written."""

    folder: Path
    manifest: LogManifest

    def files(self) -> dict[tuple[str, str], tuple[Part, Path]]:
        """Return the file of each table, with what was written down of it."""
        return {part.table: (part, self.folder / part.name) for part in self.manifest.parts}


@dataclass(frozen=True, slots=True)
class OpenedKeys:
    """An opened key part; `tables` are files by name."""

    manifest: KeyManifest
    kek: KeyEncryptionKey
    signing_key: bytes | None = field(repr=False)
    tables: dict[str, bytes] = field(repr=False)


def read_log_part(folder: Path) -> LogPart:
    """Return the log part of a backup; raises BackupFault when a file is not as it was written.

    `folder` is that of the backup or of its log part. A backup of a newer program is refused too.
    """
    _require_finished(folder)
    folder = folder / LOG if (folder / LOG).is_dir() else folder
    manifest = read_log_manifest(folder)
    for part in manifest.parts:
        if Path(part.name).name != part.name:
            raise BackupFault(f"“{part.name}” is geen bestand van deze back-up.")
        require_as_written(folder / part.name, part.size, part.sha256)
    _require_known(manifest.origin)
    return LogPart(folder, manifest)


def read_key_part(folder: Path, identity: Identity) -> OpenedKeys:
    """Return the key part of a backup; raises BackupFault when it is not whole or does not open."""
    _require_finished(folder)
    folder = folder / KEYS if (folder / KEYS).is_dir() else folder
    manifest = read_key_manifest(folder)
    require_as_written(folder / SEALED_FILE, manifest.size, manifest.sha256)
    try:
        files = unseal(b"".join(chunks_of(folder / SEALED_FILE)), identity)
        inside = Origin.model_validate_json(files.pop(INSIDE))
        kek = KeyEncryptionKey(files.pop(KEK_FILE))
    except (KeyError, ValidationError, WrongKey, tarfile.TarError):
        raise BackupFault(f"{folder / SEALED_FILE} bevat geen sleutels van BlueVitaal.") from None
    # What lies in the open beside it may have been changed; what was sealed may not.
    manifest = manifest.model_copy(update={"origin": inside})
    return OpenedKeys(manifest, kek, files.pop(SIGNING_FILE, None), files)


def require_one_log(log: LogPart, keys: OpenedKeys) -> None:
    """Raise BackupFault when the two parts cannot be of one log and one form of the database."""
    of_log, of_keys = log.manifest.origin, keys.manifest.origin
    if of_log.first and of_keys.first and of_log.first != of_keys.first:
        raise BackupFault("De sleutels horen bij een ander logboek. Er is niets teruggezet.")
    if of_log.migrations != of_keys.migrations:
        raise BackupFault(
            f"De sleutels zijn van een andere versie ({of_keys.migration}) dan het logboek"
            f" ({of_log.migration}). Er is niets teruggezet."
        )


def _require_finished(folder: Path) -> None:
    for each in (folder.absolute(), folder.absolute().parent):
        if each.name.endswith(UNFINISHED):
            raise BackupFault(f"{each} is een back-up die niet is afgemaakt. Neem een andere.")


def _require_known(origin: Origin) -> None:
    applied: Applied = {each.number: (each.name, each.sha256) for each in origin.migrations}
    try:
        refuse_unless_known(applied)
    except MigrationRefused:
        raise BackupFault(
            f"De back-up is van een nieuwere of andere versie (migratie {origin.migration}) dan dit"
            " programma. Neem het programma waarmee hij is gemaakt, of een nieuwer."
        ) from None
