"""The page of somebody at home: what a client chose to show them, while that holds, and nothing else."""

from typing import Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.web.home_front import AtHome, shown_at_home
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.pages.own.frame import human_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import requires

router = APIRouter()

#: Where somebody asks something for themselves, in an installation that has such a page.
ASK: Final = "/hulp"

_guest = requires(Act.SEE_AT_HOME)


@router.get("/thuis")
def at_home(request: Request, actor: Actor = Depends(_guest)) -> Response:
    """Show the parts that may be seen at this moment; that none may be is all that is said then."""
    view = _view(request, actor)
    return render(
        request,
        "at_home.html",
        200 if view else 404,
        title="Thuis",
        view=view,
        human=human_of(house_of(request), actor, None),
        asks=ASK if any(getattr(route, "path", "") == ASK for route in request.app.routes) else "",
    )


def _view(request: Request, actor: Actor) -> AtHome | None:
    dossier = house_of(request).replay.at_home(actor)
    if dossier is None or actor.guest is None:
        return None
    invitation_id = actor.guest.invitation_id
    invited = next((one for one in dossier.own.home_front if one.invitation_id == invitation_id), None)
    return None if invited is None else shown_at_home(dossier, invited, clock.now())
