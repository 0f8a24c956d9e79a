"""Who looked and what was told to whom, in plain sentences, newest first and month by month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.looking import NEWEST
from bluevitaal_es.projections.case_file.confidentiality import Breach
from bluevitaal_es.web import emergency_words, reading_words
from bluevitaal_es.web.code_texts import label_to_client
from bluevitaal_es.web.conference_words import FORUM_TO_CLIENT
from bluevitaal_es.web.dutch import MONTHS, dutch_date
from bluevitaal_es.web.home_front import names_at_home
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.pages.own.frame import Own, client, gone, own_of, show
from bluevitaal_es.web.texts import code_label, in_sentence, listed

router = APIRouter()

EVERY: Final = "alles"


@dataclass(frozen=True, slots=True)
class Told:
    """Something that somebody else got to know, and the consent or the emergency that it rests on."""

    day: date
    whom: str
    what: str
    purpose: str
    summary: str
    ground: str


@router.get("/mijn/wie-keek")
def looks_page(request: Request, maand: str = EVERY, actor: Actor = Depends(client)) -> Response:
    """Show the looks of one month, or of all that is kept."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    found = emergency_words.looks_told(request, actor, own.case_id)
    names = house_of(request).staff.names(actor) | names_at_home(own.dossier.own.home_front)
    looks, lists, shared = (
        reading_words.for_client(found, names),
        reading_words.lists_for_client(found),
        told(own, names),
    )
    days = [one.day for one in (*looks, *lists)] + [one.day for one in shared]
    months = sorted({f"{day:%Y-%m}" for day in days}, reverse=True)
    chosen = maand if maand in months else EVERY
    return show(
        request,
        own,
        "client_looks.html",
        "Wie keek er",
        looks=[one for one in looks if chosen in (EVERY, f"{one.day:%Y-%m}")],
        lists=[one for one in lists if chosen in (EVERY, f"{one.day:%Y-%m}")],
        emergencies=emergency_words.told_to_client(request, actor),
        shared=[one for one in shared if chosen in (EVERY, f"{one.day:%Y-%m}")],
        months=[(EVERY, "Alle maanden"), *((key, _month(key)) for key in months)],
        chosen=chosen,
        all_shown=len(found) < NEWEST,
        since=None if (since := house_of(request).looks_since()) is None else clock.day_of(since),
        years=catalogue().norms.looks_retention_years,
    )


def told(own: Own, names: Mapping[str, str]) -> list[Told]:
    """Return what others got to know, newest first; a referral counts when it was sent.

    What was told without consent stands among it from when the client was informed: not while a recorded
    ground forbids that (S-031).
    """
    dossier = own.dossier
    found = [
        Told(
            clock.day_of(one.shared_at),
            code_label("recipient", one.recipient),
            _classes(one.data_classes),
            in_sentence(label_to_client("purpose", one.purpose)),
            one.summary,
            _ground(own, one.consent_line_ids),
        )
        for one in dossier.disclosures
    ]
    found += [
        Told(
            clock.day_of(one.sent_at),
            code_label("target", one.target),
            _classes(one.data_classes),
            "verwijzen",
            "",
            _ground(own, one.consent_line_ids),
        )
        for one in dossier.referrals
        if one.sent_at is not None
    ]
    found += [
        Told(
            clock.day_of(one.ended_at),
            FORUM_TO_CLIENT[one.forum],
            _classes(one.data_classes if one.told_as == "identified" else ()),
            "overleggen",
            one.words or "",
            _ground(own, one.consent_line_ids),
        )
        for one in dossier.discussions
        if one.status == "discussed" and one.ended_at is not None
    ]
    found += [
        Told(
            clock.day_of(one.answered_at),
            f"{whom} ({one.recipient_name})" if one.recipient_name else whom,
            _classes(one.data_classes),
            "een noodgeval",
            one.told,
            _emergency(one, names),
        )
        for one in dossier.confidentiality.breaches
        if one.status == "confirmed" and one.client_informed and one.answered_at is not None
        for whom in (code_label("recipient", one.recipient),)
    ]
    return sorted(found, key=lambda one: one.day, reverse=True)


def _emergency(breach: Breach, names: Mapping[str, str]) -> str:
    """Return why it was told without consent, and which two people decided so."""
    asked = names.get(breach.proposed_by, "Een begeleider")
    agreed = names.get(breach.answered_by or "", "een tweede persoon")
    ground = in_sentence(label_to_client("breach_ground", breach.ground))
    return (
        f"Hiervoor gaf u geen toestemming. De reden: {ground}. {asked} vroeg hierom, en {agreed} besliste "
        "dat het mocht. Dit mag alleen in nood, en niet meer dan echt nodig is. Wij vertelden u dit."
    )


def _ground(own: Own, line_ids: tuple[UUID, ...]) -> str:
    """Return the consent that something was told on, in words."""
    days = {line.line_id: line.valid_from for line in own.dossier.consents}
    found = sorted({dutch_date(days[one]) for one in line_ids if one in days})
    if not found:
        return "Hiervoor was geen toestemming nodig: niemand kon u herkennen."
    return f"Dat mocht met uw toestemming van {listed(found)}."


def _classes(data_classes: tuple[str, ...]) -> str:
    if not data_classes:
        return "niets waaraan iemand u herkent"
    return listed([in_sentence(label_to_client("data_class", key)) for key in data_classes])


def _month(key: str) -> str:
    """Return "maart 2026" for "2026-03"."""
    return f"{MONTHS[int(key[5:]) - 1]} {key[:4]}"
