"""What a complaint keeps from being destroyed, and how a complaint is itself forgotten."""

from datetime import date
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es.access import Act, Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands.ask_us import months_after
from bluevitaal_es.commands.keep_for_complaint import (
    EndHoldForComplaint,
    HoldForComplaint,
    RequestComplaintErasure,
    hold_for,
)
from bluevitaal_es.commands.refusals import LegalHoldIsNotInForce, PersonIsForgotten
from bluevitaal_es.projections.complaints.view import ComplaintFile
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.acting import carry_out, not_found, posted
from bluevitaal_es.web.forgetting_words import GROUNDS
from bluevitaal_es.web.forms import Filled, Form, Option, Radio
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.reading import shows
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires

router = APIRouter(dependencies=LOGGED_IN)
treater = requires(Act.TREAT_COMPLAINT)

FORGET: Final = Form(
    "vergeten",
    "Vragen om deze klacht te vergeten",
    (
        Radio(
            "grond",
            "Waarom?",
            (
                Option("client_request", "De indiener vraagt het"),
                Option("retention_ended", GROUNDS["retention_ended"]),
            ),
        ),
    ),
    submit="Vraag dit aan",
)


@router.get("/klachten/{complaint_id}/vergeten")
def ask(request: Request, complaint_id: UUID, actor: Actor = Depends(treater)) -> Response:
    """Ask why a complaint that ended is to be forgotten."""
    file = _ended(request, actor, complaint_id)
    return (
        not_found(request) if file is None else _page(request, file, refilled(request, FORGET.with_initial()))
    )


@router.post("/klachten/{complaint_id}/vergeten")
def asked(
    request: Request, complaint_id: UUID, form: FormData = Depends(posted), actor: Actor = Depends(treater)
) -> Response:
    """Record the request; nothing is destroyed by it."""
    file, filled = _ended(request, actor, complaint_id), FORGET.read(form)
    if file is None:
        return not_found(request)
    if not filled.ok:
        return _page(request, file, filled, 422)
    command = RequestComplaintErasure.model_validate(
        {
            "case_id": complaint_id,
            "number": file.row.reference,
            "ground": filled.text("grond"),
            "retention_ends": kept_until(file),
        }
    )
    return carry_out(
        request,
        actor,
        command,
        filled,
        to=f"/klachten/{complaint_id}?gevraagd=1",
        again=lambda shown, status: _page(request, file, shown, status),
    )


def kept_until(file: ComplaintFile) -> date | None:
    """Return the last day on which a complaint that was closed is kept by the norm; None before that."""
    if file.row.closed_at is None:
        return None
    return months_after(day_of(file.row.closed_at), 12 * catalogue().norms.complaint_retention_years)


def keep(request: Request, actor: Actor, file: ComplaintFile) -> None:
    """Let the case that a complaint names be kept; one that is not there, or is forgotten, stays so."""
    house, number = house_of(request), file.case_number
    found = house.caseload.involvement(actor, number) if number else None
    if found is None or number is None:
        return
    hold_id = hold_for(file.row.complaint_id)
    command = HoldForComplaint(
        case_id=CaseId(found.case_id), number=number, hold_id=hold_id, ground="investigation"
    )
    try:
        house.desk.handle(command, actor)
    except PersonIsForgotten:
        return


def let_go(request: Request, actor: Actor, file: ComplaintFile) -> None:
    """End the hold of a complaint that was closed, if there is one."""
    house, number = house_of(request), file.case_number
    found = house.caseload.involvement(actor, number) if number else None
    if found is None:
        return
    command = EndHoldForComplaint(case_id=CaseId(found.case_id), hold_id=hold_for(file.row.complaint_id))
    try:
        house.desk.handle(command, actor)
    except LegalHoldIsNotInForce:
        return


def _ended(request: Request, actor: Actor, complaint_id: UUID) -> ComplaintFile | None:
    file = house_of(request).complaints.one(actor, complaint_id)
    return None if file is None or file.row.closed_at is None else file


def _page(request: Request, file: ComplaintFile, form: Filled, status: int = 200) -> Response:
    shows(request, [file.row.complaint_id])
    base = f"/klachten/{file.row.complaint_id}"
    return render(
        request,
        "form.html",
        status,
        title=form.form.title,
        eyebrow=file.row.reference,
        lead="De functionaris gegevensbescherming keurt het goed. Daarna kan niemand de woorden nog lezen.",
        breadcrumbs=[("/klachten", "Klachten"), (base, file.row.reference)],
        form=form,
        action=str(request.url.path),
        cancel_href=base,
    )
