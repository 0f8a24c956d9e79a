"""The eenheden of the police, each with the days on which it existed."""

from datetime import date
from importlib.resources.abc import Traversable

from bluevitaal_es.catalogue.named import Named
from bluevitaal_es.catalogue.reading import CatalogueFault, Entry, Provenance, Text, read

FILE = "units.toml"


class Unit(Entry):
    """An eenheid, from `valid_from` until and including `valid_until`; None is without bound."""

    code: Text
    name: Text
    valid_from: date | None = None
    valid_until: date | None = None
    aliases: tuple[Text, ...] = ()

    def is_valid_on(self, day: date) -> bool:
        """Return whether the eenheid existed on this day."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


class Units(Named[Unit]):
    """All eenheden that ever were, in the order in which they are shown; found by code, whatever the day."""

    noun = "unit"

    def __init__(self, provenance: Provenance, units: tuple[Unit, ...]) -> None:
        super().__init__(
            FILE,
            provenance,
            {unit.code: unit for unit in units},
            {unit.code: (unit.name, *unit.aliases) for unit in units},
        )

    def label(self, code: str) -> str:
        """Return the Dutch name. Raises KeyError when there is no such eenheid."""
        return self[code].name

    def valid_on(self, day: date) -> tuple[Unit, ...]:
        """Return the eenheden that existed on this day."""
        return tuple(unit for unit in self if unit.is_valid_on(day))

    def options(self, day: date) -> tuple[tuple[str, str], ...]:
        """Return (code, name) of what may be chosen for a registration on this day, for a form."""
        return tuple((unit.code, unit.name) for unit in self.valid_on(day))


class _Unit(Entry):
    name: Text
    valid_from: date | None = None
    valid_until: date | None = None
    aliases: tuple[Text, ...] = ()


class _File(Provenance):
    units: dict[str, _Unit]


def read_units(folder: Traversable) -> Units:
    """Return the eenheden; raises CatalogueFault when one ends before it begins or a name is double."""
    file = read(folder, FILE, _File)
    units = tuple(
        Unit(
            code=code,
            name=unit.name,
            valid_from=unit.valid_from,
            valid_until=unit.valid_until,
            aliases=unit.aliases,
        )
        for code, unit in file.units.items()
    )
    for unit in units:
        if (unit.valid_from or date.min) > (unit.valid_until or date.max):
            raise CatalogueFault(FILE, f"units.{unit.code}.valid_until", "is before valid_from")
    return Units(file, units)
