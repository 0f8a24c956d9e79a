"""What the catalogue looks up: by key, or by anything that people call it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Generic, TypeVar

from bluevitaal_es.catalogue.reading import Entry, Provenance, folded, names_of

EntryT = TypeVar("EntryT", bound=Entry)


class Named(Generic[EntryT]):
    """The entries of one data file, in the order in which they are shown."""

    noun: ClassVar[str]

    def __init__(
        self,
        name: str,
        provenance: Provenance,
        entries: Mapping[str, EntryT],
        names: Mapping[str, Iterable[str]],
    ) -> None:
        self.name = name
        self.provenance = provenance
        self._entries = dict(entries)
        self._names = names_of(name, names)

    def __getitem__(self, key: str) -> EntryT:
        """Return the entry with this key. Raises KeyError naming the file when there is none."""
        if key not in self._entries:
            raise KeyError(f"{self.name} has no {self.noun} {key!r}")
        return self._entries[key]

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[EntryT]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> EntryT | None:
        """Return the entry with this key, or None."""
        return self._entries.get(key)

    def find(self, text: str) -> EntryT | None:
        """Return the entry that somebody means by `text` (key or name, in any case and spacing), or None."""
        return self._entries.get(self._names.get(folded(text), ""))
