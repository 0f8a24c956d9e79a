"""Forgetting: who asked, who approved, what holds it up, and the certificate; never from one position."""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.commands.forget_person import (
    ApproveErasure,
    LiftLegalHold,
    PlaceLegalHold,
    RequestErasure,
    hold_of,
)
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.projections.erasures.view import ErasureRow
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web import forgetting_words as words
from bluevitaal_es.web import reading, texts
from bluevitaal_es.web.acting import carry_out, not_found, posted, see_other
from bluevitaal_es.web.dutch import dutch_moment
from bluevitaal_es.web.forms import Check, Filled, Form, Option, Radio, Text
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires
from bluevitaal_es.web.shell import ROLE_LABELS
from bluevitaal_es.web.weighing import requires_freshly

router = APIRouter(dependencies=LOGGED_IN)
viewer = requires(Act.FORGET_PERSON)
forgetter = requires_freshly(Act.FORGET_PERSON)
requester = requires_freshly(Act.REQUEST_ERASURE)
approver = requires_freshly(Act.APPROVE_ERASURE)
holder = requires_freshly(Act.HOLD_CASE)

HOME: Final = "/beheer/vergeten"
_CRUMBS: Final = [(HOME, "Vergeten")]

_NUMBER: Final = Text(
    "traject", "Trajectnummer", width="short", max_length=20, hint="Bijvoorbeeld T-2026-0042."
)

ASK: Final = Form(
    "aanvragen",
    "Vragen om een traject te vergeten",
    (
        _NUMBER,
        Radio("grond", "Waarom?", tuple(Option(code, label) for code, label in words.GROUNDS.items())),
    ),
    submit="Vraag dit aan",
)
HOLD: Final = Form(
    "bewaren",
    "Bewaarplicht instellen",
    (
        _NUMBER,
        Radio("grond", "Waarom?", tuple(Option(code, label) for code, label in words.HOLDS.items())),
    ),
    submit="Stel de bewaarplicht in",
)
_LEADS: Final = {
    ASK.key: "Er wordt nog niets gewist. De functionaris gegevensbescherming kijkt mee en keurt goed.",
    HOLD.key: "Dit traject wordt dan niet vergeten. Een goedkeuring die er al was, telt niet meer.",
}


def approve_form(number: str) -> Form:
    """Return the form in which the privacy officer agrees."""
    return Form(
        "goedkeuren",
        "Goedkeuren",
        (Check("gezien", f"Ik heb nagegaan dat {words.this_thing(number)} vergeten mag worden."),),
        submit="Keur goed",
    )


def carry_out_form(number: str) -> Form:
    """Return the form that asks for the last time."""
    this = words.this_thing(number)
    return Form(
        "uitvoeren",
        "Vergeten",
        (Check("voorgoed", f"Ik weet dat niemand {this} daarna nog kan lezen. Dit kan niet terug."),),
        submit=f"Vergeet {this}",
        submit_kind="warning",
    )


@router.get(HOME)
def forgetting(request: Request, nummer: str = "", actor: Actor = Depends(viewer)) -> Response:
    """Show what was asked and decided; a number that is searched for leads to its page."""
    house, asked = house_of(request), nummer.strip().upper()[:40]
    if asked and house.erasures.case_id(actor, asked) is not None:
        return RedirectResponse(_page_of(asked), status_code=303)
    held, found = {hold.case_id for hold in house.erasures.holds(actor)}, house.erasures.all(actor)
    reading.shows(request, (row.case_id for row in found))
    return render(
        request,
        "forgetting.html",
        404 if asked else 200,
        title="Vergeten",
        asked=asked,
        rows=[_row(row, row.case_id in held) for row in found],
        may_ask=may(actor, Act.REQUEST_ERASURE),
    )


@router.get(f"{HOME}/aanvragen", dependencies=[Depends(viewer), Depends(requester)])
def ask(request: Request) -> Response:
    """Ask which client is to be forgotten, and why; a client asks elsewhere, so only viewers come here."""
    return _number_page(request, refilled(request, ASK.with_initial()))


