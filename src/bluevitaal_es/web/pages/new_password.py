"""Wachtwoord vergeten: choose another one with the one-time code that beheer gave."""

from typing import Final

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es.web import session
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.acting import posted
from bluevitaal_es.web.chosen_password import NEW_PASSWORD, password_checked
from bluevitaal_es.web.forms import Filled, Form, Text
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.shell import LOGIN
from bluevitaal_es.web.tries import TooManyTries, address_of, failed_too_often, refused_until

router = APIRouter()

_log = structlog.get_logger()

ADDRESS: Final = "/inloggen/nieuw-wachtwoord"
NEW: Final = Form(
    "nieuw-wachtwoord",
    "Nieuw wachtwoord kiezen",
    (
        Text(
            "gebruikersnaam",
            "Gebruikersnaam",
            width="medium",
            max_length=100,
            autocomplete="username",
            missing="Vul uw gebruikersnaam in.",
        ),
        Text(
            "code",
            "Eenmalige code",
            width="medium",
            max_length=60,
            hint="De code die u van beheer kreeg. Hoofdletters en streepjes maken niet uit.",
            missing="Vul de code in die u kreeg.",
        ),
        *NEW_PASSWORD,
    ),
    submit="Wachtwoord opslaan",
)


@router.get(ADDRESS)
def ask(request: Request) -> Response:
    """Ask for the code and the new password."""
    return _page(request, NEW.with_initial())


@router.post(ADDRESS)
def take(request: Request, form: FormData = Depends(posted)) -> Response:
    """Take the new password; a wrong code and an unknown name get the same answer."""
    filled = NEW.read(form)
    username = filled.text("gebruikersnaam")
    filled = password_checked(filled, username)
    if not filled.ok:
        return _page(request, filled, 422)
    accounts = Accounts(house_of(request).database)
    try:
        done = accounts.password_by_code(
            username, filled.text("code"), filled.text("wachtwoord-nieuw"), address_of(request)
        )
    except TooManyTries as refusal:
        _log.warning("new_password_refused", reason_code="too_many_tries")
        page = _page(request, filled.with_error("", failed_too_often(refusal)), 429)
        return refused_until(page, refusal)
    if not done:
        _log.info("new_password_refused", reason_code="wrong_code")
        wrong = "Deze gebruikersnaam en deze code horen niet bij elkaar, of de code werkt niet meer."
        return _page(request, filled.with_error("", wrong), 422)
    accounts.note(username, "password_by_code")
    return session.page_for_nobody(
        request,
        "confirmation.html",
        title="Uw wachtwoord is gewijzigd",
        next_steps=["U bent overal uitgelogd.", "Log in met uw nieuwe wachtwoord en uw tweede stap."],
        actions=[(LOGIN, "Inloggen")],
    )


def _page(request: Request, form: Filled, status: int = 200) -> Response:
    return session.page_for_nobody(
        request,
        "form.html",
        status,
        title=NEW.title,
        lead="Wachtwoord vergeten? Vraag beheer om een eenmalige code."
        " Kwam u binnen met een uitnodiging? Vraag dan uw begeleider om een nieuwe.",
        form=form,
        action=ADDRESS,
        cancel_href=LOGIN,
    )
