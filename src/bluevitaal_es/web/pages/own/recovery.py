"""How it goes: goals with their ratings, talks, scores over time, work, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue import Instrument, catalogue
from bluevitaal_es.commands.rate_talk import PrepareEvaluation, RateTalk
from bluevitaal_es.commands.set_goal import RateGoal, SetGoal
from bluevitaal_es.projections.case_file.dossier import Dossier, Goal, Talk
from bluevitaal_es.rules.duties import evaluation_duty
from bluevitaal_es.web.dutch import dutch_date, dutch_time, dutch_weekday_date
from bluevitaal_es.web.forms import Filled, Form, Note, Number, Option, Radio, TextArea
from bluevitaal_es.web.pages.own.frame import Own, client, gone, own_of, show
from bluevitaal_es.web.pages.own.sending import SENDINGS, Asked, Query, Sending, id_in
from bluevitaal_es.web.texts import code_label, in_sentence

router = APIRouter()

HERE = "/mijn/herstel"
YES_SOME_NO = (Option("yes", "Ja"), Option("some", "Een beetje"), Option("no", "Nee"))


@dataclass(frozen=True, slots=True)
class Wish:
    """A goal in the client's words, with the ratings that make a line when there are two."""

    goal_id: UUID
    words: str
    approach: str | None
    own: str
    begeleiders: str
    points: tuple[tuple[date, int], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The scores of one questionnaire; `band` is what differs too little from the first score to say much."""

    instrument: Instrument
    points: tuple[tuple[date, int], ...]
    band: tuple[int, int] | None

    @property
    def better(self) -> str:
        """Which way is better, in words."""
        return "Lager is beter." if self.instrument.direction == "high_is_worse" else "Hoger is beter."


@dataclass(frozen=True, slots=True)
class Past:
    """A talk that was held: in words, and what the client said about it."""

    talk_id: UUID
    when: datetime
    how: str
    rated: bool
    followed_up: str | None


@router.get("/mijn/herstel")
def recovery_page(request: Request, actor: Actor = Depends(client)) -> Response:
    """Show how it goes."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    dossier = own.dossier
    return show(
        request,
        own,
        "client_recovery.html",
        "Hoe het gaat",
        goals=[_wish(goal) for goal in dossier.goals],
        lines=_lines(dossier),
        work=[
            (status.at, code_label("status", status.status), status.percent)
            for status in sorted(dossier.work_statuses, key=lambda status: status.at, reverse=True)
        ],
        talks=[_past(own, talk) for talk in _held(dossier)],
        next_talk=next_talk(dossier),
        evaluation=evaluation_of(dossier),
        prepared=_prepared(dossier),
    )


def next_talk(dossier: Dossier) -> str:
    """Return when and how the next talk is, "" when none is planned."""
    now = clock.now()
    ahead = [talk for talk in dossier.talks if talk.status == "planned" and talk.at >= now]
    return talk_words(min(ahead, key=lambda talk: talk.at)) if ahead else ""


@dataclass(frozen=True, slots=True)
class Look:
    """The evaluation that is next: on which day at the latest, and whether that day went by without it."""

    on: date
    missed: bool


def evaluation_of(dossier: Dossier) -> Look | None:
    """Return the evaluation that is next, None when none is due in this case."""
    duty = evaluation_duty(dossier.clock)
    if duty is None or not dossier.is_open:
        return None
    day = clock.day_of(duty.due_at)
    return Look(day, day < clock.today())


def talk_words(talk: Talk) -> str:
    """Return when and how a talk is: "Vrijdag 27 maart 2026 om 14:05 uur, bij u thuis"."""
    when = f"{dutch_weekday_date(talk.at).capitalize()} om {dutch_time(talk.at)} uur"
    where = _where(talk)
    return f"{when}, {where}" if where else when


def unrated(dossier: Dossier) -> list[Talk]:
    """Return the talks of the last four weeks about which the client may still say how they were."""
    today = clock.today()
    return [
        talk
        for talk in _held(dossier)
        if dossier.is_open
        and (today - clock.day_of(talk.at)).days <= catalogue().norms.talk_rating_days
        and dossier.own.rating_of(talk.talk_id) is None
    ]


def _held(dossier: Dossier) -> list[Talk]:
    held = [talk for talk in dossier.talks if talk.status == "held"]
    return sorted(held, key=lambda talk: talk.at, reverse=True)


def _where(talk: Talk) -> str:
    if talk.channel == "face_to_face":
        place = {"client_home": "bij u thuis"}.get(talk.place or "")
        return place or (in_sentence(code_label("place", talk.place)) if talk.place else "in het echt")
    ways = {"phone": "per telefoon", "video": "met beeldbellen", "chat": "met een bericht of chat"}
    return ways.get(talk.channel, "")


def _past(own: Own, talk: Talk) -> Past:
    rating = own.dossier.own.rating_of(talk.talk_id)
    rated = rating is not None or talk not in unrated(own.dossier)
    return Past(talk.talk_id, talk.at, _where(talk), rated, rating.done if rating else None)


def _wish(goal: Goal) -> Wish:
    own = {clock.day_of(one.rated_at): one.rating for one in goal.ratings if one.rater == "client"}
    return Wish(
        goal.goal_id,
        goal.words,
        goal.approach,
        _said(goal, "client"),
        _said(goal, "begeleider"),
        tuple(own.items()),
    )


def _said(goal: Goal, rater: str) -> str:
    """Return the newest rating with its day, "" when there is none."""
    found = [rating for rating in goal.ratings if rating.rater == rater]
    return f"{found[-1].rating} van 10, op {dutch_date(found[-1].rated_at)}" if found else ""


def _lines(dossier: Dossier) -> list[Line]:
    """Return the scores of each questionnaire over time, with the band of change that says little."""
    found = []
    for instrument in catalogue().instruments.active():
        points = tuple(
            sorted(
                (clock.day_of(one.completed_at), one.total)
                for one in dossier.results
                if one.instrument == instrument.key
            )
        )
        if points:
            found.append(Line(instrument, points, _band(instrument, points[0][1])))
    return found


def _band(instrument: Instrument, first: int) -> tuple[int, int] | None:
    if instrument.change is None:
        return None
    low, high = first - instrument.change + 1, first + instrument.change - 1
    return max(instrument.lowest, low), min(instrument.highest, high)


def _prepared(dossier: Dossier) -> object:
    held = [one.at for one in dossier.evaluations if one.status == "held"]
    return dossier.own.prepared_since(max(held, default=None))


GOAL = Form(
    "doel",
    "Een eigen doel",
    (
        TextArea(
            "doel",
            "Wat wilt u bereiken?",
            rows=3,
            max_length=500,
            hint="In uw eigen woorden. Bijvoorbeeld: weer een hele nacht slapen.",
            missing="Schrijf op wat u wilt bereiken.",
        ),
        TextArea("stappen", "Welke stap wilt u zetten?", optional=True, rows=3, max_length=500),
    ),
    submit="Doel bewaren",
)


def _ask_goal(own: Own, _query: Query) -> Asked | None:
    if not own.dossier.is_open:
        return None
    return Asked(
        GOAL,
        reader=f"U en {own.helper} zien dit doel.",
        next_step="U praat er samen over in een van de volgende gesprekken.",
        back=HERE,
    )


def _set_goal(own: Own, filled: Filled, _query: Query) -> SetGoal:
    return SetGoal(
        case_id=own.case_id,
        goal_id=filled.command_id,
        words=filled.text("doel"),
        approach=filled.choice("stappen"),
    )


MARK = Form(
    "cijfer",
    "Hoe ver bent u?",
    (
        Number(
            "cijfer",
            "Welk cijfer geeft u zelf?",
            minimum=0,
            maximum=10,
            hint="0 is: nog helemaal niet. 10 is: bereikt.",
        ),
        TextArea("toelichting", "Wilt u er iets bij zeggen?", optional=True, rows=3, max_length=500),
    ),
    submit="Cijfer bewaren",
)


def _goal_of(own: Own, query: Query) -> Goal | None:
    return next((goal for goal in own.dossier.goals if goal.goal_id == id_in(query, "doel")), None)


def _ask_mark(own: Own, query: Query) -> Asked | None:
    goal = _goal_of(own, query)
    if goal is None or not own.dossier.is_open:
        return None
    return Asked(
        MARK,
        reader=f"U en {own.helper} zien dit cijfer.",
        next_step="Het komt in de lijn bij dit doel. Elk cijfer is goed: het gaat om hoe ú het ziet.",
        back=HERE,
        known=({"label": "Uw doel", "value": f"“{goal.words}”"},),
    )


def _mark(own: Own, filled: Filled, query: Query) -> RateGoal:
    goal = _goal_of(own, query)
    assert goal is not None
    return RateGoal(
        case_id=own.case_id,
        goal_id=goal.goal_id,
        rater="client",
        rating=filled.number("cijfer"),
        note=filled.choice("toelichting"),
    )


TALK = Form(
    "gesprek",
    "Hoe was dit gesprek?",
    (
        Radio("gehoord", "Voelde u zich gehoord?", options=YES_SOME_NO, optional=True),
        Radio("verder", "Hielp het u verder?", options=YES_SOME_NO, optional=True),
        Radio(
            "vertrouwelijk",
            "Voelt het vertrouwelijk?",
            options=YES_SOME_NO,
            optional=True,
            hint="Hebt u het gevoel dat het tussen u en ons blijft?",
        ),
        TextArea("toelichting", "Wilt u er iets bij zeggen?", optional=True, rows=3, max_length=1000),
    ),
    submit="Versturen",
)


def _talk_of(own: Own, query: Query) -> Talk | None:
    return next((talk for talk in unrated(own.dossier) if talk.talk_id == id_in(query, "gesprek")), None)


def _ask_talk(own: Own, query: Query) -> Asked | None:
    talk = _talk_of(own, query)
    if talk is None:
        return None
    return Asked(
        TALK,
        reader=f"{own.begeleider} leest dit. Voor een overzicht tellen wij ook hoe vaak mensen “ja” of “nee” "
        "kiezen, zonder namen.",
        next_step=f"Kiest u ergens “nee”? Dan leest {own.helper} dat dezelfde dag nog en neemt het op met u.",
        back=HERE,
        known=({"label": "Gesprek", "value": talk_words(talk)},),
    )


def _rate_talk(own: Own, filled: Filled, query: Query) -> RateTalk:
    talk = _talk_of(own, query)
    assert talk is not None
    return RateTalk.model_validate(
        {
            "case_id": own.case_id,
            "talk_id": talk.talk_id,
            "heard": filled.choice("gehoord"),
            "helped": filled.choice("verder"),
            "confidential": filled.choice("vertrouwelijk"),
            "note": filled.choice("toelichting"),
        }
    )


PREPARE = Form(
    "voorbereiden",
    "Mijn evaluatie voorbereiden",
    (
        Note("Vul in wat u wilt. Eén vraag is genoeg."),
        TextArea("beter", "Wat gaat er beter?", optional=True, rows=3, max_length=1000),
        TextArea("moeilijk", "Wat is nog moeilijk?", optional=True, rows=3, max_length=1000),
        TextArea("wens", "Wat wilt u anders, of hoe wilt u verder?", optional=True, rows=3, max_length=1000),
    ),
    submit="Bewaren",
)


def _ask_prepare(own: Own, _query: Query) -> Asked | None:
    if not own.dossier.is_open:
        return None
    next_one = evaluation_of(own.dossier)
    when = f"De evaluatie is uiterlijk op {dutch_date(next_one.on)}. " if next_one else ""
    if next_one and next_one.missed:
        when = f"{own.begeleider} maakt met u een nieuwe afspraak voor de evaluatie. "
    return Asked(
        PREPARE,
        reader=f"{own.begeleider} leest dit, om met u te bekijken of de hulp past.",
        next_step=f"{when}U kunt dit opnieuw invullen zo vaak u wilt. Wij kijken naar het laatste.",
        back=HERE,
    )


def _prepare(own: Own, filled: Filled, _query: Query) -> PrepareEvaluation:
    return PrepareEvaluation(
        case_id=own.case_id,
        better=filled.choice("beter"),
        hard=filled.choice("moeilijk"),
        wish=filled.choice("wens"),
    )


SENDINGS["doel"] = Sending(_ask_goal, _set_goal)
SENDINGS["cijfer"] = Sending(_ask_mark, _mark)
SENDINGS["gesprek"] = Sending(_ask_talk, _rate_talk)
SENDINGS["voorbereiden"] = Sending(_ask_prepare, _prepare)
