"""Welcome: somebody opens an account with the code of an invitation, under a name of their own choice."""

from typing import Final

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from bluevitaal_es.commands.handle import Context
from bluevitaal_es.commands.invite_client import JoinByInvitation
from bluevitaal_es.commands.invite_home_front import JoinAtHome
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web import session
from bluevitaal_es.web.accounts import Account, Accounts, UsernameIsTaken, actor_by_code
from bluevitaal_es.web.acting import posted
from bluevitaal_es.web.chosen_password import asked_twice, password_checked
from bluevitaal_es.web.forms import Filled, Form, Hidden, Text
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.invitations import CodeIsSpent, Invitation, Invitations
from bluevitaal_es.web.shell import home_of
from bluevitaal_es.web.tries import (
    INVITATION_ADDRESS,
    TooManyTries,
    Tries,
    address_of,
    failed_too_often,
    refused_until,
)

router = APIRouter()

_log = structlog.get_logger()

CODE: Final = Form(
    "welkom",
    "Welkom",
    (
        Text(
            "code",
            "Uw code",
            width="medium",
            max_length=60,
            hint="De code die u kreeg, zoals K7QMX-94TRB-WDHPA. Hoofdletters en streepjes maken niet uit.",
            missing="Vul de code in die u kreeg.",
        ),
    ),
    submit="Verder",
)
ACCOUNT: Final = Form(
    "account",
    "Kies een naam en een wachtwoord",
    (
        Hidden("code", max_length=60),
        Text(
            "gebruikersnaam",
            "Naam om mee in te loggen",
            width="medium",
            max_length=60,
            autocomplete="username",
            hint="Bedenk zelf iets, zoals een dier of een plek. Uw eigen naam hoeft niet, en is niet nodig.",
            missing="Bedenk een naam om mee in te loggen.",
        ),
        *asked_twice("Wachtwoord", "een wachtwoord", "het wachtwoord"),
    ),
    submit="Verder",
)
_WRONG: Final = "Deze code werkt niet, of niet meer. Kijk of u hem goed overtypte, of vraag om een nieuwe."
_TAKEN: Final = "Deze naam kan niet. Kies een andere."


@router.get("/welkom")
def ask_code(request: Request) -> Response:
    """Ask for the code of an invitation."""
    return _page(request, CODE.with_initial())


@router.post("/welkom")
def take_code(request: Request, form: FormData = Depends(posted)) -> Response:
    """Go on to the account when the code is one; all other codes are the same to us."""
    filled = CODE.read(form)
    if not filled.ok:
        return _page(request, filled, 422)
    try:
        found = _tried(request, filled.text("code"))
    except TooManyTries as refusal:
        return _wait(request, filled, refusal)
    if found is None:
        return _page(request, filled.with_error("code", _WRONG), 422)
    return _page(request, ACCOUNT.with_initial({"code": filled.text("code")}))


@router.get("/welkom/account")
def back_to_code(_request: Request) -> Response:
    """Begin again: an account page without its code opens nothing."""
    return RedirectResponse("/welkom", 303)


@router.post("/welkom/account")
def open_account(request: Request, form: FormData = Depends(posted)) -> Response:
    """Open the account, record that they came, and let them set up a second step."""
    filled = ACCOUNT.read(form)
    if not filled.text("code"):
        return RedirectResponse("/welkom", 303)
    pseudonym = filled.text("gebruikersnaam")
    filled = password_checked(filled, pseudonym)
    try:
        found = _tried(request, filled.text("code"))
    except TooManyTries as refusal:
        return _wait(request, CODE.with_initial(), refusal)
    if found is None:
        return _page(request, CODE.with_initial().with_error("code", _WRONG), 422)
    house = house_of(request)
    accounts = Accounts(house.database)
    if filled.ok and accounts.find(pseudonym) is not None:
        filled = filled.with_error("gebruikersnaam", _TAKEN)
    if not filled.ok:
        return _page(request, filled, 422)
    # First the fact, which can be asked for twice, and then the account, which spends the code.
    actor = actor_by_code(
        Account(pseudonym, "Account", found.role, case_id=found.case_id, at_home=found.at_home)
    )
    try:
        house.desk.handle(_joining(found), actor, context=Context(filled.command_id, filled.command_id))
        Invitations(house.database).open_account(found, pseudonym, filled.text("wachtwoord-nieuw"))
    except UsernameIsTaken:
        return _page(request, filled.with_error("gebruikersnaam", _TAKEN), 422)
    except (Refusal, CodeIsSpent):
        return _page(request, CODE.with_initial().with_error("code", _WRONG), 422)
    account = accounts.find(pseudonym)
    assert account is not None
    accounts.note(account.username, "joined")
    _log.info("joined_by_code", role=str(found.role))
    return session.begin(request, account, home_of(found.role))


def _joining(found: Invitation) -> JoinByInvitation | JoinAtHome:
    case_id = CaseId(found.case_id)
    if found.at_home is None:
        return JoinByInvitation(case_id=case_id, invitation_id=found.id)
    return JoinAtHome(case_id=case_id, code_id=found.id)


def _tried(request: Request, code: str) -> Invitation | None:
    """Return the open invitation with this code, counting the try by address; raises TooManyTries."""
    house = house_of(request)
    tries, tried = Tries(house.database), (INVITATION_ADDRESS, address_of(request))
    tries.count(tried)
    found = Invitations(house.database).by_code(code)
    if found is not None:
        tries.forgive(tried)
    return found


def _wait(request: Request, filled: Filled, refusal: TooManyTries) -> Response:
    _log.warning("invitation_refused", reason_code="too_many_tries")
    page = _page(request, filled.with_error("", failed_too_often(refusal)), 429)
    return refused_until(page, refusal)


def _page(request: Request, form: Filled, status: int = 200) -> Response:
    asks_code = form.form is CODE
    return session.page_for_nobody(
        request,
        "form.html",
        status,
        title=form.form.title,
        lead="Hier maakt u uw eigen account. Elk toestel is goed: van uzelf, of van een ander."
        if asks_code
        else "Alleen u weet welke naam u kiest.",
        form=form,
        action="/welkom" if asks_code else "/welkom/account",
    )
