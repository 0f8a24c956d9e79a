"""The looks at a case in plain Dutch: with names for who checks, without for the client."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bluevitaal_es import clock
from bluevitaal_es.looking import Seen
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.dutch import dutch_moment
from bluevitaal_es.web.shell import ROLE_LABELS

PURPOSES: Final = {
    "hulpverlening": "Om u te helpen.",
    "evaluatie": "Om te kijken of de hulp werkt.",
    "casuïstiek": "Om met collega's te overleggen.",
    "klacht": "Om een klacht te behandelen.",
    "beheer": "Om het werk te verdelen of het systeem te verzorgen.",
    "nood": "Omdat er nood was.",
    "controle": "Om te controleren of alles klopt.",
    "inzage": "Om zelf te lezen.",
}
_WHO: Final = {
    Role.BEGELEIDER: "Een begeleider",
    Role.TEAMLEIDER: "Een teamleider",
    Role.MANAGEMENT: "Iemand van het management",
    Role.AUDITOR: "Een auditor",
    Role.OMBUDS: "De ombudsfunctionaris",
    Role.FG: "De functionaris gegevensbescherming",
    Role.PLANNER: "Een planner",
    Role.BEHEER: "Een beheerder",
}
_OUTCOMES: Final = {0: "gezien", 4: "niet gevonden", 8: "geweigerd", 12: "mislukt"}


@dataclass(frozen=True, slots=True)
class LookedOn:
    """A day on which somebody in this position looked, as the client reads it."""

    day: date
    who: str
    purpose: str


def for_client(looks: Iterable[Seen]) -> list[LookedOn]:
    """Return one line for each day, position and purpose, newest first."""
    lines = dict.fromkeys(
        LookedOn(
            clock.day_of(look.recorded_at),
            _WHO.get(Role(look.actor_role), "Het systeem"),
            PURPOSES[look.purpose],
        )
        for look in looks
    )
    return list(lines)


def for_auditor(looks: Iterable[Seen], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return a row for each look, with the name of whoever looked; a client has no name here."""
    return [
        {
            "when": dutch_moment(look.recorded_at),
            "who": _who(look, names),
            "what": look.object_type,
            "purpose": look.purpose,
            "outcome": _OUTCOMES[look.outcome],
        }
        for look in looks
    ]


def _who(look: Seen, names: Mapping[str, str]) -> str:
    if look.actor_role == Role.CLIENT:
        return "De cliënt"
    return f"{names.get(look.actor_id, 'Naam niet bekend')}, {ROLE_LABELS[Role(look.actor_role)]}"
