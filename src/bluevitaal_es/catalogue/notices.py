"""Notices: the closed list of texts that leave the house by themselves, and the words that none may hold."""

from collections.abc import Iterator
from importlib.resources.abc import Traversable
from string import Formatter
from typing import Final, Literal

from bluevitaal_es.catalogue.reading import CatalogueFault, Entry, Provenance, Text, folded, read

FILE: Final = "notices.toml"
#: All that a text may be filled with: a time of day, such as "10.00".
VARIABLES: Final = frozenset({"time"})
#: The texts that the program sends; no more and no fewer stand in the file.
KINDS: Final = frozenset({"appointment_tomorrow", "something_new", "new_work", "open_work", "cannot_wait"})


class NoticeText(Entry):
    """One notice; `label` is our own name for it, `at_any_hour` is for on-call escalation alone."""

    label: Text
    to: Literal["client", "staff"]
    subject: Text
    text: Text
    at_any_hour: bool = False


class Notices(Provenance):
    """All texts by kind, the addresses of employers, and the parts of words that betray something."""

    work_domains: tuple[Text, ...]
    forbidden: tuple[Text, ...]
    texts: dict[str, NoticeText]

    def __getitem__(self, kind: str) -> NoticeText:
        return self.texts[kind]

    def betrays(self, text: str) -> str | None:
        """Return the first forbidden part of a word in `text`, None when there is nothing in it."""
        plain = folded(text)
        return next((part for part in self.forbidden if folded(part) in plain), None)

    def is_work_address(self, email: str) -> bool:
        """Say whether an e-mail address is one of an employer, or of a part of it."""
        domain = email.rpartition("@")[2].strip().rstrip(".").casefold()
        return any(domain == one or domain.endswith(f".{one}") for one in self.work_domains)


def variables_of(text: str) -> Iterator[str]:
    """Return the names between braces in `text`."""
    return (name for _, name, _, _ in Formatter().parse(text) if name is not None)


def read_notices(folder: Traversable) -> Notices:
    """Return the notices; raises CatalogueFault when a text is missing, strange, or betrays something."""
    notices = read(folder, FILE, Notices)
    if set(notices.texts) != KINDS:
        raise CatalogueFault(FILE, "texts", f"must be exactly {', '.join(sorted(KINDS))}")
    for kind, one in notices.texts.items():
        place = f"texts.{kind}"
        strange = set(variables_of(one.text + one.subject)) - VARIABLES
        if strange:
            raise CatalogueFault(FILE, place, f"there is no variable {min(strange)!r}")
        if one.at_any_hour and one.to != "staff":
            raise CatalogueFault(FILE, f"{place}.at_any_hour", "clients are never woken")
        part = notices.betrays(one.text) or notices.betrays(one.subject)
        if part:
            raise CatalogueFault(FILE, place, f"holds {part!r}")
    return notices
