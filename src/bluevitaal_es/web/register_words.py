"""The register of staff in words: its parts, what holds, what ends soon, and who answered the code."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bluevitaal_es.projections.staff.view import Member
from bluevitaal_es.rules.register import Register, Term
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Account
from bluevitaal_es.web.code_texts import code_label
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.shell import ROLE_LABELS

#: What ends within so many days is shown beforehand.
SOON: Final = timedelta(days=30)

#: The roles that beheer gives, with what each may see.
ROLES: Final = (
    (Role.BEGELEIDER, "Ziet alleen de eigen trajecten."),
    (Role.TEAMLEIDER, "Ziet wat te laat is en wijst toe, zonder namen en notities."),
    (Role.MANAGEMENT, "Ziet alleen cijfers."),
    (Role.AUDITOR, "Controleert het logboek, zonder inhoud."),
    (Role.OMBUDS, "Controleert het logboek en leest een dossier alleen als de cliënt dat goedvindt."),
    (Role.FG, "Controleert het logboek en wie er keek, zonder inhoud. Keurt vergeten goed."),
    (Role.PLANNER, "Ziet wanneer er gesprekken zijn, zonder namen en inhoud."),
    (Role.BEHEER, "Regelt wie er mag inloggen."),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an entry: what its heading, its buttons and its empty place say."""

    title: str
    column: str
    give: str
    end: str
    which: str
    empty: str
    terms: Callable[[Register], tuple[Term, ...]]


PARTS: Final[dict[str, Part]] = {
    "rol": Part(
        "Rollen",
        "Rol",
        "Rol geven",
        "Rol laten eindigen",
        "Welke rol eindigt?",
        "Geen rol. Deze persoon kan nu niets openen.",
        lambda register: register.roles,
    ),
    "team": Part(
        "Teams",
        "Team",
        "In een team plaatsen",
        "Uit een team halen",
        "Uit welk team?",
        "Nog in geen team.",
        lambda register: register.teams,
    ),
    "eenheid": Part(
        "Eenheden",
        "Eenheid",
        "Bij een eenheid plaatsen",
        "Bij een eenheid weghalen",
        "Bij welke eenheid?",
        "Nog bij geen eenheid.",
        lambda register: register.units,
    ),
    "bekwaamheid": Part(
        "Bekwaamheden",
        "Bekwaamheid",
        "Bekwaamheid vastleggen",
        "Bekwaamheid laten eindigen",
        "Welke bekwaamheid eindigt?",
        "Nog geen bekwaamheid vastgelegd.",
        lambda register: register.competences,
    ),
}

_FIELDS: Final = {"eenheid": "unit", "bekwaamheid": "competence"}


def term_label(part: str, what: str) -> str:
    """Return what a role, team, unit or competence is called."""
    if part == "rol":
        return ROLE_LABELS[Role(what)].capitalize()
    return code_label(_FIELDS[part], what) if part in _FIELDS else what


def rows_of(part: str, register: Register, today: date) -> list[dict[str, object]]:
    """Return the rows of one part, what holds today first."""
    terms = sorted(PARTS[part].terms(register), key=lambda term: _order(term, today))
    return [
        {
            "what": term_label(part, term.what),
            "from": dutch_date(term.first) if term.first else "de aanstelling",
            "until": dutch_date(term.last) if term.last else "geen einde afgesproken",
            "state": _state(term, register, today),
            "shown_by": term.shown_by or "niet genoemd",
        }
        for term in terms
    ]


def ends_soon(members: list[Member], today: date) -> list[dict[str, object]]:
    """Return what ends within the coming days, the first end first."""
    found = [
        (last, member, what)
        for member in members
        for last, what in _ends(member.register)
        if today <= last <= today + SOON and not member.register.has_left(today)
    ]
    return [
        {"href": f"/beheer/medewerkers/{member.staff_id}", "name": member.name, "what": what, "last": last}
        for last, member, what in sorted(found, key=lambda one: (one[0], one[1].name))
    ]


def answered(register: Register, version: str) -> str:
    """Return how somebody answered the code of confidentiality, and which version."""
    if not register.code_version or register.code_answered_at is None:
        return "Nog niet gevraagd"
    day = dutch_date(register.code_answered_at)
    if not register.code_accepted:
        return f"Niet akkoord met versie {register.code_version}, op {day}"
    said = f"Akkoord met versie {register.code_version}, op {day}"
    return said if register.code_version == version else f"{said}. De nieuwe versie nog niet."


def access_of(account: Account | None) -> str:
    """Return whether somebody can log in."""
    if account is None:
        return "Geen account"
    return "Mag inloggen" if account.disabled_at is None else "Gestopt"


def _ends(register: Register) -> Iterator[tuple[date, str]]:
    if register.last_day is not None:
        yield register.last_day, "Uit dienst"
    for key, part in PARTS.items():
        for term in part.terms(register):
            if term.last is not None:
                yield term.last, f"{part.column}: {term_label(key, term.what)}"


def _state(term: Term, register: Register, today: date) -> str:
    if term.is_over(today) or register.has_left(today):
        return "voorbij"
    return "nu" if term.holds(today) else "begint later"


def _order(term: Term, today: date) -> tuple[int, date]:
    return (2 if term.is_over(today) else 0 if term.holds(today) else 1, term.first or date.min)
