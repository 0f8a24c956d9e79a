"""The history of a case: its story in plain sentences, on this day or as on any day before."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, Involvement, may
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.projections.case_history.view import CORRECTED, Entry
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.dutch import Month, dutch_date, dutch_date_short, parse_date
from bluevitaal_es.web.house import House, house_of
from bluevitaal_es.web.pages.case import emergency_until
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires
from bluevitaal_es.web.story import Story, corrections_of, happened_at
from bluevitaal_es.web.texts import kind_of, kinds, who

router = APIRouter(dependencies=LOGGED_IN)

_may_open = requires(Act.OPEN_DOSSIER)

Look = Literal["bekend", "was"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: filters, the day that is looked at (None: now), and in which of two ways."""

    kind: str
    person: str
    typed_day: str
    day: date | None
    trouble: str
    look: Look
    show: Literal["verhaal", "dossier"]

    @property
    def query(self) -> dict[str, str]:
        """Return the parameters of the address, those that say something only."""
        every = {"dag": dutch_date_short(self.day) if self.day else "", "kijk": self.look if self.day else ""}
        every |= {"soort": self.kind, "persoon": self.person}
        return {key: value for key, value in every.items() if value}

    def address(self, base: str, **changes: str) -> str:
        """Return the address of this page with some parameters changed; "" leaves one out."""
        query = {key: value for key, value in (self.query | changes).items() if value}
        return f"{base}?{urlencode(query)}" if query else base


@router.get("/trajecten/{number}/historie")
def history(request: Request, number: str, actor: Actor = Depends(_may_open)) -> Response:
    """Show the story, or the dossier, of a case."""
    house = house_of(request)
    involvement = house.caseload.involvement(actor, number)
    if involvement is None or not may(actor, Act.OPEN_DOSSIER, involvement):
        return not_found(request)
    now = house.case_file.dossier(actor, number)
    if now is None or now.registered_at is None:
        return not_found(request)
    asked = _asked(request)
    here = f"/trajecten/{number}/historie"
    names = house.staff.names(actor)
    entries, corrections = _entries(house, actor, involvement, asked)
    people = sorted({(entry.actor_id, who(entry, names)) for entry in entries}, key=lambda pair: pair[1])
    shown = [
        entry
        for entry in entries
        if (not asked.kind or kind_of(entry.type) == asked.kind)
        and (not asked.person or entry.actor_id == asked.person)
    ]
    may_correct = may(actor, Act.WORK_ON_CASE, involvement)
    story = Story(number, names, corrections, correctable=asked.day is None and may_correct)
    dossier = _dossier(house, actor, involvement, asked)
    return render(
        request,
        "history.html",
        title=f"Historie van {number}",
        breadcrumbs=[("/", "Mijn werk"), ("/trajecten", "Trajecten"), (f"/trajecten/{number}", number)],
        asked=asked,
        asked_number=number,
        emergency_until=emergency_until(actor, now),
        here=here,
        base=f"/trajecten/{number}",
        entries=[story.told(entry) for entry in shown],
        everything=len(entries),
        filters=_filters(asked, people),
        begun=now.registered_at,
        before=asked.day is not None and dossier is None,
        dossier=dossier,
        names=names,
        story_href=asked.address(here),
        dossier_href=asked.address(here, toon="dossier", soort="", persoon=""),
        back_href=asked.address(here, dag="", kijk=""),
        other_href=asked.address(
            here,
            kijk="was" if asked.look == "bekend" else "bekend",
            toon="dossier" if asked.show == "dossier" else "",
        ),
    )


def _asked(request: Request) -> Asked:
    given = request.query_params
    typed = given.get("dag", "").strip()[:60]
    found = parse_date(typed) if typed else None
    day, trouble = None, ""
    if typed and (found is None or isinstance(found, Month)):
        trouble = (
            f"“{typed}” is geen dag. Vul een dag in, bijvoorbeeld 27-3-2026. U ziet nu de stand van vandaag."
        )
    elif isinstance(found, date) and found > clock.today():
        trouble = f"{dutch_date(found)} is nog niet geweest. U ziet nu de stand van vandaag."
    elif isinstance(found, date) and found.year < 1900:
        trouble = "Zo ver terug gaat dit dossier niet. U ziet nu de stand van vandaag."
    elif isinstance(found, date):
        day = found
    kind, person = given.get("soort", ""), given.get("persoon", "")[:60]
    return Asked(
        kind if kind in kinds() else "",
        person,
        typed,
        day,
        trouble,
        "was" if given.get("kijk") == "was" else "bekend",
        "dossier" if given.get("toon") == "dossier" and day is not None else "verhaal",
    )


def _entries(
    house: House, actor: Actor, involvement: Involvement, asked: Asked
) -> tuple[list[Entry], dict[int, Entry]]:
    """Return what belongs to the day looked at, and the corrections by the version that they correct.

    The newest day comes first; within a day what was recorded last.
    """
    known_at = clock.end_of(asked.day) if asked.day is not None and asked.look == "bekend" else None
    entries = house.history.entries(actor, involvement, known_at=known_at)
    corrections = corrections_of(entries)
    if asked.day is not None and asked.look == "was":
        entries = _happened_by(entries, corrections, clock.end_of(asked.day))
    newest_first = sorted(
        entries, key=lambda entry: (clock.day_of(entry.happened_at), entry.version), reverse=True
    )
    return newest_first, corrections


def _happened_by(entries: list[Entry], corrections: dict[int, Entry], last: datetime) -> list[Entry]:
    """Return what, as known now, happened up to a moment; corrections show at the fact they correct."""
    return [entry for entry in entries if entry.type != CORRECTED and happened_at(entry, corrections) <= last]


def _dossier(house: House, actor: Actor, involvement: Involvement, asked: Asked) -> Dossier | None:
    if asked.day is None:
        return None
    if asked.look == "was":
        return house.replay.was_on(actor, involvement, asked.day)
    return house.replay.known_at(actor, involvement, clock.end_of(asked.day))


def _filters(asked: Asked, people: list[tuple[str, str]]) -> list[dict[str, object]]:
    return [
        {
            "key": "kijk",
            "label": "Kijk",
            "kind": "select",
            "value": asked.look,
            "options": [("bekend", "Zoals bekend op"), ("was", "Zoals het was op")],
        },
        {"key": "dag", "label": "Dag", "kind": "date", "value": asked.typed_day},
        {
            "key": "soort",
            "label": "Soort",
            "kind": "select",
            "value": asked.kind,
            "options": [("", "Alles"), *((kind, kind) for kind in kinds())],
        },
        {
            "key": "persoon",
            "label": "Vastgelegd door",
            "kind": "select",
            "value": asked.person,
            "options": [("", "Iedereen"), *people],
        },
    ]
