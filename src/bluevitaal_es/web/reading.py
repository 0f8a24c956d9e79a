"""Every look is recorded: no answer leaves for somebody who is logged in before the reading log has it.

It hangs around all pages at once, so that a page made later is recorded without doing anything for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from asgi_correlation_id import correlation_id
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bluevitaal_es.access import Act, Actor, Guest, Involvement, Purpose, may, may_ever
from bluevitaal_es.looking import (
    OTHER_PURPOSES,
    Code,
    Look,
    ObjectType,
    Outcome,
    network_of,
    relation_of,
    stands_in_for,
)
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.tries import address_of

#: The parameter in an address that holds what is searched for, and the one in a path that names a case.
TERM: Final = "nummer"
CASE: Final = "number"
#: The parameter in an address that says what somebody looks for, when that is not what they are here for.
PURPOSE: Final = "waarvoor"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks for this page, and in which session."""

    actor: Actor
    session_id: str
    second_factor: bool | None = None


class ListWithoutCases(Exception):
    """A list did not say which cases stand in it, and so it cannot be recorded."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a page shows: the kind of thing, and the act that the policy is asked before it is shown."""

    object_type: ObjectType
    act: Act | None
    code: Code = "read"
    #: What is recorded in place of an address that would tell by itself what somebody was doing.
    instead: str = ""
    #: What people look for there, when that is another thing than what they are here for.
    purpose: Purpose | None = None


