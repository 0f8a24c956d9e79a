"""Backups: the log, which may be kept long, and apart from it the keys, which may not."""

from bluevitaal_es.store.backup.manifest import KEYS, BackupFault
from bluevitaal_es.store.backup.parts import read_key_part, read_log_part
from bluevitaal_es.store.backup.restoring import Restored, restore
from bluevitaal_es.store.backup.sealing import make_identity, read_identity, read_recipient
from bluevitaal_es.store.backup.writing import KeyPart, Made, back_up

__all__ = [
    "KEYS",
    "BackupFault",
    "KeyPart",
    "Made",
    "Restored",
    "back_up",
    "make_identity",
    "read_identity",
    "read_key_part",
    "read_log_part",
    "read_recipient",
    "restore",
]
