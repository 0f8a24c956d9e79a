"""The client's appointments in a calendar of their own: off until they want it, under a word they choose."""

from typing import Final

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es.access import Actor
from bluevitaal_es.web.acting import posted, see_other
from bluevitaal_es.web.calendar_entries import WORDS
from bluevitaal_es.web.forms import Filled, Form, Option, Radio
from bluevitaal_es.web.pages.own.frame import client, gone, own_of, show
from bluevitaal_es.web.pages.own_calendar import end_address, new_address, present_address
from bluevitaal_es.web.session import LOGGED_IN, requires_fresh_factor

router = APIRouter(dependencies=[*LOGGED_IN, Depends(client)])

HERE: Final = "/mijn/agenda"
FORM: Final = Form(
    "agenda",
    "Adres maken",
    (
        Radio(
            "woord",
            "Welk woord staat er in uw agenda?",
            options=tuple(Option(word, word) for word in WORDS),
            missing="Kies een woord.",
        ),
    ),
    submit="Adres maken",
)


@router.get(HERE)
def calendar_page(request: Request, actor: Actor = Depends(client)) -> Response:
    """Show whether there is an address, who could see what, and the form for one."""
    feed = present_address(request)
    return _page(request, actor, FORM.with_initial({"woord": feed.word if feed else WORDS[0]}))


@router.post(HERE, dependencies=[Depends(requires_fresh_factor)])
def make(request: Request, form: FormData = Depends(posted), actor: Actor = Depends(client)) -> Response:
    """Make an address and show it, this once; an earlier one ends."""
    filled = FORM.read(form)
    if not filled.ok:
        return _page(request, actor, filled, status=422)
    word = filled.text("woord")
    return _page(request, actor, FORM.with_initial({"woord": word}), new_address(request, word))


@router.post(f"{HERE}/stoppen")
def end(request: Request) -> Response:
    """End the address."""
    end_address(request)
    return see_other(request, HERE)


def _page(request: Request, actor: Actor, form: Filled, address: str = "", status: int = 200) -> Response:
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    return show(
        request,
        own,
        "client_calendar.html",
        "Mijn agenda",
        status,
        form=form,
        action=HERE,
        address=address,
        feed=present_address(request),
    )
