"""Complaining without logging in: the form, the receipt with its code, and what came of it."""

from typing import Final
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from bluevitaal_es.access import VISITOR, Actor, complainant
from bluevitaal_es.commands.file_complaint import ComplaintCommand, ReplyToComplaint, WithdrawComplaint
from bluevitaal_es.commands.handle import Context
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.projections.complaints.view import ComplaintFile
from bluevitaal_es.web import complaint_words as words
from bluevitaal_es.web import filing, session, texts
from bluevitaal_es.web.acting import posted
from bluevitaal_es.web.forms import COMMAND, Filled
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.passkeys import place_of
from bluevitaal_es.web.tries import (
    COMPLAINT_ADDRESS,
    COMPLAINT_CODE_ADDRESS,
    TooManyTries,
    Tries,
    address_of,
    wait_words,
)

router = APIRouter()

_log = structlog.get_logger()

HOME: Final = "/klacht"
STANDING: Final = "/klacht/stand"
_WRONG: Final = "Deze code kennen wij niet. Kijk of u hem goed overtypte."


@router.get(HOME)
def ask(request: Request) -> Response:
    """Say who reads a complaint and when there is an answer, and ask for it."""
    return _form(request, filing.FORM.with_initial())


@router.post(HOME)
def take(request: Request, form: FormData = Depends(posted)) -> Response:
    """File it and print the receipt; posted twice there is one complaint and one code."""
    filled = filing.FORM.read(form)
    if not filled.ok:
        return _form(request, filled, 422)
    try:
        Tries(house_of(request).database).count((COMPLAINT_ADDRESS, address_of(request)))
        receipt = filing.file(request, filled)
    except TooManyTries as refusal:
        return _form(request, filled.with_error("", _wait(refusal)), 429)
    except Refusal as refusal:
        return _form(request, filled.with_error("", texts.refusal(refusal)), 409)
    return receipt_page(request, receipt)


@router.get(STANDING)
def ask_code(request: Request) -> Response:
    """Ask for the code of a receipt."""
    return _code(request, filing.CODE.with_initial())


@router.post(STANDING)
def show(request: Request, form: FormData = Depends(posted)) -> Response:
    """Show how it stands to who has the code; all other codes are the same to us."""
    filled = filing.CODE.read(form)
    if not filled.ok:
        return _code(request, filled, 422)
    found = _behind(request, filled.text("code"))
    if isinstance(found, TooManyTries):
        return _code(request, filled.with_error("", _wait(found)), 429)
    if found is None:
        return _code(request, filled.with_error("code", _WRONG), 422)
    return _file(request, found, filled.text("code"))


@router.get("/klacht/aanvullen")
@router.get("/klacht/intrekken")
def back_to_code(_request: Request) -> Response:
    """Begin again: nothing is shown without the code."""
    return RedirectResponse(STANDING, 303)


@router.post("/klacht/aanvullen")
def add(request: Request, form: FormData = Depends(posted)) -> Response:
    """Add what the complainant wants to say."""
    return _act(request, filing.REPLY.read(form), form)


@router.post("/klacht/intrekken")
def withdraw(request: Request, form: FormData = Depends(posted)) -> Response:
    """Ask whether they are sure, and then withdraw it."""
    return _act(request, filing.WITHDRAW.read(form), form)


def order(complaint_id: UUID, filled: Filled) -> ComplaintCommand:
    """Return the order that a form of the complainant gives."""
    if filled.form is filing.REPLY:
        return ReplyToComplaint(complaint_id=complaint_id, text=filled.text("aanvulling"))
    return WithdrawComplaint(complaint_id=complaint_id, reason=filled.choice("waarom"))


def receipt_page(request: Request, receipt: filing.Receipt, back: str = "") -> Response:
    """Print the receipt: the code, and where and how it is used."""
    file = house_of(request).complaints.one(complainant(receipt.complaint_id), receipt.complaint_id)
    assert file is not None
    return session.page_for_nobody(
        request,
        "complaint_receipt.html",
        title="Ontvangen",
        code=receipt.code,
        row=file.row,
        kind=words.KINDS[file.row.kind],
        reader=words.readers(file.row.kind),
        address=f"{place_of(request).origin}{STANDING}",
        back=back,
    )


