"""Reads one data file of the catalogue into frozen values, or says which key of which file is wrong."""

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, time
from importlib.resources.abc import Traversable
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]


class CatalogueFault(Exception):
    """A data file of the catalogue is wrong; the message names the file and the key."""

    def __init__(self, file: str, key: str, what: str) -> None:
        super().__init__(f"{file}: {key}: {what}" if key else f"{file}: {what}")
        self.file = file
        self.key = key


class Entry(BaseModel):
    """A frozen value read from a data file: every key is known, every type is exact."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Provenance(Entry):
    """Where a data file stands: its version, what it rests on and who changed it last."""

    version: int
    source: Text
    changed_by: Text


EntryT = TypeVar("EntryT", bound=Entry)
FileT = TypeVar("FileT", bound=Provenance)


def read(folder: Traversable, name: str, shape: type[FileT]) -> FileT:
    """Return the file `name` of `folder` in its `shape`.

    Raises CatalogueFault when the file is absent, is no TOML, or has a key that is missing, wrong or unknown.
    """
    try:
        raw = tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError as absent:
        raise CatalogueFault(name, "", "the file is not there") from absent
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise CatalogueFault(name, "", f"not valid TOML: {broken}") from broken
    return entry(name, "", raw, shape)


def entry(file: str, place: str, values: Mapping[str, object], shape: type[EntryT]) -> EntryT:
    """Return `values`, found at `place` in `file`, in their `shape`, or raise CatalogueFault."""
    try:
        # Strict JSON takes an array for a tuple and text for a day, and still refuses "5" for 5.
        return shape.model_validate_json(json.dumps(values, default=_as_text))
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        key = ".".join(part for part in (place, *map(str, first["loc"])) if part)
        raise CatalogueFault(file, key, first["msg"]) from wrong


def _as_text(value: object) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a data file")


def folded(text: str) -> str:
    """Return `text` without case, accents, punctuation and surplus space, as names are compared."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^0-9a-z]+", " ", plain.casefold().replace(".", "")).split())


#: Means two things in the police: Psychotrauma Diagnose Centrum and Politiedienstencentrum.
AMBIGUOUS_NAMES = frozenset({"pdc"})


def names_of(file: str, entries: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return folded name → key for everything that `entries` (key → names) may be called.

    Raises CatalogueFault when a name is empty or ambiguous, or would stand for two keys.
    """
    found: dict[str, str] = {}
    for key, names in entries.items():
        for name in (key, *names):
            plain = folded(name)
            if not plain or plain in AMBIGUOUS_NAMES:
                raise CatalogueFault(file, key, f"{name!r} cannot be a name: it is empty or means two things")
            if found.setdefault(plain, key) != key:
                raise CatalogueFault(file, key, f"{name!r} already stands for {found[plain]!r}")
    return found
