"""Complaints for whoever treats them: what is due, one with its words, and what can be done with it."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.commands.file_complaint import ComplaintCommand
from bluevitaal_es.commands.handle import Context
from bluevitaal_es.commands.refusals import NotAllowed, Refusal
from bluevitaal_es.commands.treat_complaint import (
    AnswerComplaint,
    AskComplainant,
    CloseComplaint,
    TakeUpComplaint,
)
from bluevitaal_es.projections.complaints.view import ComplaintFile, ComplaintRow, Due
from bluevitaal_es.web import complaint_words as words
from bluevitaal_es.web import filing, texts
from bluevitaal_es.web.acting import carry_out, not_found, posted, see_other
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.forms import Filled, Form, Option, Radio, TextArea
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.pages.complaint import receipt_page
from bluevitaal_es.web.pages.complaint_keeping import keep, let_go
from bluevitaal_es.web.reading import shows
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires

router = APIRouter(dependencies=LOGGED_IN)
treater = requires(Act.TREAT_OBJECTION)
filer = requires(Act.FILE_COMPLAINT)

HOME: Final = "/klachten"
_CRUMBS: Final = [(HOME, "Klachten")]

QUESTION: Final = Form(
    "vraag",
    "Iets vragen aan de indiener",
    (TextArea("vraag", "Wat wilt u vragen?", rows=5, max_length=8000, missing="Schrijf eerst uw vraag op."),),
    submit="Vraag stellen",
)
ANSWER: Final = Form(
    "antwoord",
    "Antwoord geven",
    (
        Radio(
            "oordeel",
            "Wat is uw oordeel?",
            tuple(Option(key, label) for key, label in words.OUTCOMES.items()),
        ),
        TextArea(
            "antwoorden",
            "Uw antwoord aan de indiener",
            rows=8,
            max_length=8000,
            hint="Schrijf wat u onderzocht, wat u vindt en waarom, en wat er verandert.",
            missing="Schrijf op wat u de indiener antwoordt.",
        ),
    ),
    submit="Antwoord versturen",
)
_FORMS: Final = {"vragen": QUESTION, "antwoorden": ANSWER}


@router.get(HOME)
def all_of_them(request: Request, actor: Actor = Depends(treater)) -> Response:
    """Show what is due, first what is late, and every complaint below."""
    rows = house_of(request).complaints.all(actor)
    shows(request, (row.complaint_id for row in rows))
    due = sorted(
        ((row, row.due) for row in rows if row.due is not None),
        key=lambda pair: (pair[1].due_on or pair[0].due_on, pair[0].filed_at),
    )
    return render(
        request,
        "complaints.html",
        title="Klachten",
        due=[_due(row, one) for row, one in due],
        rows=[_row(row) for row in rows],
        may_file=may(actor, Act.FILE_COMPLAINT),
        objections_only=not may(actor, Act.TREAT_COMPLAINT),
    )


@router.get("/klachten/nieuw", dependencies=[Depends(filer)])
def ask_for_somebody(request: Request) -> Response:
    """Ask for what somebody says on the phone or wrote on paper."""
    return _filing(request, refilled(request, filing.FOR_SOMEBODY.with_initial()))


@router.post("/klachten/nieuw")
def file_for_somebody(
    request: Request, form: FormData = Depends(posted), actor: Actor = Depends(filer)
) -> Response:
    """File it for them, and print the receipt to give or to read out."""
    filled = filing.FOR_SOMEBODY.read(form)
    if not filled.ok:
        return _filing(request, filled, 422)
    try:
        receipt = filing.file(request, filled, actor)
    except Refusal as refusal:
        return _filing(request, filled.with_error("", texts.refusal(refusal)), 409)
    shows(request, [receipt.complaint_id])
    return receipt_page(request, receipt, back=f"{HOME}/{receipt.complaint_id}")


@router.get("/klachten/{complaint_id}")
def one(
    request: Request, complaint_id: UUID, gevraagd: str = "", actor: Actor = Depends(treater)
) -> Response:
    """Show one complaint with its words; `gevraagd` says that it was just asked to forget it."""
    file = house_of(request).complaints.one(actor, complaint_id)
    return not_found(request) if file is None else _one(request, actor, file, asked=bool(gevraagd))


@router.post("/klachten/{complaint_id}/behandelen")
def take_up(request: Request, complaint_id: UUID, actor: Actor = Depends(treater)) -> Response:
    """Take it in treatment."""
    return _do(request, actor, TakeUpComplaint(complaint_id=complaint_id))


@router.post("/klachten/{complaint_id}/afronden")
def close(request: Request, complaint_id: UUID, actor: Actor = Depends(treater)) -> Response:
    """Close it, once it was answered."""
    return _do(request, actor, CloseComplaint(complaint_id=complaint_id))


@router.get("/klachten/{complaint_id}/vragen")
@router.get("/klachten/{complaint_id}/antwoorden")
def ask(request: Request, complaint_id: UUID, actor: Actor = Depends(treater)) -> Response:
    """Show the form for a question or for the answer."""
    file = house_of(request).complaints.one(actor, complaint_id)
    if file is None or not file.row.runs:
        return not_found(request)
    return _act(request, file, refilled(request, _form_of(request).with_initial(version=file.version)))


@router.post("/klachten/{complaint_id}/vragen")
@router.post("/klachten/{complaint_id}/antwoorden")
def say(
    request: Request, complaint_id: UUID, form: FormData = Depends(posted), actor: Actor = Depends(treater)
) -> Response:
    """Send the question or the answer to the complainant."""
    file = house_of(request).complaints.one(actor, complaint_id)
    if file is None:
        return not_found(request)
    filled = _form_of(request).read(form)
    if not filled.ok:
        return _act(request, file, filled, 422)
    response = carry_out(
        request,
        actor,
        _order(complaint_id, filled),
        filled,
        to=f"{HOME}/{complaint_id}",
        again=lambda shown, status: _act(request, file, shown, status),
    )
    if response.status_code == 303:
        keep(request, actor, file)
    return response


def _form_of(request: Request) -> Form:
    return _FORMS[request.url.path.rpartition("/")[2]]


def _order(complaint_id: UUID, filled: Filled) -> ComplaintCommand:
    if filled.form is QUESTION:
        return AskComplainant(complaint_id=complaint_id, text=filled.text("vraag"))
    return AnswerComplaint.model_validate(
        {
            "complaint_id": complaint_id,
            "outcome": filled.text("oordeel"),
            "text": filled.text("antwoorden"),
        }
    )


def _do(request: Request, actor: Actor, command: TakeUpComplaint | CloseComplaint) -> Response:
    house, complaint_id = house_of(request), command.complaint_id
    file = house.complaints.one(actor, complaint_id)
    if file is None:
        return not_found(request)
    try:
        outcome = house.desk.handle(command, actor, context=Context.fresh())
    except NotAllowed:
        return not_found(request)
    except Refusal as refusal:
        return _one(request, actor, file, texts.refusal(refusal), 409)
    (let_go if isinstance(command, CloseComplaint) else keep)(request, actor, file)
    return see_other(request, f"{HOME}/{complaint_id}", outcome.position)


def _due(row: ComplaintRow, due: Due) -> dict[str, object]:
    step, action = words.STEPS[due.rule]
    late = due.due_on is not None and due.due_on < clock.today()
    today = due.due_on is None or due.due_on == clock.today()
    href = f"{HOME}/{row.complaint_id}"
    return {
        "step": step,
        "case": row.reference,
        "case_href": href,
        "who": words.KINDS[row.kind],
        "due": due.due_on,
        "status": "" if due.due_on else "nieuw",
        "why": words.why(due),
        "href": href,
        "action": action,
        "kind": "late" if late else "today" if today else "planned",
    }


def _row(row: ComplaintRow) -> dict[str, object]:
    state, kind = words.state(row)
    return {
        "reference": row.reference,
        "href": f"{HOME}/{row.complaint_id}",
        "kind": words.KINDS[row.kind],
        "state": state,
        "badge": kind,
        "filed": dutch_date(row.filed_at),
        "due": dutch_date(row.due_on) if row.runs and row.answered_at is None else "–",
    }


def _filing(request: Request, form: Filled, status: int = 200) -> Response:
    return render(
        request,
        "form.html",
        status,
        title=form.form.title,
        lead="Schrijf op wat de ander zegt of schreef. Daarna krijgt u een code om aan de indiener te geven.",
        breadcrumbs=_CRUMBS,
        form=form,
        action="/klachten/nieuw",
        cancel_href=HOME,
    )


def _act(request: Request, file: ComplaintFile, form: Filled, status: int = 200) -> Response:
    shows(request, [file.row.complaint_id])
    return render(
        request,
        "form.html",
        status,
        title=form.form.title,
        eyebrow=file.row.reference,
        lead="De indiener leest dit met de code van het bewijs, of op de eigen pagina.",
        breadcrumbs=[*_CRUMBS, (f"{HOME}/{file.row.complaint_id}", file.row.reference)],
        form=form,
        action=str(request.url.path),
        cancel_href=f"{HOME}/{file.row.complaint_id}",
    )


def _one(
    request: Request,
    actor: Actor,
    file: ComplaintFile,
    trouble: str = "",
    status: int = 200,
    *,
    asked: bool = False,
) -> Response:
    shows(request, [file.row.complaint_id])
    names, row = house_of(request).staff.names(actor), file.row
    state, kind = words.state(row)
    known = [
        ("Soort", words.KINDS[row.kind]),
        ("Ingediend", f"{dutch_date(row.filed_at)}, {words.CHANNELS[row.channel].lower()}"),
        ("Antwoord uiterlijk", dutch_date(row.due_on)),
        ("Over wie of wat", file.about),
        ("Trajectnummer", file.case_number),
        ("Naam", file.name),
        ("Te bereiken", file.reach),
        ("Behandeld door", names.get(row.taken_up_by, "Naam niet bekend") if row.taken_up_by else None),
    ]
    return render(
        request,
        "complaint_one.html",
        status,
        title=f"{words.KINDS[row.kind]} {row.reference}",
        breadcrumbs=_CRUMBS,
        trouble=trouble,
        asked=asked,
        may_forget=may(actor, Act.TREAT_COMPLAINT),
        file=file,
        row=row,
        base=f"{HOME}/{row.complaint_id}",
        state=state,
        badge=kind,
        outcome=words.OUTCOMES.get(row.outcome or "", ""),
        known=[{"label": label, "value": value} for label, value in known if value],
        said=[
            {
                "who": "De indiener" if one.by_complainant else names.get(one.actor_id, "Naam niet bekend"),
                "what": texts.event_name(f"complaint.{one.kind}"),
                "sender": "client" if one.by_complainant else "begeleider",
                "text": one.text or "",
                "at": one.at,
            }
            for one in file.said
        ],
    )
