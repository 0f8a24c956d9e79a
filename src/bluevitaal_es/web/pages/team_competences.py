"""What the people of the lead's own team are qualified for today, and nothing else of the register."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.projections.staff.view import Qualified
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.register_words import SOON, term_label
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import requires

router = APIRouter()
_LEAD = requires(Act.SEE_TEAM_BOARD)


@router.get("/team/bekwaamheden")
def competences(request: Request, actor: Actor = Depends(_LEAD)) -> Response:
    """Show the people of each team of this lead, with what they are qualified for."""
    people = house_of(request).staff.qualified(actor, clock.today())
    teams: dict[str, list[dict[str, object]]] = {}
    for person in people:
        teams.setdefault(person.team, []).append(_row(person))
    return render(
        request,
        "team_competences.html",
        title="Bekwaamheden in uw team",
        breadcrumbs=[("/team", "Team")],
        teams=teams,
    )


def _row(person: Qualified) -> dict[str, object]:
    soon = clock.today() + SOON
    labels = [
        term_label("bekwaamheid", term.what)
        + (f" (tot en met {dutch_date(term.last)})" if term.last and term.last <= soon else "")
        for term in person.competences
    ]
    return {"name": person.name, "labels": labels}
