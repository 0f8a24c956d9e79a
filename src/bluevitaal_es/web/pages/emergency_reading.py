"""Opening a dossier in an emergency, and judging that as a second person."""

from typing import Final, Literal
from uuid import NAMESPACE_OID, UUID, uuid5

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.open_emergency import OpenEmergency, ReviewEmergency
from bluevitaal_es.projections.emergencies.view import EmergencyRow
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.acting import carry_out, not_found, posted
from bluevitaal_es.web.code_texts import code_label, in_sentence
from bluevitaal_es.web.dutch import dutch_date, dutch_moment
from bluevitaal_es.web.emergency_words import OPENED
from bluevitaal_es.web.forms import Filled, Form, Note, Option, Radio, Text, TextArea
from bluevitaal_es.web.house import House, house_of
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.reading import searches
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires
from bluevitaal_es.web.shell import home_of
from bluevitaal_es.web.weighing import requires_freshly

router = APIRouter(dependencies=LOGGED_IN)
opener = requires_freshly(Act.OPEN_IN_EMERGENCY)
reviewer = requires(Act.REVIEW_EMERGENCY)

_REVIEWED: Final = "case.emergency_reviewed"
#: The answer that the client may be told.
_MAY_KNOW: Final = "ja"
#: Names of the catalogue's refusals, and the question that each is about.
_FIELDS: Final = {
    "number": "traject",
    "reason": "reden",
    "explanation": "toelichting",
    "silence_ground": "zwijgen",
    "note": "waarom",
}


def opening_form() -> Form:
    """Return the questions to whoever wants to open a dossier."""
    codes, hours = catalogue(), catalogue().norms.emergency_hours
    return Form(
        "noodinzage",
        "Een dossier openen in nood",
        (
            Note(
                f"U kunt het dossier dan {hours} uur lezen. Daarna sluit het vanzelf. Alles wat u opent,"
                " wordt vastgelegd. Een teamleider kijkt het na en de cliënt leest dat u keek."
            ),
            Text(
                "traject",
                "Trajectnummer",
                hint="Bijvoorbeeld T-2026-0042.",
                max_length=40,
                width="short",
                autocomplete="off",
                missing="Vul het trajectnummer in.",
            ),
            Radio(
                "reden", "Waarom moet u dit dossier nu lezen?", _options(codes.emergency_reasons.options())
            ),
            TextArea(
                "toelichting",
                "Wat is er aan de hand?",
                hint="Schrijf niet meer over de cliënt dan nodig is.",
                max_length=1000,
            ),
            _silence("Mag de cliënt meteen weten dat u keek?"),
        ),
        submit="Dossier openen",
        submit_kind="warning",
    )


def review_form() -> Form:
    """Return the questions to the second person."""
    verdicts = (("justified", "Ja, dit was terecht"), ("not_justified", "Nee, dit was niet terecht"))
    return Form(
        "nakijken",
        "Noodinzage nakijken",
        (
            Radio("oordeel", "Was het nodig om dit dossier te openen?", _options(verdicts)),
            TextArea("waarom", "Toelichting", optional=True, max_length=1000, hint="Verplicht bij nee."),
            _silence("Mag de cliënt het weten?"),
        ),
        submit="Oordeel vastleggen",
    )


@router.get("/noodinzage")
def ask(request: Request, actor: Actor = Depends(opener)) -> Response:
    """Show the form; it says nothing about any number."""
    return _ask(request, refilled(request, opening_form().with_initial({"zwijgen": _MAY_KNOW})), actor)


@router.post("/noodinzage")
def open_dossier(
    request: Request, form: FormData = Depends(posted), actor: Actor = Depends(opener)
) -> Response:
    """Open the dossier; a number that nobody has is recorded too, and opens nothing."""
    filled = opening_form().read(form)
    number = (filled.choice("traject") or "").strip().upper()
    searches(request, number)
    if not filled.ok:
        return _ask(request, filled, actor, 422)
    house = house_of(request)
    found = house.caseload.involvement(actor, number)
    if found is None:
        return render(
            request,
            "error.html",
            404,
            title="Er is niets te openen",
            text="Bij dit nummer is geen dossier. Controleer het nummer. Dat u het vroeg, is vastgelegd.",
            way_out=("/noodinzage", "Opnieuw proberen"),
        )
    command = OpenEmergency(
        case_id=CaseId(found.case_id),
        emergency_id=uuid5(NAMESPACE_OID, f"emergency {filled.command_id}"),
        reason=filled.text("reden"),
        explanation=filled.text("toelichting"),
        silence_ground=_ground(filled),
    )
    return carry_out(
        request,
        actor,
        command,
        filled,
        to=f"/trajecten/{number}",
        again=lambda form, status: _ask(request, form, actor, status),
        fields=_FIELDS,
    )


