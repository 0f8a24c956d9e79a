"""The code with which somebody at home opens an account: the client makes it, and it is shown once."""

from uuid import uuid5

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.invite_client import last_day
from bluevitaal_es.projections.case_file.own_side import HomeFront
from bluevitaal_es.vocabulary import NAMESPACE
from bluevitaal_es.web.acting import not_found, posted, see_other
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.forms import Form
from bluevitaal_es.web.home_front import shown_at_home
from bluevitaal_es.web.house import House, house_of
from bluevitaal_es.web.invitations import Invitation, Invitations
from bluevitaal_es.web.pages.invitation import letter
from bluevitaal_es.web.pages.own.frame import Own, client, gone, own_of, show
from bluevitaal_es.web.pages.own.sending import id_in
from bluevitaal_es.web.session import LOGGED_IN, requires_fresh_factor

router = APIRouter(dependencies=[*LOGGED_IN, Depends(client), Depends(requires_fresh_factor)])

HERE = "/mijn/thuis"
CODE = Form("thuis-code", "Code maken", (), submit="Code maken")


@router.get("/mijn/thuis/code")
def ask(request: Request, actor: Actor = Depends(client)) -> Response:
    """Say what the code is for and how it stands with an earlier one."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    invited = _invited(request, own)
    if invited is None:
        return not_found(request)
    last = Invitations(house_of(request).database).last_of(own.case_id, invited.invitation_id)
    return show(
        request,
        own,
        "client_home_code.html",
        CODE.title,
        form=CODE.with_initial(),
        action=_address(invited),
        invited=invited,
        standing=standing(last),
        was_used=last is not None and last.used_at is not None,
        is_open=last is not None and last.is_open,
        days=catalogue().norms.client_invitation_days,
    )


@router.post("/mijn/thuis/code")
def make(request: Request, form: FormData = Depends(posted), actor: Actor = Depends(client)) -> Response:
    """Make a code and show it, this once; an earlier one opens nothing any more."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    invited = _invited(request, own)
    if invited is None:
        return not_found(request)
    code_id = uuid5(NAMESPACE, f"invitation {CODE.read(form).command_id}")
    until = min(last_day(clock.today()), invited.until)
    invitations = Invitations(house_of(request).database)
    code = invitations.add(code_id, own.case_id, clock.end_of(until), invited.invitation_id)
    if code is None:
        return see_other(request, HERE)
    return letter(request, code, until, back=HERE, back_text="Terug")


def standing_at_home(house: House, own: Own, invited: HomeFront) -> str:
    """Return how it stands with the account of somebody at home, in words for the client."""
    return standing(Invitations(house.database).last_of(own.case_id, invited.invitation_id))


def standing(last: Invitation | None) -> str:
    """Return whether a code was made and used, and when, in words for the client."""
    if last is None:
        return "Nog niet. U hebt nog geen code gemaakt."
    if last.used_at is not None:
        return f"De code is gebruikt op {dutch_date(last.used_at)}. Daarmee is een account gemaakt."
    if not last.is_open:
        return f"De code van {dutch_date(last.made_at)} is niet gebruikt en werkt niet meer."
    return f"De code is nog niet gebruikt. Die werkt tot en met {dutch_date(last.expires_at)}."


def _invited(request: Request, own: Own) -> HomeFront | None:
    """Return who at home is meant, if that person may see anything now."""
    wanted = id_in(dict(request.query_params), "wie")
    found = next((one for one in own.dossier.own.home_front if one.invitation_id == wanted), None)
    return found if found is not None and shown_at_home(own.dossier, found, clock.now()).parts else None


def _address(invited: HomeFront) -> str:
    return f"/mijn/thuis/code?wie={invited.invitation_id}"
