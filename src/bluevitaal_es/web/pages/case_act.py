"""Every act on a case that has a form: draw it, give its command, and show what others changed meanwhile."""

from collections.abc import Mapping
from uuid import uuid5

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es.access import Act, Actor, Involvement, may
from bluevitaal_es.projections.case_file.dossier import Dossier, Intake, Talk
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web import texts
from bluevitaal_es.web.acting import carry_out, not_found, posted
from bluevitaal_es.web.candidates import candidates
from bluevitaal_es.web.forms import Filled
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.pages.case_forms import ACTIONS
from bluevitaal_es.web.pages.case_forms.asking import Choice, Question, Remark, Scene
from bluevitaal_es.web.pages.case_forms.safety import HELP_LINES
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires_fresh_factor, visitor

router = APIRouter(dependencies=LOGGED_IN)

#: The cookie that names the act just done, so that the case page can say so once.
DONE_COOKIE = "bv_gedaan"


@router.get("/trajecten/{number}/uitslag")
def result_page(request: Request, number: str, actor: Actor = Depends(visitor)) -> Response:
    """Say what a score means and what follows from it; never more than the rules say."""
    scene = _scene(request, actor, number, Act.OPEN_DOSSIER)
    wanted = scene.id_of("uitslag") if scene else None
    result = next((one for one in scene.dossier.results if one.result_id == wanted), None) if scene else None
    if scene is None or result is None:
        return not_found(request)
    decision = uuid5(result.result_id, "consult-or-refer")
    task = uuid5(result.result_id, "safety")
    return render(
        request,
        "case_result.html",
        title="Uitslag vastgelegd",
        breadcrumbs=_breadcrumbs(scene),
        scene=scene,
        result=result,
        decision=next((one for one in scene.dossier.decisions if one.decision_id == decision), None),
        task=next((one for one in scene.dossier.safety_tasks if one.task_id == task), None),
        help_lines=HELP_LINES,
    )


async def visitor_at(request: Request, slug: str, actor: Actor = Depends(visitor)) -> Actor:
    """FastAPI dependency: return who asks, before an act that weighs after a second proof."""
    weighs = slug in ACTIONS and ACTIONS[slug].weighs
    return await requires_fresh_factor(request, actor) if weighs else actor


@router.get("/trajecten/{number}/{slug}")
def act_page(request: Request, number: str, slug: str, actor: Actor = Depends(visitor_at)) -> Response:
    """Show the form of an act, to who may do it."""
    action = ACTIONS.get(slug)
    scene = _scene(request, actor, number, action.act) if action else None
    question = action.ask(scene) if action and scene else None
    if scene is None or question is None:
        return not_found(request)
    if isinstance(question, Choice):
        return render(
            request,
            question.template,
            200,
            title=question.title,
            breadcrumbs=_breadcrumbs(scene),
            scene=scene,
            **question.more,
        )
    if question.over:
        way_out = (scene.page, "Naar het traject") if scene.opened else ("/team", "Naar het team")
        return render(
            request, "error.html", 409, title="Dit is al gedaan", text=question.over, way_out=way_out
        )
    asked = question.form.with_initial(question.initial, version=scene.version)
    return _draw(request, scene, question, refilled(request, asked))


@router.post("/trajecten/{number}/{slug}")
def act(
    request: Request,
    number: str,
    slug: str,
    actor: Actor = Depends(visitor_at),
    answers: FormData = Depends(posted),
) -> Response:
    """Read the form of an act and give its command; what was typed is kept whatever happens."""
    action = ACTIONS.get(slug)
    scene = _scene(request, actor, number, action.act) if action else None
    question = action.ask(scene) if action and scene else None
    if action is None or scene is None or question is None or isinstance(question, Choice):
        return not_found(request)
    filled = action.examine(question.form.read(answers))

    def again(shown: Filled, status: int) -> Response:
        return _draw(request, scene, question, shown, status, action.advise(scene, shown))

    if not filled.ok:
        return again(filled, 422)
    response = carry_out(
        request,
        actor,
        action.command(scene, filled),
        filled,
        to=action.to(scene, filled),
        again=again,
        conflict=lambda shown, since: _conflict(request, scene, question, shown, since),
        fields=dict(action.fields),
    )
    if response.status_code == 303 and action.to(scene, filled) == scene.page:
        secure = house_of(request).settings.secure_cookies
        response.set_cookie(DONE_COOKIE, slug, max_age=60, httponly=True, samesite="lax", secure=secure)
    return response


