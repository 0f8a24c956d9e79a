"""Logging in with the account of the organisation: off to its login service, and back from it."""

from typing import Final

import structlog
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from bluevitaal_es.web import session
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.oidc import WAY_LASTS, NotLetIn, Oidc
from bluevitaal_es.web.passkeys import place_of
from bluevitaal_es.web.reading import turned_away
from bluevitaal_es.web.shell import LOGIN
from bluevitaal_es.web.tries import (
    OIDC_ADDRESS,
    TooManyTries,
    Tried,
    Tries,
    address_of,
    failed_too_often,
    refused_until,
)

router = APIRouter()

_log = structlog.get_logger()

BEGIN: Final = "/inloggen/oidc"
BACK: Final = "/inloggen/oidc/terug"
FAREWELL: Final = "/inloggen/oidc/uit"


@router.get(BEGIN)
def begin(request: Request, verder: str = "") -> Response:
    """Send a browser to the login service; every departure counts as a try until somebody gets in."""
    oidc = _oidc(request)
    if oidc is None:
        return not_found(request)
    try:
        Tries(house_of(request).database).count(_tried(request))
        departure = oidc.depart(_way_back(request), session.own_path(verder))
    except TooManyTries as refusal:
        turned_away(request, "", locked=True)
        page = _refused(request, "too_many_tries", 429, failed_too_often(refusal))
        return refused_until(page, refusal)
    except NotLetIn as refusal:
        return _refused(request, refusal.reason)
    answer = RedirectResponse(departure.url, status_code=303)
    secure = house_of(request).settings.secure_cookies
    answer.set_cookie(
        _cookie(request),
        departure.browser,
        max_age=int(WAY_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=secure,
    )
    return answer


@router.get(BACK)
def back(request: Request) -> Response:
    """Let somebody in whom the login service vouches for; whatever is wrong gets the same answer."""
    oidc = _oidc(request)
    if oidc is None:
        return not_found(request)
    try:
        browser = request.cookies.get(_cookie(request), "")
        arrival = oidc.arrive(request.query_params, browser, _way_back(request))
    except NotLetIn as refusal:
        turned_away(request, refusal.name)
        return _refused(request, refusal.reason)
    Tries(house_of(request).database).forgive(_tried(request))
    _log.info("logged_in", role=str(arrival.account.role), kind="oidc")
    answer = session.begin(request, arrival.account, arrival.to, proven=arrival.proven, role_stays=True)
    return _without_cookie(request, answer)


@router.get(FAREWELL)
def leave(request: Request) -> Response:
    """Send a browser that was logged out here to where the login service logs it out too."""
    oidc = _oidc(request)
    if oidc is None:
        return not_found(request)
    try:
        address = oidc.farewell(f"{place_of(request).origin}{LOGIN}?uit=overal")
    except NotLetIn as refusal:
        _log.warning("logout_there_failed", reason_code=refusal.reason)
        address = ""
    return RedirectResponse(address or f"{LOGIN}?uit=alleen-hier", status_code=303)


def _refused(
    request: Request,
    reason: str,
    status: int = 400,
    text: str = "Probeer het nog eens, of log in met uw gebruikersnaam en wachtwoord."
    " Lukt het dan nog niet? Vraag het aan beheer.",
) -> Response:
    _log.info("login_refused", reason_code=reason, kind="oidc")
    page = session.page_for_nobody(
        request,
        "error.html",
        status,
        title="Inloggen met uw werkaccount is niet gelukt",
        text=text,
        way_out=(LOGIN, "Naar inloggen"),
    )
    return _without_cookie(request, page)


def _without_cookie(request: Request, answer: Response) -> Response:
    secure = house_of(request).settings.secure_cookies
    answer.delete_cookie(_cookie(request), httponly=True, samesite="lax", secure=secure)
    return answer


def _oidc(request: Request) -> Oidc | None:
    """Return the login service of this app, None when none is set."""
    state, house = request.app.state, house_of(request)
    if house.settings.login_service is None:
        return None
    if not hasattr(state, "oidc"):
        state.oidc = Oidc(house, house.settings.login_service)
    oidc = state.oidc
    assert isinstance(oidc, Oidc)
    return oidc


def _cookie(request: Request) -> str:
    return f"{session.cookie_name(house_of(request).settings)}-oidc"


def _way_back(request: Request) -> str:
    return f"{place_of(request).origin}{BACK}"


def _tried(request: Request) -> Tried:
    return OIDC_ADDRESS, address_of(request)
