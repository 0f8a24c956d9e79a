"""The page of one case: what must be done, and everything that holds, with the way to add to it."""

from datetime import datetime

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.looking import OTHER_PURPOSES, relation_of
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.rules.duties import evaluation_blocks
from bluevitaal_es.web import conference_words
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.code_texts import code_label
from bluevitaal_es.web.contact_wishes import in_short, sent_lines, wish_rows
from bluevitaal_es.web.dutch import dutch_date, dutch_moment
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.pages.case_act import DONE_COOKIE
from bluevitaal_es.web.pages.case_forms import ACTIONS
from bluevitaal_es.web.pages.case_forms.conference import headline
from bluevitaal_es.web.pages.case_forms.own_side import preparation_rows, rating_rows
from bluevitaal_es.web.pages.case_words import duty_lines, next_talk, presses, talks_in_product
from bluevitaal_es.web.reading import said_purpose
from bluevitaal_es.web.reading_words import OTHER_PURPOSE_WORDS
from bluevitaal_es.web.rendering import environment, render
from bluevitaal_es.web.session import LOGGED_IN, visitor

router = APIRouter(dependencies=LOGGED_IN)

_STATUS = {
    "waiting": ("wacht op intake", "waiting"),
    "running": ("loopt", "info"),
    "closed": ("afgesloten", "done"),
}


@router.get("/trajecten/{number}")
def case_page(request: Request, number: str, actor: Actor = Depends(visitor)) -> Response:
    """Show the dossier to who may open it; to anybody else it is not there."""
    house = house_of(request)
    involvement = house.caseload.involvement(actor, number)
    if not may(actor, Act.OPEN_DOSSIER, involvement):
        return not_found(request)
    dossier = house.case_file.dossier(actor, number)
    if dossier is None:
        return not_found(request)
    now = clock.now()
    if relation_of(actor, involvement) == "emergency":
        return _in_emergency(request, actor, dossier)
    done = ACTIONS.get(request.cookies.get(DONE_COOKIE, ""))
    names = house.staff.names(actor)
    page = render(
        request,
        "case.html",
        title=dossier.number,
        breadcrumbs=[("/", "Mijn werk"), ("/trajecten", "Trajecten")],
        dossier=dossier,
        names=names,
        readonly=not may(actor, Act.WORK_ON_CASE, involvement),
        assigns=may(actor, Act.ASSIGN_BEGELEIDER, involvement),
        base=f"/trajecten/{dossier.number}",
        done=done.done if done else "",
        standing=_STATUS[dossier.status],
        facts=_facts(dossier, names),
        duties=duty_lines(dossier, now),
        pressing=any(presses(duty, now) for duty in dossier.duties),
        next_step=_next_step(dossier),
        purpose=said_purpose(request, actor),
        purposes=OTHER_PURPOSES.get(actor.role, ()),
        purpose_words=OTHER_PURPOSE_WORDS,
    )
    if done is not None:
        page.delete_cookie(DONE_COOKIE)
    return page


def emergency_until(actor: Actor, dossier: Dossier) -> datetime | None:
    """Return until when the actor has this dossier open in an emergency, if they do and are not involved."""
    if relation_of(actor, dossier.involvement) != "emergency":
        return None
    now = clock.now()
    ends = [each.until for each in dossier.emergencies if each.opened_by == actor.id and each.is_open(now)]
    return max(ends, default=None)


def _in_emergency(request: Request, actor: Actor, dossier: Dossier) -> Response:
    """Show all that holds and no way to change it."""
    names = house_of(request).staff.names(actor)
    return render(
        request,
        "case_emergency.html",
        title=dossier.number,
        breadcrumbs=[("/noodinzage", "Noodinzage")],
        dossier=dossier,
        names=names,
        readonly=True,
        base=f"/trajecten/{dossier.number}",
        standing=_STATUS[dossier.status],
        facts=_facts(dossier, names),
        emergency_until=emergency_until(actor, dossier),
    )


def _facts(dossier: Dossier, names: dict[str, str]) -> list[dict[str, object]]:
    """Return the few facts at the top: who guides, in which product, when the next talk is."""
    talk, product = next_talk(dossier), dossier.product
    guide = names.get(str(dossier.begeleider_id), "Onbekend") if dossier.begeleider_id else "Nog niemand"
    rows: list[dict[str, object]] = [{"label": "Begeleider", "value": guide}]
    if product is None:
        rows.append({"label": "Aanbod", "value": "Nog niet gestart"})
    else:
        held = talks_in_product(dossier)
        count = f"{held} van {product.max_talks}" if product.max_talks is not None else str(held)
        rows.append({"label": "Aanbod", "value": code_label("product", product.product)})
        rows.append({"label": "Gesprekken", "value": count})
    if dossier.closed_at is not None:
        rows.append({"label": "Afgesloten", "value": dutch_date(dossier.closed_at)})
    else:
        rows.append(
            {"label": "Volgend gesprek", "value": dutch_moment(talk.at) if talk else "Nog niet gepland"}
        )
        rows.append({"label": "Bereiken", "value": in_short(dossier.reach.wishes)})
    return rows


def _next_step(dossier: Dossier) -> tuple[str, str]:
    """Return (address, text) of what comes next when nothing presses."""
    base, talk = f"/trajecten/{dossier.number}", next_talk(dossier)
    if dossier.closed_at is not None:
        return f"{base}/heropenen", "Traject heropenen"
    if dossier.intake is None:
        return f"{base}/intake", "Intake vastleggen"
    if talk is not None and talk.at <= clock.now():
        return f"{base}/gesprek-vastleggen?gesprek={talk.talk_id}", "Gesprek vastleggen"
    if evaluation_blocks(dossier.clock, clock.now()) is not None:
        return f"{base}/evaluatie", "Evaluatie vastleggen"
    if not dossier.goals:
        return f"{base}/doel", "Doel vastleggen"
    if dossier.product is None:
        return f"{base}/product", "Aanbod starten"
    return f"{base}/gesprek-plannen", "Gesprek plannen" if talk is None else "Nog een gesprek plannen"


environment().globals |= {
    "preparation_rows": preparation_rows,
    "rating_rows": rating_rows,
    "conference_headline": headline,
    "conference_states": conference_words.STATES,
    "conference_stopped": conference_words.STOPPED,
    "sent_lines": sent_lines,
    "wish_rows": wish_rows,
}
