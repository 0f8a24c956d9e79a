"""The key that signs checkpoints (Ed25519), and the public key that anybody may check them with."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from bluevitaal_es.settings import ConfigurationFault, Settings

#: The file in the data folder when the environment names no other.
FILE = "checkpoint-key"


class SigningKeyFault(ConfigurationFault):
    """A key for checkpoints is missing, unreadable or no such key; one Dutch line says which."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The 32 bytes of a public Ed25519 key."""

    raw: bytes

    @property
    def key_id(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of the key."""
        return sha256(self.raw).hexdigest()[:16]

    @property
    def pem(self) -> str:
        """The key as a text that OpenSSL reads too."""
        key = Ed25519PublicKey.from_public_bytes(self.raw)
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Return whether the owner of this key signed exactly this message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half; it stays on the machine that signs."""

    private: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKey:
        """The half that may be handed out."""
        return PublicKey(self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return self.private.sign(message)


def read_public_key(text: str) -> PublicKey:
    """Return the key in a PEM text; raises SigningKeyFault when it holds no public Ed25519 key."""
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise SigningKeyFault("Dit bestand bevat geen openbare sleutel voor controlepunten (Ed25519, PEM).")
    return PublicKey(key.public_bytes(Encoding.Raw, PublicFormat.Raw))


def signing_key_file(settings: Settings) -> Path:
    """Return where the signing key lies, or will lie."""
    return settings.checkpoint_key_file or settings.data_dir / FILE


def open_signing_key(settings: Settings, *, may_make: bool) -> SigningKey:
    """Return the signing key; the first use makes its file, mode 0600, if `may_make` says so.

    Raises SigningKeyFault when the file is missing and may not be made, cannot be read, or holds no key.
    """
    file = signing_key_file(settings)
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        if not may_make:
            raise SigningKeyFault(
                f"De sleutel {file}, waarmee eerdere controlepunten zijn ondertekend, ontbreekt. Zet haar"
                " terug, of begin met een nieuwe: `bluevitaal checkpoint --new-key`."
            ) from None
        _make(file)
        return open_signing_key(settings, may_make=False)
    except OSError as fault:
        raise SigningKeyFault(f"De sleutel {file} is niet te lezen: {fault.strerror}.") from fault
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyFault(f"Het bestand {file} bevat geen sleutel om mee te ondertekenen (Ed25519, PEM).")
    return SigningKey(key)


def _make(file: Path) -> None:
    """Make the file whole and at once: others see nothing or the key, and whoever comes second yields."""
    key = Ed25519PrivateKey.generate()
    unfinished = file.with_name(f"{file.name}.{token_hex(8)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as writing:
            writing.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            writing.flush()
            os.fsync(writing.fileno())
        with suppress(FileExistsError):
            os.link(unfinished, file)
        unfinished.unlink()
    except OSError as fault:
        raise SigningKeyFault(f"De sleutel {file} kan niet worden gemaakt: {fault.strerror}.") from fault
