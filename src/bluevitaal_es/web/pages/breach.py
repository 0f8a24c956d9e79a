"""Speaking out of need: the second person sees what is asked, and no more of the case, and answers."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es.access import Act, Actor
from bluevitaal_es.commands.break_confidentiality import ConfirmBreach, RejectBreach
from bluevitaal_es.projections.case_file.confidentiality import Breach
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.acting import carry_out, not_found, posted
from bluevitaal_es.web.code_texts import code_label, in_sentence, listed
from bluevitaal_es.web.duty_words import why_of
from bluevitaal_es.web.forms import Filled, Form, Option, Radio, TextArea
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.reading import shows
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires
from bluevitaal_es.web.weighing import requires_freshly

router = APIRouter(dependencies=LOGGED_IN)
second_person = requires(Act.ANSWER_BREACH)
answerer = requires_freshly(Act.ANSWER_BREACH)

ANSWER: Final = Form(
    "antwoord",
    "Geheimhouding doorbreken?",
    (
        Radio(
            "besluit",
            "Wat vindt u?",
            options=(
                Option("ja", "Ja, dit mag worden verteld", hint="Aan deze ontvanger, en niet meer dan dit"),
                Option("nee", "Nee, dit mag niet worden verteld"),
            ),
        ),
        TextArea("reden", "Waarom niet?", optional=True, rows=3, max_length=1000),
    ),
    submit="Besluit vastleggen",
)


@router.get("/noodprocedure")
def waiting(request: Request, gedaan: str = "", actor: Actor = Depends(second_person)) -> Response:
    """Show what waits for a second person, oldest first."""
    house = house_of(request)
    names, found = house.staff.names(actor), house.duties.breaches(actor)
    shows(request, (duty.case_id for duty in found))
    rows = [
        {
            "number": duty.number,
            "who": names.get(str(duty.begeleider_id), "Onbekend"),
            "why": why_of(duty),
            "due": duty.due_at,
            "href": f"/noodprocedure/{duty.number}/{duty.key.removeprefix('breach:')}",
        }
        for duty in found
    ]
    return render(
        request,
        "breaches.html",
        title="Noodprocedure",
        rows=rows,
        done=bool(gedaan),
    )


@router.get("/noodprocedure/{number}/{breach_id}")
def proposal(request: Request, number: str, breach_id: UUID, actor: Actor = Depends(answerer)) -> Response:
    """Show one proposal with the form to answer it."""
    found = house_of(request).case_file.breach(actor, number, breach_id)
    if found is None:
        return not_found(request)
    return _page(request, number, found[1], ANSWER.with_initial())


@router.post("/noodprocedure/{number}/{breach_id}")
def answer(
    request: Request,
    number: str,
    breach_id: UUID,
    form: FormData = Depends(posted),
    actor: Actor = Depends(answerer),
) -> Response:
    """Record the answer; from a yes on it may be told."""
    found = house_of(request).case_file.breach(actor, number, breach_id)
    if found is None:
        return not_found(request)
    case_id, breach = CaseId(found[0]), found[1]
    filled = ANSWER.read(form)
    agreed = filled.text("besluit") == "ja" if "besluit" not in filled.errors else True
    if not agreed and not filled.has("reden"):
        filled = filled.with_error("reden", "Schrijf op waarom dit niet mag worden verteld.")
    if not filled.ok:
        return _page(request, number, breach, filled, 422)
    return carry_out(
        request,
        actor,
        ConfirmBreach(case_id=case_id, breach_id=breach_id)
        if agreed
        else RejectBreach(case_id=case_id, breach_id=breach_id, reason=filled.text("reden")),
        filled,
        to="/noodprocedure?gedaan=1",
        again=lambda shown, status: _page(request, number, breach, shown, status),
    )


def _page(request: Request, number: str, breach: Breach, form: Filled, status: int = 200) -> Response:
    classes = listed([in_sentence(code_label("data_class", one)) for one in breach.data_classes])
    who = code_label("recipient", breach.recipient)
    informed = "Ja" if breach.client_informed else f"Nee: {breach.not_informed_reason}"
    known = [
        {"label": "Grond", "value": code_label("ground", breach.ground, "case.breach_proposed")},
        {"label": "Waarom het niet anders kan", "value": breach.reason},
        {
            "label": "Ontvanger",
            "value": f"{who} ({breach.recipient_name})" if breach.recipient_name else who,
        },
        {"label": "Soorten gegevens", "value": f"{classes[:1].upper()}{classes[1:]}"},
        {"label": "Wat er wordt verteld", "value": breach.told},
        {"label": "De cliënt is ingelicht", "value": informed},
    ]
    return render(
        request,
        "breach_answer.html",
        status,
        title=ANSWER.title,
        eyebrow=number,
        breadcrumbs=[("/noodprocedure", "Noodprocedure")],
        known=known,
        breach=breach,
        form=form,
        action=str(request.url.path),
        cancel_href="/noodprocedure",
    )
