"""Logging in and out."""

from typing import Final

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from bluevitaal_es.web import session
from bluevitaal_es.web.accounts import Accounts
from bluevitaal_es.web.acting import not_found, posted
from bluevitaal_es.web.forms import Filled, Form, Hidden, Password, Text
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.reading import turned_away
from bluevitaal_es.web.shell import home_of
from bluevitaal_es.web.tries import TooManyTries, address_of, failed_too_often, refused_until

router = APIRouter()

_log = structlog.get_logger()

LOGIN: Final = Form(
    "inloggen",
    "Inloggen",
    (
        Hidden("verder", "Verder", optional=True, max_length=2000),
        Text(
            "gebruikersnaam",
            "Gebruikersnaam",
            width="medium",
            max_length=100,
            autocomplete="username",
            missing="Vul uw gebruikersnaam in.",
        ),
        Password("wachtwoord", "Wachtwoord", missing="Vul uw wachtwoord in."),
    ),
    submit="Inloggen",
)

#: The people of the demonstration: user name, whom they show, and what can be seen as them.
DEMO_PEOPLE: Final = (
    ("begeleider", "Begeleider", "Heeft eigen trajecten en ziet wat er vandaag moet gebeuren."),
    ("begeleider2", "Tweede begeleider", "Ziet andere trajecten, en niet die van de eerste."),
    ("teamleider", "Teamleider", "Ziet wat te laat is in het team, zonder namen en notities."),
    ("management", "Management", "Ziet cijfers waarin niemand te herkennen is."),
    ("auditor", "Auditor", "Speelt een traject na en controleert het logboek, zonder inhoud."),
    ("ombuds", "Ombudsfunctionaris", "Controleert mee, los van de organisatie."),
    ("fg", "Functionaris gegevensbescherming", "Keurt goed dat iemand vergeten wordt."),
    ("beheer", "Beheerder", "Regelt wie er mag inloggen en ziet geen cliënten."),
    ("client", "Cliënt", "Ziet wat er over hem of haar is vastgelegd."),
    ("thuis", "Iemand thuis", "Ziet wat de cliënt thuis laat zien, en niets anders."),
    ("client2", "Tweede cliënt", "Leest wie er meelas omdat het niet kon wachten."),
)


@router.get("/inloggen")
def login_page(request: Request, verder: str = "", bewaard: str = "", uit: str = "") -> Response:
    """Ask for name and password; whoever is logged in already goes on."""
    logged_in = session.open_session(request)
    if logged_in is not None:
        return RedirectResponse(session.own_path(verder) or home_of(logged_in.account.role), 303)
    notice = ""
    if bewaard:
        notice = (
            "Uw sessie was verlopen. Wat u had getypt, is bewaard. Na het inloggen staat het er weer;"
            " het is nog niet vastgelegd."
        )
    elif uit == "geheimhouding":
        notice = (
            "U bent uitgelogd. Zonder akkoord met de geheimhouding kunt u hier niet werken."
            " Hebt u er vragen over? Bespreek het met uw teamleider. Daarna kunt u gewoon weer inloggen."
        )
    elif uit == "alleen-hier":
        notice = (
            "U bent hier uitgelogd. Uitloggen bij uw werkaccount lukte niet van hieruit."
            " Is dit niet uw eigen apparaat? Sluit dan de browser."
        )
    elif uit == "overal":
        notice = "U bent uitgelogd, ook bij uw werkaccount."
    elif uit:
        notice = "U bent uitgelogd."
    form = LOGIN.with_initial({"verder": session.own_path(verder)})
    return _page(request, form, notice=notice, just_left=uit == "1")


@router.post("/inloggen")
def log_in(request: Request, form: FormData = Depends(posted)) -> Response:
    """Let somebody in whose name and password are right."""
    filled = LOGIN.read(form)
    if not filled.ok:
        return _page(request, filled, 422)
    accounts = Accounts(house_of(request).database)
    try:
        account = accounts.log_in(
            filled.text("gebruikersnaam"), filled.text("wachtwoord"), address_of(request)
        )
    except TooManyTries as refusal:
        _log.warning("login_refused", reason_code="too_many_tries")
        turned_away(request, filled.text("gebruikersnaam"), locked=True)
        page = _page(request, filled.with_error("", failed_too_often(refusal)), 429)
        return refused_until(page, refusal)
    if account is None:
        _log.info("login_refused", reason_code="wrong_password")
        turned_away(request, filled.text("gebruikersnaam"))
        wrong = "Deze gebruikersnaam en dit wachtwoord horen niet bij elkaar. Probeer het nog eens."
        return _page(request, filled.with_error("", wrong), 422)
    _log.info("logged_in", role=str(account.role))
    return session.begin(request, account, filled.choice("verder") or "")


@router.post("/inloggen/demo")
def log_in_as_demo_person(request: Request, form: FormData = Depends(posted)) -> Response:
    """Let anybody in as one of the demo people; only in a demonstration."""
    person = form.get("persoon")
    house = house_of(request)
    if not house.settings.demo or person not in {username for username, _, _ in DEMO_PEOPLE}:
        return not_found(request)
    account = Accounts(house.database).find(str(person))
    if account is None or account.disabled_at is not None:
        return not_found(request)
    verder = form.get("verder")
    return session.begin(request, account, verder if isinstance(verder, str) else "", proven=True)


@router.post("/uitloggen")
def log_out(request: Request) -> Response:
    """End the session. A form token is not asked: a post from elsewhere never comes this far."""
    return session.end(request)


def _page(
    request: Request, form: Filled, status: int = 200, *, notice: str = "", just_left: bool = False
) -> Response:
    settings = house_of(request).settings
    return session.page_for_nobody(
        request,
        "login.html",
        status,
        title="Inloggen",
        form=form,
        notice=notice,
        people=DEMO_PEOPLE if settings.demo else (),
        just_left=just_left,
        by_oidc=settings.login_service is not None,
    )
