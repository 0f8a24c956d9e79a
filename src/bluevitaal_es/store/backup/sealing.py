"""The key part in one file that only the holder of an age identity opens."""

import tarfile
from collections.abc import Mapping
from io import BytesIO

from pyrage import DecryptError, IdentityError, RecipientError, decrypt, encrypt
from pyrage.x25519 import Identity, Recipient

from bluevitaal_es.store.backup.manifest import BackupFault

SEALED_FILE = "sleutels.age"


def make_identity() -> tuple[str, str]:
    """Return a new identity, as a text to keep secret, and its recipient, as a text to hand out."""
    identity = Identity.generate()
    recipient = str(identity.to_public())
    return (
        f"# Opent de sleutels in back-ups van BlueVitaal. Bewaar dit ergens waar geen back-up ligt.\n"
        f"# public key: {recipient}\n{identity}\n"
    ), recipient


def read_recipient(text: str) -> Recipient:
    """Return the recipient in a text that begins with age1; raises BackupFault if it is none."""
    try:
        return Recipient.from_str(text.strip())
    except RecipientError:
        raise BackupFault(
            f"“{text}” is geen openbare sleutel van age (age1…). `bluevitaal backup-key` maakt er een."
        ) from None


def read_identity(text: str) -> Identity:
    """Return the identity in a file as age-keygen writes it; raises BackupFault if there is not just one."""
    lines = [line.strip() for line in text.splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    try:
        (line,) = found
        return Identity.from_str(line)
    except (ValueError, IdentityError):
        raise BackupFault("Dit bestand bevat geen geheime sleutel van age.") from None


def seal(files: Mapping[str, bytes], recipient: Recipient) -> bytes:
    """Return the files in one, sealed; it is made in memory, so that keys never lie open on a disk."""
    together = BytesIO()
    with tarfile.open(fileobj=together, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o600
            archive.addfile(member, BytesIO(content))
    sealed: bytes = encrypt(together.getvalue(), [recipient])
    return sealed


def unseal(sealed: bytes, identity: Identity) -> dict[str, bytes]:
    """Return the files by name; raises BackupFault when this identity does not open them."""
    try:
        together = decrypt(sealed, [identity])
    except DecryptError:
        raise BackupFault(
            "De sleutels gaan met deze geheime sleutel niet open. Er is niets teruggezet."
        ) from None
    with tarfile.open(fileobj=BytesIO(together)) as archive:
        files = {member.name: archive.extractfile(member) for member in archive.getmembers()}
        return {name: file.read() for name, file in files.items() if file is not None}
