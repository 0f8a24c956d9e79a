"""The front door: anybody asks for contact without an account, and comes back with a code."""

from dataclasses import replace
from typing import Final
from uuid import UUID, uuid5

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from bluevitaal_es.access import asker
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.forget_person import RequestErasure
from bluevitaal_es.commands.handle import Context
from bluevitaal_es.commands.make_request import WithdrawRequest
from bluevitaal_es.commands.refusals import ErasureIsNotApproved, Refusal
from bluevitaal_es.projections.first_requests.view import RequestRow
from bluevitaal_es.vocabulary import CaseId, request_reference
from bluevitaal_es.web import texts
from bluevitaal_es.web.acting import posted
from bluevitaal_es.web.forms import Filled, Form, Text
from bluevitaal_es.web.front_door import FrontDoor, Kept
from bluevitaal_es.web.front_door_form import checked, command_from, initial, request_form
from bluevitaal_es.web.house import House, house_of
from bluevitaal_es.web.pages.own.frame import Human
from bluevitaal_es.web.passkeys import place_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.request_words import standing
from bluevitaal_es.web.shell import QUICK_EXIT, shell_around
from bluevitaal_es.web.tries import (
    FRONT_DOOR_ADDRESS,
    REQUEST_CODE_ADDRESS,
    Gate,
    TooManyTries,
    Tries,
    address_of,
    refused_until,
    wait_words,
)

router = APIRouter()

_log = structlog.get_logger()

DOOR: Final = "/hulp"
BACK: Final = "/hulp/verder"
#: As it stands on a receipt: the word for what is behind it is left out.
BACK_ON_PAPER: Final = "/verder"
CODE: Final = Form(
    "verder",
    "Verder met uw code",
    (
        Text(
            "code",
            "Uw code",
            width="medium",
            max_length=60,
            hint="Zoals K7QMX-94TRB-WDHPA. Hoofdletters en streepjes maken niet uit.",
            missing="Vul uw code in.",
        ),
    ),
    submit="Verder",
)
_WRONG: Final = (
    "Deze code werkt niet, of niet meer. Kijk of u hem goed overtypte. U kunt ook opnieuw beginnen."
)
_FIELDS: Final = {"for_whom": "voor"}


@router.get(DOOR)
def ask(request: Request) -> Response:
    """Show the form."""
    return _door(request, request_form().with_initial({"inspreken": False}))


@router.post(DOOR)
def take(request: Request, form: FormData = Depends(posted)) -> Response:
    """Keep or send what was typed, and give the code; sent twice, the same code."""
    filled = checked(request_form().read(form))
    if not filled.ok:
        return _door(request, filled, 422)
    try:
        _count(request, FRONT_DOOR_ADDRESS)
    except TooManyTries as refusal:
        return refused_until(_door(request, *_refused(filled, refusal)), refusal)
    door = FrontDoor(house_of(request))
    request_id, code = door.place_for(filled.command_id, filled.typed)
    kept = door.keep(request_id, code, filled.typed)
    if not filled.keep:
        try:
            kept = _send(request, kept.id, filled)
        except Refusal as refusal:
            return _door(request, _told(filled, refusal), 409)
    return _receipt(request, code, kept)


@router.get(BACK_ON_PAPER)
def from_paper(_request: Request) -> Response:
    """Lead on from the address on a receipt."""
    return RedirectResponse(BACK, 303)


@router.get(BACK)
def ask_code(request: Request) -> Response:
    """Ask for the code."""
    return _code_page(request, CODE.with_initial())


@router.post(BACK)
def take_code(request: Request, form: FormData = Depends(posted)) -> Response:
    """Show what the code leads to; all codes that lead nowhere are the same to us."""
    filled = CODE.read(form)
    if not filled.ok:
        return _code_page(request, filled, 422)
    try:
        kept = _tried(request, filled.text("code"))
    except TooManyTries as refusal:
        return refused_until(_code_page(request, *_refused(filled, refusal)), refusal)
    if kept is None:
        return _code_page(request, filled.with_error("code", _WRONG), 422)
    return _kept_page(request, filled.text("code"), kept)


@router.get(f"{BACK}/versturen")
@router.get(f"{BACK}/intrekken")
def back_to_code(_request: Request) -> Response:
    """Begin again: without its code this opens nothing."""
    return RedirectResponse(BACK, 303)


@router.post(f"{BACK}/versturen")
def change(request: Request, form: FormData = Depends(posted)) -> Response:
    """Keep, send or change what the code leads to."""
    code = CODE.read(form).text("code")
    try:
        kept = _tried(request, code)
    except TooManyTries as refusal:
        return refused_until(_code_page(request, *_refused(CODE.with_initial(), refusal)), refusal)
    if kept is None:
        return _code_page(request, CODE.with_initial().with_error("code", _WRONG), 422)
    read = request_form(resumed=True, sent=kept.was_sent).read(form)
    filled = checked(replace(read, keep=read.keep and not kept.was_sent))
    if not filled.ok:
        return _kept_page(request, code, kept, filled, 422)
    if filled.keep:
        typed = {name: value for name, value in filled.typed.items() if name != "code"}
        return _receipt(request, code, FrontDoor(house_of(request)).keep(kept.id, code, typed))
    try:
        kept = _send(request, kept.id, filled)
    except Refusal as refusal:
        return _kept_page(request, code, kept, _told(filled, refusal), 409)
    return _kept_page(request, code, kept, just_sent=True)