@router.post(f"{HOME}/aanvragen", dependencies=[Depends(viewer)])
def asked(request: Request, form: FormData = Depends(posted), actor: Actor = Depends(requester)) -> Response:
    """Record the request; nothing is destroyed by it."""
    filled, number, case_id = _case(request, actor, ASK.read(form))
    if not filled.ok or case_id is None:
        return _number_page(request, filled, 422)
    ground = filled.text("grond")
    ends = house_of(request).replay.retention_ends(case_id)
    command = RequestErasure.model_validate(
        {"case_id": case_id, "number": number, "ground": ground, "retention_ends": ends}
    )
    return carry_out(
        request,
        actor,
        command,
        filled,
        to=_page_of(number),
        again=lambda form, status: _number_page(request, form, status),
    )


@router.get(f"{HOME}/bewaren", dependencies=[Depends(holder)])
def ask_hold(request: Request) -> Response:
    """Ask which client must be kept, and why."""
    return _number_page(request, refilled(request, HOLD.with_initial()))


@router.post(f"{HOME}/bewaren")
def hold(request: Request, form: FormData = Depends(posted), actor: Actor = Depends(holder)) -> Response:
    """Place the hold: an approval that was given no longer counts."""
    filled, number, case_id = _case(request, actor, HOLD.read(form))
    if not filled.ok or case_id is None:
        return _number_page(request, filled, 422)
    ground = filled.text("grond")
    command = PlaceLegalHold.model_validate(
        {"case_id": case_id, "number": number, "hold_id": hold_of(case_id, ground), "ground": ground}
    )
    return carry_out(
        request,
        actor,
        command,
        filled,
        to=_page_of(number),
        again=lambda form, status: _number_page(request, form, status),
    )


@router.get(f"{HOME}/{{number}}")
def one(request: Request, number: str, actor: Actor = Depends(viewer)) -> Response:
    """Show one forgetting: how it stands, what holds it up, what can be done, and the certificate."""
    row = _erasure(request, actor, number)
    return not_found(request) if row is None else _one_page(request, actor, number, row)


@router.get(f"{HOME}/{{number}}/goedkeuren")
def ask_approval(request: Request, number: str, actor: Actor = Depends(approver)) -> Response:
    """Ask the privacy officer whether they looked."""
    return _ask_step(request, actor, number, approve_form(number))


@router.post(f"{HOME}/{{number}}/goedkeuren")
def approve(
    request: Request, number: str, form: FormData = Depends(posted), actor: Actor = Depends(approver)
) -> Response:
    """Record the approval."""
    filled = approve_form(number).read(form)
    return _take_step(
        request,
        actor,
        number,
        filled,
        lambda row: carry_out(
            request,
            actor,
            ApproveErasure(case_id=CaseId(row.case_id)),
            filled,
            to=_page_of(number),
            again=lambda form, status: _step_page(request, number, form, status),
        ),
    )


@router.get(f"{HOME}/{{number}}/uitvoeren")
def ask_to_forget(request: Request, number: str, actor: Actor = Depends(forgetter)) -> Response:
    """Ask for the last time."""
    return _ask_step(request, actor, number, carry_out_form(number))


@router.post(f"{HOME}/{{number}}/uitvoeren")
def forget(
    request: Request, number: str, form: FormData = Depends(posted), actor: Actor = Depends(forgetter)
) -> Response:
    """Destroy the key and certify that; sent twice it is done once."""
    filled = carry_out_form(number).read(form)

    def forgotten(row: ErasureRow) -> Response:
        try:
            outcome = house_of(request).forget(CaseId(row.case_id), number, actor)
        except Refusal as refusal:
            return _step_page(request, number, filled.with_error("", texts.refusal(refusal)), 409)
        return see_other(request, _page_of(number), outcome.position)

    return _take_step(request, actor, number, filled, forgotten)


@router.post(f"{HOME}/{{number}}/opheffen")
def lift(
    request: Request, number: str, form: FormData = Depends(posted), actor: Actor = Depends(holder)
) -> Response:
    """Lift a hold; the approval has to be given anew."""
    row, ground = _erasure(request, actor, number), form.get("grond")
    if row is None or ground not in words.HOLDS:
        return not_found(request)
    case_id = CaseId(row.case_id)
    try:
        outcome = house_of(request).desk.handle(
            LiftLegalHold(case_id=case_id, hold_id=hold_of(case_id, str(ground))), actor
        )
    except Refusal as refusal:
        return _one_page(request, actor, number, row, texts.refusal(refusal), 409)
    return see_other(request, _page_of(number), outcome.position)


