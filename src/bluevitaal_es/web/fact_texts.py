"""A fact in a plain Dutch sentence: who did what, in the past tense."""

from collections.abc import Mapping
from typing import Any

from bluevitaal_es.access import IMPORTER, SCHEDULER
from bluevitaal_es.projections.case_history.view import Entry
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.fact_kinds import KINDS
from bluevitaal_es.web.fact_words import (
    CONSENT,
    CORRECTION,
    COURSE,
    EVALUATION,
    OTHER,
    OWN_PAGE,
    REFERRAL,
    SAFETY,
    SCREENING,
    SIGNAL,
    TALKS,
    Fact,
)
from bluevitaal_es.web.shell import ROLE_LABELS

Names = Mapping[str, str]


def sentence(entry: Entry, names: Names) -> str:
    """Return what happened, starting with who did it; `names` gives the name for an actor or staff id."""
    found = KINDS.get(entry.type)
    if found is None:
        return "De inhoud van dit feit is gewist: de sleutel is vernietigd."
    told = found.told(Fact(entry.type, entry.data, names, entry.actor_id))
    if found.group == SIGNAL:
        return f"Het systeem zag dat {told.what}."
    if entry.data.get("source") or entry.actor_id == IMPORTER.id:
        return f"Overgenomen uit de oude registratie: {told.noun}."
    return f"{who(entry, names)} {told.clause}."


def said_anew(stored_as: str, data: Mapping[str, Any], names: Names) -> str:
    """Return what a corrected fact now says, without who did it: "Een gesprek: 30 minuten."."""
    found = KINDS.get(stored_as)
    text = found.told(Fact(stored_as, data, names)).noun if found else "een ander feit"
    return f"{text[:1].upper()}{text[1:]}."


def event_name(stored_as: str) -> str:
    """Return a short Dutch name for an event type, without content."""
    found = KINDS.get(stored_as)
    return found.name if found else "Gewist feit"


def kind_of(stored_as: str) -> str:
    """Return the group in which the history's filter puts an event type."""
    found = KINDS.get(stored_as)
    return found.group if found else OTHER


def kinds() -> tuple[str, ...]:
    """Return the groups of a case's history, in the order of the filter."""
    return (TALKS, CONSENT, SCREENING, SAFETY, REFERRAL, EVALUATION, COURSE, OWN_PAGE, CORRECTION, SIGNAL)


def who(entry: Entry, names: Names) -> str:
    """Return the name of whoever recorded a fact, or their position when the name is not known."""
    if entry.actor_id == SCHEDULER.id:
        return "Het systeem"
    if entry.actor_id == IMPORTER.id:
        return "Oude registratie"
    known = names.get(entry.actor_id)
    if known:
        return known
    if entry.actor_role == Role.CLIENT:
        return "De cliënt"
    if entry.actor_role == Role.HOME_FRONT:
        return "Iemand thuis"
    labels = {str(role): label for role, label in ROLE_LABELS.items()}
    return f"Een {labels.get(entry.actor_role, 'medewerker')}"
