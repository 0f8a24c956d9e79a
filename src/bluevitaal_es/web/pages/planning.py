"""Planning: when talks are and whose they are, for whoever plans; no names of clients and no subjects."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.web.dutch import dutch_count, dutch_time, dutch_weekday_date
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.reading import shows
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires

router = APIRouter(dependencies=LOGGED_IN)
planner = requires(Act.SEE_PLANNING)

#: Days shown at a time, from today.
DAYS: Final = 14


@router.get("/planning")
def planning(request: Request, actor: Actor = Depends(planner)) -> Response:
    """Show the talks of today and the days after, soonest first."""
    house = house_of(request)
    today = clock.today()
    begin, end = clock.start_of(today), clock.start_of(today + timedelta(days=DAYS))
    found = house.caseload.planning(actor, begin, end)
    shows(request, (row.case_id for row in found))
    names = house.staff.names(actor)
    return render(
        request,
        "planning.html",
        title="Planning",
        days=DAYS,
        counted=dutch_count(len(found), "gesprek", "gesprekken"),
        rows=[
            {
                "day": dutch_weekday_date(row.at).capitalize(),
                "time": dutch_time(row.at),
                "who": names.get(str(row.begeleider_id), "Nog niemand"),
                "case": row.number,
            }
            for row in found
        ],
    )
