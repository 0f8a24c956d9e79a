"""The looks at a case in plain Dutch: with names for who checks, without for the client."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from bluevitaal_es import clock
from bluevitaal_es.looking import Seen
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.dutch import dutch_moment
from bluevitaal_es.web.shell import ROLE_LABELS

Names = Mapping[str, str]
NO_NAMES: Final[Names] = MappingProxyType({})

PURPOSES: Final = {
    "hulpverlening": "Om u te helpen.",
    "evaluatie": "Om te kijken of de hulp werkt.",
    "casuïstiek": "Om met collega's te overleggen.",
    "klacht": "Om een klacht te behandelen.",
    "beheer": "Om het werk te verdelen of het systeem te verzorgen.",
    "nood": "Omdat er nood was.",
    "controle": "Om te controleren of alles klopt.",
    "inzage": "Om zelf te lezen.",
    "toegang": "Om in of uit te loggen.",
}
#: Instead of a purpose, for somebody at home: it is the client who chose this.
AT_HOME: Final = "U koos dat zelf."
#: What somebody may look for beside helping or checking, for "Ik kijk voor …".
OTHER_PURPOSE_WORDS: Final = {"casuïstiek": "overleg met collega's", "klacht": "een klacht"}
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


#: What somebody did who looked, as the client reads it.
_DID: Final = {
    "dossier": "Opende uw dossier.",
    "historie": "Las wat er eerder is vastgelegd.",
    "formulier": "Opende een formulier om iets vast te leggen.",
    "controle": "Keek wie wat vastlegde, zonder te lezen wat er staat.",
    "eigen pagina": "Zag wat u thuis laat zien.",
    "logboek": "Maakte een bewijs of een kopie van wat is vastgelegd, zonder te lezen wat er staat.",
}


_LISTED: Final = {
    "overleg": "Uw onderwerp stond op de agenda van een overleg, zoals u goedvond.",
    "agenda": "Een dag of tijd ging naar de agenda van uw begeleider, zonder uw naam of nummer.",
}


@dataclass(frozen=True, slots=True)
class LookedOn:
    """What somebody did on a day, as what and what for, as the client reads it."""

    day: date
    who: str
    purpose: str
    what: str


def for_client(looks: Iterable[Seen], names: Names = NO_NAMES) -> list[LookedOn]:
    """Return one line for each day, person or position, purpose and act, newest first; lists stand apart.

    Whoever could read content is named, with `names` by actor id; of others the position is enough.
    """
    lines = dict.fromkeys(
        LookedOn(
            clock.day_of(look.recorded_at),
            _who_for_client(look, names),
            AT_HOME if look.actor_role == Role.HOME_FRONT else PURPOSES[look.purpose],
            _DID.get(look.object_type, "Keek naar iets over u."),
        )
        for look in looks
        if not look.in_list
    )
    return list(lines)


def lists_for_client(looks: Iterable[Seen]) -> list[LookedOn]:
    """Return one line for each day and position in whose list the case stood, without having been opened."""
    lines = dict.fromkeys(
        LookedOn(
            clock.day_of(look.recorded_at),
            _who_for_client(look, NO_NAMES),
            PURPOSES[look.purpose],
            _LISTED.get(look.object_type, "Uw nummer stond in een lijst."),
        )
        for look in looks
        if look.in_list
    )
    return list(lines)


def for_auditor(looks: Iterable[Seen], names: Names) -> list[dict[str, str]]:
    """Return a row for each look, with the name of whoever looked; a client has no name here."""
    return [
        {
            "when": dutch_moment(look.recorded_at),
            "who": _who(look, names),
            "what": f"stond in: {look.object_type}" if look.in_list else look.object_type,
            "purpose": look.purpose,
            "outcome": _OUTCOMES[look.outcome],
        }
        for look in looks
    ]


def _role(look: Seen) -> Role | None:
    return next((role for role in Role if role == look.actor_role), None)


def _who_for_client(look: Seen, names: Names) -> str:
    name, role = names.get(look.actor_id), _role(look)
    if role is Role.HOME_FRONT:
        return f"Iemand thuis: {name}" if name else "Iemand thuis"
    if name is not None and role is not None:
        return f"{name}, {ROLE_LABELS[role]}"
    return _WHO.get(role, "Het systeem") if role is not None else "Het systeem"


def _who(look: Seen, names: Names) -> str:
    if look.actor_role == Role.CLIENT:
        return "De cliënt"
    if look.actor_role == Role.HOME_FRONT:
        return "Iemand thuis"
    role = _role(look)
    return f"{names.get(look.actor_id, 'Naam niet bekend')}, {ROLE_LABELS[role] if role else look.actor_role}"
