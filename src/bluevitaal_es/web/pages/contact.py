"""A contact without identity: it counts, and nothing in it can say who it was."""

from typing import Final
from uuid import NAMESPACE_OID, uuid5

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.log_contact import LogContact
from bluevitaal_es.web.acting import carry_out, posted
from bluevitaal_es.web.forms import Filled, Form, Moment, Note, Number, Option, Radio, Select
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires

router = APIRouter(dependencies=LOGGED_IN)
contact_taker = requires(Act.LOG_CONTACT)

_DONE: Final = "/contacten/vastgelegd"
#: Names of the catalogue's refusals, and the question that each is about.
_FIELDS: Final = {"channel": "kanaal", "subject": "onderwerp", "outcome": "afloop", "unit": "eenheid"}


def contact_form() -> Form:
    """Return the form with the codes of the catalogue and the units of today."""
    codes = catalogue()
    return Form(
        "contact",
        "Contact vastleggen",
        (
            Note("Vul geen namen in. Dit contact telt alleen mee; niemand kan eraan zien wie het was."),
            Moment("wanneer", "Wanneer was het contact?", future=False),
            Radio("kanaal", "Hoe kwam het binnen?", _options(codes.channels.options())),
            Select("onderwerp", "Waar ging het over?", _options(codes.contact_subjects.options())),
            Select("afloop", "Hoe liep het af?", _options(codes.contact_outcomes.options())),
            Select("doelgroep", "Wie was het?", _options(codes.target_groups.options()), optional=True),
            Select("eenheid", "Eenheid", _options(codes.units.options(clock.today())), optional=True),
            Number("minuten", "Hoe lang duurde het?", optional=True, minimum=1, maximum=600, unit="minuten"),
        ),
        submit="Contact vastleggen",
    )


@router.get("/contacten/nieuw", dependencies=[Depends(contact_taker)])
def new_contact(request: Request) -> Response:
    """Show the form, at this moment unless changed."""
    return _page(request, refilled(request, contact_form().with_initial({"wanneer": clock.now()})))


@router.post("/contacten/nieuw")
def log_contact(
    request: Request,
    form: FormData = Depends(posted),
    actor: Actor = Depends(contact_taker),
) -> Response:
    """Log the contact."""
    filled = contact_form().read(form)
    if not filled.ok:
        return _page(request, filled, 422)
    command = LogContact(
        contact_id=uuid5(NAMESPACE_OID, f"contact {filled.command_id}"),
        held_at=min(filled.moment("wanneer"), clock.now()),
        channel=filled.text("kanaal"),
        subject=filled.text("onderwerp"),
        outcome=filled.text("afloop"),
        target_group=filled.choice("doelgroep"),
        unit=filled.choice("eenheid"),
        minutes=filled.number("minuten") if filled.has("minuten") else None,
    )
    registered = command.outcome == "registered"
    return carry_out(
        request,
        actor,
        command,
        filled,
        to=f"{_DONE}?aanmelding=1" if registered else _DONE,
        again=lambda form, status: _page(request, form, status),
        fields=_FIELDS,
    )


@router.get(_DONE, dependencies=[Depends(contact_taker)])
def logged(request: Request, aanmelding: str = "") -> Response:
    """Say that it was logged, and what can be next."""
    steps = ["Het contact telt mee in de cijfers, zonder naam.", "U hoeft er verder niets mee te doen."]
    actions = [("/", "Naar Mijn werk"), ("/contacten/nieuw", "Nog een contact vastleggen")]
    if aanmelding:
        steps[1] = "De aanmelding zelf legt u apart vast."
        actions = [("/trajecten/nieuw", "Nieuwe aanmelding"), *actions[:1]]
    return render(request, "confirmation.html", title="Contact vastgelegd", next_steps=steps, actions=actions)


def _page(request: Request, form: Filled, status: int = 200) -> Response:
    return render(
        request,
        "contact.html",
        status,
        title="Contact vastleggen",
        lead="Iemand belde, mailde of kwam langs, zonder dat er een traject van komt.",
        form=form,
        action="/contacten/nieuw",
        cancel_href="/",
    )


def _options(pairs: tuple[tuple[str, str], ...]) -> tuple[Option, ...]:
    return tuple(Option(key, label) for key, label in pairs)
