"""Take the intake of a case: the tasks, the check, and what happens next."""

from typing import Any
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.base import Command
from bluevitaal_es.commands.handle import Context
from bluevitaal_es.commands.refusals import ChangedMeanwhile, IntakeWasAlreadyHeld, NotAllowed, Refusal
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.vocabulary import NAMESPACE
from bluevitaal_es.web import intake_tasks, task_list, texts
from bluevitaal_es.web.acting import not_found, posted, see_other
from bluevitaal_es.web.drafts import INTAKE, Draft, Drafts
from bluevitaal_es.web.dutch import dutch_count
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires
from bluevitaal_es.web.task_list import Answers, TaskList

guide = requires(Act.WORK_ON_CASE)
router = APIRouter(dependencies=LOGGED_IN)

#: Set in the draft before the first command, so that what broke off half-way goes on and repeats nothing.
RECORDING = "recording"


@router.get("/trajecten/{number}/intake")
def go_on(request: Request, number: str, actor: Actor = Depends(guide)) -> Response:
    """Start the intake, or go on where it was left."""
    tasks = _tasks(request, actor, number)
    return tasks if isinstance(tasks, Response) else task_list.go_on(tasks)


@router.get("/trajecten/{number}/intake/taken")
def overview(request: Request, number: str, actor: Actor = Depends(guide)) -> Response:
    """Show every task and how far it is."""
    tasks = _tasks(request, actor, number)
    return tasks if isinstance(tasks, Response) else task_list.show_list(request, tasks)


@router.get("/trajecten/{number}/intake/weggooien")
def ask_to_discard(request: Request, number: str, actor: Actor = Depends(guide)) -> Response:
    """Ask before the draft is thrown away."""
    tasks = _tasks(request, actor, number)
    return tasks if isinstance(tasks, Response) else task_list.show_discard(request, tasks)


@router.post("/trajecten/{number}/intake/weggooien")
def discard(request: Request, number: str, actor: Actor = Depends(guide)) -> Response:
    """Throw the draft away."""
    tasks = _tasks(request, actor, number)
    if isinstance(tasks, Response):
        return tasks
    Drafts(house_of(request)).drop(actor, tasks.draft.id)
    return see_other(request, f"/trajecten/{number}")


@router.get("/trajecten/{number}/intake/controle")
def check(request: Request, number: str, actor: Actor = Depends(guide)) -> Response:
    """Show every answer before it is recorded, with the version of the case that it is recorded on."""
    tasks = _tasks(request, actor, number)
    if isinstance(tasks, Response):
        return tasks
    dossier = _dossier(request, actor, number)
    version = None if dossier is None else dossier.version
    return task_list.show_check(request, tasks, task_list.check_form(tasks, version))


@router.post("/trajecten/{number}/intake/controle")
def record(
    request: Request, number: str, actor: Actor = Depends(guide), form: FormData = Depends(posted)
) -> Response:
    """Record the intake, and with it the product and the first goal that were filled in."""
    tasks = _tasks(request, actor, number)
    if isinstance(tasks, Response):
        return tasks
    dossier = _dossier(request, actor, number)
    progress = task_list.progress_of(tasks)
    if dossier is None or dossier.case_id is None or not progress.done:
        return task_list.go_on(tasks)
    house = house_of(request)
    drafts = Drafts(house)
    seen = task_list.check_form(tasks).form.read(form).version
    drafts.keep(actor, tasks.draft, lambda body: {**body, RECORDING: True})
    chain = tasks.command_id("hold")
    reached = 0
    for name, command in _commands(tasks, dossier, dossier.case_id, progress.answers):
        context = Context(tasks.command_id(name), chain, None if name == "hold" else chain)
        # Once the first is through the rest belongs to it: what others did meanwhile no longer holds it up.
        version = None if reached else seen
        try:
            reached = house.desk.handle(command, actor, seen_version=version, context=context).position
        except NotAllowed:
            return not_found(request)
        except Refusal as refusal:
            if name == "hold":
                drafts.keep(actor, tasks.draft, lambda body: {**body, RECORDING: False})
            if name == "hold" or isinstance(refusal, ChangedMeanwhile):
                return _refused(request, actor, tasks, dossier, refusal, seen)
            house.wait_for(reached)
            return _approach_refused(request, tasks, dossier, refusal)
    drafts.recorded(actor, tasks.draft, {})
    return see_other(request, f"/trajecten/{number}/intake-vastgelegd", reached)


@router.get("/trajecten/{number}/intake/{task}")
def show(request: Request, number: str, task: str, actor: Actor = Depends(guide)) -> Response:
    """Show one task."""
    tasks = _tasks(request, actor, number)
    return tasks if isinstance(tasks, Response) else task_list.show_task(request, tasks, task)


@router.post("/trajecten/{number}/intake/{task}")
def take(
    request: Request,
    number: str,
    task: str,
    actor: Actor = Depends(guide),
    form: FormData = Depends(posted),
) -> Response:
    """Keep the answers to one task and go on to the next."""
    tasks = _tasks(request, actor, number)
    if isinstance(tasks, Response):
        return tasks
    return task_list.take(request, actor, Drafts(house_of(request)), tasks, task, form)


