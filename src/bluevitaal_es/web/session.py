"""Who asks for this page: from the cookie to an actor, with the frame of their pages and their form token."""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may_ever
from bluevitaal_es.settings import Settings
from bluevitaal_es.web import kept_text, standing
from bluevitaal_es.web.accounts import Account
from bluevitaal_es.web.acting import POSITION_COOKIE, not_found
from bluevitaal_es.web.device import words_for
from bluevitaal_es.web.factors import Factors
from bluevitaal_es.web.forms import TOKEN
from bluevitaal_es.web.house import House, house_of
from bluevitaal_es.web.reading import Recorded, Visit, entered, left, unproven
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.security import SAFE_METHODS, form_token, is_form_token, require_form_token
from bluevitaal_es.web.session_table import Session, Sessions
from bluevitaal_es.web.shell import LOGIN, Shell, home_of, shell_around
from bluevitaal_es.web.standing import CODE, CodeIsAsked, actor_of

LOGOUT: Final = "/uitloggen"
#: Where a second proof is given, and where the first one is set up.
SECOND_STEP: Final = "/inloggen/tweede-stap"
SET_UP: Final = "/mijn-account/tweede-stap"


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


class ProofIsNeeded(Exception):
    """A second proof is asked before this page, for the first time or because the last one is long ago."""


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


async def requires_fresh_factor(request: Request, actor: Actor = Depends(visitor)) -> Actor:
    """FastAPI dependency for an act that weighs: return the actor after a proof of the last ten minutes.

    Else it is asked first, and what was posted waits on its page. In a demonstration nothing is asked of
    somebody who has no second proof.
    """
    form = None if request.method in SAFE_METHODS else await request.form()
    return await run_in_threadpool(_freshly, request, actor, form)


def entering(request: Request) -> Session:
    """FastAPI dependency: return the session that is open, also one that waits for a second proof."""
    session = _session_of(request)
    request.state.shell = shell_for_nobody(request)
    if session is None or not session.is_open:
        raise NotLoggedIn(_page_of(request, None))
    _enter(request, session)
    return session


def setting_up(request: Request, session: Session = Depends(entering)) -> Session:
    """FastAPI dependency of the pages for a new second proof: for who has none, or gave one just now."""
    house = house_of(request)
    if not Factors(house).has_one(session.account.username):
        return session
    if session.waits or not session.is_fresh:
        if not session.waits:
            Sessions(house.database).go_on_to(token_of(request), _page_of(request, None))
        raise ProofIsNeeded
    return session


#: The dependencies of every router with pages for people who are logged in, in this order.
LOGGED_IN: Final = [Depends(visitor), Depends(require_form_token)]


def install(app: FastAPI) -> None:
    """Let `app` answer with the login page, or with no page, when that is all a visitor may have.

    Whatever it answers to somebody who is logged in is recorded as a look first.
    """
    app.add_exception_handler(NotLoggedIn, _to_login)
    app.add_exception_handler(FormIsStale, _to_form)
    app.add_exception_handler(ProofIsNeeded, standing.sending_to(SECOND_STEP))
    app.add_exception_handler(NotForThisRole, _no_such_page)
    standing.install(app)
    app.add_middleware(Recorded)


def own_path(text: str) -> str:
    """Return `text` when it is a path on this site to go to after the login, else ""."""
    strange = any(character <= " " or character in "\\\x7f" for character in text)
    if strange or len(text) > 1000 or not text.startswith("/") or text.startswith("//"):
        return ""
    return "" if text.partition("?")[0] in (LOGIN, LOGOUT, SECOND_STEP, SET_UP, CODE) else text


def cookie_name(settings: Settings) -> str:
    """Return the name of the session cookie; the prefix binds it to this host and to TLS."""
    return "__Host-bv" if settings.secure_cookies else "bv"


def token_of(request: Request) -> str:
    """Return the token in the session cookie, "" without one."""
    return request.cookies.get(cookie_name(house_of(request).settings), "")


def begin(
    request: Request, account: Account, to: str, *, proven: bool = False, role_stays: bool = False
) -> Response:
    """Log somebody in after whatever proof of who they are, and send them `to` an own page.

    They get a new token, whatever token came along. `proven` says that a second proof was part of it, as a
    login service vouches for. Without one the session waits: it opens only the pages where that is given or
    set up. No setting changes that; in a demonstration it is not asked of who has none. With `role_stays` a
    login service named the role of the account for this whole session.
    """
    house = house_of(request)
    sessions = Sessions(house.database)
    needless = house.settings.demo and not Factors(house).has_one(account.username)
    waits = not proven and not needless
    sessions.end(token_of(request))
    token = sessions.open(
        account.username,
        waits=waits,
        proved_at=clock.now() if proven else None,
        device=words_for(request.headers.get("user-agent", "")),
        goes_to=own_path(to) if waits else "",
        role=str(account.role) if role_stays else "",
        role_stays=role_stays,
    )
    found = sessions.find(token)
    assert found is not None
    opened = standing.as_of_now(request, house, found)
    entered(request, actor_of(house, opened.account), opened.id, second_factor=proven, waits=waits)
    there = SECOND_STEP if waits else own_path(to) or home_of(opened.account.role)
    return carrying(request, RedirectResponse(there, status_code=303), token)