@router.post(f"{BACK}/intrekken")
def withdraw(request: Request, form: FormData = Depends(posted)) -> Response:
    """Take back what the code leads to; the code leads nowhere from then on."""
    filled = CODE.read(form)
    try:
        kept = _tried(request, filled.text("code") if filled.ok else "")
    except TooManyTries as refusal:
        return refused_until(_code_page(request, *_refused(CODE.with_initial(), refusal)), refusal)
    if kept is None:
        return _code_page(request, CODE.with_initial().with_error("code", _WRONG), 422)
    house = house_of(request)
    row = _row_of(request, kept)
    if row is not None and not row.is_open:
        return _kept_page(request, filled.text("code"), kept)
    if kept.was_sent:
        house.desk.handle(
            WithdrawRequest(request_id=kept.id),
            asker(kept.id),
            context=Context(uuid5(kept.id, "withdraw"), _chain(kept.id)),
        )
        _forget(house, kept.id)
    FrontDoor(house).drop(kept.id, row.taken_by if row else None)
    _log.info("request_withdrawn")
    return _show(request, "front_door_gone.html", "Ingetrokken")


def _forget(house: House, request_id: UUID) -> None:
    """Destroy their key at once when nobody took it on; else it is asked for, and two people decide."""
    case_id, number = CaseId(request_id), request_reference(request_id)
    try:
        house.forget(case_id, number, asker(request_id))
    except ErasureIsNotApproved:
        house.desk.handle(
            RequestErasure(case_id=case_id, number=number, ground="client_request"), asker(request_id)
        )


def _send(request: Request, request_id: UUID, filled: Filled) -> Kept:
    """Record what is asked, and let the code lead there; raises Refusal."""
    house = house_of(request)
    outcome = house.desk.handle(
        command_from(request_id, filled),
        asker(request_id),
        # The id of the form makes the code: what lies in the log must not lead back to it.
        context=Context(uuid5(request_id, f"ask {filled.command_id}"), _chain(request_id)),
    )
    house.wait_for(outcome.position)
    return FrontDoor(house).sent(request_id)


def _chain(request_id: UUID) -> UUID:
    """Return the correlation of all that is done about one request, up to the case that comes of it."""
    return uuid5(request_id, "chain")


def _told(filled: Filled, refusal: Refusal) -> Filled:
    return filled.with_error(_FIELDS.get(texts.field_of(refusal), ""), texts.refusal(refusal))


def _tried(request: Request, code: str) -> Kept | None:
    """Return what this code leads to, counting the try by address; raises TooManyTries."""
    if not code:
        return None
    tried = _count(request, REQUEST_CODE_ADDRESS)
    house = house_of(request)
    kept = FrontDoor(house).by_code(code)
    if kept is not None:
        Tries(house.database).forgive(tried)
    return kept


def _count(request: Request, gate: Gate) -> tuple[Gate, str]:
    tried = (gate, address_of(request))
    Tries(house_of(request).database).count(tried)
    return tried


def _refused(filled: Filled, refusal: TooManyTries) -> tuple[Filled, int]:
    _log.warning("request_refused", reason_code="too_many_tries")
    return filled.with_error("", f"Dit ging te vaak achter elkaar. {wait_words(refusal)}, of bel ons."), 429


def _door(request: Request, form: Filled, status: int = 200) -> Response:
    norms = catalogue().norms
    return _show(
        request,
        "front_door.html",
        "Contact",
        status,
        form=form,
        action=DOOR,
        back=BACK,
        draft_days=norms.client_draft_days,
        answer_days=norms.request_answer_working_days,
        urgent_hours=norms.request_urgent_minutes // 60,
    )


def _code_page(request: Request, form: Filled, status: int = 200) -> Response:
    return _show(
        request, "front_door_code.html", "Verder met uw code", status, form=form, action=BACK, door=DOOR
    )


def _kept_page(
    request: Request,
    code: str,
    kept: Kept,
    form: Filled | None = None,
    status: int = 200,
    *,
    just_sent: bool = False,
) -> Response:
    """Show what a code leads to: the form as it was left, or how it stands with what was sent."""
    row = _row_of(request, kept)
    is_open = not kept.was_sent or row is None or row.is_open
    shape = request_form(resumed=True, sent=kept.was_sent)
    if form is None:
        asked = initial(row.asked if row else None)
        typed = shape.with_initial(asked).typed if kept.typed is None else kept.typed
        form = shape.with_typed({**typed, "code": code})
    stands, then = standing(row) if kept.was_sent else ("", "")
    return _show(
        request,
        "front_door_kept.html",
        "Uw aanvraag",
        status,
        form=form,
        action=f"{BACK}/versturen",
        withdraw=f"{BACK}/intrekken",
        code=code,
        until=kept.until,
        was_sent=kept.was_sent,
        is_open=is_open,
        just_sent=just_sent,
        stands=stands,
        then=then,
    )


def _row_of(request: Request, kept: Kept) -> RequestRow | None:
    """Return what was sent, None as long as nothing was."""
    return house_of(request).first_requests.own(asker(kept.id), kept.id) if kept.was_sent else None


def _receipt(request: Request, code: str, kept: Kept) -> Response:
    """Show the code, on a page that says nothing about what it is for."""
    return render(
        request,
        "front_door_receipt.html",
        title="Bewaar deze code",
        code=code,
        until=kept.until,
        address=f"{place_of(request).origin}{BACK_ON_PAPER}",
        action=BACK,
        leave=QUICK_EXIT,
    )


def _show(request: Request, template: str, title: str, status: int = 200, **context: object) -> Response:
    """Return a page in the frame of the front door."""
    house = house_of(request)
    frame = request.state.shell = replace(shell_around(house.settings), home=DOOR)
    human = Human("", frame.phone, frame.hours)
    return render(request, template, status, title=title, human=human, **context)
