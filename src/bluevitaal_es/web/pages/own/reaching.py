"""How the client is reached: what they chose, what a notice looks like, and what was sent."""

from datetime import datetime
from typing import Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es.access import Actor
from bluevitaal_es.clock import AMSTERDAM
from bluevitaal_es.commands.set_contact_wishes import SetContactWishes
from bluevitaal_es.rules.notices import words
from bluevitaal_es.web.contact_wishes import (
    CONTROLS,
    answers_of,
    questions,
    sent_lines,
    wish_rows,
    wishes_command,
)
from bluevitaal_es.web.forms import Filled, Form
from bluevitaal_es.web.pages.own.frame import Own, client, gone, own_of, show
from bluevitaal_es.web.pages.own.sending import SENDINGS, Asked, Query, Sending

router = APIRouter()

FORM = Form("bereiken", "Hoe wij u bereiken", questions("client"), submit="Bewaren")
#: Ten o'clock on some day, for the example.
_TEN: Final = datetime(2026, 1, 5, 10, tzinfo=AMSTERDAM)


@router.get("/mijn/bereiken")
def reach_page(request: Request, actor: Actor = Depends(client)) -> Response:
    """Show how this client is reached and what was sent."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    reach = own.dossier.reach
    return show(
        request,
        own,
        "client_reach.html",
        "Hoe wij u bereiken",
        rows=wish_rows(reach.wishes),
        example=words("appointment_tomorrow", _TEN)[1],
        sent_notices=sent_lines(reach),
    )


def ask(own: Own, _query: Query) -> Asked | None:
    """Ask how they want to be reached, while there is anything to send."""
    if not own.dossier.is_open:
        return None
    return Asked(
        FORM,
        reader=f"{own.begeleider} leest dit, om u veilig te kunnen bellen.",
        next_step="Het geldt meteen, voor alles wat wij sturen. U kunt het altijd weer veranderen.",
        back="/mijn/bereiken",
        initial=answers_of(own.dossier.reach.wishes),
    )


def choose(own: Own, filled: Filled, _query: Query) -> SetContactWishes:
    """Return the order to keep it."""
    return wishes_command(own.case_id, filled)


SENDINGS["bereiken"] = Sending(ask, choose, fields=CONTROLS)
