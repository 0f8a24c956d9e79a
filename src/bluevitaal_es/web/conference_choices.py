"""The separate choices about who may read along and where a case may be discussed (S-025), in two voices."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from bluevitaal_es.projections.case_file.dossier import Consent, Dossier


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: the line of consent that it is, and what it is called for the begeleider and the client."""

    key: str
    recipient: str
    purpose: str
    data_class: str
    label: str
    to_client: str


CHOICES: Final = (
    Choice(
        "dossier",
        "own_team",
        "internal_file",
        "full_dossier",
        "Een collega die waarneemt, leest het dossier",
        "Een collega die tijdelijk overneemt, mag uw dossier lezen",
    ),
    Choice(
        "team-zonder-naam",
        "own_team",
        "case_conference_internal",
        "anonymous_case",
        "Overleg van het eigen team, zonder naam",
        "In ons eigen team uw verhaal bespreken, zonder naam",
    ),
    Choice(
        "team-met-naam",
        "own_team",
        "case_conference_internal",
        "help_question",
        "Overleg van het eigen team, met naam en hulpvraag",
        "In ons eigen team uw hulpvraag bespreken, met uw naam",
    ),
    Choice(
        "regio-onderwerp",
        "unit_conference",
        "case_conference_theme",
        "theme",
        "Regionaal overleg met partners, alleen het onderwerp",
        "Met hulpverleners buiten ons team alleen het onderwerp bespreken, niets over u",
    ),
    Choice(
        "regio-zonder-naam",
        "unit_conference",
        "case_conference_anonymous",
        "anonymous_case",
        "Regionaal overleg met partners, zonder naam",
        "Met hulpverleners buiten ons team uw verhaal bespreken, zonder naam",
    ),
    Choice(
        "regio-met-naam",
        "unit_conference",
        "case_conference_identified",
        "help_question",
        "Regionaal overleg met partners, met naam en hulpvraag",
        "Met hulpverleners buiten ons team uw hulpvraag bespreken, met uw naam",
    ),
)


def choice(key: str) -> Choice | None:
    """Return one choice by its key."""
    return next((one for one in CHOICES if one.key == key), None)


def line_of(dossier: Dossier, asked: Choice) -> Consent | None:
    """Return the client's last word about a choice, None when nothing was said."""
    matter = (asked.recipient, asked.purpose, asked.data_class)
    said = [line for line in dossier.consents if (line.recipient, line.purpose, line.data_class) == matter]
    return said[-1] if said else None


def standing(dossier: Dossier, asked: Choice, today: date) -> tuple[str, str]:
    """Return how a choice stands: the word, and the colour of its badge."""
    line = line_of(dossier, asked)
    if line is None:
        return "Niet gekozen", "neutral"
    if line.in_force(today):
        return "Ja", "done"
    return ("Nee", "hidden") if line.withdrawn or not line.granted else ("Voorbij", "neutral")
