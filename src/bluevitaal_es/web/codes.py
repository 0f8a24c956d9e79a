"""Codes that people type over from paper: made, compared without caring for spaces, and kept as a hash."""

import re
import secrets
from hashlib import sha256
from typing import Final

#: No 0 and O, no 1, I and L, no U and V beside each other: what looks alike is not in it.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 3, 5

_LETTERS: Final = re.compile(r"[^0-9A-Z]")


def make() -> str:
    """Return a new code of 73 bits, such as "K7QMX-94TRB-WDHPA"."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def made_from(digest: bytes) -> str:
    """Return the code that belongs to 32 secret bytes, as long as one that is made."""
    number, letters = int.from_bytes(digest), []
    for _ in range(GROUPS * GROUP_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "-".join("".join(letters[at : at + GROUP_LENGTH]) for at in range(0, len(letters), GROUP_LENGTH))


def hash_of(purpose: str, typed: str) -> bytes:
    """Return what is kept of a code: it has more bits than anybody tries, so a plain hash will do."""
    letters = _LETTERS.sub("", typed.upper())
    return sha256(f"bluevitaal {purpose}\x00{letters}".encode()).digest()