@router.get("/trajecten/{number}/intake-vastgelegd")
def recorded(request: Request, number: str, actor: Actor = Depends(guide)) -> Response:
    """Say what was recorded and what happens next."""
    dossier = _dossier(request, actor, number)
    if dossier is None:
        return not_found(request)
    if dossier.intake is None:
        return see_other(request, f"/trajecten/{number}/intake")
    questions = (dossier.intake.help_primary, *dossier.intake.help_others)
    asked = [key for key in questions if key is not None]
    return render(
        request,
        "task_recorded.html",
        title="De intake is vastgelegd",
        reference=number,
        next_steps=_next_steps(dossier),
        actions=[
            (f"/trajecten/{number}", "Naar het dossier"),
            (f"/trajecten/{number}/toestemming", "Toestemming vastleggen"),
        ],
        remarks=intake_tasks.attention_to(dossier.intake.weapon_access, asked, number),
    )


def _dossier(request: Request, actor: Actor, number: str) -> Dossier | None:
    house = house_of(request)
    if not may(actor, Act.WORK_ON_CASE, house.caseload.involvement(actor, number)):
        return None
    return house.case_file.dossier(actor, number)


def _tasks(request: Request, actor: Actor, number: str) -> TaskList | Response:
    dossier = _dossier(request, actor, number)
    if dossier is None:
        return not_found(request)
    draft_id = uuid5(NAMESPACE, f"intake:{dossier.case_id}:{actor.id}")
    draft = Drafts(house_of(request)).find(actor, draft_id)
    begun = draft is not None and not draft.recorded and draft.body.get(RECORDING, False)
    if dossier.intake is not None and not begun:
        return _nothing_to_do(
            request,
            dossier,
            "De intake is al vastgelegd",
            "Klopt er iets niet in de intake? Corrigeer het in de historie van het dossier, met een reden.",
        )
    if not dossier.is_open:
        return _nothing_to_do(
            request,
            dossier,
            "Dit traject is afgesloten",
            "Een intake kan pas weer als het traject is heropend. Dat doet u in het dossier.",
        )
    return intake_tasks.intake(
        draft or Draft(draft_id, INTAKE, dossier.case_id, number),
        dossier,
        approach_only=dossier.intake is not None,
    )


def _nothing_to_do(request: Request, dossier: Dossier, title: str, text: str) -> Response:
    way_out = (f"/trajecten/{dossier.number}", "Naar het dossier")
    return render(request, "error.html", title=title, text=text, way_out=way_out)


def _commands(
    tasks: TaskList, dossier: Dossier, case_id: UUID, answers: Answers
) -> list[tuple[str, Command[Any]]]:
    """Return the commands that are still to be given, each with its name within the draft."""
    commands: list[tuple[str, Command[Any]]] = []
    if dossier.intake is None:
        hold = intake_tasks.hold_intake(case_id, answers)
        commands.append(("hold", hold))
        day = hold.held_on
    else:
        day = clock.day_of(dossier.intake.held_at)
    product = intake_tasks.start_product(case_id, answers, day)
    if product is not None:
        commands.append(("product", product))
    goal = intake_tasks.set_goal(case_id, tasks.command_id("goal-id"), answers)
    if goal is not None:
        commands.append(("goal", goal))
    return commands


def _refused(
    request: Request,
    actor: Actor,
    tasks: TaskList,
    dossier: Dossier,
    refusal: Refusal,
    seen: int | None,
) -> Response:
    if isinstance(refusal, IntakeWasAlreadyHeld):
        return see_other(request, f"/trajecten/{dossier.number}/intake")
    form = task_list.check_form(tasks, dossier.version)
    if not isinstance(refusal, ChangedMeanwhile):
        form = form.with_error("", texts.refusal(refusal))
        return task_list.show_check(request, tasks, form, 409)
    house = house_of(request)
    names = house.staff.names(actor)
    others = [
        {
            "sentence": texts.sentence(entry, names),
            "actor": texts.who(entry, names),
            "recorded": entry.recorded_at,
        }
        for entry in (
            house.history.since(actor, dossier.involvement, seen or 0) if dossier.involvement else ()
        )
        if entry.actor_id != actor.id
    ]
    return task_list.show_check(request, tasks, form, 409, template="task_conflict.html", others=others)


def _approach_refused(request: Request, tasks: TaskList, dossier: Dossier, refusal: Refusal) -> Response:
    """Show the task of the approach again; the intake itself stands."""
    rest = intake_tasks.intake(tasks.draft, dossier, approach_only=True)
    step = task_list.progress_of(rest).steps[0]
    control = "aanbod" if texts.field_of(refusal) == "product" else ""
    message = f"De intake is vastgelegd, maar de aanpak nog niet. {texts.refusal(refusal)}"
    return task_list.show_task(request, rest, step.task.key, step.filled.with_error(control, message), 409)


def _next_steps(dossier: Dossier) -> list[str]:
    steps = []
    if dossier.product is None:
        steps.append("Er is nog geen aanbod gekozen. Start dat in het dossier als duidelijk is wat past.")
    else:
        run = dossier.product
        limit = ""
        if run.max_talks is not None:
            limit = f", met ten hoogste {dutch_count(run.max_talks, 'gesprek', 'gesprekken')}"
        talks = dutch_count(run.evaluation_every, "gesprek", "gesprekken")
        weeks = dutch_count(run.evaluation_weeks, "week", "weken")
        steps.append(f"{catalogue().products.label(run.product)} is gestart{limit}.")
        steps.append(f"Na {talks} of {weeks} evalueert u met een collega. Het staat dan bij uw werk.")
    if not dossier.goals:
        steps.append("Leg een doel vast, in de woorden van de cliënt. Dat moet vóór het tweede gesprek.")
    if not dossier.consents:
        steps.append("Bespreek wat u met wie mag delen, en leg de toestemming vast.")
    steps.append("Plan in het dossier het eerste gesprek.")
    return steps
