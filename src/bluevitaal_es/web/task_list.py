"""A long form as a list of tasks: each a form of its own, kept as a draft, checked as a whole, recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from uuid import UUID, uuid5

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bluevitaal_es.access import Actor
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.answers import in_words
from bluevitaal_es.web.drafts import Draft, Drafts
from bluevitaal_es.web.fields import Value
from bluevitaal_es.web.forms import Filled, Form
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.rendering import render

Status = Literal["Afgerond", "Bezig", "Nog niet begonnen", "Kan nog niet"]
#: What was answered so far, by task.
Answers = Mapping[str, Filled]

#: What the pages beside the tasks are called in their addresses.
LIST, CHECK, DISCARD = "taken", "controle", "weggooien"
#: Asked along when a task was opened from the check page, so that it returns there.
BACK_TO_CHECK = "terug=controle"


@dataclass(frozen=True)
class Remark:
    """Something to say above a form: `lines` stand below each other, `href` and `link` are a way to act."""

    text: str
    title: str = ""
    lines: tuple[str, ...] = ()
    kind: Literal["info", "warning"] = "info"
    href: str = ""
    link: str = ""


def _nothing(_: Answers) -> Mapping[str, Value]:
    return {}


def _never(_: Answers) -> str:
    return ""


def _as_it_is(filled: Filled, _: Answers) -> Filled:
    return filled


def _no_remarks(_: Answers) -> tuple[Remark, ...]:
    return ()


@dataclass(frozen=True)
class Task:
    """One part of the whole, on one page.

    What it asks may depend on the answers to the tasks before it: `form` is its questions, `initial` the
    answers that are proposed, `check` adds messages about answers that do not go together, `waits` says in
    Dutch what must come first ("" when nothing does), `remarks` stand above the form. `aside` names the
    questions that only follow from another answer: left open they need no line on the check page.
    """

    key: str
    label: str
    form: Callable[[Answers], Form]
    hint: str = ""
    initial: Callable[[Answers], Mapping[str, Value]] = _nothing
    check: Callable[[Filled, Answers], Filled] = _as_it_is
    waits: Callable[[Answers], str] = _never
    remarks: Callable[[Answers], tuple[Remark, ...]] = _no_remarks
    aside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TaskList:
    """The tasks of one piece of work, the draft they are kept in, and the words around them.

    `base` is the address that resumes the work; everything else lies below it. `label` names the draft
    among others and holds nothing that identifies a client. `remarks` stand on the list and the check page.
    """

    title: str
    base: str
    draft: Draft
    tasks: tuple[Task, ...]
    submit: str
    lead: str = ""
    breadcrumbs: tuple[tuple[str, str], ...] = ()
    label: Callable[[Answers], str] = _never
    remarks: Callable[[Answers], tuple[Remark, ...]] = _no_remarks

    @property
    def href(self) -> str:
        """The address of the list itself."""
        return self.address(LIST)

    def address(self, key: str) -> str:
        """Return the address of a task, of the list or of the check page."""
        return f"{self.base}/{key}"

    def command_id(self, name: str) -> UUID:
        """Return the id of a command that this draft gives: the same however often it is submitted."""
        return uuid5(self.draft.id, name)


@dataclass(frozen=True)
class Step:
    """How far one task is."""

    task: Task
    filled: Filled
    status: Status
    hint: str
    number: int


@dataclass(frozen=True)
class Progress:
    """How far all tasks are. `answers` holds what was answered and can be used."""

    steps: tuple[Step, ...]
    answers: Answers = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Whether every task was answered."""
        return all(step.status == "Afgerond" for step in self.steps)

    def step(self, key: str) -> Step | None:
        """Return the task with this key, None when there is none."""
        return next((step for step in self.steps if step.task.key == key), None)


def progress_of(tasks: TaskList) -> Progress:
    """Return how far each task is, in order; what was typed is read again, since rules and dates move on."""
    kept = tasks.draft.body.get("tasks", {})
    answers: dict[str, Filled] = {}
    steps: list[Step] = []
    for number, task in enumerate(tasks.tasks, 1):
        form = task.form(answers)
        entry = kept.get(task.key)
        waits = task.waits(answers)
        status: Status = "Nog niet begonnen"
        if entry is None:
            filled = form.with_initial(task.initial(answers))
        elif entry["done"]:
            filled = task.check(form.read(entry["typed"]), answers)
            status = "Afgerond" if filled.ok else "Bezig"
        else:
            filled = form.with_typed(entry["typed"])
            status = "Bezig"
        if waits:
            status = "Kan nog niet"
        elif status == "Afgerond":
            answers[task.key] = filled
        steps.append(Step(task, filled, status, waits or task.hint, number))
    return Progress(tuple(steps), answers)


def show_list(request: Request, tasks: TaskList) -> Response:
    """Return the page with every task and how far it is."""
    progress = progress_of(tasks)
    return render(
        request,
        "task_list.html",
        title=tasks.title,
        lead=tasks.lead,
        breadcrumbs=list(tasks.breadcrumbs),
        steps=[
            {"label": s.task.label, "href": tasks.address(s.task.key), "status": s.status, "hint": s.hint}
            for s in progress.steps
        ],
        check={
            "label": "Controleer de gegevens",
            "href": tasks.address(CHECK),
            "status": "Nog niet begonnen" if progress.done else "Kan nog niet",
            "hint": "" if progress.done else "Dit kan als alle taken af zijn.",
        },
        go_on=_next_address(tasks, progress, None),
        remarks=tasks.remarks(progress.answers),
        draft=tasks.draft,
        just_saved=request.query_params.get("bewaard") == "ja",
        discard=tasks.address(DISCARD),
    )