def _draw(
    request: Request,
    scene: Scene,
    question: Question,
    filled: Filled,
    status: int = 200,
    advice: tuple[Remark, ...] = (),
) -> Response:
    return render(
        request,
        question.template,
        status,
        title=question.form.title,
        eyebrow=scene.number,
        lead=question.lead,
        breadcrumbs=_breadcrumbs(scene),
        remarks=advice or question.remarks,
        known=question.known,
        form=filled,
        action=_address(request),
        cancel_href=scene.page if scene.opened else "/team",
        scene=scene,
        **question.more,
    )


def _conflict(request: Request, scene: Scene, question: Question, filled: Filled, since: int) -> Response:
    """Show what others added since this page was drawn, with what was typed ready to be sent again."""
    house = house_of(request)
    involvement = house.caseload.involvement(scene.actor, scene.number)
    entries = house.history.since(scene.actor, involvement, since) if involvement else []
    names = dict(scene.names)
    others = [
        {
            "sentence": texts.sentence(entry, names),
            "actor": texts.who(entry, names),
            "recorded": entry.recorded_at,
        }
        for entry in entries
        if entry.actor_id != scene.actor.id
    ]
    newest = max((entry.version for entry in entries), default=since)
    return render(
        request,
        "conflict.html",
        409,
        title=question.form.title,
        breadcrumbs=_breadcrumbs(scene),
        others=others,
        form=filled.with_version(newest),
        action=_address(request),
        cancel_href=scene.page,
    )


def _scene(request: Request, actor: Actor, number: str, act: Act) -> Scene | None:
    """Return where the act takes place, or None for who may not do it, and for a case that is not there."""
    house = house_of(request)
    involvement = house.caseload.involvement(actor, number)
    if involvement is None or not may(actor, act, involvement):
        return None
    opened = may(actor, Act.OPEN_DOSSIER, involvement)
    dossier = (
        house.case_file.dossier(actor, number) if opened else _timing(request, actor, number, involvement)
    )
    if dossier is None:
        return None
    query: Mapping[str, str] = dict(request.query_params)
    return Scene(
        actor=actor,
        number=number,
        case_id=CaseId(involvement.case_id),
        dossier=dossier,
        opened=opened,
        names=house.staff.names(actor),
        candidates=candidates(house, actor) if act is Act.ASSIGN_BEGELEIDER else (),
        query=query,
    )


def _timing(request: Request, actor: Actor, number: str, involvement: Involvement) -> Dossier:
    """Return the little that the team lead's board knows of a case, in the form of a dossier."""
    row = next((one for one in house_of(request).caseload.team(actor) if one.number == number), None)
    if row is None:
        return Dossier(case_id=involvement.case_id, number=number, begeleider_id=involvement.begeleider_id)
    intake = (
        Intake(0, row.intake_at, None, (), None, None, False, False, None, None, None, "")
        if row.intake_at
        else None
    )
    talks = (Talk(0, row.case_id, "held", row.last_talk_at, "", None, False),) if row.last_talk_at else ()
    return Dossier(
        case_id=row.case_id,
        number=number,
        begeleider_id=row.begeleider_id,
        registered_at=row.registered_at,
        intake=intake,
        talks=talks,
    )


def _breadcrumbs(scene: Scene) -> list[tuple[str, str]]:
    if scene.opened:
        return [("/", "Mijn werk"), (scene.page, scene.number)]
    return [("/team", "Team")]


def _address(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
