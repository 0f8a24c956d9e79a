"""The questionnaires: items, answers, cut-off, moments and source; one data file for each."""

from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from bluevitaal_es.catalogue.reading import (
    CatalogueFault,
    Entry,
    Provenance,
    Text,
    entry,
    folded,
    names_of,
    read,
)

FOLDER = "instruments"


class Item(Entry):
    """One item by number, with our own topic word for it; the words of the questionnaire are not shipped."""

    number: Annotated[int, Field(ge=1)]
    label: Text


class Answer(Entry):
    """One possible answer and what it counts for."""

    value: Annotated[int, Field(ge=0)]
    label: Text


class Band(Entry):
    """A stretch of totals, from `first` up to and including `last`, with its Dutch words."""

    key: Text
    label: Text
    first: int
    last: int


class Subscale(Entry):
    """Items that also have a sum of their own."""

    key: Text
    label: Text
    items: tuple[int, ...]


class SafetyItem(Entry):
    """An item that calls a human when its answer is `at_least` this; a human, never a label."""

    item: int
    at_least: Annotated[int, Field(ge=1)]


class Questionnaire(Entry):
    """What is known of every questionnaire, in use or not."""

    key: Text
    name: Text
    short_name: Text
    key_id: Text
    """Version of the scoring key; kept with every score, since a later key may judge otherwise."""
    about: Text
    source: Text
    licence: Text
    aliases: tuple[Text, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it is called."""
        return (self.name, self.short_name, self.key_id, *self.aliases)


class Instrument(Questionnaire):
    """A questionnaire that may be used: it has a cut-off, moments and a rule, or it is not read (S-051)."""

    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    answers: Annotated[tuple[Answer, ...], Field(min_length=2)]
    subscales: tuple[Subscale, ...] = ()
    factor: Annotated[int, Field(ge=1)]
    """The total is the sum of the answers times this."""
    direction: Literal["high_is_worse", "low_is_worse"]
    cut_off: int
    """The total that asks for more: at or over it, or at or under it where low is worse."""
    bands: Annotated[tuple[Band, ...], Field(min_length=2)]
    safety_items: tuple[SafetyItem, ...] = ()
    gate_days: Annotated[int, Field(ge=0)]
    """Days that must lie between the event and the questionnaire; 0 where no event is asked."""
    recall_days: Annotated[int, Field(ge=1)]
    """Days that the questions look back."""
    change: int | None = None
    """Difference of totals that means something, if one is known."""
    moments: Annotated[tuple[Text, ...], Field(min_length=1)]
    rule: Literal["consult_or_refer"]
    """What a total at its cut-off opens."""

    @property
    def lowest(self) -> int:
        """The lowest total that can be had."""
        return len(self.items) * min(answer.value for answer in self.answers) * self.factor

    @property
    def highest(self) -> int:
        """The highest total that can be had."""
        return len(self.items) * max(answer.value for answer in self.answers) * self.factor

    def label_of(self, item: int) -> str:
        """Return the topic word of an item by its number. Raises KeyError when there is no such item."""
        return {each.number: each.label for each in self.items}[item]

    def band_label(self, band: str) -> str:
        """Return the Dutch words for a band by its key. Raises KeyError when there is no such band."""
        return {each.key: each.label for each in self.bands}[band]


class InactiveInstrument(Questionnaire):
    """A questionnaire that people know but that may not be used, and why."""

    reason_inactive: Text


class Instruments:
    """All questionnaires; looking one up gives only those that may be used."""

    def __init__(self, active: tuple[Instrument, ...], inactive: tuple[InactiveInstrument, ...]) -> None:
        self._active = {instrument.key: instrument for instrument in active}
        self._inactive = {instrument.key: instrument for instrument in inactive}
        named: tuple[Questionnaire, ...] = (*active, *inactive)
        self._names = names_of(FOLDER, {one.key: one.names for one in named})

    def __getitem__(self, key: str) -> Instrument:
        """Return the questionnaire in use with this key. Raises KeyError when there is none."""
        if key not in self._active:
            raise KeyError(f"{FOLDER} has no instrument {key!r} in use")
        return self._active[key]

    def __contains__(self, key: object) -> bool:
        return key in self._active

    def active(self) -> tuple[Instrument, ...]:
        """Return the questionnaires that may be used."""
        return tuple(self._active.values())

    def inactive(self) -> tuple[InactiveInstrument, ...]:
        """Return the questionnaires that may not be used, with their reasons."""
        return tuple(self._inactive.values())

    def get(self, key: str) -> Instrument | None:
        """Return the questionnaire in use with this key, or None."""
        return self._active.get(key)

    def find(self, text: str) -> Instrument | None:
        """Return the questionnaire in use that is meant by `text`, or None; `why_not` may know more."""
        return self._active.get(self._names.get(folded(text), ""))

    def why_not(self, text: str) -> str | None:
        """Return in Dutch why this questionnaire may not be used (S-051, S-052); None when unknown."""
        refused = self._inactive.get(self._names.get(folded(text), ""))
        return None if refused is None else refused.reason_inactive

    def label(self, key: str) -> str:
        """Return the short name, also of one not in use. Raises KeyError when there is none."""
        return (self._active | self._inactive)[key].short_name

    def options(self) -> tuple[tuple[str, str], ...]:
        """Return (key, short name) of what may be used, for a form."""
        return tuple((instrument.key, instrument.short_name) for instrument in self.active())


class _File(Provenance):
    instrument: dict[str, object]


class _Standing(Entry):
    active: bool


def read_instruments(folder: Traversable) -> Instruments:
    """Return the questionnaires of the folder `instruments`.

    Raises CatalogueFault when one is incomplete or contradicts itself; without cut-off, moment and rule none
    is active (S-051).
    """
    active: list[Instrument] = []
    inactive: list[InactiveInstrument] = []
    names = sorted(each.name for each in (folder / FOLDER).iterdir() if each.name.endswith(".toml"))
    for name in names:
        path = f"{FOLDER}/{name}"
        file = read(folder, path, _File)
        standing = {key: value for key, value in file.instrument.items() if key == "active"}
        values = {key: value for key, value in file.instrument.items() if key != "active"} | {
            "source": file.source
        }
        if entry(path, "instrument", standing, _Standing).active:
            active.append(_sound(path, entry(path, "instrument", values, Instrument)))
        else:
            inactive.append(entry(path, "instrument", values, InactiveInstrument))
    return Instruments(tuple(active), tuple(inactive))


def _sound(path: str, one: Instrument) -> Instrument:
    """Return `one`; raises CatalogueFault when its numbers do not fit together."""
    numbers = [item.number for item in one.items]
    values = [answer.value for answer in one.answers]
    mentioned = [number for scale in one.subscales for number in scale.items]
    mentioned += [safety.item for safety in one.safety_items]
    edges = [(band.first, band.last) for band in one.bands]
    joined = all(last + 1 == first for (_, last), (first, _) in pairwise(edges))
    cut_edges = {band.first for band in one.bands[1:]}
    if one.direction == "low_is_worse":
        cut_edges = {band.last for band in one.bands[:-1]}
    for key, fits, what in (
        ("items", numbers == list(range(1, len(numbers) + 1)), "must be numbered 1, 2, 3, …"),
        ("answers", values == sorted(set(values)), "must have rising values"),
        ("subscales", set(mentioned) <= set(numbers), "or safety_items name an item that does not exist"),
        (
            "bands",
            joined and (edges[0][0], edges[-1][1]) == (one.lowest, one.highest),
            "must cover every total once",
        ),
        ("cut_off", one.cut_off in cut_edges, "must be the edge of a band"),
    ):
        if not fits:
            raise CatalogueFault(path, f"instrument.{key}", what)
    return one
