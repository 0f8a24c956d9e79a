"""The second step of a login, and the same again before an act that weighs."""

from secrets import token_bytes
from typing import Final

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from bluevitaal_es.web import passkeys, session
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.acting import posted
from bluevitaal_es.web.factors import FEW_CODES, Factors
from bluevitaal_es.web.forms import Filled, Form, Hidden, Text
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.security import require_form_token
from bluevitaal_es.web.session import SECOND_STEP, SET_UP, NotLoggedIn, entering
from bluevitaal_es.web.session_table import Session
from bluevitaal_es.web.tries import (
    PROOF,
    PROOF_ADDRESS,
    TooManyTries,
    Tries,
    address_of,
    failed_too_often,
    refused_until,
)

router = APIRouter(dependencies=[Depends(entering), Depends(require_form_token)])

_log = structlog.get_logger()

APP: Final = Form(
    "app",
    "Met uw app",
    (
        Hidden("manier"),
        Text(
            "code",
            "Code uit uw app",
            width="short",
            max_length=20,
            autocomplete="one-time-code",
            inputmode="numeric",
            hint="Zes cijfers.",
            missing="Vul de zes cijfers in die uw app nu laat zien.",
        ),
    ),
    submit="Verder",
)
PAPER: Final = Form(
    "papier",
    "Met een herstelcode",
    (
        Hidden("manier"),
        Text(
            "herstelcode",
            "Herstelcode",
            width="medium",
            max_length=60,
            hint="Van het blad dat u bewaarde. Elke code werkt één keer.",
            missing="Vul een herstelcode in.",
        ),
    ),
    submit="Verder met deze code",
)
#: What each form says of itself, so that one address can take them all.
BY_APP, BY_PAPER, BY_PASSKEY = "app", "papier", "sleutel"
PURPOSE: Final = "prove by passkey"


@router.get(SECOND_STEP)
def ask(request: Request, asked: Session = Depends(entering)) -> Response:
    """Ask for a second proof; who has none yet sets one up first."""
    if not Factors(house_of(request)).has_one(asked.account.username):
        return RedirectResponse(SET_UP if asked.waits else session.way_of(asked), 303)
    return _page(request, asked)


@router.post(SECOND_STEP)
def take(request: Request, form: FormData = Depends(posted), asked: Session = Depends(entering)) -> Response:
    """Let somebody on whose second proof is right."""
    house = house_of(request)
    username, manner = asked.account.username, form.get("manier")
    filled = (PAPER if manner == BY_PAPER else APP).read(form)
    if manner == BY_PASSKEY:
        filled = APP.with_initial({"manier": BY_APP})
    elif not filled.ok:
        return _page(request, asked, filled, 422)
    tries, tried = Tries(house.database), ((PROOF, username), (PROOF_ADDRESS, address_of(request)))
    try:
        tries.count(*tried)
    except TooManyTries as refusal:
        _log.warning("second_step_refused", reason_code="too_many_tries")
        session.not_proven(request, asked, locked=True)
        page = _page(request, asked, filled.with_error("", failed_too_often(refusal)), 429)
        return refused_until(page, refusal)
    factors = Factors(house)
    if manner == BY_PASSKEY:
        fault = _passkey_fault(request, factors, asked, form)
    elif manner == BY_PAPER:
        fault = "" if factors.takes_recovery_code(username, filled.text("herstelcode")) else _WRONG_PAPER
    else:
        fault = "" if factors.takes_code(username, filled.text("code")) else _WRONG_CODE
    if fault:
        _log.info("second_step_refused", reason_code="wrong_proof")
        session.not_proven(request, asked)
        key = "" if manner == BY_PASSKEY else "herstelcode" if manner == BY_PAPER else "code"
        return _page(request, asked, filled.with_error(key, fault), 422)
    tries.forgive(*tried)
    return _let_on(request, factors, asked, by_paper=manner == BY_PAPER)


_WRONG_CODE: Final = (
    "Deze code klopt niet, of is al gebruikt. Wacht tot uw app een nieuwe code laat zien en vul die in."
)
_WRONG_PAPER: Final = "Deze code klopt niet, of is al gebruikt. Neem een andere van uw blad."
_WRONG_KEY: Final = "Dat is niet gelukt. Probeer het nog eens, of neem een andere manier."


def _passkey_fault(request: Request, factors: Factors, asked: Session, form: FormData) -> str:
    """Return in Dutch why the answer of a device is no proof, "" when it is."""
    challenge, answer = factors.answered(asked, PURPOSE), form.get("antwoord")
    credential = passkeys.credential_of(answer) if isinstance(answer, str) else None
    if challenge is None or credential is None or not isinstance(answer, str):
        return _WRONG_KEY
    place = passkeys.place_of(request)

    def judged(public_key: bytes, count: int) -> int | None:
        return passkeys.proven(place, challenge, answer, public_key, count)

    return "" if factors.takes_passkey(asked.account.username, credential, judged) else _WRONG_KEY


def _let_on(request: Request, factors: Factors, asked: Session, *, by_paper: bool) -> Response:
    username, way = asked.account.username, session.way_of(asked)
    token = session.proven(request)
    if token is None:
        raise NotLoggedIn(way)
    if by_paper:
        Accounts(house_of(request).database).note(username, "recovery_code_used")
        if factors.codes_left(username) < FEW_CODES:
            way = "/mijn-account/herstelcodes"
    _log.info("second_step_taken", role=str(asked.account.role))
    return session.carrying(request, RedirectResponse(way, 303), token)


def _page(request: Request, asked: Session, form: Filled | None = None, status: int = 200) -> Response:
    factors, username = Factors(house_of(request)), asked.account.username
    kinds = {factor.kind for factor in factors.of(username)}
    options, place = "", passkeys.place_of(request)
    if "passkey" in kinds and place.can_have_passkeys:
        challenge = factors.challenge(asked, PURPOSE, lambda: token_bytes(32))
        options = passkeys.to_prove(place, challenge, factors.credentials(username))
    app = form if form is not None and form.form is APP else APP.with_initial({"manier": BY_APP})
    paper = form if form is not None and form.form is PAPER else PAPER.with_initial({"manier": BY_PAPER})
    return render(
        request,
        "second_step.html",
        status,
        title="Nog één stap",
        form=form or app,
        app=app if "totp" in kinds else None,
        paper=paper,
        paper_first=kinds == {"paper"},
        has_passkey="passkey" in kinds,
        options=options,
        action=SECOND_STEP,
        again=not asked.waits,
    )
