"""Every look is recorded: no answer leaves for somebody who is logged in before the reading log has it.

It hangs around all pages at once, so that a page made later is recorded without doing anything for it.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from asgi_correlation_id import correlation_id
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bluevitaal_es.access import Act, Actor, Involvement, may, may_ever
from bluevitaal_es.looking import Code, Look, ObjectType, Outcome, relation_of
from bluevitaal_es.web.house import house_of

#: The parameter in an address that holds what is searched for, and the one in a path that names a case.
TERM: Final = "nummer"
CASE: Final = "number"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks for this page, and in which session."""

    actor: Actor
    session_id: str


@dataclass(frozen=True, slots=True)
class Sight:
    """What a page shows: the kind of thing, and the act that the policy is asked before it is shown."""

    object_type: ObjectType
    act: Act | None
    code: Code = "read"


_CHECK: Final = Sight("controle", Act.AUDIT_CASE)
_DOSSIER: Final = Sight("dossier", Act.OPEN_DOSSIER)
_PAGE: Final = Sight("pagina", None)
_OWN: Final = Sight("eigen pagina", Act.SEE_OWN_CASE)

#: By the address of the route. A case's address that is not here counts as its dossier, any other as a page.
SIGHTS: Final[dict[str, Sight]] = {
    "/": Sight("lijst", Act.SEE_OWN_WORK),
    "/trajecten": Sight("lijst", Act.SEE_OWN_WORK),
    "/trajecten/{number}/historie": Sight("historie", Act.OPEN_DOSSIER),
    "/trajecten/{number}/{slug}": Sight("formulier", Act.WORK_ON_CASE),
    "/trajecten/{number}/corrigeren": Sight("formulier", Act.WORK_ON_CASE),
    "/trajecten/{number}/corrigeren/gedaan": Sight("formulier", Act.WORK_ON_CASE),
    "/trajecten/{number}/uitnodigen": Sight("formulier", Act.WORK_ON_CASE),
    "/trajecten/{number}/uitnodigen/intrekken": Sight("formulier", Act.WORK_ON_CASE),
    "/trajecten/{number}/intake": Sight("formulier", Act.WORK_ON_CASE),
    "/trajecten/{number}/intake/taken": Sight("formulier", Act.WORK_ON_CASE),
    "/trajecten/{number}/intake/weggooien": Sight("formulier", Act.WORK_ON_CASE),
    "/trajecten/{number}/intake/controle": Sight("formulier", Act.WORK_ON_CASE),
    "/trajecten/{number}/intake/{task}": Sight("formulier", Act.WORK_ON_CASE),
    "/team": Sight("lijst", Act.SEE_TEAM_BOARD),
    "/planning": Sight("lijst", Act.SEE_PLANNING),
    "/sturing": Sight("cijfers", Act.SEE_FIGURES, "report"),
    "/audit": _CHECK,
    "/audit/{number}": Sight("controle", Act.AUDIT_CASE),
    "/beheer/vergeten": Sight("lijst", Act.FORGET_PERSON),
    "/beheer/vergeten/{number}": Sight("vergeten", Act.FORGET_PERSON),
    "/beheer/vergeten/{number}/goedkeuren": Sight("vergeten", Act.APPROVE_ERASURE),
    "/beheer/vergeten/{number}/uitvoeren": Sight("vergeten", Act.FORGET_PERSON),
    "/beheer/vergeten/{number}/opheffen": Sight("vergeten", Act.HOLD_CASE),
    "/noodprocedure": Sight("lijst", Act.ANSWER_BREACH),
    "/noodprocedure/{number}/{breach_id}": Sight("dossier", Act.ANSWER_BREACH),
    "/navraag": Sight("formulier", Act.ANSWER_ENQUIRY),
    "/mijn": _OWN,
    "/mijn/herstel": _OWN,
    "/mijn/toestemming": _OWN,
    "/mijn/wie-keek": _OWN,
    "/mijn/gegevens": _OWN,
    "/mijn/gegevens/kopie.pdf": Sight("eigen pagina", Act.SEE_OWN_CASE, "export"),
    "/mijn/gegevens/kopie.json": Sight("eigen pagina", Act.SEE_OWN_CASE, "export"),
    "/mijn/berichten": _OWN,
    "/mijn/thuis": _OWN,
    "/mijn/thuis/zo-ziet-het-eruit": _OWN,
    "/mijn/doen/{slug}": _OWN,
    "/contacten/nieuw": Sight("formulier", Act.LOG_CONTACT),
}
#: Forms on a case that a team lead may open too.
ASSIGNING: Final = frozenset({"toewijzen", "overdragen", "vervanging"})


