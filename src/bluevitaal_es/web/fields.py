"""The kinds of question that a form can ask: what each accepts, and in Dutch what to do when it cannot."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import ClassVar

from bluevitaal_es import clock
from bluevitaal_es.web.dutch import Month, dutch_date, dutch_date_short, dutch_number, parse_date, parse_time

Value = str | int | Decimal | bool | date | Month | time | datetime | tuple[str, ...] | dict[str, str] | None
Posted = Mapping[str, Sequence[str]]

EXAMPLE_DATE = "27-3-2026"

_NUMBER = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,6})?")


class Unusable(ValueError):
    """An answer that cannot be used, with the Dutch for what to do; `part` is the control it stands at."""

    def __init__(self, message: str, part: str = "") -> None:
        super().__init__(message)
        self.part = part


@dataclass(frozen=True)
class Option:
    """One answer to choose: `value` is posted, `label` and `hint` are read."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Item:
    """One line of a questionnaire."""

    key: str
    label: str


@dataclass(frozen=True)
class Field(ABC):
    """A question: `key` is its name in the post, `label` what is read; `optional` allows no answer (None).

    `missing` replaces the message for an empty answer where the ordinary one reads badly.
    """

    key: str
    label: str
    _: KW_ONLY
    hint: str = ""
    optional: bool = False
    missing: str = ""

    kind: ClassVar[str]

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the names of the controls that this question puts in the form."""
        return (self.key,)

    @property
    def parts_labels(self) -> tuple[tuple[str, str], ...]:
        """Return the controls with their own labels, for a question of more than one control."""
        return tuple((part, self.label) for part in self.parts)

    @property
    def several(self) -> bool:
        """Whether one control may post more than one value."""
        return False

    @property
    def when_missing(self) -> str:
        """Return what to do about an empty answer."""
        return self.missing or f"Vul iets in bij “{self.label}”."

    def read(self, posted: Posted) -> Value:
        """Return the typed answer, None for a permitted empty one; raises Unusable."""
        text = only(posted, self.key)
        if not text:
            return self.nothing()
        return self.convert(text)

    def nothing(self) -> Value:
        """Return None for a question that may be skipped; raises Unusable for another."""
        if self.optional:
            return None
        raise Unusable(self.when_missing, self.key)

    @abstractmethod
    def convert(self, text: str) -> Value:
        """Return the value of a non-empty, stripped answer; raises Unusable."""

    def show(self, value: Value) -> dict[str, str | list[str]]:
        """Return what the controls must hold to show `value`, by control name."""
        return {self.key: "" if value is None else str(value)}


@dataclass(frozen=True)
class Text(Field):
    """One line of text, at most `max_length` characters. `width` is "short", "medium" or "full"."""

    _: KW_ONLY
    max_length: int = 200
    width: str = "full"
    autocomplete: str = "off"
    inputmode: str = ""

    kind: ClassVar[str] = "text"

    def convert(self, text: str) -> Value:
        return checked_text(self, text, self.max_length)


@dataclass(frozen=True)
class Password(Field):
    """A secret: taken as typed, never written back into the page."""

    _: KW_ONLY
    max_length: int = 200
    autocomplete: str = "current-password"

    kind: ClassVar[str] = "password"

    def read(self, posted: Posted) -> Value:
        values = posted.get(self.key) or ("",)
        return self.convert(values[-1]) if values[-1] else self.nothing()

    def convert(self, text: str) -> Value:
        return checked_text(self, text, self.max_length)


@dataclass(frozen=True)
class TextArea(Field):
    """Several lines of text, at most `max_length` characters."""

    _: KW_ONLY
    max_length: int = 4000
    rows: int = 5

    kind: ClassVar[str] = "textarea"

    def convert(self, text: str) -> Value:
        return checked_text(self, text.replace("\r\n", "\n"), self.max_length)


@dataclass(frozen=True)
class Number(Field):
    """A number between `minimum` and `maximum`: an int, or a Decimal with a comma when not `integer`."""

    _: KW_ONLY
    minimum: int | None = None
    maximum: int | None = None
    integer: bool = True
    unit: str = ""

    kind: ClassVar[str] = "number"

    def convert(self, text: str) -> Value:
        example = self.minimum if self.minimum is not None else 5
        if not _NUMBER.fullmatch(text):
            raise Unusable(f"Vul bij “{self.label}” een getal in, bijvoorbeeld {example}.", self.key)
        number = Decimal(text.replace(",", "."))
        if self.integer and number != int(number):
            raise Unusable(f"Vul bij “{self.label}” een heel getal in, bijvoorbeeld {example}.", self.key)
        below = self.minimum is not None and number < self.minimum
        above = self.maximum is not None and number > self.maximum
        if below or above:
            raise Unusable(f"Vul bij “{self.label}” {self._range} in.", self.key)
        return int(number) if self.integer else number

    @property
    def _range(self) -> str:
        if self.minimum is not None and self.maximum is not None:
            return f"een getal van {self.minimum} tot en met {self.maximum}"
        return f"{self.minimum} of meer" if self.maximum is None else f"{self.maximum} of minder"

    def show(self, value: Value) -> dict[str, str | list[str]]:
        shown = dutch_number(value).replace(".", "") if isinstance(value, int | Decimal) else ""
        return {self.key: shown}


@dataclass(frozen=True)
class DutchDate(Field):
    """A day in any Dutch notation; with `unknown_day` a month will do ("maart 2026", a Month).

    `future=False` refuses days after today, `past=False` days before it.
    """

    _: KW_ONLY
    unknown_day: bool = False
    future: bool = True
    past: bool = True
    earliest: date = date(1900, 1, 1)

    kind: ClassVar[str] = "date"

    @property
    def when_missing(self) -> str:
        return self.missing or f"Vul een datum in bij “{self.label}”, bijvoorbeeld {EXAMPLE_DATE}."

    def convert(self, text: str) -> Value:
        day = parse_date(text)
        if isinstance(day, Month):
            if not self.unknown_day:
                raise Unusable(f"Vul ook de dag in, bijvoorbeeld {EXAMPLE_DATE}.", self.key)
            self._in_range(day.first_day, Month(clock.today().year, clock.today().month).first_day)
        elif day is None:
            month = " of alleen maart 2026" if self.unknown_day else ""
            raise Unusable(f"Vul een bestaande datum in, bijvoorbeeld {EXAMPLE_DATE}{month}.", self.key)
        else:
            self._in_range(day, clock.today())
        return day

    def _in_range(self, day: date, today: date) -> None:
        if day < self.earliest or day.year > 2200:
            raise Unusable("Controleer het jaar van de datum.", self.key)
        if not self.future and day > today:
            raise Unusable(f"Vul een datum in die niet na vandaag ({dutch_date(today)}) ligt.", self.key)
        if not self.past and day < today:
            raise Unusable(f"Vul een datum in vanaf vandaag ({dutch_date(today)}).", self.key)

    def show(self, value: Value) -> dict[str, str | list[str]]:
        shown = str(value) if isinstance(value, Month) else ""
        return {self.key: dutch_date_short(value) if isinstance(value, date) else shown}


@dataclass(frozen=True)
class DutchTime(Field):
    """A time of day: "14:05", "14.05", "9 uur"."""

    kind: ClassVar[str] = "time"

    @property
    def when_missing(self) -> str:
        return self.missing or f"Vul een tijd in bij “{self.label}”, bijvoorbeeld 14:30."

    def convert(self, text: str) -> Value:
        moment = parse_time(text)
        if moment is None:
            raise Unusable("Vul een tijd in, bijvoorbeeld 14:30.", self.key)
        return moment

    def show(self, value: Value) -> dict[str, str | list[str]]:
        return {self.key: f"{value:%H:%M}" if isinstance(value, time) else ""}


@dataclass(frozen=True)
class Moment(Field):
    """A day and a time in Amsterdam, given back as an aware datetime in UTC."""

    _: KW_ONLY
    future: bool = True
    past: bool = True

    kind: ClassVar[str] = "moment"

    @property
    def parts(self) -> tuple[str, ...]:
        return (f"{self.key}-datum", f"{self.key}-tijd")

    @property
    def parts_labels(self) -> tuple[tuple[str, str], ...]:
        return tuple(zip(self.parts, ("Datum", "Tijd"), strict=True))

    def read(self, posted: Posted) -> Value:
        day_part, time_part = self.parts
        if self.optional and not only(posted, day_part) and not only(posted, time_part):
            return None
        asked = DutchDate(day_part, self.label, future=self.future, past=self.past)
        day = asked.read(posted)
        at = DutchTime(time_part, self.label).read(posted)
        if not isinstance(day, date) or not isinstance(at, time):
            raise Unusable(asked.when_missing, day_part)
        moment = datetime.combine(day, at, tzinfo=clock.AMSTERDAM).astimezone(UTC)
        if not self.future and moment > clock.now() + timedelta(minutes=1):
            raise Unusable("Vul een tijd in die niet in de toekomst ligt.", time_part)
        return moment

    def convert(self, text: str) -> Value:
        raise NotImplementedError("a moment is read from its two parts")

    def show(self, value: Value) -> dict[str, str | list[str]]:
        day_part, time_part = self.parts
        if not isinstance(value, datetime):
            return {day_part: "", time_part: ""}
        local = value.astimezone(clock.AMSTERDAM)
        return {day_part: dutch_date_short(local), time_part: f"{local:%H:%M}"}


class SeveralUnusable(Unusable):
    """More than one control of the same question cannot be used."""

    def __init__(self, faults: Sequence[Unusable]) -> None:
        super().__init__(str(faults[0]), faults[0].part)
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Group:
    """Questions that belong together, under one legend."""

    legend: str
    fields: tuple[Field, ...] = field(default=())
    hint: str = ""

    kind: ClassVar[str] = "group"

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", tuple(self.fields))


@dataclass(frozen=True)
class Note:
    """A sentence between the questions, for instance who will read the answer. `sort` as of a notice."""

    text: str
    sort: str = "info"

    kind: ClassVar[str] = "note"


def only(posted: Posted, key: str) -> str:
    """Return the last value posted under `key`, stripped; "" when there is none."""
    values = posted.get(key) or ("",)
    return values[-1].strip()


def checked_text(asked: Field, text: str, max_length: int) -> str:
    """Return `text` when it can be kept and has at most `max_length` characters; raises Unusable."""
    if "\x00" in text:
        raise Unusable(f"Er staat een onleesbaar teken bij “{asked.label}”. Typ de tekst opnieuw.", asked.key)
    if len(text) > max_length:
        excess = len(text) - max_length
        advice = f"Maak de tekst {excess} {'teken' if excess == 1 else 'tekens'} korter"
        raise Unusable(f"{advice}: bij “{asked.label}” passen {dutch_number(max_length)} tekens.", asked.key)
    return text
