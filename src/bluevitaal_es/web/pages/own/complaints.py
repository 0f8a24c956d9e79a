"""A client's own complaints and objections: read apart from the dossier, by nobody of those who help."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es.access import Actor, complainant
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.projections.complaints.view import ComplaintFile
from bluevitaal_es.web import complaint_words as words
from bluevitaal_es.web import filing, texts
from bluevitaal_es.web.acting import carry_out, not_found, posted, see_other
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.forms import Filled
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.pages.complaint import order
from bluevitaal_es.web.pages.own.frame import Own, client, gone, own_of, show
from bluevitaal_es.web.session import LOGGED_IN

router = APIRouter(dependencies=LOGGED_IN)

HERE: Final = "/mijn/klacht"

#: Draws a page about one of the own complaints with a form, and with which status.
_Page = Callable[[Request, Own, ComplaintFile, Filled, int], Response]


@router.get(HERE)
def own_complaints(request: Request, actor: Actor = Depends(client)) -> Response:
    """Show the own complaints and how they stand."""
    own = _own(request, actor)
    if own is None:
        return gone(request, actor)
    rows = [
        {
            "title": f"{words.KINDS[row.kind]} van {dutch_date(row.filed_at)}",
            "href": f"{HERE}/{row.complaint_id}",
            "state": words.state(row),
            "due": row.due_on if row.runs and row.answered_at is None else None,
        }
        for row in house_of(request).complaints.own(actor)
    ]
    return show(request, own, "client_complaints.html", "Klacht of bezwaar", rows=rows, terms=words.terms())


@router.get(f"{HERE}/nieuw")
def ask(request: Request, actor: Actor = Depends(client)) -> Response:
    """Ask for a complaint or an objection."""
    own = _own(request, actor)
    if own is None:
        return gone(request, actor)
    return _form(request, own, refilled(request, filing.OWN_FORM.with_initial()))


@router.post(f"{HERE}/nieuw")
def take(request: Request, form: FormData = Depends(posted), actor: Actor = Depends(client)) -> Response:
    """File it, bound to the own account, and show it."""
    own = _own(request, actor)
    if own is None:
        return gone(request, actor)
    filled = filing.OWN_FORM.read(form)
    if not filled.ok:
        return _form(request, own, filled, 422)
    try:
        receipt = filing.file(request, filled, own=filing.OwnCase(own.case_id, own.dossier.number))
    except Refusal as refusal:
        return _form(request, own, filled.with_error("", texts.refusal(refusal)), 409)
    return see_other(request, f"{HERE}/{receipt.complaint_id}")


@router.get(f"{HERE}/{{complaint_id}}")
def one(request: Request, complaint_id: UUID, actor: Actor = Depends(client)) -> Response:
    """Show one of the own complaints, with what came of it."""
    return _with_file(request, actor, complaint_id, lambda own, file: _one(request, own, file))


@router.post(f"{HERE}/{{complaint_id}}")
def add(
    request: Request, complaint_id: UUID, form: FormData = Depends(posted), actor: Actor = Depends(client)
) -> Response:
    """Add something to it."""
    return _give(request, actor, complaint_id, filing.REPLY.read(form), _one)


@router.get(f"{HERE}/{{complaint_id}}/intrekken")
def ask_to_withdraw(request: Request, complaint_id: UUID, actor: Actor = Depends(client)) -> Response:
    """Ask whether they are sure."""

    def asked(own: Own, file: ComplaintFile) -> Response:
        if not file.row.runs:
            return not_found(request)
        return _sure(request, own, file, refilled(request, filing.WITHDRAW.with_initial()))

    return _with_file(request, actor, complaint_id, asked)


@router.post(f"{HERE}/{{complaint_id}}/intrekken")
def withdraw(
    request: Request, complaint_id: UUID, form: FormData = Depends(posted), actor: Actor = Depends(client)
) -> Response:
    """Withdraw it."""
    return _give(request, actor, complaint_id, filing.WITHDRAW.read(form), _sure)


def _own(request: Request, actor: Actor) -> Own | None:
    """Return the client's own case without the name of who helps: the complaint may be about them."""
    own = own_of(request, actor)
    return None if own is None else replace(own, human=replace(own.human, name=""))


def _with_file(
    request: Request, actor: Actor, complaint_id: UUID, answer: Callable[[Own, ComplaintFile], Response]
) -> Response:
    own, file = _own(request, actor), house_of(request).complaints.one(actor, complaint_id)
    if own is None:
        return gone(request, actor)
    return not_found(request) if file is None else answer(own, file)


def _give(request: Request, actor: Actor, complaint_id: UUID, filled: Filled, page: _Page) -> Response:
    """Give the order that a form makes, as the complainant; what is wrong with it is shown on its `page`."""

    def given(own: Own, file: ComplaintFile) -> Response:
        if not filled.ok:
            return page(request, own, file, filled, 422)
        return carry_out(
            request,
            complainant(complaint_id),
            order(complaint_id, filled),
            filled,
            to=f"{HERE}/{complaint_id}",
            again=lambda shown, status: page(request, own, file, shown, status),
        )

    return _with_file(request, actor, complaint_id, given)


def _form(request: Request, own: Own, form: Filled, status: int = 200) -> Response:
    return show(
        request,
        own,
        "client_complaint_form.html",
        filing.OWN_FORM.title,
        status,
        known=[
            {
                "label": "Wie leest dit?",
                "value": "De ombudsfunctionaris. Een bezwaar leest ook de functionaris "
                f"gegevensbescherming. {own.begeleider} ziet het niet.",
            },
            {"label": "Wat gebeurt er dan?", "value": " ".join(words.terms()[1:])},
        ],
        form=form,
        action=f"{HERE}/nieuw",
        back=HERE,
    )


def _sure(request: Request, own: Own, file: ComplaintFile, form: Filled, status: int = 200) -> Response:
    base = f"{HERE}/{file.row.complaint_id}"
    return show(
        request,
        own,
        "client_complaint_form.html",
        filing.WITHDRAW.title,
        status,
        known=[
            {
                "label": "Wat gebeurt er dan?",
                "value": "Niemand doet er nog iets mee. U kunt later opnieuw iets indienen.",
            }
        ],
        form=form,
        action=f"{base}/intrekken",
        back=base,
    )


def _one(
    request: Request, own: Own, file: ComplaintFile, form: Filled | None = None, status: int = 200
) -> Response:
    state, kind = words.state(file.row)
    return show(
        request,
        own,
        "client_complaint.html",
        words.KINDS[file.row.kind],
        status,
        file=file,
        base=f"{HERE}/{file.row.complaint_id}",
        state=state,
        badge=kind,
        outcome=words.OUTCOMES_TO_YOU.get(file.row.outcome or "", ""),
        reader=words.readers(file.row.kind),
        told=words.told(file),
        form=form or filing.REPLY.with_initial(),
    )
