"""Who asks for this page: from the cookie to an actor, with the frame of their pages and their form token."""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bluevitaal_es.access import Act, Actor, may_ever
from bluevitaal_es.settings import Settings
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web import kept_text
from bluevitaal_es.web.accounts import Account
from bluevitaal_es.web.acting import POSITION_COOKIE, not_found
from bluevitaal_es.web.forms import TOKEN
from bluevitaal_es.web.house import House, house_of
from bluevitaal_es.web.reading import Recorded, Visit
from bluevitaal_es.web.security import SAFE_METHODS, form_token, is_form_token, require_form_token
from bluevitaal_es.web.session_table import Session, Sessions
from bluevitaal_es.web.shell import NAVIGATION, ROLE_LABELS, Shell, home_of

LOGIN: Final = "/inloggen"
LOGOUT: Final = "/uitloggen"
#: Where "Verlaat deze pagina snel" leads: an everyday page that nobody asks questions about.
QUICK_EXIT: Final = "https://www.knmi.nl/"


class NotLoggedIn(Exception):
    """Nobody is logged in, or no more; `back` is the page to return to, `kept` says that text waits there."""

    def __init__(self, back: str, *, kept: bool = False) -> None:
        super().__init__("not logged in")
        self.back = back
        self.kept = kept


class FormIsStale(Exception):
    """The form came from an earlier session of the same person; `back` is its page, where the text waits."""

    def __init__(self, back: str) -> None:
        super().__init__("form of an earlier session")
        self.back = back


class NotForThisRole(Exception):
    """The page is not there for this role."""


async def visitor(request: Request) -> Actor:
    """FastAPI dependency: return who asks, and set `request.state.shell`.

    Raises NotLoggedIn without a session that is open; text that was posted is then kept for its owner.
    Waits until the views show the command that this person gave last.
    """
    form = None if request.method in SAFE_METHODS else await request.form()
    return await run_in_threadpool(_visit, request, form)


def requires(act: Act) -> Callable[[Actor], Actor]:
    """Return a dependency that gives the actor when their role may ever do `act`, and else a page not found.

    An act that needs a tie to a case still has to be decided with that case at hand.
    """

    def in_role(actor: Actor = Depends(visitor)) -> Actor:
        if not may_ever(actor, act):
            raise NotForThisRole
        return actor

    return in_role


#: The dependencies of every router with pages for people who are logged in, in this order.
LOGGED_IN: Final = [Depends(visitor), Depends(require_form_token)]


def install(app: FastAPI) -> None:
    """Let `app` answer with the login page, or with no page, when that is all a visitor may have.

    Whatever it answers to somebody who is logged in is recorded as a look first.
    """
    app.add_exception_handler(NotLoggedIn, _to_login)
    app.add_exception_handler(FormIsStale, _to_form)
    app.add_exception_handler(NotForThisRole, _no_such_page)
    app.add_middleware(Recorded)


def own_path(text: str) -> str:
    """Return `text` when it is a path on this site to go to after the login, else ""."""
    strange = any(character <= " " or character in "\\\x7f" for character in text)
    if strange or len(text) > 1000 or not text.startswith("/") or text.startswith("//"):
        return ""
    return "" if text.partition("?")[0] in (LOGIN, LOGOUT) else text


def cookie_name(settings: Settings) -> str:
    """Return the name of the session cookie; the prefix binds it to this host and to TLS."""
    return "__Host-bv" if settings.secure_cookies else "bv"


def token_of(request: Request) -> str:
    """Return the token in the session cookie, "" without one."""
    return request.cookies.get(cookie_name(house_of(request).settings), "")


def begin(request: Request, account: Account, to: str) -> Response:
    """Log somebody in with a new token, whatever token came along, and send them `to` an own page."""
    house = house_of(request)
    sessions = Sessions(house.database)
    sessions.end(token_of(request))
    response = RedirectResponse(own_path(to) or home_of(account.role), status_code=303)
    response.set_cookie(
        cookie_name(house.settings),
        sessions.open(account.username),
        httponly=True,
        samesite="lax",
        secure=house.settings.secure_cookies,
    )
    return response


def end(request: Request) -> Response:
    """Log out. The cookie stays: it opens nothing, but tells whose text is in a form still open elsewhere."""
    Sessions(house_of(request).database).end(token_of(request))
    return RedirectResponse(f"{LOGIN}?uit=1", status_code=303)


def open_session(request: Request) -> Session | None:
    """Return the session of this request if it is open."""
    session = _session_of(request)
    return session if session is not None and session.is_open else None


