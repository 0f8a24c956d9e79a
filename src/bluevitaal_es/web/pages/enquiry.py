"""Somebody asks about a person: one answer for everybody, and a form to keep that it was asked."""

from typing import Final
from uuid import NAMESPACE_OID, uuid5

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from bluevitaal_es.access import Act, Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.answer_enquiry import AnswerEnquiry
from bluevitaal_es.web.acting import carry_out, posted
from bluevitaal_es.web.forms import Filled, Form, Option, Radio, Text, TextArea
from bluevitaal_es.web.kept_text import refilled
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires

router = APIRouter(dependencies=LOGGED_IN)
answerer = requires(Act.ANSWER_ENQUIRY)

#: What is always said, whoever asks and whoever it is about (S-029).
ANSWER: Final = (
    "Wij zeggen nooit of iemand bij ons komt. Ik bevestig het niet en ik ontken het niet. "
    "Dat antwoord krijgt iedereen, over iedereen."
)
_DONE: Final = "/navraag/vastgelegd"


def enquiry_form() -> Form:
    """Return the form; nothing in it is looked up."""
    return Form(
        "navraag",
        "Navraag naar een persoon",
        (
            Text("wie", "Wie vroeg ernaar?", max_length=200, autocomplete="off"),
            Text("organisatie", "Van welke organisatie?", optional=True, max_length=200, autocomplete="off"),
            Radio(
                "kanaal",
                "Hoe werd het gevraagd?",
                tuple(Option(key, label) for key, label in catalogue().channels.options()),
            ),
            Text("over", "Naar wie werd gevraagd?", max_length=200, autocomplete="off"),
            TextArea("vraag", "Wat wilde men weten?", optional=True, rows=3, max_length=2000),
        ),
        submit="Navraag vastleggen",
    )


@router.get("/navraag", dependencies=[Depends(answerer)])
def enquiry_page(request: Request) -> Response:
    """Show the answer to give, and the form."""
    return _page(request, refilled(request, enquiry_form().with_initial()))


@router.post("/navraag")
def answer_enquiry(
    request: Request, form: FormData = Depends(posted), actor: Actor = Depends(answerer)
) -> Response:
    """Keep that somebody asked; the same work whoever it is about."""
    filled = enquiry_form().read(form)
    if not filled.ok:
        return _page(request, filled, 422)
    command = AnswerEnquiry(
        enquiry_id=uuid5(NAMESPACE_OID, f"enquiry {filled.command_id}"),
        enquirer=filled.text("wie"),
        organisation=filled.choice("organisatie"),
        channel=filled.text("kanaal"),
        about=filled.text("over"),
        question=filled.choice("vraag"),
    )
    return carry_out(
        request,
        actor,
        command,
        filled,
        to=_DONE,
        again=lambda shown, status: _page(request, shown, status),
        fields={"channel": "kanaal"},
    )


@router.get(_DONE, dependencies=[Depends(answerer)])
def answered(request: Request) -> Response:
    """Say that it was kept, and once more what the answer is."""
    steps = [f"Het antwoord is altijd: “{ANSWER}”", "Wij hebben niet gekeken of deze persoon cliënt is."]
    actions = [("/", "Naar het begin"), ("/navraag", "Nog een navraag vastleggen")]
    return render(request, "confirmation.html", title="Navraag vastgelegd", next_steps=steps, actions=actions)


def _page(request: Request, form: Filled, status: int = 200) -> Response:
    return render(
        request,
        "enquiry.html",
        status,
        title="Navraag naar een persoon",
        lead="Iemand vraagt of een persoon bij ons komt, of hoe het met die persoon gaat.",
        answer=ANSWER,
        form=form,
        action="/navraag",
        cancel_href="/",
    )
