"""Forms: what is asked, what was posted made into typed answers, and the Dutch for what must be mended.

A page declares a `Form` once, shows `form.with_initial()`, and turns a post into `form.read(posted)`:
`Filled.ok` says whether the answers can be used, and a `Filled` with errors is shown again as it is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol, TypeVar, runtime_checkable
from uuid import UUID, uuid4

from bluevitaal_es.web.choices import Check, Checkboxes, Hidden, Radio, Scale, Select, YesNo
from bluevitaal_es.web.dutch import Month
from bluevitaal_es.web.fields import (
    DutchDate,
    DutchTime,
    Field,
    Group,
    Item,
    Moment,
    Note,
    Number,
    Option,
    Password,
    Posted,
    SeveralUnusable,
    Text,
    TextArea,
    Unusable,
    Value,
)

__all__ = [
    "Check",
    "Checkboxes",
    "DutchDate",
    "DutchTime",
    "Field",
    "Filled",
    "Form",
    "Group",
    "Hidden",
    "Item",
    "Moment",
    "Month",
    "Note",
    "Number",
    "Option",
    "Password",
    "Radio",
    "Scale",
    "Select",
    "Text",
    "TextArea",
    "YesNo",
]

#: Names of the controls that every form carries beside its own questions.
TOKEN, VERSION, COMMAND, ACTION = "csrf", "versie", "opdracht", "actie"
#: The value of the button "Bewaar en stop".
KEEP = "bewaar"
#: Longest raw text that is kept to be shown again.
MOST_TYPED = 20_000


T = TypeVar("T")


@runtime_checkable
class _ManyValued(Protocol):
    def getlist(self, key: str, /) -> list[object]: ...


@dataclass(frozen=True)
class Form:
    """What a page asks. `submit` is the button and says what it does; `keep` adds "Bewaar en stop".

    `submit_kind` is "primary" or, for an act that cannot be taken back, "warning".
    """

    key: str
    title: str
    fields: tuple[Field | Group | Note, ...]
    _: KW_ONLY
    submit: str
    intro: str = ""
    keep: str = ""
    submit_kind: str = "primary"

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", tuple(self.fields))
        names = [part for field in self.questions() for part in field.parts]
        if len(set(names)) != len(names) or {TOKEN, VERSION, COMMAND, ACTION} & set(names):
            raise ValueError(f"form {self.key} uses a control name twice: {sorted(names)}")

    def questions(self) -> Iterator[Field]:
        """Yield every field, those within groups too, in the order of the page."""
        for entry in self.fields:
            if isinstance(entry, Group):
                yield from entry.fields
            elif isinstance(entry, Field):
                yield entry

    def with_initial(
        self, values: Mapping[str, Value] = MappingProxyType({}), *, version: int | None = None
    ) -> "Filled":
        """Return the form as first shown, holding `values`; `version` is that of the case as it was seen."""
        typed: dict[str, str | list[str]] = {}
        for field in self.questions():
            typed |= field.show(values.get(field.key))
        return Filled(self, dict(values), typed, {}, version=version, command_id=uuid4())

    def with_typed(self, typed: Mapping[str, str | list[str]], *, version: int | None = None) -> "Filled":
        """Return the form holding a kept draft: `Filled.typed` of an earlier time, unknown names left out."""
        kept = {part: typed[part] for field in self.questions() for part in field.parts if part in typed}
        start = self.with_initial(version=version)
        return replace(start, typed={**start.typed, **kept})

    def read(self, posted: Mapping[str, object]) -> "Filled":
        """Return what was posted: typed values, the text as typed, and Dutch messages by control name.

        Takes a Starlette FormData, a dict of strings or a dict of lists. Unknown names are ignored.
        """
        answers = self._answers(posted)
        values: dict[str, Value] = {}
        typed: dict[str, str | list[str]] = {}
        errors: dict[str, str] = {}
        for field in self.questions():
            typed |= _as_typed(field, answers)
            try:
                values[field.key] = field.read(answers)
            except SeveralUnusable as several:
                errors |= {fault.part: str(fault) for fault in several.faults}
            except Unusable as fault:
                errors[fault.part or field.key] = str(fault)
        version = _texts(posted, VERSION)[-1]
        return Filled(
            self,
            values,
            typed,
            errors,
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None,
            command_id=_uuid(_texts(posted, COMMAND)[-1]),
            keep=_texts(posted, ACTION)[-1] == KEEP,
        )

    def _answers(self, posted: Mapping[str, object]) -> Posted:
        return {part: _texts(posted, part) for field in self.questions() for part in field.parts}


@dataclass(frozen=True)
class Filled:
    """A form with answers: `values` by field key where usable, `typed` and `errors` by control name.

    `version` is that of the case as the person saw it, `command_id` makes a second submit of the same page
    the same command, `keep` says that "Bewaar en stop" was pressed.
    """

    form: Form
    values: Mapping[str, Value]
    typed: Mapping[str, str | list[str]]
    errors: Mapping[str, str]
    _: KW_ONLY
    version: int | None
    command_id: UUID
    keep: bool = False

    @property
    def ok(self) -> bool:
        """Whether every answer can be used."""
        return not self.errors

    def with_error(self, key: str, message: str) -> "Filled":
        """Return the same answers with one more message, at control `key` ("" for the form as a whole)."""
        if key and key not in self.typed:
            key = next((part for f in self.form.questions() if f.key == key for part in f.parts), "")
        return replace(self, errors={**self.errors, key: message})

    def with_version(self, version: int | None) -> "Filled":
        """Return the same answers against another version of the case, as a new command."""
        return replace(self, version=version, command_id=uuid4())

    def text(self, key: str) -> str:
        """Return a text or choice that must be there; "" for one that was left open."""
        return self._as(key, str) if self.values.get(key) is not None else ""

    def choice(self, key: str) -> str | None:
        """Return the chosen value, or the text, or None when nothing was given."""
        return None if self.values.get(key) is None else self._as(key, str)

    def choices(self, key: str) -> tuple[str, ...]:
        """Return the ticked values."""
        return self._as(key, tuple)

    def yes(self, key: str) -> bool:
        """Return the answer to a YesNo or Check; False when it was left open."""
        return self.values.get(key) is not None and self._as(key, bool)

    def number(self, key: str) -> int:
        """Return a whole number."""
        return self._as(key, int)

    def decimal(self, key: str) -> Decimal:
        """Return a number as Decimal."""
        return self._as(key, Decimal)

    def day(self, key: str) -> date:
        """Return a day; of a month without a day its first."""
        value = self.values.get(key)
        return value.first_day if isinstance(value, Month) else self._as(key, date)

    def moment(self, key: str) -> datetime:
        """Return a moment, aware, in UTC."""
        return self._as(key, datetime)

    def answers(self, key: str) -> dict[str, str]:
        """Return the answers to a Scale, option value by item key."""
        return self._as(key, dict)

    def has(self, key: str) -> bool:
        """Whether an optional question was answered."""
        return self.values.get(key) not in (None, (), {}, "")

    def _as(self, key: str, kind: type[T]) -> T:
        value = self.values[key]
        if not isinstance(value, kind):
            raise TypeError(f"{self.form.key}.{key} holds {type(value).__name__}, not {kind.__name__}")
        return value


def _texts(posted: Mapping[str, object], key: str) -> list[str]:
    if isinstance(posted, _ManyValued):
        found = posted.getlist(key)
    else:
        value = posted.get(key, "")
        found = list(value) if isinstance(value, list | tuple) else [value]
    return [value for value in found if isinstance(value, str)] or [""]


def _as_typed(field: Field, answers: Posted) -> dict[str, str | list[str]]:
    if isinstance(field, Password):
        return {field.key: ""}
    if field.several:
        return {field.key: [value for value in answers[field.key] if value]}
    return {part: answers[part][-1].replace("\x00", "")[:MOST_TYPED] for part in field.parts}


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
