"""Setting up a second proof: with a passkey, with an app, or for a client with codes on paper."""

import hmac
from hashlib import sha256
from secrets import token_bytes
from typing import Final

import segno
import structlog
from fastapi import APIRouter, Depends, Request
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from bluevitaal_es.web import factors as proofs
from bluevitaal_es.web import passkeys, session
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.acting import not_found, posted
from bluevitaal_es.web.factors import Factors
from bluevitaal_es.web.forms import Filled, Form, Hidden, Text
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.security import require_form_token
from bluevitaal_es.web.session import SET_UP, NotLoggedIn, setting_up
from bluevitaal_es.web.session_table import Session, Sessions

router = APIRouter(dependencies=[Depends(setting_up), Depends(require_form_token)])

_log = structlog.get_logger()

NAME: Final = Text(
    "naam",
    "Hoe noemt u dit?",
    width="medium",
    max_length=60,
    hint="Bijvoorbeeld “mijn telefoon”. Alleen u ziet deze naam.",
    missing="Geef het een naam, zodat u het later herkent.",
)
APP: Final = Form(
    "app",
    "Een app met codes",
    (
        NAME,
        Text(
            "code",
            "Code uit de app",
            width="short",
            max_length=20,
            autocomplete="one-time-code",
            inputmode="numeric",
            hint="De zes cijfers die de app nu laat zien.",
            missing="Vul de zes cijfers in die de app nu laat zien.",
        ),
    ),
    submit="App instellen",
)
KEY: Final = Form(
    "sleutel",
    "Een toegangssleutel",
    (NAME, Hidden("antwoord", optional=True, max_length=passkeys.MOST)),
    submit="Toegangssleutel maken",
)

_SECRET: Final = "new app"  # noqa: S105 (what is asked, no secret)
_NEW_KEY: Final = "new passkey"


@router.get(SET_UP)
def choose(request: Request, asked: Session = Depends(setting_up)) -> Response:
    """Let somebody choose how to give a second proof."""
    return render(
        request,
        "factor_choice.html",
        title="Tweede stap instellen",
        base=SET_UP,
        forced=asked.waits,
        can_have_passkeys=passkeys.place_of(request).can_have_passkeys,
        may_use_paper=proofs.may_use_paper(asked.account),
        is_client=proofs.may_use_paper(asked.account),
    )


@router.get(f"{SET_UP}/app")
def ask_for_app(request: Request, asked: Session = Depends(setting_up)) -> Response:
    """Show the secret for an app, as a drawing to scan and as letters to type over."""
    return _app_page(request, asked, APP.with_initial({"naam": "Mijn app"}))


@router.post(f"{SET_UP}/app")
def add_app(
    request: Request, form: FormData = Depends(posted), asked: Session = Depends(setting_up)
) -> Response:
    """Set the app up when it shows the right code."""
    filled, factors = APP.read(form), Factors(house_of(request))
    if not filled.ok:
        return _app_page(request, asked, filled, 422)
    secret = _secret_of(factors, asked)
    had_one = factors.has_one(asked.account.username)
    if not factors.add_app(asked.account.username, filled.text("naam"), secret, filled.text("code")):
        wrong = "Deze code klopt niet. Kijk of de klok van uw telefoon goed staat en vul de nieuwste code in."
        return _app_page(request, asked, filled.with_error("code", wrong), 422)
    factors.answered(asked, _SECRET)
    return _set_up(request, asked, had_one=had_one)


@router.get(f"{SET_UP}/sleutel")
def ask_for_key(request: Request, asked: Session = Depends(setting_up)) -> Response:
    """Ask the browser for a passkey."""
    if not passkeys.place_of(request).can_have_passkeys:
        return not_found(request)
    return _key_page(request, asked, KEY.with_initial({"naam": "Mijn toestel"}))


