"""Mijn werk: what is too late, due today, due this week or waiting, each with its reason and one action."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.projections.duties.view import DutyRow
from bluevitaal_es.web.drafts import Drafts
from bluevitaal_es.web.dutch import dutch_count, dutch_time, dutch_weekday_date
from bluevitaal_es.web.duty_words import action_of, is_ahead, step_of, why_of
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.reading import shows
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.request_rows import due_rows, is_due
from bluevitaal_es.web.session import LOGGED_IN, visitor
from bluevitaal_es.web.shell import home_of

router = APIRouter(dependencies=LOGGED_IN)

#: Key in the address: title, colour, which duties it holds, and what is said when there are none.
GROUPS: Final = {
    "te-laat": ("Te laat", "late", "De uiterste dag of tijd is voorbij.", "Er is niets te laat."),
    "vandaag": (
        "Vandaag",
        "today",
        "De uiterste dag is vandaag, of het gesprek is vandaag.",
        "Er hoeft vandaag niets meer af.",
    ),
    "deze-week": (
        "Deze week",
        "planned",
        "De komende zes dagen: de uiterste dag, of de dag van het gesprek.",
        "Er hoeft deze week verder niets af.",
    ),
    "wacht": (
        "Wacht",
        "neutral",
        "De uiterste dag of het gesprek is later dan deze week.",
        "Er is niets dat wacht.",
    ),
}
#: Hidden until asked for: what waits needs nothing now.
CALM: Final = ("te-laat", "vandaag", "deze-week")

Row = dict[str, object]


@router.get("/")
def work(request: Request, wat: str = "", actor: Actor = Depends(visitor)) -> Response:
    """Show the actor's own duties, of one group with `wat`; whoever has no cases begins elsewhere."""
    if not may(actor, Act.SEE_OWN_WORK):
        return RedirectResponse(home_of(actor.role), status_code=303)
    house, now = house_of(request), clock.now()
    cases = house.caseload.cases_of(actor, limit=1000)
    names = {case.case_id: case.client_name or "" for case in cases}
    groups: dict[str, list[DutyRow]] = {key: [] for key in GROUPS}
    for duty in house.duties.duties_of(actor):
        groups[group_of(duty, now)].append(duty)
    for duties in groups.values():
        duties.sort(key=_most_urgent)
    requests = house.first_requests.waiting(actor)
    asked = sum(is_due(row, now) for row in requests)
    shown = (wat,) if wat in GROUPS else CALM
    due_now = (duty for key in shown if key != "wacht" for duty in groups[key])
    first = min(due_now, key=_first_of(now), default=None)
    safety = [duty for key in GROUPS for duty in groups[key] if duty.kind == "safety"]
    shows(request, (duty.case_id for duty in (*safety, *(duty for key in shown for duty in groups[key]))))
    tiles = [
        {"number": len(groups[key]), "label": title.lower(), "href": f"/?wat={key}", "kind": kind}
        for key, (title, kind, _, _) in GROUPS.items()
    ]
    lists = [
        {
            "key": key,
            "title": GROUPS[key][0],
            "definition": GROUPS[key][2],
            "rows": [
                _row(duty, now, key, names.get(duty.case_id, ""), duty is first) for duty in groups[key]
            ],
        }
        for key in shown
        if groups[key]
    ]
    return render(
        request,
        "work.html",
        title="Mijn werk",
        drafts=Drafts(house).of(actor),
        requests=due_rows(requests, now),
        lead=f"{dutch_weekday_date(now).capitalize()}. {_said(groups, asked)}",
        tiles=tiles,
        current=f"/?wat={wat}" if wat in GROUPS else "",
        lists=lists,
        safety=[_safety_first(duty) for duty in safety],
        nothing=_nothing(wat, bool(cases)),
        has_cases=bool(cases),
        waiting=len(groups["wacht"]),
    )


def group_of(duty: DutyRow, now: datetime) -> str:
    """Return the one group that a duty belongs to at `now`."""
    if duty.due_at < now:
        return "te-laat"
    today = clock.day_of(now)
    day = clock.day_of(duty.since if is_ahead(duty) else duty.due_at)
    if day > last_of_week(today):
        return "wacht"
    return "vandaag" if day == today else "deze-week"


def last_of_week(day: date) -> date:
    """Return the last of the seven days that begin with `day`; on a Friday one looks beyond Sunday too."""
    return day + timedelta(days=6)


def _most_urgent(duty: DutyRow) -> tuple[bool, datetime, str, str]:
    """Order within a group: safety first, then by how soon."""
    return (duty.kind != "safety", duty.due_at, duty.number, duty.key)


def _first_of(now: datetime) -> Callable[[DutyRow], tuple[bool, int, datetime, str, str]]:
    """Order over the whole page: safety first, then by group, then by how soon."""
    order = list(GROUPS)

    def key(duty: DutyRow) -> tuple[bool, int, datetime, str, str]:
        return (duty.kind != "safety", order.index(group_of(duty, now)), duty.due_at, duty.number, duty.key)

    return key


def _row(duty: DutyRow, now: datetime, group: str, name: str, primary: bool) -> Row:
    href, action = action_of(duty)
    return {
        "step": step_of(duty),
        "case": duty.number,
        "case_href": f"/trajecten/{duty.number}",
        "who": name,
        "due": None if is_ahead(duty) else clock.day_of(duty.due_at),
        "status": _status(duty, now),
        "why": why_of(duty),
        "href": href,
        "action": action,
        "kind": "safety" if duty.kind == "safety" else _colour(group),
        "primary": primary,
    }


def _colour(group: str) -> str:
    return "waiting" if group == "wacht" else GROUPS[group][1]


def _status(duty: DutyRow, now: datetime) -> str:
    """Return the word on the badge where the days alone would not do: hours count, or the day is not over."""
    if is_ahead(duty):
        return "gepland"
    if clock.day_of(duty.due_at) != clock.day_of(now):
        return ""
    if duty.due_at < now:
        return f"te laat sinds {dutch_time(duty.due_at)} uur"
    return f"vóór {dutch_time(duty.due_at)} uur" if duty.kind == "safety" else ""


def _safety_first(duty: DutyRow) -> Row:
    return {"href": action_of(duty)[0], "number": duty.number, "why": why_of(duty)}


def _nothing(wat: str, has_cases: bool) -> str:
    """Return why the page is empty."""
    if not has_cases:
        return "U begeleidt nog geen traject. Zodra u er een hebt, staat hier wat er moet gebeuren en waarom."
    return GROUPS[wat][3] if wat in GROUPS else "Er hoeft deze week niets meer af."


def _said(groups: dict[str, list[DutyRow]], requests: int) -> str:
    urgent = len(groups["te-laat"]) + len(groups["vandaag"]) + requests
    if not urgent:
        return "Er hoeft vandaag niets meer af."
    moet = "moet" if urgent == 1 else "moeten"
    return f"{dutch_count(urgent, 'taak', 'taken').capitalize()} {moet} vandaag af."
