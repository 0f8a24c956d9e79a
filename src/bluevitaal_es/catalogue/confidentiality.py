"""The code of confidentiality that staff accept: its words in each version, which stay readable for ever."""

from datetime import date
from importlib.resources.abc import Traversable

from bluevitaal_es.catalogue.reading import CatalogueFault, Entry, Provenance, Text, read

FILE = "code.toml"


class CodeText(Entry):
    """One version: what somebody promises, line by line. `drawn_up` is the day on which it was written."""

    version: Text
    valid_from: date
    drawn_up: date
    promises: tuple[Text, ...]
    #: What changed since the version before, for who accepted that; empty in the first.
    changed: str = ""


class CodeOfConfidentiality:
    """All versions of the code."""

    def __init__(self, provenance: Provenance, texts: tuple[CodeText, ...]) -> None:
        self.provenance = provenance
        self.texts = texts

    def on(self, day: date) -> CodeText:
        """Return the version that holds on a day. Raises LookupError when none did."""
        texts = [text for text in self.texts if text.valid_from <= day]
        if not texts:
            raise LookupError(f"{FILE} has no text on {day}")
        return max(texts, key=lambda text: text.valid_from)


class _File(Provenance):
    texts: tuple[CodeText, ...]


def read_code(folder: Traversable) -> CodeOfConfidentiality:
    """Return the code; raises CatalogueFault when it has no version, or one twice."""
    file = read(folder, FILE, _File)
    if not file.texts:
        raise CatalogueFault(FILE, "texts", "there is no version")
    if len({text.version for text in file.texts}) != len(file.texts):
        raise CatalogueFault(FILE, "texts", "a version stands there twice")
    if len({text.valid_from for text in file.texts}) != len(file.texts):
        raise CatalogueFault(FILE, "texts", "two versions begin on one day")
    return CodeOfConfidentiality(file, file.texts)