_CHECK: Final = Sight("controle", Act.AUDIT_CASE)
_PROOF: Final = Sight("logboek", Act.VERIFY_LOG, "export")
_DOSSIER: Final = Sight("dossier", Act.OPEN_DOSSIER)
_PAGE: Final = Sight("pagina", None)
_OWN: Final = Sight("eigen pagina", Act.SEE_OWN_CASE)
#: That a client complains is for nobody who reads the log of who looked.
_OWN_COMPLAINT: Final = Sight("eigen pagina", Act.SEE_OWN_CASE, instead="/mijn")
_COMPLAINT: Final = Sight("klacht", Act.TREAT_OBJECTION)
_AT_HOME: Final = Sight("eigen pagina", Act.SEE_AT_HOME)
_CALENDAR: Final = Sight("agenda", Act.SEE_OWN_WORK, "export")
_OWN_CALENDAR: Final = Sight("eigen pagina", Act.SEE_OWN_CASE, "export")

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
    "/overleg": Sight("overleg", Act.SEE_AGENDA, purpose="casuïstiek"),
    "/planning": Sight("lijst", Act.SEE_PLANNING),
    "/sturing": Sight("cijfers", Act.SEE_FIGURES, "report"),
    "/noodinzage": Sight("noodinzage", Act.OPEN_IN_EMERGENCY),
    "/noodinzage/{emergency_id}": Sight("noodinzage", Act.REVIEW_EMERGENCY),
    "/audit": _CHECK,
    "/audit/zelf-controleren": Sight("controle", Act.VERIFY_LOG),
    "/audit/zelf-controleren/verify_log.py": _PROOF,
    "/audit/zelf-controleren/sleutel.pem": _PROOF,
    "/audit/controlepunt": _PROOF,
    "/audit/controlepunt/{which}": _PROOF,
    "/audit/controlepunt/{which}/aansluiting": _PROOF,
    "/audit/{number}": Sight("controle", Act.AUDIT_CASE),
    "/beheer/vergeten": Sight("lijst", Act.FORGET_PERSON),
    "/beheer/vergeten/{number}": Sight("vergeten", Act.FORGET_PERSON),
    "/beheer/vergeten/{number}/goedkeuren": Sight("vergeten", Act.APPROVE_ERASURE),
    "/beheer/vergeten/{number}/uitvoeren": Sight("vergeten", Act.FORGET_PERSON),
    "/beheer/vergeten/{number}/opheffen": Sight("vergeten", Act.HOLD_CASE),
    "/noodprocedure": Sight("lijst", Act.ANSWER_BREACH),
    "/noodprocedure/{number}/{breach_id}": Sight("dossier", Act.ANSWER_BREACH),
    "/aanvragen": Sight("lijst", Act.TAKE_REQUEST),
    "/aanvragen/{request_id}": Sight("aanvraag", Act.TAKE_REQUEST),
    "/aanvragen/{request_id}/oppakken": Sight("aanvraag", Act.TAKE_REQUEST),
    "/aanvragen/{request_id}/poging": Sight("aanvraag", Act.TAKE_REQUEST),
    "/aanvragen/{request_id}/afsluiten": Sight("aanvraag", Act.TAKE_REQUEST),
    "/aanvragen/{request_id}/aanmelden": Sight("aanvraag", Act.TAKE_REQUEST),
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
    "/mijn/overleg": _OWN,
    "/mijn/thuis/zo-ziet-het-eruit": _OWN,
    "/mijn/thuis/code": _OWN,
    "/thuis": _AT_HOME,
    "/mijn/doen/{slug}": _OWN,
    "/mijn/klacht": _OWN_COMPLAINT,
    "/mijn/klacht/nieuw": _OWN_COMPLAINT,
    "/mijn/klacht/{complaint_id}": _OWN_COMPLAINT,
    "/mijn/klacht/{complaint_id}/intrekken": _OWN_COMPLAINT,
    "/klachten": _COMPLAINT,
    "/klachten/nieuw": Sight("klacht", Act.FILE_COMPLAINT),
    "/klachten/{complaint_id}": _COMPLAINT,
    "/klachten/{complaint_id}/behandelen": _COMPLAINT,
    "/klachten/{complaint_id}/vragen": _COMPLAINT,
    "/klachten/{complaint_id}/antwoorden": _COMPLAINT,
    "/klachten/{complaint_id}/afronden": _COMPLAINT,
    "/klachten/{complaint_id}/vergeten": Sight("klacht", Act.TREAT_COMPLAINT),
    "/mijn/agenda": _OWN,
    "/agenda/{token}.ics": _CALENDAR,
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
    sight, number, term = sight_of(request, route, actor), request.path_params.get(CASE), _term(request)
    case = None if number is None else house.caseload.involvement(actor, number)
    asks = getattr(request.state, "asks_first", False)
    outcome = 4 if asks and status == 200 else _outcome(actor, sight, case, status)
    own = actor.case_id if sight.act is Act.SEE_OWN_CASE and outcome == 0 else None
    guest = actor.guest if sight is _AT_HOME and outcome == 0 else None
    emergency = sight.act is Act.OPEN_IN_EMERGENCY and request.method == "POST"
    code: Code = "emergency" if emergency else "search" if term else sight.code
    house.record_look(
        Look(
            actor=actor,
            code="refused" if outcome == 8 else code,
            action="E" if term or request.method == "POST" else "R",
            outcome=outcome,
            object_type="zoekopdracht" if term and not emergency else sight.object_type,
            object_ref=sight.instead or _reference(request, route, outcome),
            rule=sight.act or "",
            relation="own" if own is not None else "allowed" if guest else relation_of(actor, case),
            case_id=case.case_id if case is not None else _looked_into(request, guest, own),
            term=number if number is not None and case is None else term,
            session=_name_of(visit.session_id),
            correlation_id=_correlation(),
            on_behalf_of=stands_in_for(actor, case),
            access_point=network_of(address_of(request)),
            consent=getattr(request.state, "rests_on", None),
            second_factor=visit.second_factor,
            said_purpose=said_purpose(request, actor) or sight.purpose,
            shown=_shown(request, sight, status),
        )
    )


def _looked_into(request: Request, guest: Guest | None, own: UUID | None) -> UUID | None:
    """Return the case that an address without a number shows, if any."""
    found: UUID | None = guest.case_id if guest else own or getattr(request.state, "looked_into", None)
    return found


def shows(request: Request, cases: Iterable[UUID]) -> None:
    """Say which cases stand in the list that this page is; a list that does not say so is not shown."""
    request.state.shown = tuple(dict.fromkeys(cases))


def searches(request: Request, term: str) -> None:
    """Say what is searched for when that does not stand in the address; a keyed hash of it is recorded."""
    request.state.term = term


