"""My calendar: a begeleider makes or ends the private address that their calendar program reads."""

from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bluevitaal_es.access import Act
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.acting import see_other
from bluevitaal_es.web.calendar_entries import WORDS
from bluevitaal_es.web.calendar_feeds import CalendarFeeds
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.passkeys import place_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, current, requires, requires_fresh_factor

router = APIRouter(dependencies=[*LOGGED_IN, Depends(requires(Act.SEE_OWN_WORK))])

HERE: Final = "/mijn-account/agenda"


@router.get(HERE)
def calendar_page(request: Request) -> Response:
    """Show whether there is an address, and what a calendar would show."""
    return _page(request)


@router.post(HERE, dependencies=[Depends(requires_fresh_factor)])
def make(request: Request) -> Response:
    """Make an address and show it, this once; an earlier one ends."""
    database, username = house_of(request).database, current(request).account.username
    token = CalendarFeeds(database).make(username, WORDS[0])
    Accounts(database).note(username, "calendar_made")
    return _page(request, address_of(request, token))


@router.post(f"{HERE}/stoppen")
def end(request: Request) -> Response:
    """End the address."""
    database, username = house_of(request).database, current(request).account.username
    if CalendarFeeds(database).end(username):
        Accounts(database).note(username, "calendar_ended")
    return see_other(request, HERE)


def address_of(request: Request, token: str) -> str:
    """Return the whole address with a token, as it is typed into a calendar program."""
    return f"{place_of(request).origin}/agenda/{token}.ics"


def _page(request: Request, address: str = "") -> Response:
    return render(
        request,
        "calendar.html",
        title="Mijn agenda",
        breadcrumbs=[("/mijn-account", "Mijn account")],
        action=HERE,
        address=address,
        feed=CalendarFeeds(house_of(request).database).of(current(request).account.username),
    )
