"""My account: how I log in, where I am logged in, and what happened to the account."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es.notices.addresses import StaffAddresses
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.acting import not_found, posted, see_other
from bluevitaal_es.web.calendar_feeds import CalendarFeeds
from bluevitaal_es.web.chosen_password import NEW_PASSWORD, password_checked
from bluevitaal_es.web.factors import (
    KIND_NAMES,
    PAPER_CODES,
    RECOVERY_CODES,
    Factor,
    Factors,
    LastFactorStays,
)
from bluevitaal_es.web.forms import Filled, Form, Password
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.pages.setting_up import NAME, codes_page
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, current, requires_fresh_factor, token_of
from bluevitaal_es.web.session_table import Session, Sessions
from bluevitaal_es.web.shell import ROLE_LABELS, home_of
from bluevitaal_es.web.standing import roles_of

router = APIRouter(dependencies=LOGGED_IN)

HOME: Final = "/mijn-account"
_CRUMBS: Final = [(HOME, "Mijn account")]

PASSWORD: Final = Form(
    "wachtwoord",
    "Wachtwoord wijzigen",
    (
        Password("wachtwoord-nu", "Uw wachtwoord van nu", missing="Vul uw wachtwoord van nu in."),
        *NEW_PASSWORD,
    ),
    submit="Wachtwoord wijzigen",
)
RENAME: Final = Form("naam", "Andere naam geven", (NAME,), submit="Naam bewaren")

#: Where each role that has appointments puts them in a calendar of their own.
CALENDARS: Final = {Role.BEGELEIDER: "/mijn-account/agenda", Role.CLIENT: "/mijn/agenda"}
#: What happened to an account, in the words of its owner.
ACTS: Final = {
    "password_changed": "Wachtwoord gewijzigd",
    "password_by_code": "Nieuw wachtwoord gekozen met een eenmalige code",
    "password_code_made": "Eenmalige code gemaakt om een wachtwoord te kiezen",
    "factor_added": "Tweede stap ingesteld",
    "factor_removed": "Tweede stap weggehaald",
    "factors_removed": "Alle tweede stappen weggehaald",
    "codes_made": "Nieuwe herstelcodes gemaakt",
    "recovery_code_used": "Ingelogd met een herstelcode",
    "sessions_ended": "Overal uitgelogd",
    "oidc_linked": "Gekoppeld aan een werkaccount",
    "calendar_made": "Adres voor een agenda gemaakt",
    "calendar_ended": "Adres voor een agenda gestopt",
    "joined": "Account gemaakt met een uitnodiging",
}


@router.get(HOME)
def own_account(request: Request) -> Response:
    """Show how this person logs in and where."""
    house, own = house_of(request), current(request)
    factors, username = Factors(house), own.account.username
    return render(
        request,
        "own_account.html",
        title="Mijn account",
        username=username,
        factors=[_row(factor) for factor in factors.of(username)],
        is_staff=own.account.staff_id is not None,
        notice_address=own.account.staff_id
        and StaffAddresses(house.database, house.seal, house.unseal).of(own.account.staff_id),
        calendar_page=CALENDARS.get(own.account.role, ""),
        has_calendar=CalendarFeeds(house.database).of(username) is not None,
        codes_left=factors.codes_left(username),
        sessions=Sessions(house.database).of(username),
        own=own.public_id,
        role=ROLE_LABELS[own.account.role],
        roles=[(str(role), ROLE_LABELS[role]) for role in _roles(request, own)],
        acts=[
            {"what": ACTS[act.what], "by": "uzelf" if act.by_owner else "iemand anders", "at": act.at}
            for act in Accounts(house.database).acts(username)
            if act.what in ACTS
        ],
    )


@router.post(f"{HOME}/rol")
def work_as(request: Request, form: FormData = Depends(posted)) -> Response:
    """Go on in another of the roles that this person has now, in this session only."""
    wanted, own = form.get("rol"), current(request)
    role = next((role for role in _roles(request, own) if str(role) == wanted), None)
    if role is None:
        return not_found(request)
    Sessions(house_of(request).database).work_as(token_of(request), str(role))
    return see_other(request, home_of(role))


@router.post(f"{HOME}/sessies/overige")
def end_others(request: Request) -> Response:
    """Log this person out everywhere but here."""
    own = current(request)
    Sessions(house_of(request).database).end_of(own.account.username, but=own.public_id)
    return see_other(request, f"{HOME}#sessies")


@router.post(f"{HOME}/sessies/{{session_id}}")
def end_one(request: Request, session_id: UUID) -> Response:
    """Log this person out at one place; another's session is not there."""
    own = current(request)
    Sessions(house_of(request).database).end_of(own.account.username, only=session_id)
    return see_other(request, f"{HOME}#sessies")


@router.get(f"{HOME}/wachtwoord", dependencies=[Depends(requires_fresh_factor)])
def ask_password(request: Request) -> Response:
    """Ask for another password."""
    return _password_page(request, PASSWORD.with_initial())


@router.post(f"{HOME}/wachtwoord", dependencies=[Depends(requires_fresh_factor)])
def change_password(request: Request, form: FormData = Depends(posted)) -> Response:
    """Take the other password, and log out everywhere else."""
    filled, own, house = PASSWORD.read(form), current(request), house_of(request)
    username, accounts = own.account.username, Accounts(house.database)
    filled = password_checked(filled, username)
    if filled.ok and accounts.verify(username, filled.text("wachtwoord-nu")) is None:
        filled = filled.with_error("wachtwoord-nu", "Dit is niet uw wachtwoord van nu. Probeer het nog eens.")
    if not filled.ok:
        return _password_page(request, filled, 422)
    accounts.change_password(username, filled.text("wachtwoord-nieuw"))
    accounts.note(username, "password_changed")
    Sessions(house.database).end_of(username, but=own.public_id)
    return see_other(request, HOME)