def shell_for_nobody(request: Request) -> Shell:
    """Return the frame of a page for somebody who is not logged in."""
    settings = house_of(request).settings
    return Shell(organisation=settings.organisation, demo=settings.demo, home=LOGIN)


def _visit(request: Request, form: FormData | None) -> Actor:
    house, session = house_of(request), _session_of(request)
    request.state.shell = shell_for_nobody(request)
    back = _page_of(request, form)
    path = back.partition("?")[0]
    if session is None or not session.is_open:
        kept = session is not None and form is not None and _keep(house, session, path, form)
        raise NotLoggedIn(back, kept=kept)
    _wait_for_own_command(request, house)
    account = session.account
    request.state.shell = Shell(
        organisation=house.settings.organisation,
        demo=house.settings.demo,
        user=account.name,
        role_label="" if account.role is Role.CLIENT else ROLE_LABELS[account.role],
        navigation=NAVIGATION[account.role],
        csrf_token=form_token(_form_secret(request), session.id),
        quick_exit=QUICK_EXIT if account.role is Role.CLIENT else "",
        home=home_of(account.role),
    )
    actor = _actor(house, account)
    request.state.visit = Visit(actor, session.id)
    if form is not None:
        _take_in(request, house, session, form, path, back)
    elif session.kept is not None:
        request.state.kept_text = kept_text.opened(house, path, session.kept)
    return actor


def _take_in(request: Request, house: House, session: Session, form: FormData, path: str, back: str) -> None:
    """Let the form of this session through; that of an earlier one goes back to its page with its text."""
    token = form.get(TOKEN)
    if isinstance(token, str) and is_form_token(_form_secret(request), session.id, token):
        if session.kept is not None or path != request.url.path:
            kept_text.forget(house, session.account.username, path)
        return
    if token and kept_text.keep(house, session.account.username, path, form):
        raise FormIsStale(back)


def _keep(house: House, session: Session, path: str, form: FormData) -> bool:
    token = form.get(TOKEN)
    secret = Sessions(house.database).form_secret()
    if not isinstance(token, str) or not is_form_token(secret, session.id, token):
        return False
    return kept_text.keep(house, session.account.username, path, form)


def _page_of(request: Request, form: FormData | None) -> str:
    """Return the own page to come back to: this one, or after a post the page that its form stood on."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if form is None and "hx-request" not in request.headers:
        return own_path(here) or "/"
    scheme, _, rest = request.headers.get("referer", "").partition("://")
    host, slash, stood_on = rest.partition("/")
    if scheme in ("http", "https") and host == request.headers.get("host") and own_path(slash + stood_on):
        return slash + stood_on
    return own_path(request.url.path) or "/"


def _session_of(request: Request) -> Session | None:
    token = token_of(request)
    if not token:
        return None
    return Sessions(house_of(request).database).find(token, request.url.path)


def _wait_for_own_command(request: Request, house: House) -> None:
    position = request.cookies.get(POSITION_COOKIE, "")
    if position.isascii() and position.isdigit() and len(position) < 16:
        house.wait_for(int(position))


def _form_secret(request: Request) -> bytes:
    state = request.app.state
    if not hasattr(state, "form_secret"):
        state.form_secret = Sessions(house_of(request).database).form_secret()
    secret = state.form_secret
    assert isinstance(secret, bytes)
    return secret


def _actor(house: House, account: Account) -> Actor:
    if account.role is Role.CLIENT and account.case_id is not None:
        return Actor(f"client:{account.case_id}", account.name, account.role, case_id=CaseId(account.case_id))
    if account.staff_id is None:
        return Actor(f"account:{account.username}", account.name, account.role)
    guides = house.staff.ids_of(account.staff_id) if account.role is Role.BEGELEIDER else frozenset()
    employer = house.staff.organisation_of(account.staff_id)
    return Actor(str(account.staff_id), account.name, account.role, guides, organisation=employer)


def _to_login(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, NotLoggedIn)
    to = f"{LOGIN}?verder={quote(fault.back, safe='/')}{'&bewaard=1' if fault.kept else ''}"
    if fault.back == "/" and not fault.kept:
        to = LOGIN
    if "hx-request" in request.headers:
        return Response(status_code=200, headers={"HX-Redirect": to})
    return RedirectResponse(to, status_code=303)


def _to_form(_request: Request, fault: Exception) -> Response:
    assert isinstance(fault, FormIsStale)
    return RedirectResponse(fault.back, status_code=303)


def _no_such_page(request: Request, _fault: Exception) -> Response:
    return not_found(request)
