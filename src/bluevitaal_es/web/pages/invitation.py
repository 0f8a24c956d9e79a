"""Inviting the client of a case to an account of their own: the code is shown once, fit for paper."""

from datetime import date
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.handle import Context
from bluevitaal_es.commands.invite_client import InviteClient, WithdrawInvitation, last_day
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.vocabulary import NAMESPACE, CaseId
from bluevitaal_es.web import texts
from bluevitaal_es.web.acting import not_found, posted, see_other
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.forms import Form
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.invitations import Invitation, Invitations
from bluevitaal_es.web.passkeys import place_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires_fresh_factor

router = APIRouter(dependencies=LOGGED_IN)

INVITE = Form("uitnodigen", "Uitnodiging maken", (), submit="Uitnodiging maken")


@router.get("/trajecten/{number}/uitnodigen")
def ask(request: Request, number: str, actor: Actor = Depends(requires_fresh_factor)) -> Response:
    """Show how it stands with the client's account, and offer an invitation."""
    case_id = _case_of(request, actor, number)
    return not_found(request) if case_id is None else _page(request, number, case_id)


@router.post("/trajecten/{number}/uitnodigen")
def invite(
    request: Request,
    number: str,
    form: FormData = Depends(posted),
    actor: Actor = Depends(requires_fresh_factor),
) -> Response:
    """Invite the client and show the code, this once."""
    case_id, house = _case_of(request, actor, number), house_of(request)
    if case_id is None:
        return not_found(request)
    filled = INVITE.read(form)
    invitation_id = uuid5(NAMESPACE, f"invitation {filled.command_id}")
    context = Context(filled.command_id, filled.command_id)
    try:
        command = InviteClient(case_id=case_id, invitation_id=invitation_id)
        outcome = house.desk.handle(command, actor, context=context)
    except Refusal as refusal:
        return _page(request, number, case_id, fault=texts.refusal(refusal))
    until = last_day(clock.today())
    code = Invitations(house.database).add(invitation_id, case_id, clock.end_of(until))
    if code is None:
        return see_other(request, _address(number), outcome.position)
    return letter(request, code, until, back=f"/trajecten/{number}", back_text="Terug naar het traject")


@router.post("/trajecten/{number}/uitnodigen/intrekken")
def withdraw(request: Request, number: str, actor: Actor = Depends(requires_fresh_factor)) -> Response:
    """Let the code that is out open nothing any more."""
    case_id, house = _case_of(request, actor, number), house_of(request)
    invitations = Invitations(house.database)
    last = invitations.last_of(case_id) if case_id else None
    if case_id is None or last is None:
        return not_found(request)
    try:
        command = WithdrawInvitation(case_id=case_id, invitation_id=last.id)
        outcome = house.desk.handle(command, actor)
    except Refusal as refusal:
        return _page(request, number, case_id, fault=texts.refusal(refusal))
    invitations.end(last.id)
    return see_other(request, _address(number), outcome.position)


def letter(request: Request, code: str, until: date, *, back: str, back_text: str) -> Response:
    """Print the code of an invitation, fit for paper; it is shown this once."""
    return render(
        request,
        "invitation_letter.html",
        title="Welkom",
        code=code,
        until=until,
        address=f"{place_of(request).origin}/welkom",
        back=back,
        back_text=back_text,
    )


def _case_of(request: Request, actor: Actor, number: str) -> CaseId | None:
    involvement = house_of(request).caseload.involvement(actor, number)
    if involvement is None or not may(actor, Act.WORK_ON_CASE, involvement):
        return None
    return CaseId(involvement.case_id)


def _address(number: str) -> str:
    return f"/trajecten/{number}/uitnodigen"


def _page(request: Request, number: str, case_id: UUID, *, fault: str = "") -> Response:
    last = Invitations(house_of(request).database).last_of(case_id)
    form = INVITE.with_initial()
    return render(
        request,
        "invitation.html",
        409 if fault else 200,
        title="Cliënt uitnodigen",
        breadcrumbs=[("/", "Mijn werk"), (f"/trajecten/{number}", number)],
        form=form.with_error("", fault) if fault else form,
        action=_address(number),
        cancel_href=f"/trajecten/{number}",
        standing=_standing(last),
        is_open=last is not None and last.is_open,
        was_used=last is not None and last.used_at is not None,
        days=catalogue().norms.client_invitation_days,
    )


def _standing(last: Invitation | None) -> str:
    if last is None:
        return "Deze cliënt is nog niet uitgenodigd."
    made = f"De laatste uitnodiging is van {dutch_date(last.made_at)}."
    if last.used_at is not None:
        return f"{made} De cliënt opende er op {dutch_date(last.used_at)} een account mee."
    if last.ended_at is not None:
        return f"{made} Die is ingetrokken."
    if not last.is_open:
        return f"{made} Die is niet gebruikt en werkt niet meer."
    return f"{made} Die is nog niet gebruikt, en werkt tot en met {dutch_date(last.expires_at)}."
