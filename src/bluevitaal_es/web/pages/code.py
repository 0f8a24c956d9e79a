"""The code of confidentiality: between logging in and working, at the first time and for each new version."""

from dataclasses import replace
from typing import Final

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.answer_code import AcceptCode, RefuseCode
from bluevitaal_es.commands.handle import Context
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.projections.staff.view import Standing
from bluevitaal_es.web import session, texts
from bluevitaal_es.web.acting import not_found, posted, see_other
from bluevitaal_es.web.forms import Check, Filled, Form, Hidden
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.security import require_form_token
from bluevitaal_es.web.session import ProofIsNeeded, entering
from bluevitaal_es.web.session_table import Session
from bluevitaal_es.web.shell import LOGIN
from bluevitaal_es.web.standing import CODE, actor_of

router = APIRouter(dependencies=[Depends(entering), Depends(require_form_token)], prefix=CODE)

_log = structlog.get_logger()

ACCEPT: Final = Form(
    "geheimhouding",
    "Geheimhouding",
    (
        Hidden("tekst", max_length=40),
        Check(
            "akkoord",
            "Ik heb dit gelezen en houd mij eraan.",
            missing="Zet een vinkje als u akkoord gaat. Gaat u niet akkoord? Gebruik dan de knop daaronder.",
        ),
    ),
    submit="Akkoord en verder",
)


def asked_of(request: Request, asked: Session = Depends(entering)) -> Standing | None:
    """FastAPI dependency: return where a member of staff stands; None for others, who have no code."""
    if asked.waits:
        raise ProofIsNeeded
    return getattr(request.state, "standing", None)


@router.get("")
def ask(request: Request, standing: Standing | None = Depends(asked_of)) -> Response:
    """Show the code that holds today; who accepted it can read it again."""
    if standing is None:
        return not_found(request)
    return _page(request, standing, ACCEPT.with_initial({"tekst": _version()}))


@router.post("")
def accept(
    request: Request,
    form: FormData = Depends(posted),
    asked: Session = Depends(entering),
    standing: Standing | None = Depends(asked_of),
) -> Response:
    """Record that somebody accepts the code, and let them go on to where they were going."""
    if standing is None or asked.account.staff_id is None:
        return not_found(request)
    filled, house = ACCEPT.read(form), house_of(request)
    if not filled.ok:
        return _page(request, standing, filled, 422)
    command = AcceptCode(staff_id=asked.account.staff_id, code_version=filled.text("tekst"))
    try:
        context = Context(filled.command_id, filled.command_id)
        outcome = house.desk.handle(command, actor_of(house, asked.account, standing), context=context)
    except Refusal as refusal:
        again = ACCEPT.with_initial({"tekst": _version()}).with_error("", texts.refusal(refusal))
        return _page(request, standing, again, 409)
    _log.info("code_accepted", role=str(asked.account.role))
    return see_other(request, session.way_of(asked), outcome.position)


@router.post("/weigeren")
def refuse(
    request: Request, asked: Session = Depends(entering), standing: Standing | None = Depends(asked_of)
) -> Response:
    """Record that somebody does not accept the code, and log them out; later they may still accept it."""
    if standing is None or asked.account.staff_id is None:
        return not_found(request)
    house = house_of(request)
    command = RefuseCode(staff_id=asked.account.staff_id, code_version=_version())
    house.desk.handle(command, actor_of(house, asked.account, standing))
    _log.info("code_refused", role=str(asked.account.role))
    session.end(request)
    return RedirectResponse(f"{LOGIN}?uit=geheimhouding", status_code=303)


def _version() -> str:
    return catalogue().code.on(clock.today()).version


def _page(request: Request, standing: Standing, form: Filled, status: int = 200) -> Response:
    register, code = standing.register, catalogue().code.on(clock.today())
    if not register.accepted(code.version):
        # Every entry of the menu would lead back to this page.
        request.state.shell = replace(request.state.shell, navigation=())
    return render(
        request,
        "code.html",
        status,
        title=ACCEPT.title,
        code=code,
        accepted_at=register.code_answered_at if register.accepted(code.version) else None,
        is_new_version=bool(register.code_version) and register.code_version != code.version,
        form=form,
        action=CODE,
    )