def _act(request: Request, filled: Filled, form: FormData) -> Response:
    code = filled.text("code")
    found = _behind(request, code) if code else None
    if isinstance(found, TooManyTries):
        return _code(request, filing.CODE.with_initial().with_error("", _wait(found)), 429)
    if found is None:
        return _code(request, filing.CODE.with_initial().with_error("code", _WRONG), 422)
    if COMMAND not in form:
        return _sure(request, filled.form.with_initial({"code": code}))
    if not filled.ok:
        return _again(request, found, code, filled, 422)
    house = house_of(request)
    try:
        outcome = house.desk.handle(
            order(found.row.complaint_id, filled),
            complainant(found.row.complaint_id),
            context=Context(filled.command_id, filled.command_id),
        )
    except Refusal as refusal:
        return _again(request, found, code, filled.with_error("", texts.refusal(refusal)), 409)
    house.wait_for(outcome.position)
    after = _read(request, found.row.complaint_id)
    return _file(request, after or found, code, done=True)


def _behind(request: Request, code: str) -> ComplaintFile | TooManyTries | None:
    """Return the complaint with this code, counting the try by address."""
    house = house_of(request)
    tries, tried = Tries(house.database), (COMPLAINT_CODE_ADDRESS, address_of(request))
    try:
        tries.count(tried)
    except TooManyTries as refusal:
        _log.warning("complaint_code_refused", reason_code="too_many_tries")
        return refusal
    complaint_id = house.complaints.behind(VISITOR, filing.hash_of(code))
    if complaint_id is None:
        return None
    tries.forgive(tried)
    return _read(request, complaint_id)


def _read(request: Request, complaint_id: UUID) -> ComplaintFile | None:
    actor: Actor = complainant(complaint_id)
    return house_of(request).complaints.one(actor, complaint_id)


def _wait(refusal: TooManyTries) -> str:
    wait = wait_words(refusal)
    return f"Dit is te vaak geprobeerd. {wait} en probeer het weer. Bellen of schrijven kan ook."


def _form(request: Request, form: Filled, status: int = 200) -> Response:
    return session.page_for_nobody(
        request,
        "complaint.html",
        status,
        title=filing.FORM.title,
        lead="U hoeft niet te zeggen wie u bent, en u hebt geen account nodig.",
        terms=words.terms(),
        form=form,
        action=HOME,
    )


def _code(request: Request, form: Filled, status: int = 200) -> Response:
    lead = "Met uw code leest u hoe het staat met uw klacht of bezwaar, en kunt u iets toevoegen."
    return _question(request, form, status, lead=lead, action=STANDING)


def _sure(request: Request, form: Filled, status: int = 200) -> Response:
    lead = "Als u het intrekt, doet niemand er nog iets mee. U kunt later opnieuw iets indienen."
    return _question(request, form, status, lead=lead, action="/klacht/intrekken")


def _question(request: Request, form: Filled, status: int, *, lead: str, action: str) -> Response:
    return session.page_for_nobody(
        request,
        "form.html",
        status,
        title=form.form.title,
        lead=lead,
        breadcrumbs=[(HOME, filing.FORM.title)],
        form=form,
        action=action,
    )


def _again(request: Request, found: ComplaintFile, code: str, form: Filled, status: int) -> Response:
    if form.form is filing.WITHDRAW:
        return _sure(request, form, status)
    return _file(request, found, code, form=form, status=status)


def _file(
    request: Request,
    file: ComplaintFile,
    code: str,
    *,
    form: Filled | None = None,
    done: bool = False,
    status: int = 200,
) -> Response:
    state, kind = words.state(file.row)
    return session.page_for_nobody(
        request,
        "complaint_standing.html",
        status,
        title=words.KINDS[file.row.kind],
        breadcrumbs=[(HOME, filing.FORM.title)],
        file=file,
        state=state,
        badge=kind,
        outcome=words.OUTCOMES_TO_YOU.get(file.row.outcome or "", ""),
        reader=words.readers(file.row.kind),
        told=words.told(file),
        code=code,
        form=form or filing.REPLY.with_initial({"code": code}),
        done=done,
    )
