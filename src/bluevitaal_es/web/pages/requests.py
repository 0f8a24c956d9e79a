"""Requests without an account, for who answers: what waits, one of them, and the way to a registration."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.answer_request import CloseRequest, RecordAttempt, TakeRequest
from bluevitaal_es.commands.base import Command
from bluevitaal_es.commands.handle import Context
from bluevitaal_es.commands.refusals import NotAllowed, Refusal
from bluevitaal_es.projections.first_requests.view import RequestRow
from bluevitaal_es.web import texts
from bluevitaal_es.web.acting import not_found, posted, see_other
from bluevitaal_es.web.drafts import REGISTRATION, Draft, Drafts
from bluevitaal_es.web.forms import Filled, Form, Option, Radio, Text
from bluevitaal_es.web.front_door import FrontDoor, registration_of
from bluevitaal_es.web.house import House, house_of
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.reading import looks_into, shows
from bluevitaal_es.web.registration_tasks import typed_from_request
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.request_codes import ATTEMPT
from bluevitaal_es.web.request_rows import due_rows
from bluevitaal_es.web.request_words import asked_in_words, by_when, step_of, why_of
from bluevitaal_es.web.session import LOGGED_IN, requires
from bluevitaal_es.web.tries import REQUEST_CODE_ADDRESS, TooManyTries, Tries, wait_words

router = APIRouter(dependencies=LOGGED_IN)
answerer = requires(Act.TAKE_REQUEST)

LIST: Final = "/aanvragen"

CODE: Final = Form(
    "code",
    "Belt er iemand met een code?",
    (Text("code", "De code die de beller noemt", width="medium", max_length=60, missing="Vul de code in."),),
    submit="Zoek de aanvraag",
)


def attempt_form() -> Form:
    """Return the form for an attempt to speak to somebody."""
    return Form(
        "poging",
        "Contact gezocht",
        (
            Radio(
                "hoe",
                "Hoe ging het?",
                tuple(Option(key, label) for key, label in ATTEMPT.items()),
                missing="Kies hoe het ging.",
            ),
        ),
        submit="Poging vastleggen",
    )


def close_form() -> Form:
    """Return the form to end a request without a case."""
    return Form(
        "afsluiten",
        "Afsluiten zonder traject",
        (
            Radio(
                "reden",
                "Waarom sluit u de aanvraag af?",
                tuple(Option(key, label) for key, label in catalogue().request_ends.options()),
                missing="Kies een reden.",
            ),
        ),
        submit="Aanvraag afsluiten",
        submit_kind="warning",
    )


@router.get(LIST)
def requests_page(request: Request, actor: Actor = Depends(answerer)) -> Response:
    """Show everything that waits, also what colleagues have."""
    return _list(request, actor, refilled(request, CODE.with_initial()))


@router.post(LIST)
def find(request: Request, form: FormData = Depends(posted), actor: Actor = Depends(answerer)) -> Response:
    """Go to the request that belongs to a code that somebody says on the phone."""
    filled, house = CODE.read(form), house_of(request)
    if not filled.ok:
        return _list(request, actor, filled, 422)
    tries, tried = Tries(house.database), (REQUEST_CODE_ADDRESS, actor.id)
    try:
        tries.count(tried)
    except TooManyTries as refusal:
        wait = filled.with_error("", f"Dit ging te vaak achter elkaar. {wait_words(refusal)}.")
        return _list(request, actor, wait, 429)
    kept = FrontDoor(house).by_code(filled.text("code"))
    if kept is None or not kept.was_sent:
        missing = filled.with_error("code", "Deze code hoort niet bij een aanvraag die is verstuurd.")
        return _list(request, actor, missing, 422)
    tries.forgive(tried)
    return see_other(request, f"{LIST}/{kept.id}")


@router.get(LIST + "/{request_id}")
def request_page(request: Request, request_id: UUID, actor: Actor = Depends(answerer)) -> Response:
    """Show one request, and what can be done with it."""
    return _page(request, actor, request_id)


@router.post(LIST + "/{request_id}/oppakken")
def take(request: Request, request_id: UUID, actor: Actor = Depends(answerer)) -> Response:
    """Take it on."""
    return _give(request, actor, request_id, TakeRequest(request_id=request_id), None)


@router.post(LIST + "/{request_id}/poging")
def attempt(
    request: Request, request_id: UUID, form: FormData = Depends(posted), actor: Actor = Depends(answerer)
) -> Response:
    """Record an attempt to speak to them."""
    filled = attempt_form().read(form)
    if not filled.ok:
        return _page(request, actor, request_id, filled, 422)
    command = RecordAttempt.model_validate({"request_id": request_id, "outcome": filled.text("hoe")})
    return _give(request, actor, request_id, command, filled)


@router.post(LIST + "/{request_id}/afsluiten")
def close(
    request: Request, request_id: UUID, form: FormData = Depends(posted), actor: Actor = Depends(answerer)
) -> Response:
    """End it without a case."""
    filled = close_form().read(form)
    if not filled.ok:
        return _page(request, actor, request_id, filled, 422)
    command = CloseRequest(request_id=request_id, reason=filled.text("reden"))
    return _give(request, actor, request_id, command, filled)


@router.post(LIST + "/{request_id}/aanmelden")
def register(request: Request, request_id: UUID, actor: Actor = Depends(answerer)) -> Response:
    """Begin a registration with what was asked, for who took it on; begun already, go on with that."""
    house = house_of(request)
    row = house.first_requests.one(actor, request_id)
    if row is None or not row.is_of(actor) or row.asked is None:
        return not_found(request)
    draft_id = registration_of(request_id, actor.id)
    drafts = Drafts(house)
    if drafts.find(actor, draft_id) is None:
        body = {
            "tasks": typed_from_request(row.asked, clock.day_of(row.made_at)),
            "request": str(request_id),
            "chain": str(row.correlation_id),
            "words": row.asked["matter"] or "",
            "label": "na een aanvraag",
        }
        drafts.keep(actor, Draft(draft_id, REGISTRATION), lambda _: body)
    return see_other(request, f"/trajecten/nieuw/{draft_id}")


def _give(
    request: Request, actor: Actor, request_id: UUID, command: Command[Any], form: Filled | None
) -> Response:
    house = house_of(request)
    row = house.first_requests.one(actor, request_id)
    if row is None:
        return not_found(request)
    command_id = form.command_id if form else Context.fresh().command_id
    try:
        outcome = house.desk.handle(command, actor, context=Context(command_id, row.correlation_id))
    except NotAllowed:
        return not_found(request)
    except Refusal as refusal:
        return _page(request, actor, request_id, None, 409, texts.refusal(refusal))
    return see_other(request, f"{LIST}/{request_id}", outcome.position)


def _list(request: Request, actor: Actor, form: Filled, status: int = 200) -> Response:
    house = house_of(request)
    rows, names = house.first_requests.everybody_waiting(actor), house.staff.names(actor)
    shows(request, (row.request_id for row in rows))
    nobodys = [row for row in rows if row.taken_by is None]
    others = [row for row in rows if row.taken_by is not None]
    return render(
        request,
        "requests.html",
        status,
        title="Aanvragen",
        breadcrumbs=[("/", "Mijn werk")],
        form=form,
        action=LIST,
        nobodys=due_rows(nobodys, clock.now()),
        others=due_rows(others, clock.now(), names),
        late=sum(row.flagged or row.due_at < clock.now() for row in rows),
        withdrawn=house.first_requests.withdrawn(actor),
    )


def _page(
    request: Request,
    actor: Actor,
    request_id: UUID,
    form: Filled | None = None,
    status: int = 200,
    fault: str = "",
) -> Response:
    house = house_of(request)
    row = house.first_requests.one(actor, request_id)
    if row is None:
        return not_found(request)
    looks_into(request, request_id)
    forms = {"poging": attempt_form().with_initial(), "afsluiten": close_form().with_initial()}
    if form is not None:
        forms[form.form.key] = form
    context: dict[str, object] = {} if form is None else {"form": form}
    return render(
        request,
        "request.html",
        status,
        title="Aanvraag",
        breadcrumbs=[("/", "Mijn werk"), (LIST, "Aanvragen")],
        row=row,
        lines=[] if row.asked is None else asked_in_words(row.asked),
        step=step_of(row),
        why=why_of(row),
        by_when=by_when(row),
        own=row.is_of(actor),
        holder=_holder(house, actor, row),
        attempt=forms["poging"],
        closing=forms["afsluiten"],
        base=f"{LIST}/{request_id}",
        fault=fault,
        **context,
    )


def _holder(house: House, actor: Actor, row: RequestRow) -> str:
    return house.staff.names(actor).get(str(row.taken_by), "een collega") if row.taken_by else ""