def looks_into(request: Request, stream_id: UUID) -> None:
    """Say which stream this page shows when that is no case with a number in the address."""
    request.state.looked_into = stream_id


def asks_first(request: Request) -> None:
    """Say that this page asks something before it shows anything: it is recorded, as nothing given."""
    request.state.asks_first = True


def rests_on(request: Request, consent: UUID) -> None:
    """Say by which event a client let this be looked at."""
    request.state.rests_on = consent


def said_purpose(request: Request, actor: Actor) -> Purpose | None:
    """Return what the actor says to look for, if that is open to their position."""
    said = request.query_params.get(PURPOSE, "")
    return next((purpose for purpose in OTHER_PURPOSES.get(actor.role, ()) if purpose == said), None)


def entered(
    request: Request, actor: Actor, session_id: str, *, second_factor: bool = False, waits: bool = False
) -> None:
    """Record that somebody logged in, or `waits` for a second proof; raises when that cannot be recorded."""
    detail = "login.first" if waits else "login"
    _at_the_door(request, "login", detail, 0, actor, session_id=session_id, second_factor=second_factor)


def unproven(request: Request, actor: Actor, session_id: str, *, locked: bool = False) -> None:
    """Record that a second proof was refused."""
    detail = "login.locked" if locked else "login.unproven"
    _at_the_door(request, "login", detail, 8 if locked else 4, actor, session_id=session_id)


def turned_away(request: Request, name: str, *, locked: bool = False) -> None:
    """Record that a login was refused: of the name that was tried only a keyed hash is kept."""
    detail = "login.locked" if locked else "login.wrong"
    _at_the_door(request, "login", detail, 8 if locked else 4, None, term=name)


def left(request: Request, actor: Actor, session_id: str) -> None:
    """Record that somebody logged out."""
    _at_the_door(request, "logout", "logout", 0, actor, session_id=session_id)


def _at_the_door(
    request: Request,
    code: Code,
    detail: str,
    outcome: Outcome,
    actor: Actor | None,
    *,
    term: str = "",
    session_id: str | None = None,
    second_factor: bool | None = None,
) -> None:
    house_of(request).record_look(
        Look(
            actor=actor,
            code=code,
            action="E",
            outcome=outcome,
            object_type="inlog",
            object_ref=str(getattr(request.scope.get("route"), "path", "")),
            rule="",
            correlation_id=_correlation(),
            term=term[:200],
            session=None if session_id is None else _name_of(session_id),
            detail=detail,
            access_point=network_of(address_of(request)),
            second_factor=second_factor,
        )
    )


def _shown(request: Request, sight: Sight, status: int) -> tuple[UUID, ...] | None:
    said: tuple[UUID, ...] | None = getattr(request.state, "shown", None)
    if said is None and sight.object_type in ("lijst", "overleg", "agenda") and status == 200:
        raise ListWithoutCases(request.url.path)
    return said if status == 200 else None


def _name_of(session_id: str) -> str:
    return sha256(b"reading log:" + session_id.encode()).hexdigest()[:32]


def sight_of(request: Request, route: str, actor: Actor) -> Sight:
    """Return what the page at this route shows to somebody."""
    sight = SIGHTS.get(route)
    if sight is None:
        return _DOSSIER if CASE in request.path_params else _PAGE
    if request.path_params.get("slug") in ASSIGNING:
        return Sight(sight.object_type, Act.ASSIGN_BEGELEIDER)
    if sight is _CALENDAR and actor.case_id is not None:
        return _OWN_CALENDAR
    if sight is _CHECK and request.method == "POST":
        return Sight(sight.object_type, Act.VERIFY_LOG)
    return sight


def _shows(request: Request, status: int) -> bool:
    """Say whether an answer shows, refuses or searches anything: only being sent elsewhere does not."""
    return not 300 <= status < 400 or (request.method == "GET" and bool(_term(request)))


def _term(request: Request) -> str:
    sought: str = getattr(request.state, "term", "") or request.query_params.get(TERM, "")
    return sought.strip()[:200]


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