@router.post(f"{SET_UP}/sleutel")
def add_key(
    request: Request, form: FormData = Depends(posted), asked: Session = Depends(setting_up)
) -> Response:
    """Set the passkey up that the browser made."""
    filled, factors = KEY.read(form), Factors(house_of(request))
    if not filled.ok:
        return _key_page(request, asked, filled, 422)
    challenge = factors.answered(asked, _NEW_KEY)
    made = (
        passkeys.registered(passkeys.place_of(request), challenge, filled.choice("antwoord") or "")
        if challenge
        else None
    )
    had_one = factors.has_one(asked.account.username)
    if made is None or not factors.add_passkey(asked.account.username, filled.text("naam"), made):
        wrong = "Het maken van de toegangssleutel is niet gelukt. Probeer het nog eens, of kies een app."
        return _key_page(request, asked, filled.with_error("", wrong), 422)
    return _set_up(request, asked, had_one=had_one)


@router.post(f"{SET_UP}/papier")
def use_paper(request: Request, asked: Session = Depends(setting_up)) -> Response:
    """Let codes on paper be the second proof, for a client without a device of their own."""
    if not proofs.may_use_paper(asked.account):
        return not_found(request)
    factors = Factors(house_of(request))
    factors.add_paper(asked.account.username)
    return _set_up(request, asked, had_one=False, how_many=proofs.PAPER_CODES)


def _set_up(
    request: Request, asked: Session, *, had_one: bool, how_many: int = proofs.RECOVERY_CODES
) -> Response:
    """Go on as somebody who gave a second proof; with the first one come codes for when it is lost."""
    house, username, way = house_of(request), asked.account.username, session.way_of(asked)
    token = session.proven(request)
    if token is None:
        raise NotLoggedIn(way)
    Accounts(house.database).note(username, "factor_added")
    _log.info("second_step_set_up", role=str(asked.account.role))
    if had_one:
        return session.carrying(request, RedirectResponse("/mijn-account", 303), token)
    page = codes_page(
        request, Factors(house).make_codes(username, how_many), way if asked.waits else "/mijn-account"
    )
    return session.carrying(request, page, token)


def codes_page(request: Request, codes: list[str], onward: str) -> Response:
    """Show recovery codes, this once; so many come on paper only when they are all that somebody has."""
    lead = "Hiermee komt u erin als uw tweede stap niet werkt. Elke code werkt één keer."
    if len(codes) == proofs.PAPER_CODES:
        lead = "Bij elke keer inloggen typt u er een over. Streep die daarna af: elke code werkt één keer."
    title = "Bewaar deze codes"
    return render(request, "recovery_codes.html", title=title, lead=lead, codes=codes, onward=onward)


def _secret_of(factors: Factors, asked: Session) -> str:
    return factors.challenge(asked, _SECRET, proofs.new_secret).decode()


def _app_page(request: Request, asked: Session, form: Filled, status: int = 200) -> Response:
    house = house_of(request)
    secret = _secret_of(Factors(house), asked)
    address = proofs.address_for_app(secret, asked.account, house.settings.organisation)
    drawing = segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
    return render(
        request,
        "factor_app.html",
        status,
        title=APP.title,
        form=form,
        action=f"{SET_UP}/app",
        cancel_href=SET_UP,
        drawing=Markup(drawing),  # noqa: S704 (segno draws squares; nothing of the address is in it as text)
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        username=asked.account.username,
    )


def _key_page(request: Request, asked: Session, form: Filled, status: int = 200) -> Response:
    house = house_of(request)
    factors, place = Factors(house), passkeys.place_of(request)
    account = asked.account
    challenge = factors.challenge(asked, _NEW_KEY, lambda: token_bytes(32))
    known = factors.credentials(account.username)
    # The device keeps this beside the key: it must lead to nobody who finds it there.
    secret = Sessions(house.database).form_secret()
    handle = hmac.new(secret, b"passkey handle:" + account.username.encode(), sha256).digest()
    organisation = house.settings.organisation
    return render(
        request,
        "factor_key.html",
        status,
        title=KEY.title,
        form=form,
        action=f"{SET_UP}/sleutel",
        cancel_href=SET_UP,
        options=passkeys.to_register(place, organisation, account.username, handle, challenge, known),
    )
