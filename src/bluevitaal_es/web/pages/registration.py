"""Register a client: the tasks, the check, and what happens next."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.calendar import add_working_days
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.answer_request import RegisterFromRequest
from bluevitaal_es.commands.handle import Context
from bluevitaal_es.commands.refusals import BegeleiderIsAlreadyAssigned, NotAllowed, Refusal
from bluevitaal_es.commands.request_refusals import RequestIsOver
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.web import registration_tasks, task_list, texts
from bluevitaal_es.web.acting import not_found, posted, see_other
from bluevitaal_es.web.candidates import candidates
from bluevitaal_es.web.drafts import REGISTRATION, Draft, Drafts
from bluevitaal_es.web.dutch import dutch_count, dutch_weekday_date
from bluevitaal_es.web.house import House, house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires
from bluevitaal_es.web.task_list import Progress, TaskList

registrar = requires(Act.REGISTER_CASE)
router = APIRouter(dependencies=LOGGED_IN)


@router.get("/trajecten/nieuw")
def begin(request: Request, nieuw: str = "", actor: Actor = Depends(registrar)) -> Response:
    """Start a registration; with unfinished ones at hand, ask first, so that clients are not mixed up."""
    unfinished = Drafts(house_of(request)).of(actor, REGISTRATION)
    if nieuw or not unfinished:
        return RedirectResponse(f"/trajecten/nieuw/{uuid4()}", status_code=303)
    return render(
        request,
        "registration_begin.html",
        title="Nieuwe aanmelding",
        breadcrumbs=[("/", "Mijn werk")],
        drafts=unfinished,
    )


@router.get("/trajecten/nieuw/{draft_id}")
def go_on(request: Request, draft_id: UUID, actor: Actor = Depends(registrar)) -> Response:
    """Go on where it was left."""
    tasks = _tasks(request, actor, draft_id)
    return tasks if isinstance(tasks, Response) else task_list.go_on(tasks)


@router.get("/trajecten/nieuw/{draft_id}/taken")
def overview(request: Request, draft_id: UUID, actor: Actor = Depends(registrar)) -> Response:
    """Show every task and how far it is."""
    tasks = _tasks(request, actor, draft_id)
    return tasks if isinstance(tasks, Response) else task_list.show_list(request, tasks)


@router.get("/trajecten/nieuw/{draft_id}/weggooien")
def ask_to_discard(request: Request, draft_id: UUID, actor: Actor = Depends(registrar)) -> Response:
    """Ask before the draft is thrown away."""
    tasks = _tasks(request, actor, draft_id)
    return tasks if isinstance(tasks, Response) else task_list.show_discard(request, tasks)


@router.post("/trajecten/nieuw/{draft_id}/weggooien")
def discard(request: Request, draft_id: UUID, actor: Actor = Depends(registrar)) -> Response:
    """Throw the draft away; that of another is not there."""
    tasks = _tasks(request, actor, draft_id)
    if isinstance(tasks, Response):
        return tasks
    Drafts(house_of(request)).drop(actor, draft_id)
    return see_other(request, "/")


@router.get("/trajecten/nieuw/{draft_id}/controle")
def check(request: Request, draft_id: UUID, actor: Actor = Depends(registrar)) -> Response:
    """Show every answer before it is recorded."""
    tasks = _tasks(request, actor, draft_id)
    if isinstance(tasks, Response):
        return tasks
    return task_list.show_check(request, tasks, task_list.check_form(tasks))


@router.post("/trajecten/nieuw/{draft_id}/controle")
def record(request: Request, draft_id: UUID, actor: Actor = Depends(registrar)) -> Response:
    """Record the registration, and who is to guide the client."""
    tasks = _tasks(request, actor, draft_id)
    if isinstance(tasks, Response):
        return tasks
    progress = task_list.progress_of(tasks)
    if not progress.done:
        return task_list.go_on(tasks)
    house = house_of(request)
    drafts = Drafts(house)
    answers = progress.answers
    year = registration_tasks.registered_on(answers).year
    number = drafts.number_for(actor, tasks.draft, lambda: house.desk.next_case_number(year))
    try:
        position = _give(house, actor, tasks, progress, number)
    except NotAllowed:
        return not_found(request)
    except Refusal as refusal:
        form = task_list.check_form(tasks).with_error("", texts.refusal(refusal))
        return task_list.show_check(request, tasks, form, 409)
    begeleider = registration_tasks.begeleider_of(answers, actor)
    receipt = {
        "registered_on": registration_tasks.registered_on(answers).isoformat(),
        "begeleider_id": None if begeleider is None else str(begeleider),
    }
    drafts.recorded(actor, tasks.draft, receipt)
    return see_other(request, _registered(number), position)


@router.get("/trajecten/nieuw/{draft_id}/{task}")
def show(request: Request, draft_id: UUID, task: str, actor: Actor = Depends(registrar)) -> Response:
    """Show one task."""
    tasks = _tasks(request, actor, draft_id)
    return tasks if isinstance(tasks, Response) else task_list.show_task(request, tasks, task)


@router.post("/trajecten/nieuw/{draft_id}/{task}")
def take(
    request: Request,
    draft_id: UUID,
    task: str,
    actor: Actor = Depends(registrar),
    form: FormData = Depends(posted),
) -> Response:
    """Keep the answers to one task and go on to the next."""
    tasks = _tasks(request, actor, draft_id)
    if isinstance(tasks, Response):
        return tasks
    return task_list.take(request, actor, Drafts(house_of(request)), tasks, task, form)


@router.get("/trajecten/{number}/aangemeld")
def registered(request: Request, number: str, actor: Actor = Depends(registrar)) -> Response:
    """Say what was recorded and what happens next, to whoever registered the case or guides it."""
    house = house_of(request)
    receipt = Drafts(house).receipt(actor, REGISTRATION, number)
    dossier = house.case_file.dossier(actor, number)
    if receipt is None and dossier is None:
        return not_found(request)
    actions = [("/", "Naar Mijn werk")]
    if dossier is not None:
        actions.insert(0, (f"/trajecten/{number}", "Naar het dossier"))
        if dossier.is_open and dossier.intake is None:
            actions.insert(0, (f"/trajecten/{number}/intake", "Intake vastleggen"))
    return render(
        request,
        "task_recorded.html",
        title="De aanmelding is vastgelegd",
        reference=number,
        next_steps=_next_steps(house, actor, dossier, receipt or {}),
        actions=actions,
        remarks=(),
    )


def _tasks(request: Request, actor: Actor, draft_id: UUID) -> TaskList | Response:
    house = house_of(request)
    drafts = Drafts(house)
    draft = drafts.find(actor, draft_id)
    if draft is None:
        if drafts.is_of_another(actor, draft_id):
            return not_found(request)
        draft = Draft(draft_id, REGISTRATION)
    if draft.kind != REGISTRATION:
        return not_found(request)
    if draft.recorded and draft.number is not None:
        return see_other(request, _registered(draft.number))
    return registration_tasks.registration(draft, actor, candidates(house, actor))


def _registered(number: str) -> str:
    return f"/trajecten/{number}/aangemeld"


def _give(house: House, actor: Actor, tasks: TaskList, progress: Progress, number: str) -> int:
    """Give both commands; a second submit gives them with the same ids and adds nothing. Raises Refusal."""
    draft = tasks.draft
    registering, asked = tasks.command_id("register"), tasks.draft.body.get("request")
    chain = UUID(tasks.draft.body["chain"]) if asked else registering
    outcome = house.desk.handle(
        registration_tasks.register_command(draft, progress.answers, number),
        actor,
        context=Context(registering, chain),
    )
    if asked:
        _tell_request(house, actor, tasks, number, Context(tasks.command_id("request"), chain, registering))
    wishes = registration_tasks.wishes_command(draft, progress.answers)
    if wishes is not None:
        with suppress(NotAllowed):
            # The team lead was quicker: only the new begeleider may say so now, and asks the client anew.
            context = Context(tasks.command_id("reach"), registering, registering)
            outcome = house.desk.handle(wishes, actor, context=context)
    guides = candidates(house, actor)
    assign = registration_tasks.assign_command(draft, progress.answers, actor, guides)
    if assign is None:
        return outcome.position
    try:
        context = Context(tasks.command_id("assign"), chain, registering)
        return house.desk.handle(assign, actor, context=context).position
    except (BegeleiderIsAlreadyAssigned, NotAllowed):
        # The team lead was quicker: the case has a begeleider, and nothing is left to do here.
        return outcome.position


def _tell_request(house: House, actor: Actor, tasks: TaskList, number: str, context: Context) -> None:
    """Keep the words of whoever asked in the new case, and let the request lead to it."""
    case_id, body = registration_tasks.case_id_of(tasks.draft), tasks.draft.body
    if body["words"]:
        note = AddNote(case_id=case_id, text=f"Uit de aanvraag: {body['words']}")
        words = Context(tasks.command_id("words"), context.correlation_id, context.causation_id)
        house.desk.handle(note, actor, context=words)
    request_id = UUID(body["request"])
    registered = RegisterFromRequest(request_id=request_id, case_id=case_id, number=number)
    try:
        house.desk.handle(registered, actor, context=context)
    except (NotAllowed, RequestIsOver):
        # Taken over or withdrawn meanwhile: the case is there all the same.
        return


def _next_steps(house: House, actor: Actor, dossier: Dossier | None, receipt: Mapping[str, Any]) -> list[str]:
    norms = catalogue().norms
    if dossier is not None and dossier.registered_at is not None:
        day, begeleider = clock.day_of(dossier.registered_at), dossier.begeleider_id
    else:
        day = date.fromisoformat(receipt["registered_on"])
        begeleider = UUID(receipt["begeleider_id"]) if receipt["begeleider_id"] else None
    intake_by = dutch_weekday_date(day + timedelta(days=norms.intake_days))
    term = dutch_count(norms.intake_days, "dag", "dagen")
    intake = f"De intake is uiterlijk op {intake_by}: binnen {term} na de aanmelding."
    if begeleider is None:
        chosen_by = dutch_weekday_date(add_working_days(day, norms.assignment_working_days))
        working = dutch_count(norms.assignment_working_days, "werkdag", "werkdagen")
        return [
            f"De teamleider wijst uiterlijk op {chosen_by} een begeleider toe: binnen {working}.",
            intake,
            "Tot er een begeleider is, kunt u zelf in het dossier werken.",
        ]
    if begeleider in actor.begeleider_ids:
        return ["U begeleidt deze cliënt. Het traject staat bij uw eigen werk.", intake]
    name = house.staff.names(actor).get(str(begeleider), "Uw collega")
    return [
        f"{name} begeleidt deze cliënt en ziet het traject bij het eigen werk.",
        intake,
        f"Het dossier is nu alleen te openen door {name}.",
    ]