def _page_of(number: str) -> str:
    return f"{HOME}/{quote(number, safe='')}"


def _erasure(request: Request, actor: Actor, number: str) -> ErasureRow | None:
    erasures = house_of(request).erasures
    case_id = erasures.case_id(actor, number)
    return None if case_id is None else erasures.of_case(actor, case_id)


def _ask_step(request: Request, actor: Actor, number: str, form: Form) -> Response:
    if _erasure(request, actor, number) is None:
        return not_found(request)
    return _step_page(request, number, form.with_initial())


def _take_step(
    request: Request, actor: Actor, number: str, filled: Filled, take: Callable[[ErasureRow], Response]
) -> Response:
    row = _erasure(request, actor, number)
    if row is None:
        return not_found(request)
    return take(row) if filled.ok else _step_page(request, number, filled, 422)


def _case(request: Request, actor: Actor, filled: Filled) -> tuple[Filled, str, CaseId | None]:
    """Return the form, the number in it and its case; a number without a case is said in the form."""
    number = filled.text("traject").strip().upper()
    found = house_of(request).caseload.involvement(actor, number) if number else None
    if filled.ok and found is None:
        filled = filled.with_error("traject", _unknown(request, actor, number))
    return filled, number, None if found is None else CaseId(found.case_id)


def _unknown(request: Request, actor: Actor, number: str) -> str:
    if house_of(request).erasures.forgotten_at(actor, number) is not None:
        return f"Traject {number} is al vergeten."
    return f"Er is geen traject met nummer {number}."


def _row(row: ErasureRow, held: bool) -> dict[str, str]:
    state, kind = words.state(row, held)
    at = row.destroyed_at if row.forgotten else row.requested_at
    return {
        "number": row.number or "nummer niet bewaard",
        "href": _page_of(row.number) if row.number else "",
        "state": state,
        "kind": kind,
        "ground": words.ground(row),
        "at": dutch_moment(at) if at else "–",
    }


def _one_page(
    request: Request, actor: Actor, number: str, row: ErasureRow, trouble: str = "", status: int = 200
) -> Response:
    house = house_of(request)
    names = house.staff.names(actor)
    holds = [hold for hold in house.erasures.holds(actor) if hold.case_id == row.case_id]
    state, kind = words.state(row, bool(holds))
    waits = row.requested_by is not None and not row.forgotten and not holds
    approved = row.approved_by is not None
    return render(
        request,
        "forgetting_one.html",
        status,
        title=f"{words.thing(number).capitalize()} {number}",
        this=words.this_thing(number),
        breadcrumbs=_CRUMBS,
        number=number,
        base=_page_of(number),
        trouble=trouble,
        state=state,
        kind=kind,
        row=row,
        asked=words.asked(names, row),
        certificate=words.certificate(names, row),
        holds=[words.held_up(names, hold) for hold in holds],
        may_approve=waits and not approved and may(actor, Act.APPROVE_ERASURE),
        may_carry_out=waits and approved,
        waits_for=ROLE_LABELS[Role.FG],
    )


def _number_page(request: Request, form: Filled, status: int = 200) -> Response:
    return render(
        request,
        "form.html",
        status,
        title=form.form.title,
        lead=_LEADS[form.form.key],
        breadcrumbs=_CRUMBS,
        form=form,
        action=f"{HOME}/{form.form.key}",
        cancel_href=HOME,
    )


def _step_page(request: Request, number: str, form: Filled, status: int = 200) -> Response:
    return render(
        request,
        "form.html",
        status,
        title=f"{words.thing(number).capitalize()} {number}: {form.form.title.lower()}",
        breadcrumbs=[*_CRUMBS, (_page_of(number), number)],
        form=form,
        action=f"{_page_of(number)}/{form.form.key}",
        cancel_href=_page_of(number),
    )