@router.get(f"{HOME}/herstelcodes", dependencies=[Depends(requires_fresh_factor)])
def ask_codes(request: Request) -> Response:
    """Say how many recovery codes are left, and offer new ones."""
    factors, username = Factors(house_of(request)), current(request).account.username
    if not factors.has_one(username):
        return not_found(request)
    return render(
        request,
        "recovery_codes_ask.html",
        title="Herstelcodes",
        breadcrumbs=_CRUMBS,
        left=factors.codes_left(username),
        action=f"{HOME}/herstelcodes",
    )


@router.post(f"{HOME}/herstelcodes", dependencies=[Depends(requires_fresh_factor)])
def make_codes(request: Request) -> Response:
    """Make new recovery codes and show them, this once."""
    house, username = house_of(request), current(request).account.username
    factors = Factors(house)
    kinds = {factor.kind for factor in factors.of(username)}
    if not kinds:
        return not_found(request)
    Accounts(house.database).note(username, "codes_made")
    many = PAPER_CODES if "paper" in kinds else RECOVERY_CODES
    return codes_page(request, factors.make_codes(username, many), HOME)


@router.get(f"{HOME}/bewijs/{{factor_id}}", dependencies=[Depends(requires_fresh_factor)])
def ask_name(request: Request, factor_id: UUID) -> Response:
    """Ask what a second proof is to be called."""
    factor = _own_factor(request, factor_id)
    if factor is None:
        return not_found(request)
    return _name_page(request, factor, RENAME.with_initial({"naam": factor.name}))


@router.post(f"{HOME}/bewijs/{{factor_id}}", dependencies=[Depends(requires_fresh_factor)])
def rename(request: Request, factor_id: UUID, form: FormData = Depends(posted)) -> Response:
    """Call a second proof something else."""
    factor, filled = _own_factor(request, factor_id), RENAME.read(form)
    if factor is None:
        return not_found(request)
    if not filled.ok:
        return _name_page(request, factor, filled, 422)
    username = current(request).account.username
    Factors(house_of(request)).rename(username, factor_id, filled.text("naam"))
    return see_other(request, HOME)


@router.get(f"{HOME}/bewijs/{{factor_id}}/weghalen", dependencies=[Depends(requires_fresh_factor)])
def ask_removal(request: Request, factor_id: UUID) -> Response:
    """Ask whether a second proof must go."""
    factor = _own_factor(request, factor_id)
    return not_found(request) if factor is None else _removal_page(request, factor)


@router.post(f"{HOME}/bewijs/{{factor_id}}/weghalen", dependencies=[Depends(requires_fresh_factor)])
def remove(request: Request, factor_id: UUID) -> Response:
    """Take a second proof away, never the last one; other sessions end with it."""
    factor, house, own = _own_factor(request, factor_id), house_of(request), current(request)
    if factor is None:
        return not_found(request)
    username = own.account.username
    try:
        Factors(house).remove(username, factor_id)
    except LastFactorStays:
        return render(
            request,
            "error.html",
            409,
            title="Dit is uw enige tweede stap",
            text="Zonder tweede stap kunt u niet inloggen. Stel eerst een andere in; daarna kan deze weg.",
            way_out=(HOME, "Naar mijn account"),
        )
    Accounts(house.database).note(username, "factor_removed")
    Sessions(house.database).end_of(username, but=own.public_id)
    return see_other(request, HOME)


def _roles(request: Request, own: Session) -> tuple[Role, ...]:
    """Return the other roles that this session may go on in."""
    roles = roles_of(house_of(request), own.account)
    return () if own.role_stays else tuple(role for role in roles if role is not own.account.role)


def _own_factor(request: Request, factor_id: UUID) -> Factor | None:
    own = Factors(house_of(request)).of(current(request).account.username)
    return next((factor for factor in own if factor.id == factor_id), None)


def _row(factor: Factor) -> dict[str, object]:
    return {
        "id": str(factor.id),
        "name": factor.name,
        "kind": KIND_NAMES[factor.kind],
        "made_at": factor.made_at,
        "last_used_at": factor.last_used_at,
    }


def _password_page(request: Request, form: Filled, status: int = 200) -> Response:
    return render(
        request,
        "form.html",
        status,
        title=PASSWORD.title,
        lead="Daarna bent u overal uitgelogd, behalve hier.",
        breadcrumbs=_CRUMBS,
        form=form,
        action=f"{HOME}/wachtwoord",
        cancel_href=HOME,
    )


def _name_page(request: Request, factor: Factor, form: Filled, status: int = 200) -> Response:
    return render(
        request,
        "form.html",
        status,
        title=RENAME.title,
        lead=f"{KIND_NAMES[factor.kind]}: {factor.name}",
        breadcrumbs=_CRUMBS,
        form=form,
        action=f"{HOME}/bewijs/{factor.id}",
        cancel_href=HOME,
    )


def _removal_page(request: Request, factor: Factor) -> Response:
    form = Form("weghalen", "Weghalen", (), submit="Weghalen", submit_kind="warning")
    return render(
        request,
        "form.html",
        title=f"{factor.name} weghalen?",
        lead="Hiermee kunt u daarna niet meer inloggen. Op andere plekken bent u dan uitgelogd.",
        breadcrumbs=_CRUMBS,
        form=form.with_initial(),
        action=f"{HOME}/bewijs/{factor.id}/weghalen",
        cancel_href=HOME,
    )
