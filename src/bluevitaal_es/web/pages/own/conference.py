"""What is discussed about a client: each discussion with the way to object, and the separate choices."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.commands.bring_to_conference import ObjectToDiscussion
from bluevitaal_es.commands.record_consent import RecordConsent
from bluevitaal_es.projections.case_file.conference import Discussion
from bluevitaal_es.web import conference_words as words
from bluevitaal_es.web.code_texts import code_label, in_sentence, label_to_client, listed
from bluevitaal_es.web.conference_choices import CHOICES, choice, line_of, standing
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.forms import Filled, Form
from bluevitaal_es.web.pages.own.consent import DECISION, decided
from bluevitaal_es.web.pages.own.frame import Own, client, gone, own_of, show
from bluevitaal_es.web.pages.own.sending import SENDINGS, Asked, Query, Sending, id_in

router = APIRouter()

HERE = "/mijn/overleg"


@router.get("/mijn/overleg")
def conference_page(request: Request, actor: Actor = Depends(client)) -> Response:
    """Show what is or was on an agenda, and every choice with how it stands."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    found = list(reversed(own.dossier.discussions))
    return show(
        request,
        own,
        "client_conference.html",
        "Overleg over u",
        ahead=[_told(own, one) for one in found if one.status == "planned"],
        past=[_told(own, one) for one in found if one.status != "planned"],
        choices=[(one, *standing(own.dossier, one, clock.today())) for one in CHOICES],
    )


def _told(own: Own, one: Discussion) -> dict[str, object]:
    state, kind = words.STATES_TO_CLIENT[one.status]
    if one.item_id in own.dossier.stopped:
        state, kind = words.STOPPED_TO_CLIENT
    return {"item_id": one.item_id, "state": state, "kind": kind, "on": one.meeting_on, "rows": _rows(one)}


def _rows(one: Discussion) -> tuple[dict[str, object], ...]:
    unit = code_label("unit", one.unit) if one.unit else ""
    where = words.FORUM_TO_CLIENT[one.forum]
    beside = [key for key in one.data_classes if key != "client_fact"]
    what = words.TOLD_AS_TO_CLIENT[one.told_as]
    if one.told_as == "identified" and beside:
        what += f" En {listed([in_sentence(label_to_client('data_class', key)) for key in beside])}."
    agreed = (
        f"U zei ja op {dutch_date(one.agreed_on)}, {in_sentence(code_label('agreed_how', one.agreed_how))}"
    )
    rows: list[dict[str, object]] = [
        {"label": "Waar", "value": f"{where}, {unit}" if unit else where},
        {"label": "Wat wij vertellen", "value": what},
        {"label": "De vraag", "value": one.question},
        {"label": "Uw akkoord", "value": f"{agreed}."},
    ]
    if one.words and one.status == "discussed":
        rows.append({"label": "Wat eruit kwam", "value": one.words})
    return tuple(rows)


OBJECT = Form("overleg-bezwaar", "Dit niet bespreken?", (), submit="Ja, niet bespreken")


def _planned(own: Own, query: Query) -> Discussion | None:
    wanted = id_in(query, "bespreking")
    return next(
        (one for one in own.dossier.discussions if one.item_id == wanted and one.status == "planned"), None
    )


def _ask_object(own: Own, query: Query) -> Asked | None:
    one = _planned(own, query)
    if one is None or not own.dossier.is_open:
        return None
    return Asked(
        OBJECT,
        reader=f"{own.begeleider} ziet dat u dit niet wilt. U hoeft niet te zeggen waarom.",
        next_step="Het gaat meteen van de agenda. Uw hulp gaat gewoon door.",
        back=HERE,
        known=({"label": "Wanneer", "value": dutch_date(one.meeting_on)}, *_rows(one)[:2]),
    )


def _object(own: Own, _filled: Filled, query: Query) -> ObjectToDiscussion:
    one = _planned(own, query)
    assert one is not None
    return ObjectToDiscussion(case_id=own.case_id, item_id=one.item_id)


CHOOSE = Form("overleg-keuze", "Uw keuze", DECISION, submit="Kiezen")


def _ask_choice(own: Own, query: Query) -> Asked | None:
    asked = choice(query.get("keuze", ""))
    if asked is None or not own.dossier.is_open:
        return None
    line = line_of(own.dossier, asked)
    allowed = line is not None and line.in_force(clock.today())
    return Asked(
        CHOOSE,
        reader=f"{own.begeleider} ziet wat u kiest.",
        next_step="Uw keuze geldt meteen. Voor elke bespreking vragen wij u daarna nog apart of het mag."
        if asked.key != "dossier"
        else "Uw keuze geldt meteen.",
        back=HERE,
        initial={
            "besluit": "granted" if allowed else "",
            "tot": line.valid_until if line and allowed else None,
        },
        known=({"label": "Waar het om gaat", "value": asked.to_client},),
    )


def _choose(own: Own, filled: Filled, query: Query) -> RecordConsent:
    asked = choice(query.get("keuze", ""))
    assert asked is not None
    return decided(own, filled, asked)


SENDINGS["overleg-bezwaar"] = Sending(_ask_object, _object)
SENDINGS["overleg-keuze"] = Sending(_ask_choice, _choose)