@router.get("/noodinzage/{emergency_id}")
def review_page(request: Request, emergency_id: UUID, actor: Actor = Depends(reviewer)) -> Response:
    """Show one opening to whoever judges it."""
    found = house_of(request).emergencies.one(actor, emergency_id)
    if found is None:
        return not_found(request)
    form = review_form().with_initial({"zwijgen": found.silence_ground or _MAY_KNOW})
    return _review(request, actor, found, refilled(request, form))


@router.post("/noodinzage/{emergency_id}")
def review(
    request: Request,
    emergency_id: UUID,
    form: FormData = Depends(posted),
    actor: Actor = Depends(reviewer),
) -> Response:
    """Record the judgement."""
    found = house_of(request).emergencies.one(actor, emergency_id)
    if found is None:
        return not_found(request)
    filled = review_form().read(form)
    if not filled.ok:
        return _review(request, actor, found, filled, 422)
    verdict: Literal["justified", "not_justified"] = (
        "justified" if filled.text("oordeel") == "justified" else "not_justified"
    )
    command = ReviewEmergency(
        case_id=CaseId(found.case_id),
        emergency_id=emergency_id,
        verdict=verdict,
        note=filled.choice("waarom"),
        silence_ground=_ground(filled),
    )
    return carry_out(
        request,
        actor,
        command,
        filled,
        to=f"/noodinzage/{emergency_id}",
        again=lambda form, status: _review(request, actor, found, form, status),
        fields=_FIELDS,
    )


def _ask(request: Request, form: Filled, actor: Actor, status: int = 200) -> Response:
    return render(
        request,
        "form.html",
        status,
        title="Een dossier openen in nood",
        lead="Alleen als iemand in gevaar is of niet kan wachten, en u niet de begeleider bent.",
        form=form,
        action="/noodinzage",
        cancel_href=home_of(actor.role),
    )


def _review(request: Request, actor: Actor, found: EmergencyRow, form: Filled, status: int = 200) -> Response:
    house = house_of(request)
    return render(
        request,
        "emergency_reading.html",
        status,
        title="Noodinzage nakijken",
        breadcrumbs=[(home_of(actor.role), "Terug")],
        rows=_rows(house, actor, found),
        waits=found.verdict is None,
        is_late=found.verdict is None and found.review_due < clock.now(),
        own=found.opened_by == actor.id,
        form=form,
        action=f"/noodinzage/{found.emergency_id}",
    )


def _rows(house: House, actor: Actor, found: EmergencyRow) -> list[dict[str, object]]:
    names = house.staff.names(actor)
    silence = found.silence_ground
    rows: list[dict[str, object]] = [
        {"label": "Traject", "value": found.number},
        {"label": "Geopend door", "value": names.get(found.opened_by, "Naam niet bekend")},
        {"label": "Geopend op", "value": dutch_moment(found.opened_at)},
        {"label": "Open tot", "value": dutch_moment(found.until)},
        {"label": "Reden", "value": code_label("reason", found.reason, OPENED)},
        {"label": "Toelichting", "value": found.explanation},
        {
            "label": "Weet de cliënt het",
            "value": f"Nog niet: {in_sentence(code_label('silence_ground', silence, OPENED))}"
            if silence
            else "Ja, het staat op de eigen pagina",
        },
        {"label": "Nakijken uiterlijk", "value": dutch_date(found.review_due)},
    ]
    if found.verdict is not None and found.reviewed_at is not None:
        who = names.get(found.reviewed_by or "", "Naam niet bekend")
        verdict = code_label("verdict", found.verdict, _REVIEWED)
        rows.append({"label": "Oordeel", "value": f"{verdict}, {who}, {dutch_moment(found.reviewed_at)}"})
    if found.note:
        rows.append({"label": "Waarom", "value": found.note})
    return rows


def _silence(label: str) -> Radio:
    grounds = catalogue().emergency_silence_grounds.options()
    no = (Option(key, f"Nee. {text}.") for key, text in grounds)
    return Radio("zwijgen", label, (Option(_MAY_KNOW, "Ja"), *no))


def _ground(form: Filled) -> str | None:
    said = form.text("zwijgen")
    return None if said == _MAY_KNOW else said


def _options(pairs: tuple[tuple[str, str], ...]) -> tuple[Option, ...]:
    return tuple(Option(key, label) for key, label in pairs)
