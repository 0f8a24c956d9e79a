"""Beheer: somebody's access. Stop it, give it back, log them out, help who lost a password or device."""

from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es.access import Act, Actor
from bluevitaal_es.commands.add_staff_member import StaffCommand
from bluevitaal_es.commands.guard_access import (
    EndAccess,
    EndSessions,
    GiveAccessBack,
    MakePasswordCode,
    RemoveFactors,
)
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.acting import not_found, posted, see_other
from bluevitaal_es.web.calendar_feeds import CalendarFeeds
from bluevitaal_es.web.factors import Factors
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires, requires_fresh_factor
from bluevitaal_es.web.session_table import Sessions

_KEEPER: Final = requires(Act.MANAGE_STAFF)
router = APIRouter(
    dependencies=[*LOGGED_IN, Depends(_KEEPER), Depends(requires_fresh_factor)], prefix="/beheer/toegang"
)

_HOME: Final = [("/beheer", "Beheer")]


@router.get("/{username}")
def ask(request: Request, username: str, actor: Actor = Depends(_KEEPER)) -> Response:
    """Show how it stands with somebody's access, and what can be done."""
    account = _account_of_another(request, actor, username)
    return not_found(request) if account is None else _page(request, account)


@router.post("/{username}")
def change(
    request: Request, username: str, form: FormData = Depends(posted), actor: Actor = Depends(_KEEPER)
) -> Response:
    """End somebody's access and all their sessions, or give it back; never one's own."""
    account = _account_of_another(request, actor, username)
    if account is None:
        return not_found(request)
    accounts = Accounts(house_of(request).database)
    if form.get("toegang") == "geven":
        position = _recorded(request, actor, account, GiveAccessBack)
        accounts.resume(account.username)
    else:
        position = _recorded(request, actor, account, EndAccess)
        accounts.end(account.username)
    return see_other(request, "/beheer", position)


@router.post("/{username}/uitloggen")
def end_sessions(request: Request, username: str, actor: Actor = Depends(_KEEPER)) -> Response:
    """Log somebody out everywhere, and end their calendar address."""
    account, database = _account_of_another(request, actor, username), house_of(request).database
    if account is None:
        return not_found(request)
    position = _recorded(request, actor, account, EndSessions)
    Sessions(database).end_of(account.username)
    CalendarFeeds(database).end(account.username)
    Accounts(database).note(account.username, "sessions_ended", by_owner=False)
    return see_other(request, f"/beheer/toegang/{account.username}", position)


@router.post("/{username}/wachtwoordcode")
def make_code(request: Request, username: str, actor: Actor = Depends(_KEEPER)) -> Response:
    """Make a one-time code with which somebody chooses another password, and show it, this once."""
    account, accounts = _account_of_another(request, actor, username), Accounts(house_of(request).database)
    if account is None or account.disabled_at is not None:
        return not_found(request)
    _recorded(request, actor, account, MakePasswordCode)
    accounts.note(account.username, "password_code_made", by_owner=False)
    return _page(request, account, code=accounts.make_password_code(account.username))


@router.post("/{username}/tweede-stap")
def remove_factors(request: Request, username: str, actor: Actor = Depends(_KEEPER)) -> Response:
    """Take somebody's second proofs away, so that they set up a new one, and log them out everywhere."""
    account, house = _account_of_another(request, actor, username), house_of(request)
    if account is None:
        return not_found(request)
    position = _recorded(request, actor, account, RemoveFactors)
    Factors(house).remove_all(account.username)
    Sessions(house.database).end_of(account.username)
    CalendarFeeds(house.database).end(account.username)
    Accounts(house.database).note(account.username, "factors_removed", by_owner=False)
    return see_other(request, f"/beheer/toegang/{account.username}", position)


def _account_of_another(request: Request, actor: Actor, username: str) -> Account | None:
    account = Accounts(house_of(request).database).find(username.replace("\x00", ""))
    if account is None or account.staff_id is None or str(account.staff_id) == actor.id:
        return None
    return account


def _recorded(request: Request, actor: Actor, account: Account, kind: type[StaffCommand]) -> int:
    """Write down what is about to be done, before it is done; return the position in the log."""
    assert account.staff_id is not None
    return house_of(request).desk.handle(kind(staff_id=account.staff_id), actor).position


def _page(request: Request, account: Account, *, code: str = "") -> Response:
    house, ended = house_of(request), account.disabled_at is not None
    return render(
        request,
        "staff_access.html",
        title=f"Toegang van {account.username}",
        breadcrumbs=[*_HOME, (f"/beheer/medewerkers/{account.staff_id}", account.name)],
        lead=f"{account.name} kan nu {'niet ' if ended else ''}inloggen.",
        ended=ended,
        address=f"/beheer/toegang/{account.username}",
        sessions=len(Sessions(house.database).of(account.username)),
        has_calendar=CalendarFeeds(house.database).of(account.username) is not None,
        proofs=len(Factors(house).of(account.username)),
        code=code,
    )
