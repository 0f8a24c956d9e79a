"""The client's own page: where you are, who helps, your goals, who may know what, and what was shared."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.projections.case_file.dossier import Consent, Dossier, Goal, Talk
from bluevitaal_es.web import reading_words
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.code_texts import label_to_client
from bluevitaal_es.web.dutch import dutch_date, dutch_time, dutch_weekday_date
from bluevitaal_es.web.house import House, house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import requires
from bluevitaal_es.web.texts import code_label, in_sentence, listed

router = APIRouter()
client = requires(Act.SEE_OWN_CASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """A goal in the client's words, with what was said about it last."""

    words: str
    approach: str | None
    own: str
    begeleiders: str


@dataclass(frozen=True, slots=True)
class Permission:
    """One line of consent in plain words: a sentence, how it stands, and the drawing beside that."""

    sentence: str
    state: str
    kind: str
    since: str


@dataclass(frozen=True, slots=True)
class Told:
    """Something that somebody else got to know."""

    when: datetime
    whom: str
    what: str
    purpose: str
    summary: str


@router.get("/mijn")
def own_page(request: Request, actor: Actor = Depends(client)) -> Response:
    """Show the client what is known about them."""
    house = house_of(request)
    dossier = house.case_file.own(actor)
    if dossier is None:
        return not_found(request)
    name = _helper(house, actor, dossier.begeleider_id)
    now = clock.now()
    talks = sorted((talk for talk in dossier.talks if _is_ahead(talk, now)), key=lambda talk: talk.at)
    consents = [_permission(line, clock.today()) for line in dossier.consents if _is_last_word(line)]
    return render(
        request,
        "client.html",
        title="Mijn overzicht",
        where=_where(dossier, name),
        next_talk=_talk(talks[0]) if talks else "",
        helper=name,
        begun=dossier.registered_at,
        is_open=dossier.is_open,
        goals=[_wish(goal) for goal in dossier.goals],
        anonymous=dossier.anonymous_to_employer,
        consents=consents,
        shared=_shared(dossier),
        work=_work(dossier),
        looks=reading_words.for_client(house.looks_at(actor, actor.case_id) if actor.case_id else ()),
    )


def _helper(house: House, actor: Actor, begeleider_id: UUID | None) -> str | None:
    """Return the name of the begeleider; for a label of an old register that of the person behind it."""
    people = {row.staff_id: row for row in house.staff.everybody(actor)}
    found = people.get(begeleider_id) if begeleider_id else None
    behind = people.get(found.linked_to) if found and found.linked_to else found
    return behind.name if behind else None


def _where(dossier: Dossier, helper: str | None) -> str:
    """Return in plain words how far the help has come."""
    if dossier.closed_at is not None:
        return f"Uw begeleiding is afgerond op {dutch_date(dossier.closed_at)}. U kunt altijd weer bellen."
    if helper is None:
        return "Wij zoeken een begeleider voor u. Die belt u zelf om kennis te maken."
    if dossier.intake is None:
        return f"{helper} is uw begeleider. De volgende stap is een eerste gesprek om kennis te maken."
    return f"U en {helper} zijn samen aan de slag."


def _is_ahead(talk: Talk, now: datetime) -> bool:
    return talk.status == "planned" and talk.at >= now


def _talk(talk: Talk) -> str:
    """Return when and how the next talk is: "vrijdag 27 maart 2026 om 14:05 uur, bij de cliënt thuis"."""
    when = f"{dutch_weekday_date(talk.at).capitalize()} om {dutch_time(talk.at)} uur"
    if talk.channel == "face_to_face":
        place = {"client_home": "bij u thuis"}.get(talk.place or "")
        where = place or (in_sentence(code_label("place", talk.place)) if talk.place else "in het echt")
    else:
        ways = {"phone": "per telefoon", "video": "met beeldbellen", "chat": "met een bericht of chat"}
        where = ways.get(talk.channel, "")
    return f"{when}, {where}" if where else when


def _wish(goal: Goal) -> Wish:
    return Wish(goal.words, goal.approach, _said(goal, "client"), _said(goal, "begeleider"))


def _said(goal: Goal, rater: str) -> str:
    """Return the newest rating with its day, "" when there is none."""
    found = [rating for rating in goal.ratings if rating.rater == rater]
    return f"{found[-1].rating} van 10, op {dutch_date(found[-1].rated_at)}" if found else ""


def _is_last_word(line: Consent) -> bool:
    """Say whether no later line took the place of this one."""
    return line.withdrawn or line.ended_on is None


def _permission(line: Consent, today: date) -> Permission:
    who = code_label("recipient", line.recipient)
    what = in_sentence(label_to_client("data_class", line.data_class))
    purpose = in_sentence(label_to_client("purpose", line.purpose))
    until = f" tot en met {dutch_date(line.valid_until)}" if line.valid_until else ""
    since = f"Vanaf {dutch_date(line.valid_from)}{until}."
    said = f"{who}: {what}. Waarvoor: {purpose}."
    if line.withdrawn and line.ended_on is not None:
        return Permission(said, "Ingetrokken", "hidden", f"Ingetrokken op {dutch_date(line.ended_on)}.")
    if not line.granted:
        return Permission(said, "U zei nee", "hidden", f"Gezegd op {dutch_date(line.recorded_at)}.")
    if line.in_force(today):
        return Permission(said, "Geldt", "done", since)
    if line.valid_from > today:
        return Permission(said, "Geldt nog niet", "planned", since)
    return Permission(said, "Voorbij", "neutral", since)


def _shared(dossier: Dossier) -> list[Told]:
    """Return what others got to know, newest first; a referral counts when it was sent."""
    told = [
        Told(
            one.shared_at,
            code_label("recipient", one.recipient),
            _classes(one.data_classes),
            in_sentence(label_to_client("purpose", one.purpose)),
            one.summary,
        )
        for one in dossier.disclosures
    ]
    told += [
        Told(one.sent_at, code_label("target", one.target), _classes(one.data_classes), "verwijzen", "")
        for one in dossier.referrals
        if one.sent_at is not None
    ]
    return sorted(told, key=lambda one: one.when, reverse=True)


def _classes(data_classes: tuple[str, ...]) -> str:
    if not data_classes:
        return "niets waaraan iemand u herkent"
    return listed([in_sentence(label_to_client("data_class", key)) for key in data_classes])


def _work(dossier: Dossier) -> str:
    if not dossier.work_statuses:
        return ""
    last = max(dossier.work_statuses, key=lambda status: status.at)
    return f"{code_label('status', last.status)}, op {dutch_date(last.at)}"
