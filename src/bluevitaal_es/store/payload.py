"""How an event's fields lie in the log: sealed parts, each under the key of the person it is about.

A payload is one byte with the format (1), one byte with the number of parts, and for each part the 16 bytes
of its key's id, a nonce of 12 random bytes, 4 bytes with a length (big-endian) and that many bytes of
AES-256-GCM ciphertext with its tag. Bound to it as associated data are stream, version, form and stored type,
so that a payload moved to another place does not open. Today's events have one part, under the key of their
stream.
"""

from os import urandom
from struct import Struct
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
START = Struct(">BB16s12sI")
BOUND = Struct(">16sqh")


class DamagedPayload(Exception):
    """A payload does not open under its own key, or is not a payload: the log was changed."""


def bound_to(stream: bytes, version: int, form: int, type_name: str) -> bytes:
    """Return the associated data that binds a payload to its place."""
    return BOUND.pack(stream, version, form) + type_name.encode()


def seal(cipher: AESGCM, key_id: bytes, plain: bytes, bound: bytes) -> bytes:
    """Return a payload of one part that only the key `key_id` opens, at the place it is bound to."""
    nonce = urandom(12)
    sealed = cipher.encrypt(nonce, plain, bound)
    return START.pack(FORMAT, 1, key_id, nonce, len(sealed)) + sealed


def key_of(payload: bytes) -> bytes:
    """Return the id of the key that the first part is sealed under."""
    if len(payload) < START.size or payload[0] != FORMAT:
        raise DamagedPayload("a payload has an unknown format")
    return payload[2:18]


def open_payload(cipher: AESGCM, payload: bytes, bound: bytes) -> bytes:
    """Return what was sealed in a payload of one part; raises DamagedPayload if it is not what was sealed."""
    if len(payload) < START.size:
        raise DamagedPayload("a payload is too short")
    form, parts, key_id, nonce, length = START.unpack_from(payload)
    if form != FORMAT or parts != 1 or len(payload) != START.size + length:
        raise DamagedPayload(f"the payload under key {UUID(bytes=key_id)} has an unknown format")
    try:
        return cipher.decrypt(nonce, payload[START.size :], bound)
    except InvalidTag:
        raise DamagedPayload(f"a payload does not open under its key {UUID(bytes=key_id)}") from None
