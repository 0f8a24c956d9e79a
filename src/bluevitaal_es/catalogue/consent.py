"""Consent: who may receive what, for which purpose; each combination is a line of its own."""

from collections.abc import Iterable, Iterator
from datetime import date
from importlib.resources.abc import Traversable

from bluevitaal_es.catalogue.codes import Code, CodeList, CodeT
from bluevitaal_es.catalogue.reading import CatalogueFault, Entry, Provenance, Text, entry, read

FILE = "consent.toml"


class SpokenCode(Code):
    """A choice in two voices: `label` and `hint` are the begeleider's, the others are for the client."""

    client_label: str = ""
    client_hint: str = ""

    @property
    def to_client(self) -> str:
        """Return what it is called towards the client."""
        return self.client_label or self.label


class DataClass(SpokenCode):
    """A kind of facts about a client; consent for it also covers what it `includes`."""

    identifies: bool
    includes: tuple[Text, ...] = ()


class Recipient(Code):
    """Somebody who may receive facts, with the purposes and data classes that consent can open for them."""

    purposes: tuple[Text, ...]
    data_classes: tuple[Text, ...]
    needs_name: bool = False
    limit: str = ""


class ConsentText(Entry):
    """The words that a client agrees to, in one version; it stays readable for ever (S-026, S-035)."""

    version: Text
    language: Text
    valid_from: date
    text: Text


class StatementWords(Entry):
    """The words of a statement; `row` and the two periods have fields in braces."""

    title: Text
    yes: Text
    no: Text
    row: Text
    since: Text
    between: Text


class Consent:
    """The lines of consent that may be given."""

    def __init__(
        self,
        provenance: Provenance,
        recipients: CodeList[Recipient],
        purposes: CodeList[SpokenCode],
        data_classes: CodeList[DataClass],
        purpose_limits: dict[str, tuple[str, ...]],
        texts: tuple[ConsentText, ...],
        statement: StatementWords,
    ) -> None:
        self.provenance = provenance
        self.recipients = recipients
        self.purposes = purposes
        self.data_classes = data_classes
        self.texts = texts
        self.statement = statement
        self._limits = purpose_limits

    def may_be_given(self, recipient: str, purpose: str, data_class: str) -> bool:
        """Return whether a client can consent to this combination of known keys.

        An employer may receive functional facts only, also with consent (AP, De zieke werknemer).
        Raises KeyError when a key is unknown.
        """
        return self.why_not(recipient, purpose, data_class) is None

    def why_not(self, recipient: str, purpose: str, data_class: str) -> str | None:
        """Return in Dutch why this combination cannot be consented to, or None when it can."""
        who, why, what = self.recipients[recipient], self.purposes[purpose], self.data_classes[data_class]
        if purpose not in who.purposes:
            return who.limit or f"“{why.label}” past niet bij {who.label}."
        if data_class not in who.data_classes:
            return who.limit or f"“{what.label}” is niet nodig voor {who.label}."
        if data_class not in self._limits.get(purpose, (data_class,)):
            return f"“{what.label}” past niet bij “{why.label}”."
        return None

    def combinations(self, recipient: str) -> tuple[tuple[str, str], ...]:
        """Return every (purpose, data class) that can be consented to for this recipient."""
        who = self.recipients[recipient]
        return tuple(
            (purpose, data_class)
            for purpose in who.purposes
            for data_class in who.data_classes
            if self.may_be_given(recipient, purpose, data_class)
        )

    def covers(self, given: str, needed: str) -> bool:
        """Return whether consent for the data class `given` is enough to share `needed`."""
        return given == needed or needed in self.data_classes[given].includes

    def text_on(self, day: date, language: str = "nl") -> ConsentText:
        """Return the words in use on this day. Raises LookupError when there were none in this language."""
        texts = [text for text in self.texts if text.language == language and text.valid_from <= day]
        if not texts:
            raise LookupError(f"{FILE} has no text in {language!r} on {day}")
        return max(texts, key=lambda text: text.valid_from)

    def text(self, version: str, language: str = "nl") -> ConsentText:
        """Return one version of the words. Raises LookupError when there is none."""
        for text in self.texts:
            if (text.version, text.language) == (version, language):
                return text
        raise LookupError(f"{FILE} has no text {version!r} in {language!r}")


class _File(Provenance):
    recipients: dict[str, dict[str, object]]
    purposes: dict[str, dict[str, object]]
    data_classes: dict[str, dict[str, object]]
    purpose_limits: dict[str, tuple[Text, ...]]
    texts: tuple[ConsentText, ...]
    statement: StatementWords


def read_consent(folder: Traversable) -> Consent:
    """Return the lines of consent; raises CatalogueFault when one names a key that does not exist."""
    file = read(folder, FILE, _File)
    consent = Consent(
        file,
        CodeList(
            "consent.toml recipients",
            file,
            tuple(_entries("recipients", file.recipients, Recipient)),
            None,
        ),
        CodeList("consent.toml purposes", file, tuple(_entries("purposes", file.purposes, SpokenCode)), None),
        CodeList(
            "consent.toml data_classes",
            file,
            tuple(_entries("data_classes", file.data_classes, DataClass)),
            None,
        ),
        file.purpose_limits,
        file.texts,
        file.statement,
    )
    for who in consent.recipients:
        _known(f"recipients.{who.key}.purposes", who.purposes, consent.purposes.keys())
        _known(f"recipients.{who.key}.data_classes", who.data_classes, consent.data_classes.keys())
    for what in consent.data_classes:
        _known(f"data_classes.{what.key}.includes", what.includes, consent.data_classes.keys())
    _known("purpose_limits", file.purpose_limits, consent.purposes.keys())
    for purpose, classes in file.purpose_limits.items():
        _known(f"purpose_limits.{purpose}", classes, consent.data_classes.keys())
    if len({(text.version, text.language) for text in file.texts}) != len(file.texts):
        raise CatalogueFault(FILE, "texts", "a version stands there twice")
    return consent


def _entries(table: str, values: dict[str, dict[str, object]], shape: type[CodeT]) -> Iterator[CodeT]:
    for key, fields in values.items():
        yield entry(FILE, f"{table}.{key}", {"key": key, **fields}, shape)


def _known(place: str, keys: Iterable[str], known: tuple[str, ...]) -> None:
    for key in keys:
        if key not in known:
            raise CatalogueFault(FILE, place, f"there is no {key!r}")
