"""What a sentence about a fact is made of: its parts, the fact it is about, and its group in the filter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bluevitaal_es.web.code_texts import code_label, in_sentence, listed
from bluevitaal_es.web.dutch import dutch_date, dutch_moment

TALKS, CONSENT, SCREENING, SAFETY = "Gesprekken", "Toestemming", "Vragenlijsten", "Veiligheid"
REFERRAL, EVALUATION, COURSE = "Verwijzing", "Evaluatie", "Verloop"
OWN_PAGE = "Van de cliënt"
CORRECTION, SIGNAL, OTHER = "Correctie", "Signaal van het systeem", "Overig"


@dataclass(frozen=True, slots=True)
class Told:
    """The parts of a sentence: name + `did` + `what` + `after` + ": " + `more`; imports need only `what`."""

    did: str
    what: str
    after: str = ""
    more: str = ""

    @property
    def clause(self) -> str:
        """Everything after the name, without the full stop."""
        words = " ".join(part for part in (self.did, self.what, self.after) if part)
        return f"{words}: {self.more}" if self.more else words

    @property
    def noun(self) -> str:
        """What it was about, without who and when."""
        return f"{self.what}: {self.more}" if self.more else self.what


@dataclass(frozen=True, slots=True)
class Fact:
    """What a sentence is made from: the data of one fact of a type, names by actor or staff id, its maker."""

    stored_as: str
    data: Mapping[str, Any]
    names: Mapping[str, str]
    actor_id: str = ""

    def label(self, field: str) -> str:
        """Return the Dutch label of a code, for the middle of a sentence; "" when it was left open."""
        value = self.data.get(field)
        if not isinstance(value, str) or not value:
            return ""
        return in_sentence(code_label(field, value, self.stored_as))

    def day(self, field: str) -> str:
        """Return "27 maart 2026"; "" when it was left open."""
        value = self.data.get(field)
        if not isinstance(value, str):
            return ""
        return dutch_date(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))

    def moment(self, field: str) -> str:
        """Return "27 maart 2026, 14:05 uur"; "" when it was left open."""
        value = self.data.get(field)
        return dutch_moment(datetime.fromisoformat(value)) if isinstance(value, str) else ""

    def quoted(self, field: str) -> str:
        """Return somebody's own words between quotes; "" when there are none."""
        value = self.data.get(field)
        return f"“{value.strip().removesuffix('.')}”" if isinstance(value, str) and value else ""

    def classes(self) -> str:
        """Return the classes of data between quotes: "“De hulpvraag” en “De doelen”"."""
        found = self.data.get("data_class")
        classes = [found] if found else self.data.get("data_classes") or ()
        return listed([f"“{code_label('data_class', one, self.stored_as)}”" for one in classes])


@dataclass(frozen=True, slots=True)
class Kind:
    """What is said about one event type: a short name without content, its group, and the sentence."""

    name: str
    group: str
    said: Told | Callable[[Fact], Told]

    def told(self, fact: Fact) -> Told:
        """Return the parts of the sentence about one fact."""
        return self.said if isinstance(self.said, Told) else self.said(fact)


def more(*parts: str) -> str:
    """Return the parts that say something, with commas."""
    return ", ".join(part for part in parts if part)
