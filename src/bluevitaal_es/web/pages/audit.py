"""The auditor's pages: find a case, replay it event by event, check the chain; envelopes, never content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from bluevitaal_es import clock
from bluevitaal_es.access import IMPORTER, PURPOSES, SCHEDULER, Act, Actor, may
from bluevitaal_es.looking import OTHER_PURPOSES, SAY_FIRST
from bluevitaal_es.projections.audit_trail.view import AuditRow, ChainVerdict
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web import chain_texts, emergency_words, reading_words
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.dutch import Month, dutch_date, dutch_date_short, dutch_number, parse_date
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.reading import PURPOSE, asks_first, shows
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires
from bluevitaal_es.web.shell import ROLE_LABELS
from bluevitaal_es.web.texts import event_name

router = APIRouter(dependencies=LOGGED_IN)
auditor = requires(Act.AUDIT_CASE)
verifier = requires(Act.VERIFY_LOG)

#: Newest events of the whole log on the first page.
NEWEST = 30
#: What somebody says who looks at one case, by purpose.
PURPOSE_CHOICES = {
    "klacht": "Een cliënt of medewerker heeft een klacht",
    "controle": "Ik onderzoek uit mijzelf of het goed gaat",
}
#: Facts about confidentiality itself: what the auditor and the ombuds officer watch, without content.
GUARDED = (
    "case.breach_proposed",
    "case.breach_confirmed",
    "case.breach_rejected",
    "case.pressure_recorded",
    "enquiry.answered",
)
#: Letters of a hash that are shown before the details.
SHORT = 12


@dataclass(frozen=True, slots=True)
class Event:
    """One event in words, without content; `replaced_by` and `together` are numbers of facts of its case."""

    row: AuditRow
    name: str
    who: str
    role: str
    replaced_by: int | None
    together: tuple[int, ...]

    @property
    def technical(self) -> list[dict[str, str]]:
        """The ids behind "Toon details"."""
        row = self.row
        return [
            {"label": "Plaats in het log", "value": dutch_number(row.position)},
            {"label": "Soort", "value": row.type},
            {"label": "Gebeurd (UTC)", "value": row.happened_at.astimezone(UTC).isoformat()},
            {"label": "Vastgelegd (UTC)", "value": row.recorded_at.astimezone(UTC).isoformat()},
            {"label": "Id van wie het vastlegde", "value": row.actor_id},
            {"label": "Reeks", "value": str(row.stream_id)},
            {"label": "Opdracht", "value": str(row.command_id)},
            {"label": "Samenhang", "value": str(row.correlation_id)},
            {
                "label": "Oorzaak",
                "value": str(row.causation_id) if row.causation_id else "Geen: een mens of klok",
            },
        ]


@router.get("/audit")
def audit_page(request: Request, nummer: str = "", actor: Actor = Depends(auditor)) -> Response:
    """Show the search and the newest events; a number that exists leads to its case."""
    asked = nummer.strip().upper()[:40]
    if asked and house_of(request).audit.case_id(actor, asked) is not None:
        return RedirectResponse(f"/audit/{quote(asked, safe='')}", status_code=303)
    trouble = f"Er is geen traject met nummer {asked}." if asked else ""
    return _audit(request, actor, asked=asked, trouble=trouble)


@router.post("/audit")
def verify_chain(request: Request, actor: Actor = Depends(verifier)) -> Response:
    """Check the whole chain now and show what was found; nothing is recorded by it."""
    house = house_of(request)
    verdict = house.audit.verify(actor, house.settings)
    return not_found(request) if verdict is None else _audit(request, actor, verdict=verdict)


@router.get("/audit/{number}")
def audit_case(
    request: Request, number: str, tot: str = "", op: str = "", actor: Actor = Depends(auditor)
) -> Response:
    """Replay one case: its events up to a fact, and as known at the end of a day."""
    house = house_of(request)
    case_id = house.audit.case_id(actor, number)
    if case_id is None:
        return not_found(request)
    asked_for = request.query_params.get(PURPOSE, "")
    if actor.role in SAY_FIRST and asked_for not in (known := _purposes(actor)):
        asks_first(request)
        return render(
            request,
            "audit_purpose.html",
            title=f"Traject {number}",
            breadcrumbs=[("/audit", "Controle")],
            base=f"/audit/{quote(number, safe='')}",
            key=PURPOSE,
            options=[("", "Kies een reden"), *((each, PURPOSE_CHOICES[each]) for each in known)],
            trouble=PURPOSE in request.query_params,
        )
    day, trouble = _day(op)
    rows = house.audit.case(actor, number, known_at=clock.end_of(day) if day else None)
    upto = _place(tot, len(rows))
    shown = rows[:upto]
    base = f"/audit/{quote(number, safe='')}"
    said = {PURPOSE: asked_for} if actor.role in SAY_FIRST else {}
    query = said | ({"op": dutch_date_short(day)} if day else {})
    return render(
        request,
        "audit_case.html",
        title=f"Traject {number}",
        breadcrumbs=[("/audit", "Controle")],
        base=base,
        typed_day=op,
        day=day,
        trouble=trouble,
        events=_events(shown, house.staff.names(actor)),
        everything=len(rows),
        upto=upto,
        steps={
            label: f"{base}?{urlencode(query | {'tot': place})}#feit-{place}"
            for label, place in (("first", 1), ("previous", upto - 1), ("next", upto + 1))
            if 1 <= place <= len(rows) and place != upto
        },
        whole=f"{base}?{urlencode(query)}" if query else base,
        forgotten_at=house.erasures.forgotten_at(actor, number),
        only_now=f"{base}?{urlencode(said)}" if said else base,
        filters=_filters(op, said),
        looks=reading_words.for_auditor(house.looks_at(actor, case_id), house.staff.names(actor)),
    )


def _filters(typed_day: str, said: Mapping[str, str]) -> list[dict[str, object]]:
    fields: list[dict[str, object]] = [
        {"key": "op", "label": "Zoals bekend op", "kind": "date", "value": typed_day}
    ]
    for key, value in said.items():
        options = [(value, PURPOSE_CHOICES[value])]
        fields.append(
            {"key": key, "label": "U kijkt voor", "kind": "select", "value": value, "options": options}
        )
    return fields


def _purposes(actor: Actor) -> tuple[str, ...]:
    """Return what the actor may say to look for: what they are here for first."""
    return (PURPOSES[actor.role], *OTHER_PURPOSES.get(actor.role, ()))


def _audit(
    request: Request,
    actor: Actor,
    *,
    asked: str = "",
    trouble: str = "",
    verdict: ChainVerdict | None = None,
) -> Response:
    house = house_of(request)
    newest = house.audit.latest(actor, NEWEST)
    guarded = house.audit.of_types(actor, GUARDED, NEWEST)
    shows(request, (row.stream_id for row in (*newest, *guarded) if row.number is not None))
    return render(
        request,
        "audit.html",
        404 if trouble else 200,
        title="Controle",
        asked=asked,
        trouble=trouble,
        verdict=verdict,
        told=_told(verdict) if verdict else None,
        checkpoint=house.audit.checkpoint(actor),
        guarded=_events(guarded, house.staff.names(actor)),
        tiles=_tiles(house.audit.counted(actor, GUARDED)),
        newest=_events(newest, house.staff.names(actor)),
        emergencies=[
            emergency_words.for_auditor(each, house.staff.names(actor))
            | {"href": f"/noodinzage/{each.emergency_id}" if may(actor, Act.REVIEW_EMERGENCY) else ""}
            for each in house.emergencies.newest(actor)
        ],
    )


def _tiles(times: Mapping[str, int]) -> list[dict[str, object]]:
    labels = (
        ("case.breach_confirmed", "keer geheimhouding doorbroken"),
        ("case.breach_proposed", "keer gevraagd om dat te mogen"),
        ("case.pressure_recorded", "keer druk van de organisatie"),
        ("enquiry.answered", "keer navraag naar een persoon"),
    )
    return [
        {"number": times.get(kind, 0), "label": label, "href": "#geheimhouding", "kind": "neutral"}
        for kind, label in labels
    ]


def _told(verdict: ChainVerdict) -> dict[str, str]:
    """Return a verdict in plain words; `unlike` is what is wrong with the oldest checkpoint that is."""
    seconds = f"{verdict.seconds:.2f}" if verdict.seconds < 10 else f"{verdict.seconds:.0f}"
    checked = "1 feit" if verdict.checked == 1 else f"{dutch_number(verdict.checked)} feiten"
    wrong = ""
    if verdict.reason is not None and verdict.position is not None:
        wrong = chain_texts.WRONG[verdict.reason].format(
            position=dutch_number(verdict.position), head=dutch_number(verdict.checked)
        )
    unlike = ""
    if verdict.broken is not None:
        signed, reason = verdict.broken
        unlike = chain_texts.NOT_AS_SIGNED[reason].format(
            position=dutch_number(signed.position),
            head=dutch_number(verdict.checked),
            signed_looks=dutch_number(signed.looks or 0),
            looks=dutch_number(verdict.looks_checked),
        )
    wrong_look = ""
    if verdict.looks_reason is not None and verdict.looks_position is not None:
        wrong_look = chain_texts.WRONG_LOOK[verdict.looks_reason].format(
            position=dutch_number(verdict.looks_position), head=dutch_number(verdict.looks_checked)
        )
    return {
        "unlike": unlike,
        "wrong_look": wrong_look,
        "looks": "1 inzage"
        if verdict.looks_checked == 1
        else f"{dutch_number(verdict.looks_checked)} inzagen",
        "checked": checked,
        "upto": dutch_number(verdict.checked),
        "seconds": f"{seconds.replace('.', ',')} seconde",
        "wrong": wrong,
        "short": f"{verdict.head_hash.hex()[:SHORT]}…",
        "whole": verdict.head_hash.hex(),
    }


def _events(rows: list[AuditRow], names: Mapping[str, str]) -> list[Event]:
    replaced = {(row.stream_id, row.corrects): row.version for row in rows if row.corrects is not None}
    commands: dict[object, list[int]] = {}
    for row in rows:
        commands.setdefault((row.stream_id, row.command_id), []).append(row.version)
    return [
        Event(
            row,
            event_name(row.type),
            *_who(row, names),
            replaced.get((row.stream_id, row.version)),
            tuple(sorted(set(commands[row.stream_id, row.command_id]) - {row.version})),
        )
        for row in rows
    ]


def _who(row: AuditRow, names: Mapping[str, str]) -> tuple[str, str]:
    """Return the name and the position of whoever recorded an event; a client has no name here."""
    role = {str(role): label for role, label in ROLE_LABELS.items()}.get(row.actor_role, row.actor_role)
    if row.actor_role == Role.CLIENT:
        return "De cliënt", role
    if row.actor_role == Role.COMPLAINANT:
        return "De indiener", role
    if row.actor_role == Role.HOME_FRONT:
        return "Iemand thuis", role
    own = {SCHEDULER.id: SCHEDULER.name, IMPORTER.id: IMPORTER.name}
    return own.get(row.actor_id) or names.get(row.actor_id) or "Naam niet bekend", role


def _day(typed: str) -> tuple[date | None, str]:
    """Return the day that is asked for, or what is wrong with it."""
    if not typed.strip():
        return None, ""
    found = parse_date(typed[:60])
    if isinstance(found, Month) or found is None or found.year < 1900:
        return None, "Vul een dag in, bijvoorbeeld 27-3-2026. U ziet nu alles wat bekend is."
    if found > clock.today():
        return None, f"{dutch_date(found)} is nog niet geweest. U ziet nu alles wat bekend is."
    return found, ""


def _place(typed: str, count: int) -> int:
    """Return up to which fact is shown: all of them unless the address says a number."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        return count
    return max(min(int(typed), count), 1 if count else 0)
