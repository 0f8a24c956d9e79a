"""The client's appointments in a calendar of their own: off until they want it, under a word they choose."""

from typing import Final

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es.access import Actor
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.acting import posted, see_other
from bluevitaal_es.web.calendar_entries import WORDS
from bluevitaal_es.web.calendar_feeds import CalendarFeeds
from bluevitaal_es.web.forms import Filled, Form, Option, Radio
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.pages.own.frame import client, gone, own_of, show
from bluevitaal_es.web.pages.own_calendar import address_of
from bluevitaal_es.web.session import LOGGED_IN, current, requires_fresh_factor

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
    feed = CalendarFeeds(house_of(request).database).of(current(request).account.username)
    return _page(request, actor, FORM.with_initial({"woord": feed.word if feed else WORDS[0]}))


@router.post(HERE, dependencies=[Depends(requires_fresh_factor)])
def make(request: Request, form: FormData = Depends(posted), actor: Actor = Depends(client)) -> Response:
    """Make an address and show it, this once; an earlier one ends."""
    filled = FORM.read(form)
    if not filled.ok:
        return _page(request, actor, filled, status=422)
    database, username = house_of(request).database, current(request).account.username
    token = CalendarFeeds(database).make(username, filled.text("woord"))
    Accounts(database).note(username, "calendar_made")
    return _page(
        request, actor, FORM.with_initial({"woord": filled.text("woord")}), address_of(request, token)
    )


@router.post(f"{HERE}/stoppen")
def end(request: Request) -> Response:
    """End the address."""
    database, username = house_of(request).database, current(request).account.username
    if CalendarFeeds(database).end(username):
        Accounts(database).note(username, "calendar_ended")
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
        feed=CalendarFeeds(house_of(request).database).of(current(request).account.username),
    )