class Recorded:
    """Middleware that records a look before the first byte of the answer leaves.

    When the look cannot be recorded the answer is dropped and the fault goes on, to be answered as one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_once_recorded(message: Message) -> None:
            if message["type"] == "http.response.start":
                request = Request(scope)
                visit = getattr(request.state, "visit", None)
                if visit is not None and _shows(request, message["status"]):
                    await run_in_threadpool(looked, request, visit, message["status"])
            await send(message)

        await self.app(scope, receive, send_once_recorded)


def looked(request: Request, visit: Visit, status: int) -> None:
    """Record what an answer with this HTTP status gives or refuses; raises when that cannot be recorded."""
    house, actor = house_of(request), visit.actor
    route = str(getattr(request.scope.get("route"), "path", ""))
    sight, number, term = sight_of(request, route), request.path_params.get(CASE), _term(request)
    case = None if number is None else house.caseload.involvement(actor, number)
    outcome = _outcome(actor, sight, case, status)
    own = actor.case_id if sight.act is Act.SEE_OWN_CASE and outcome == 0 else None
    code: Code = "refused" if outcome == 8 else "search" if term else sight.code
    house.record_look(
        Look(
            actor=actor,
            code=code,
            action="E" if term or request.method == "POST" else "R",
            outcome=outcome,
            object_type="zoekopdracht" if term else sight.object_type,
            object_ref=_reference(request, route, outcome),
            rule=sight.act or "",
            relation="own" if own is not None else relation_of(actor, case),
            case_id=own if case is None else case.case_id,
            term=number if number is not None and case is None else term,
            session=sha256(b"reading log:" + visit.session_id.encode()).hexdigest()[:32],
            correlation_id=_correlation(),
        )
    )


def sight_of(request: Request, route: str) -> Sight:
    """Return what the page at this route shows."""
    sight = SIGHTS.get(route)
    if sight is None:
        return _DOSSIER if CASE in request.path_params else _PAGE
    if request.path_params.get("slug") in ASSIGNING:
        return Sight(sight.object_type, Act.ASSIGN_BEGELEIDER)
    if sight is _CHECK and request.method == "POST":
        return Sight(sight.object_type, Act.VERIFY_LOG)
    return sight


def _shows(request: Request, status: int) -> bool:
    """Say whether an answer shows, refuses or searches anything: only being sent elsewhere does not."""
    return not 300 <= status < 400 or (request.method == "GET" and bool(_term(request)))


def _term(request: Request) -> str:
    return request.query_params.get(TERM, "").strip()[:200]


def _outcome(actor: Actor, sight: Sight, case: Involvement | None, status: int) -> Outcome:
    if status < 400 or status in (409, 422):
        return 0
    if status >= 500:
        return 12
    if status != 404 or sight.act is None:
        return 4
    refused = not may_ever(actor, sight.act) or (case is not None and not may(actor, sight.act, case))
    return 8 if refused else 4


def _reference(request: Request, route: str, outcome: Outcome) -> str:
    """Return the route, with the name of the form in its place once that is known to be the name of one."""
    slug = request.path_params.get("slug")
    return route.replace("{slug}", slug) if slug and outcome == 0 else route


def _correlation() -> UUID:
    try:
        return UUID(correlation_id.get() or "")
    except ValueError:
        return uuid4()