def go_on(tasks: TaskList) -> Response:
    """Return the way to the first unfinished task or the check page; to the list when nothing was kept."""
    if tasks.draft.saved_at is None:
        return RedirectResponse(tasks.href, status_code=303)
    return RedirectResponse(_next_address(tasks, progress_of(tasks), None), status_code=303)


def show_task(
    request: Request, tasks: TaskList, key: str, filled: Filled | None = None, status: int = 200
) -> Response:
    """Return the page of one task, holding `filled` or what was kept; a task that has to wait leads back."""
    progress = progress_of(tasks)
    step = progress.step(key)
    if step is None:
        return not_found(request)
    if step.status == "Kan nog niet":
        return RedirectResponse(tasks.href, status_code=303)
    back = request.query_params.get("terug") == CHECK
    return render(
        request,
        "task.html",
        status,
        title=step.task.label,
        eyebrow=f"{tasks.title}: taak {step.number} van {len(progress.steps)}",
        breadcrumbs=[*tasks.breadcrumbs, (tasks.href, tasks.title)],
        form=filled or refilled(request, step.filled),
        action=tasks.address(key) + (f"?{BACK_TO_CHECK}" if back else ""),
        remarks=step.task.remarks(progress.answers),
        draft=tasks.draft,
        overview=tasks.href,
    )


def take(
    request: Request, actor: Actor, drafts: Drafts, tasks: TaskList, key: str, posted: FormData
) -> Response:
    """Keep what was posted for one task, right or wrong, and lead on; wrong answers come back."""
    before = progress_of(tasks)
    step = before.step(key)
    if step is None or step.status == "Kan nog niet":
        return not_found(request)
    filled = step.filled.form.read(posted)
    if not filled.keep:
        filled = step.task.check(filled, before.answers)
    kept = keep(actor, drafts, tasks, key, filled)
    if kept is None:
        return not_found(request)
    if filled.keep:
        return RedirectResponse(f"{tasks.href}?bewaard=ja", status_code=303)
    if not filled.ok:
        return show_task(request, kept, key, filled, 422)
    after = progress_of(kept)
    if request.query_params.get("terug") == CHECK and after.done:
        return RedirectResponse(kept.address(CHECK), status_code=303)
    return RedirectResponse(_next_address(kept, after, step.number), status_code=303)


def keep(actor: Actor, drafts: Drafts, tasks: TaskList, key: str, filled: Filled) -> TaskList | None:
    """Save one task in the draft and return the list with it; None when the draft was closed meanwhile."""

    def change(body: Mapping[str, Any]) -> Mapping[str, Any]:
        entry = {"typed": dict(filled.typed), "done": filled.ok and not filled.keep}
        changed = {**body, "tasks": {**body.get("tasks", {}), key: entry}}
        seen = replace(tasks, draft=replace(tasks.draft, body=changed))
        return {**changed, "label": tasks.label(progress_of(seen).answers)}

    draft = drafts.keep(actor, tasks.draft, change)
    return None if draft is None else replace(tasks, draft=draft)


def check_form(tasks: TaskList, version: int | None = None) -> Filled:
    """Return the form of the check page: a button, and the version of the case that was seen."""
    return Form(CHECK, "Controleer de gegevens", (), submit=tasks.submit).with_initial(version=version)


def show_check(
    request: Request,
    tasks: TaskList,
    form: Filled,
    status: int = 200,
    *,
    template: str = "task_check.html",
    **context: object,
) -> Response:
    """Return the page with every answer and a way to change each; an unfinished task comes first."""
    progress = progress_of(tasks)
    if not progress.done:
        return go_on(tasks)
    return render(
        request,
        template,
        status,
        title="Controleer de gegevens",
        eyebrow=tasks.title,
        breadcrumbs=[*tasks.breadcrumbs, (tasks.href, tasks.title)],
        rows=rows_of(tasks, progress),
        form=form,
        action=tasks.address(CHECK),
        remarks=tasks.remarks(progress.answers),
        draft=tasks.draft,
        **context,
    )


def rows_of(tasks: TaskList, progress: Progress) -> list[dict[str, str]]:
    """Return every question with its answer in words and the way to change it."""
    rows = []
    for step in progress.steps:
        for question in step.filled.form.questions():
            if question.key in step.task.aside and not step.filled.has(question.key):
                continue
            href = f"{tasks.address(step.task.key)}?{BACK_TO_CHECK}#veld-{question.parts[0]}"
            value = in_words(question, step.filled.values.get(question.key))
            rows.append({"label": question.label, "value": value, "href": href})
    return rows


def show_discard(request: Request, tasks: TaskList) -> Response:
    """Return the page that asks whether the draft may go."""
    form = Form(DISCARD, "Concept weggooien", (), submit="Concept weggooien", submit_kind="warning")
    return render(
        request,
        "form.html",
        title="Wilt u dit concept weggooien?",
        lead="Alles wat u hier typte verdwijnt. In een dossier verandert er niets.",
        breadcrumbs=[*tasks.breadcrumbs, (tasks.href, tasks.title)],
        form=form.with_initial(),
        action=tasks.address(DISCARD),
        cancel_href=tasks.href,
    )


def _next_address(tasks: TaskList, progress: Progress, after: int | None) -> str:
    """The next unfinished task below number `after`, else the first of all, else the check page."""
    open_steps = [step for step in progress.steps if step.status in ("Bezig", "Nog niet begonnen")]
    later = [step for step in open_steps if after is not None and step.number > after]
    if not open_steps:
        return tasks.address(CHECK) if progress.done else tasks.href
    return tasks.address((later or open_steps)[0].task.key)
