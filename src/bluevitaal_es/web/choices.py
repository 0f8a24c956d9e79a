"""The kinds of question that are answered by choosing: radio buttons, boxes, lists, questionnaires."""

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from typing import ClassVar

from bluevitaal_es.web.fields import (
    Field,
    Item,
    Option,
    Posted,
    SeveralUnusable,
    Unusable,
    Value,
    checked_text,
)


@dataclass(frozen=True)
class Choice(Field):
    """A question whose answer is one of its options."""

    options: tuple[Option, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", tuple(self.options))

    @property
    def when_missing(self) -> str:
        return self.missing or f"Maak een keuze bij “{self.label}”."

    def convert(self, text: str) -> Value:
        if text not in {option.value for option in self.options}:
            raise Unusable(f"Kies een antwoord uit de lijst bij “{self.label}”.", self.key)
        return text


@dataclass(frozen=True)
class Radio(Choice):
    """One answer out of a few, all visible."""

    kind: ClassVar[str] = "radio"


@dataclass(frozen=True)
class Select(Choice):
    """One answer out of many, in a drop-down list that starts empty."""

    kind: ClassVar[str] = "select"


@dataclass(frozen=True)
class Checkboxes(Choice):
    """Any number of answers, given back as a tuple of values in the order of the options."""

    kind: ClassVar[str] = "checkboxes"

    @property
    def several(self) -> bool:
        return True

    @property
    def when_missing(self) -> str:
        return self.missing or f"Kies ten minste één antwoord bij “{self.label}”."

    def read(self, posted: Posted) -> Value:
        chosen = {value.strip() for value in posted.get(self.key, ()) if value.strip()}
        for value in chosen:
            self.convert(value)
        if not chosen and not self.optional:
            raise Unusable(self.when_missing, self.key)
        return tuple(option.value for option in self.options if option.value in chosen)

    def show(self, value: Value) -> dict[str, str | list[str]]:
        return {self.key: list(value) if isinstance(value, tuple) else []}


@dataclass(frozen=True)
class Check(Field):
    """One box to tick. Unless `optional` it must be ticked; the value is a bool."""

    kind: ClassVar[str] = "check"

    @property
    def when_missing(self) -> str:
        return self.missing or f"Zet een vinkje bij “{self.label}” om verder te gaan."

    def nothing(self) -> Value:
        if self.optional:
            return False
        raise Unusable(self.when_missing, self.key)

    def convert(self, text: str) -> Value:
        if text != "ja":
            raise Unusable(self.when_missing, self.key)
        return True

    def show(self, value: Value) -> dict[str, str | list[str]]:
        return {self.key: "ja" if value is True else ""}


@dataclass(frozen=True)
class YesNo(Field):
    """Yes or no, given back as a bool."""

    _: KW_ONLY
    yes: str = "Ja"
    no: str = "Nee"

    kind: ClassVar[str] = "radio"

    @property
    def options(self) -> tuple[Option, ...]:
        """Return the two answers."""
        return (Option("ja", self.yes), Option("nee", self.no))

    @property
    def when_missing(self) -> str:
        return self.missing or f"Maak een keuze bij “{self.label}”."

    def convert(self, text: str) -> Value:
        if text not in {"ja", "nee"}:
            raise Unusable(f"Kies een antwoord uit de lijst bij “{self.label}”.", self.key)
        return text == "ja"

    def show(self, value: Value) -> dict[str, str | list[str]]:
        return {self.key: {True: "ja", False: "nee"}.get(value, "") if isinstance(value, bool) else ""}


@dataclass(frozen=True)
class Hidden(Field):
    """A value that travels along unseen; it is untrusted like any other."""

    label: str = ""
    _: KW_ONLY
    max_length: int = 200

    kind: ClassVar[str] = "hidden"

    def convert(self, text: str) -> Value:
        return checked_text(self, text, self.max_length)


@dataclass(frozen=True)
class Scale(Field):
    """A questionnaire: one row of the same options for each item; the value maps item key to option value.

    With `optional` items may stay open, and are left out of the value.
    """

    items: tuple[Item, ...] = ()
    options: tuple[Option, ...] = ()

    kind: ClassVar[str] = "scale"

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", tuple(self.items))
        object.__setattr__(self, "options", tuple(self.options))

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(f"{self.key}-{item.key}" for item in self.items)

    @property
    def parts_labels(self) -> tuple[tuple[str, str], ...]:
        return tuple((f"{self.key}-{item.key}", item.label) for item in self.items)

    def rows(self) -> Iterator[Radio]:
        """Yield each item as the question it is."""
        for number, (part, item) in enumerate(zip(self.parts, self.items, strict=True), 1):
            missing = f"Kies een antwoord bij vraag {number}."
            yield Radio(part, item.label, optional=self.optional, missing=missing, options=self.options)

    def read(self, posted: Posted) -> Value:
        answers: dict[str, str] = {}
        faults: list[Unusable] = []
        for row, item in zip(self.rows(), self.items, strict=True):
            try:
                answer = row.read(posted)
            except Unusable as fault:
                faults.append(fault)
                continue
            if isinstance(answer, str):
                answers[item.key] = answer
        if faults:
            raise SeveralUnusable(faults)
        return answers

    def convert(self, text: str) -> Value:
        raise NotImplementedError("a scale is read from its rows")

    def show(self, value: Value) -> dict[str, str | list[str]]:
        answers = value if isinstance(value, dict) else {}
        return {part: answers.get(item.key, "") for part, item in zip(self.parts, self.items, strict=True)}
