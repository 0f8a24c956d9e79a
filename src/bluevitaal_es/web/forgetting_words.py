"""How a forgetting stands, in plain Dutch: who asked, who approved, what holds it up, the certificate."""

from collections.abc import Mapping
from typing import Final

from bluevitaal_es.commands.forget_person import hold_of
from bluevitaal_es.projections.erasures.view import ErasureRow, HoldRow
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web.code_texts import WORDS
from bluevitaal_es.web.dutch import dutch_date, dutch_moment, dutch_number
from bluevitaal_es.web.shell import ROLE_LABELS

GROUNDS: Final = WORDS["erasure.requested.ground"]
HOLDS: Final = WORDS["erasure.hold_placed.ground"]


#: What a number stands for, by its first letter: a case when it is none of these.
_THINGS: Final = {"K": "klacht", "A": "aanvraag"}


def thing(number: str) -> str:
    """Return what is forgotten under a number: "klacht" for K-1A2B3C."""
    return _THINGS.get(number[:1], "traject")


def this_thing(number: str) -> str:
    """Return the same in a sentence: "deze klacht"."""
    found = thing(number)
    return f"dit {found}" if found == "traject" else f"deze {found}"


def state(row: ErasureRow, held: bool) -> tuple[str, str]:
    """Return how a forgetting stands, and the kind of its badge."""
    if row.forgotten:
        return "Vergeten", "done"
    if held:
        return "Moet blijven", "today"
    if row.approved_by is not None:
        return "Goedgekeurd", "planned"
    if row.requested_by is not None:
        return "Aangevraagd", "waiting"
    return "Niet gevraagd", "neutral"


#: Who it is about, for whom it is asked.
_PEOPLE: Final = {"klacht": "de indiener", "aanvraag": "de aanvrager", "traject": "de cliënt"}


def ground(row: ErasureRow) -> str:
    """Return why it is asked: "De indiener vraagt het" for a complaint."""
    if row.ground == "client_request":
        return f"{_PEOPLE[thing(row.number or '')].capitalize()} vraagt het"
    return GROUNDS.get(row.ground or "", "–")


def _who(
    names: Mapping[str, str], actor_id: str | None, role: str | None = None, number: str | None = None
) -> str:
    if actor_id is None:
        return "Nog niemand"
    if role == Role.CLIENT or actor_id.startswith("client:"):
        return _PEOPLE[thing(number or "")].capitalize()
    return names.get(actor_id, "Naam niet bekend")


def asked(names: Mapping[str, str], row: ErasureRow) -> list[dict[str, str]]:
    """Return who asked, when and why, and who approved, as lines of a summary."""
    if row.requested_at is None:
        return []
    role = ROLE_LABELS[Role(row.requested_as)] if row.requested_as else ""
    told = [
        {
            "label": "Gevraagd door",
            "value": f"{_who(names, row.requested_by, row.requested_as, row.number)} ({role})",
        },
        {"label": "Gevraagd op", "value": dutch_moment(row.requested_at)},
        {"label": "Waarom", "value": ground(row)},
    ]
    if row.ground != "client_request":
        ends = dutch_date(row.retention_ends) if row.retention_ends else "Loopt nog niet"
        told.append({"label": "Bewaren tot en met", "value": ends})
    approved = "Nog niemand"
    if row.approved_by is not None and row.approved_at is not None:
        approved = f"{_who(names, row.approved_by)}, op {dutch_moment(row.approved_at)}"
    return [*told, {"label": "Goedgekeurd door", "value": approved}]


def certificate(names: Mapping[str, str], row: ErasureRow) -> list[dict[str, str]]:
    """Return the certificate as lines of a summary; none before it is there."""
    if row.certificate is None or row.destroyed_at is None:
        return []
    return [
        {"label": "Vergeten op", "value": dutch_moment(row.destroyed_at)},
        {"label": "Uitgevoerd door", "value": _who(names, row.certified_by, number=row.number)},
        {"label": "Onleesbaar gemaakte feiten", "value": dutch_number(row.facts or 0)},
        {"label": "Vernietigde sleutel", "value": str(row.key_id)},
        {"label": "Plaats in het log", "value": dutch_number(row.certificate)},
    ]


def held_up(names: Mapping[str, str], hold: HoldRow) -> dict[str, str]:
    """Return what holds a forgetting up, and who said so."""
    return {
        "ground": hold.ground,
        "why": HOLDS.get(hold.ground, hold.ground),
        "who": _who(names, hold.placed_by),
        "at": dutch_moment(hold.placed_at),
        # What a complaint holds up ends with the complaint.
        "lifts": "ja" if hold.hold_id == hold_of(CaseId(hold.case_id), hold.ground) else "",
    }
