"""What somebody may do at this moment: from an account and the register to a role and an actor.

The role of an account is only the one it was made with: the register decides which hold now.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.projections.staff.view import Standing
from bluevitaal_es.vocabulary import BY_CODE, Role
from bluevitaal_es.web.accounts import Account, actor_by_code
from bluevitaal_es.web.house import House
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session_table import Session

#: Where the code of confidentiality is accepted.
CODE: Final = "/geheimhouding"


class NoRoleNow(Exception):
    """Somebody is logged in, but has no role at this moment."""


class CodeIsAsked(Exception):
    """The code of confidentiality was not accepted in the version that holds today."""


def install(app: FastAPI) -> None:
    """Let `app` answer with a page of its own to who has no role now, or has the code to answer first."""
    app.add_exception_handler(NoRoleNow, _no_role)
    app.add_exception_handler(CodeIsAsked, sending_to(CODE))


def sending_to(path: str) -> Callable[[Request, Exception], Response]:
    """Return an answer that sends somebody to an own page, also from a part of a page."""

    def sent(request: Request, _fault: Exception) -> Response:
        if "hx-request" in request.headers:
            return Response(status_code=200, headers={"HX-Redirect": path})
        return RedirectResponse(path, status_code=303)

    return sent


def standing_of(house: House, account: Account) -> Standing | None:
    """Return what the register says of the owner of an account today; None for clients and the unknown."""
    if account.staff_id is None:
        return None
    return house.staff.standing(account.staff_id, clock.today())


def roles_of(house: House, account: Account) -> tuple[Role, ...]:
    """Return the roles that the owner of an account has now."""
    if account.role in BY_CODE:
        return (account.role,)
    standing = standing_of(house, account)
    return standing.roles if standing else ()


def role_of(session: Session, roles: tuple[Role, ...]) -> Role | None:
    """Return in which of the roles that hold now a session works; None for none of them.

    A role that a login service named is the only one for its session. Else it is the one that was chosen, or
    the one the account was made with, or the first.
    """
    if session.role_stays:
        return next((role for role in roles if str(role) == session.role), None)
    wanted = (session.role, str(session.account.role))
    return next((role for one in wanted for role in roles if str(role) == one), roles[0] if roles else None)


def as_of_now(request: Request, house: House, session: Session) -> Session:
    """Return a session with the role that holds now in its account; the frame of the page finds it there too.

    Who has none keeps the role of the account, for the log of logins; `require` lets them no further.
    """
    account = session.account
    if account.role in BY_CODE:
        request.state.roles = (account.role,)
        return session
    request.state.standing = standing = standing_of(house, account)
    request.state.roles = roles = standing.roles if standing else ()
    role = role_of(session, roles)
    if role is None:
        request.state.roles = ()
        return session
    return replace(session, account=replace(account, role=role))


def require_role(request: Request) -> None:
    """Raise NoRoleNow unless the visitor has a role at this moment."""
    if not getattr(request.state, "roles", ()):
        raise NoRoleNow


def require_code(request: Request) -> None:
    """Raise CodeIsAsked when a member of staff has not accepted the code that holds today."""
    standing: Standing | None = getattr(request.state, "standing", None)
    if standing is not None and not standing.register.accepted(catalogue().code.on(clock.today()).version):
        raise CodeIsAsked


def actor_of(house: House, account: Account, standing: Standing | None = None) -> Actor:
    """Return the actor that the owner of an account is, in the role that stands in it."""
    if account.role in BY_CODE:
        return actor_by_code(account)
    if account.staff_id is None:
        return Actor(f"account:{account.username}", account.name, account.role)
    standing = standing or standing_of(house, account)
    if standing is None:
        return Actor(str(account.staff_id), account.name, account.role)
    guides = standing.guides if account.role is Role.BEGELEIDER else frozenset()
    return Actor(
        str(account.staff_id), account.name, account.role, guides, organisation=standing.organisation
    )


def _no_role(request: Request, _fault: Exception) -> Response:
    if "hx-request" in request.headers:
        return Response(status_code=200, headers={"HX-Redirect": "/"})
    return render(request, "no_role.html", 403, title="U hebt nu geen rol")
