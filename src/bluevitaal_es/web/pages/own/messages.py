"""Messages between a client and the begeleider."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.send_message import SendMessage
from bluevitaal_es.web.contact_wishes import gets_notices
from bluevitaal_es.web.dutch import dutch_count
from bluevitaal_es.web.forms import Filled, Form, TextArea
from bluevitaal_es.web.pages.own.frame import Own, client, gone, own_of, show
from bluevitaal_es.web.pages.own.sending import SENDINGS, Asked, Query, Sending

router = APIRouter()

FORM = Form(
    "bericht",
    "Bericht schrijven",
    (TextArea("bericht", "Uw bericht", rows=6, max_length=4000, missing="Schrijf eerst een bericht."),),
    submit="Versturen",
)


@router.get("/mijn/berichten")
def messages_page(request: Request, actor: Actor = Depends(client)) -> Response:
    """Show what was written, newest first."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    return show(
        request,
        own,
        "client_messages.html",
        "Berichten",
        messages=tuple(reversed(own.dossier.own.messages)),
        may_write=may_write(own),
        signal=signal(own),
    )


def may_write(own: Own) -> bool:
    """Say whether there is somebody to write to."""
    return own.dossier.is_open and own.dossier.begeleider_id is not None


def signal(own: Own) -> str:
    """Say whether the client hears of a new message outside this page."""
    if gets_notices(own.dossier.reach.wishes):
        return "Is er iets nieuws, dan krijgt u een seintje zonder inhoud."
    return "Wij sturen u hierover geen mail of sms."


def ask(own: Own, _query: Query) -> Asked | None:
    """Ask for a message, when there is somebody to read it."""
    if not may_write(own):
        return None
    days = dutch_count(catalogue().norms.message_answer_working_days, "werkdag", "werkdagen")
    return Asked(
        FORM,
        reader=f"{own.begeleider} leest dit. Wie het van {own.helper} overneemt ook.",
        next_step=f"U krijgt hier antwoord, meestal binnen {days}. {signal(own)}",
        back="/mijn/berichten",
    )


def send(own: Own, filled: Filled, _query: Query) -> SendMessage:
    """Return the order to send it."""
    return SendMessage(case_id=own.case_id, message_id=filled.command_id, text=filled.text("bericht"))


SENDINGS["bericht"] = Sending(ask, send)
