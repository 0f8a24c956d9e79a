"""The agendas of case conferences to come: for who brings cases and hears them, and counts for who leads."""

from collections.abc import Mapping

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.projections.agenda.view import Count, Shown
from bluevitaal_es.web.code_texts import code_label, in_sentence, listed
from bluevitaal_es.web.conference_words import meeting
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.reading import shows
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires

router = APIRouter(dependencies=LOGGED_IN)
reader = requires(Act.SEE_AGENDA)


@router.get("/overleg")
def agenda(request: Request, actor: Actor = Depends(reader)) -> Response:
    """Show each meeting to come with what its forms allow; who leads or plans sees how many."""
    house = house_of(request)
    if not may(actor, Act.SEE_INTERNAL_ITEMS):
        shows(request, ())
        counts = [_counted(one) for one in house.agenda.counts(actor)]
        return render(request, "conference_counts.html", title="Overleg", rows=counts)
    meetings, names = house.agenda.meetings(actor), house.staff.names(actor)
    shows(request, (item.case_id for one in meetings for item in one.items))
    return render(
        request,
        "conference.html",
        title="Overleg",
        meetings=[
            {
                "title": f"{_meeting(one.forum, one.unit)}, {dutch_date(one.on)}",
                "is_today": one.on == clock.today(),
                "items": [_told(item, names) for item in one.items],
            }
            for one in meetings
        ],
    )


def _meeting(forum: str, unit: str | None) -> str:
    return meeting(forum, code_label("unit", unit) if unit else "")


def _counted(one: Count) -> dict[str, object]:
    return {
        "day": dutch_date(one.meeting_on),
        "meeting": _meeting(one.forum, one.unit),
        "form": code_label("told_as", one.told_as),
        "count": str(one.count),
    }


def _told(item: Shown, names: Mapping[str, str]) -> dict[str, object]:
    """Return one discussion in words, as far as its form allows; the way to act for who helps there."""
    rows = []
    if item.told_as == "identified":
        rows.append({"label": "Wie", "value": item.client_name or "De begeleider noemt de naam"})
        if item.number:
            rows.append({"label": "Traject", "value": item.number})
        guide = names.get(str(item.begeleider_id), "Nog niemand") if item.begeleider_id else "Nog niemand"
        rows.append({"label": "Begeleider", "value": guide})
        classes = catalogue().consent.data_classes
        told = [in_sentence(classes.label(key)) for key in item.data_classes]
        rows.append({"label": "Mag verteld worden", "value": listed(told)})
    if item.target_group:
        rows.append({"label": "Doelgroep", "value": code_label("target_group", item.target_group)})
    elif item.told_as == "anonymous":
        rows.append({"label": "Doelgroep", "value": "Niet genoemd: deze groep is te klein"})
    return {
        "theme": code_label("theme", item.theme),
        "question": item.question,
        "form": code_label("told_as", item.told_as),
        "rows": rows,
        "own": item.own_number,
        "item_id": item.item_id,
        "stopped": item.stopped,
    }
