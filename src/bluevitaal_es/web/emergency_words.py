"""A dossier opened in an emergency in plain Dutch, for the client and for who checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.looking import Seen
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.projections.case_history.view import Entry
from bluevitaal_es.projections.emergencies.view import EmergencyRow
from bluevitaal_es.web.code_texts import code_label, in_sentence
from bluevitaal_es.web.dutch import dutch_date, dutch_moment
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.shell import ROLE_LABELS

#: The event by which a dossier is opened in an emergency.
OPENED = "case.emergency_opened"
#: The event by which an earlier fact is put right; it repeats what the fact says.
CORRECTED = "case.fact_corrected"

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What a client is told of one opening."""

    when: datetime
    who: str
    why: str
    until: datetime
    is_over: bool
    judged: str


def for_client(found: EmergencyRow, names: Names) -> Told:
    """Return who read the dossier, why, and what a second person found of it."""
    judged = {
        "justified": "Een ander heeft dit nagekeken en vond het nodig.",
        "not_justified": "Een ander heeft dit nagekeken en vond het niet nodig. Wij bellen u hierover.",
    }.get(found.verdict or "", "Een ander kijkt nog na of dit nodig was.")
    return Told(
        found.opened_at,
        _who(found, names),
        in_sentence(code_label("reason", found.reason, OPENED)),
        found.until,
        found.until <= clock.now(),
        judged,
    )


def told_to_client(request: Request, actor: Actor) -> list[Told]:
    """Return the openings of their dossier that a client is told of, newest first."""
    house = house_of(request)
    names = house.staff.names(actor)
    return [
        for_client(each, names) for each in house.emergencies.of_client(actor) if each.silence_ground is None
    ]


def looks_told(request: Request, actor: Actor, case_id: UUID) -> list[Seen]:
    """Return the looks that a client is told of: not those of an emergency that is kept silent for now."""
    house = house_of(request)
    emergencies = house.emergencies.of_client(actor)
    return [
        look
        for look in house.looks_at(actor, case_id)
        if not any(each.hides(look.actor_id, look.recorded_at) for each in emergencies)
    ]


def facts_told(request: Request, actor: Actor, dossier: Dossier) -> list[Entry]:
    """Return the facts that a client gets a copy of: without an emergency that is kept silent for now.

    That is a dossier that was opened, or confidentiality that was broken, where a recorded ground forbids
    to tell.
    """
    house = house_of(request)
    silent = {
        str(each.emergency_id)
        for each in house.emergencies.of_client(actor)
        if each.silence_ground is not None
    }
    informed = {str(one.breach_id) for one in dossier.confidentiality.breaches if one.client_informed}
    found = house.history.own(actor)
    hidden = {
        entry.version
        for entry in found
        if entry.data.get("emergency_id") in silent or entry.data.get("breach_id", "") not in {"", *informed}
    }
    return [
        entry
        for entry in found
        if entry.version not in hidden
        and not (entry.type == CORRECTED and entry.data.get("version") in hidden)
    ]


def for_auditor(found: EmergencyRow, names: Names) -> dict[str, str]:
    """Return a row: who opened which dossier and on which ground, and whether it was judged; no words."""
    silence = found.silence_ground
    return {
        "when": dutch_moment(found.opened_at),
        "number": found.number,
        "who": _who(found, names),
        "why": code_label("reason", found.reason, OPENED),
        "judged": _judged(found, names),
        "told": f"Nog niet: {in_sentence(code_label('silence_ground', silence, OPENED))}"
        if silence
        else "Ja",
    }


def _judged(found: EmergencyRow, names: Names) -> str:
    if found.verdict is None:
        beginning = "Te laat: moest" if found.review_due < clock.now() else "Nog niet:"
        return f"{beginning} uiterlijk {dutch_date(found.review_due)}"
    who = names.get(found.reviewed_by or "", "naam niet bekend")
    return f"{code_label('verdict', found.verdict)}, door {who}"


def _who(found: EmergencyRow, names: Names) -> str:
    label = next((text for role, text in ROLE_LABELS.items() if role == found.opened_role), "medewerker")
    name = names.get(found.opened_by)
    return f"{name}, {label}" if name else f"Een {label}"
