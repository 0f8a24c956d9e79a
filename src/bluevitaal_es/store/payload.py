"""How an event's fields lie in the log: sealed parts, each under the key of the person it is about.

A payload is one byte with the format (1), one byte with the number of parts, and for each part the 16 bytes
of its key's id, a nonce of 12 random bytes, 4 bytes with a length (big-endian) and that many bytes of
AES-256-GCM ciphertext with its tag. Bound to it as associated data are stream, version, form and stored type,
so that a payload moved to another place does not open; a part after the first is bound to its number too. The
first part is under the key of the stream, each other one under that of a person beside it.
"""

from collections.abc import Sequence
from os import urandom
from struct import Struct
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
START = Struct(">BB16s12sI")
PART = Struct(">16s12sI")
#: Parts that a payload can have: their number is one byte.
MOST_PARTS = 255
BOUND = Struct(">16sqh")


class DamagedPayload(Exception):
    """A payload does not open under its own key, or is not a payload: the log was changed."""


class Part(NamedTuple):
    """One sealed part of a payload, with the id of the key that opens it."""

    key_id: bytes
    nonce: bytes
    sealed: bytes


def bound_to(stream: bytes, version: int, form: int, type_name: str) -> bytes:
    """Return the associated data that binds a payload to its place."""
    return BOUND.pack(stream, version, form) + type_name.encode()


def seal(cipher: AESGCM, key_id: bytes, plain: bytes, bound: bytes) -> bytes:
    """Return a payload of one part that only the key `key_id` opens, at the place it is bound to."""
    nonce = urandom(12)
    sealed = cipher.encrypt(nonce, plain, bound)
    return START.pack(FORMAT, 1, key_id, nonce, len(sealed)) + sealed


def seal_parts(parts: Sequence[tuple[AESGCM, bytes, bytes]], bound: bytes) -> bytes:
    """Return a payload of several parts: cipher, key id and what is to be read of each."""
    if len(parts) > MOST_PARTS:
        raise ValueError(f"a payload has at most {MOST_PARTS} parts")
    written = [bytes((FORMAT, len(parts)))]
    for number, (cipher, key_id, plain) in enumerate(parts):
        nonce = urandom(12)
        sealed = cipher.encrypt(nonce, plain, _bound_part(bound, number))
        written += (PART.pack(key_id, nonce, len(sealed)), sealed)
    return b"".join(written)


def parts_of(payload: bytes) -> list[Part]:
    """Return the parts of a payload, still sealed; raises DamagedPayload if it has no such form."""
    key_of(payload)
    parts, at = [], 2
    for _ in range(payload[1]):
        if at + PART.size > len(payload):
            raise DamagedPayload("a payload is too short for its parts")
        key_id, nonce, length = PART.unpack_from(payload, at)
        at += PART.size
        parts.append(Part(key_id, nonce, payload[at : at + length]))
        at += length
    if at != len(payload) or not parts:
        raise DamagedPayload("a payload is not as long as its parts")
    return parts


def open_part(cipher: AESGCM, part: Part, number: int, bound: bytes) -> bytes:
    """Return what was sealed in a part, counted from 0; raises DamagedPayload if it was changed."""
    try:
        return cipher.decrypt(part.nonce, part.sealed, _bound_part(bound, number))
    except InvalidTag:
        raise DamagedPayload(f"a part does not open under its key {UUID(bytes=part.key_id)}") from None


def _bound_part(bound: bytes, number: int) -> bytes:
    return bound + bytes((number,)) if number else bound


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
