"""My calendar: a begeleider makes or ends the private address that their calendar program reads."""

from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bluevitaal_es.access import Act
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.acting import see_other
from bluevitaal_es.web.calendar_entries import WORDS
from bluevitaal_es.web.calendar_feeds import CalendarFeed, CalendarFeeds
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
    return _page(request, new_address(request, WORDS[0]))


@router.post(f"{HERE}/stoppen")
def end(request: Request) -> Response:
    """End the address."""
    end_address(request)
    return see_other(request, HERE)


def present_address(request: Request) -> CalendarFeed | None:
    """Return the address of whoever is logged in, without its token, if there is one."""
    return CalendarFeeds(house_of(request).database).of(current(request).account.username)


def new_address(request: Request, word: str) -> str:
    """Make an address for whoever is logged in, noted at their account; return it as it is typed over."""
    database, username = house_of(request).database, current(request).account.username
    token = CalendarFeeds(database).make(username, word)
    Accounts(database).note(username, "calendar_made")
    return f"{place_of(request).origin}/agenda/{token}.ics"


def end_address(request: Request) -> None:
    """End the address of whoever is logged in, noted at their account; nothing happens without one."""
    database, username = house_of(request).database, current(request).account.username
    if CalendarFeeds(database).end(username):
        Accounts(database).note(username, "calendar_ended")


def _page(request: Request, address: str = "") -> Response:
    return render(
        request,
        "calendar.html",
        title="Mijn agenda",
        breadcrumbs=[("/mijn-account", "Mijn account")],
        action=HERE,
        address=address,
        feed=present_address(request),
    )