def proven(request: Request) -> str | None:
    """Note that a second proof was given, and return the new token that this session has from now on.

    None when the session ended meanwhile. The page that answers is drawn as one of that session.
    """
    sessions = Sessions(house_of(request).database)
    token = sessions.prove(token_of(request))
    found = sessions.find(token) if token else None
    if found is None:
        return None
    actor = _enter(request, standing.as_of_now(request, house_of(request), found))
    entered(request, actor, found.id, second_factor=True)
    return token


def not_proven(request: Request, asked: Session, *, locked: bool = False) -> None:
    """Record that the second proof of this session was refused."""
    unproven(request, actor_of(house_of(request), asked.account), asked.id, locked=locked)


def carrying(request: Request, response: Response, token: str) -> Response:
    """Return `response` with the session's token in its cookie."""
    settings = house_of(request).settings
    response.set_cookie(
        cookie_name(settings), token, httponly=True, samesite="lax", secure=settings.secure_cookies
    )
    return response


def way_of(session: Session) -> str:
    """Return where a session was on its way to when a second proof was asked."""
    return own_path(session.goes_to) or home_of(session.account.role)


def current(request: Request) -> Session:
    """Return the session of the visitor of this page."""
    session = request.state.session
    assert isinstance(session, Session)
    return session


def end(request: Request) -> Response:
    """Log out. The cookie stays: it opens nothing, but tells whose text is in a form still open elsewhere."""
    house, session = house_of(request), open_session(request)
    Sessions(house.database).end(token_of(request))
    if session is not None:
        left(request, actor_of(house, session.account), session.id)
    return RedirectResponse(f"{LOGIN}?uit=1", status_code=303)


def open_session(request: Request) -> Session | None:
    """Return the session of this request if it is open."""
    session = _session_of(request)
    return session if session is not None and session.is_open and not session.waits else None


def shell_for_nobody(request: Request) -> Shell:
    """Return the frame of a page for somebody who is not logged in."""
    return shell_around(house_of(request).settings)


def page_for_nobody(request: Request, template: str, status: int = 200, **context: object) -> Response:
    """Return the page made from `template` for somebody who is not logged in."""
    request.state.shell = shell_for_nobody(request)
    return render(request, template, status, **context)


def _visit(request: Request, form: FormData | None) -> Actor:
    house, session = house_of(request), _session_of(request)
    request.state.shell = shell_for_nobody(request)
    back = _page_of(request, form)
    path = back.partition("?")[0]
    if session is None or not session.is_open:
        kept = session is not None and form is not None and _keep(house, session, path, form)
        raise NotLoggedIn(back, kept=kept)
    if session.waits:
        if form is not None:
            _keep_of_earlier(request, house, session, path, form)
        Sessions(house.database).go_on_to(token_of(request), own_path(back))
        raise ProofIsNeeded
    actor = _enter(request, session)
    try:
        standing.require_code(request)
    except CodeIsAsked:
        if form is not None:
            _keep(house, session, path, form)
        Sessions(house.database).go_on_to(token_of(request), own_path(back))
        raise
    if form is not None:
        _take_in(request, house, session, form, path, back)
    elif session.kept is not None:
        request.state.kept_text = kept_text.opened(house, path, session.kept)
    return actor


def _enter(request: Request, session: Session) -> Actor:
    """Give the page its frame and its form token, and say who looks; a session that waits gets no menu."""
    house, account = house_of(request), session.account
    token = form_token(_form_secret(request), session.id)
    actor = actor_of(house, account, getattr(request.state, "standing", None))
    request.state.session = session
    request.state.shell = shell_around(house.settings, account, csrf_token=token, waits=True)
    if session.waits:
        return actor
    standing.require_role(request)
    request.state.shell = shell_around(house.settings, account, csrf_token=token)
    request.state.visit = Visit(actor, session.id, session.proved_at is not None)
    return actor


def _freshly(request: Request, actor: Actor, form: FormData | None) -> Actor:
    house, session = house_of(request), current(request)
    has_one = Factors(house).has_one(session.account.username)
    if session.is_fresh or (house.settings.demo and not has_one):
        return actor
    back = _page_of(request, form)
    path = back.partition("?")[0]
    kept = form is not None and kept_text.keep(house, session.account.username, path, form)
    sessions = Sessions(house.database)
    if not has_one:
        # Their second proof lies with a login service: they log in there again.
        sessions.end(token_of(request))
        raise NotLoggedIn(back, kept=kept)
    sessions.go_on_to(token_of(request), own_path(back))
    raise ProofIsNeeded


def _keep_of_earlier(request: Request, house: House, session: Session, path: str, form: FormData) -> None:
    """Keep the text of a form that an earlier session of the person drew; a password alone plants none."""
    token, secret = form.get(TOKEN), _form_secret(request)
    earlier = Sessions(house.database).tokens_of(session.account.username)
    if isinstance(token, str) and any(is_form_token(secret, one, token) for one in earlier):
        kept_text.keep(house, session.account.username, path, form)


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
    token, house = token_of(request), house_of(request)
    found = Sessions(house.database).find(token, request.url.path) if token else None
    if found is None or not found.is_open:
        return found
    _wait_for_own_command(request, house)
    return standing.as_of_now(request, house, found)


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
