"""Somebody at home: the client chooses who may see which parts until when, and sees what that looks like."""

from datetime import timedelta

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.commands.invite_home_front import LONGEST, EndHomeFront, InviteHomeFront
from bluevitaal_es.projections.case_file.own_side import HomeFront
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.code_texts import WORDS
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.forms import Checkboxes, DutchDate, Filled, Form, Option, Text
from bluevitaal_es.web.home_front import shown_at_home
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.pages.own.frame import Own, client, gone, own_of, show
from bluevitaal_es.web.pages.own.home_code import standing_at_home
from bluevitaal_es.web.pages.own.sending import SENDINGS, Asked, Query, Sending, id_in

router = APIRouter()

HERE = "/mijn/thuis"
PARTS = WORDS["case.home_front_invited.parts"]


@router.get("/mijn/thuis")
def home_page(request: Request, actor: Actor = Depends(client)) -> Response:
    """Show who at home may see what."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    today = clock.today()
    return show(
        request,
        own,
        "client_home.html",
        "Thuis",
        now=[_row(request, own, one) for one in _standing(own)],
        past_rows=[
            {"label": one.called, "value": f"Tot en met {dutch_date(one.ended_at or one.until)}"}
            for one in own.dossier.own.home_front
            if one.ended_at or one.until < today
        ],
    )


@router.get("/mijn/thuis/zo-ziet-het-eruit")
def preview(request: Request, actor: Actor = Depends(client)) -> Response:
    """Show exactly what one person at home may see; made to be shown on the client's own phone as well."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    wanted = id_in(dict(request.query_params), "wie")
    invited = next((one for one in _standing(own) if one.invitation_id == wanted), None)
    if invited is None:
        return not_found(request)
    return show(
        request,
        own,
        "client_home_view.html",
        "Zo ziet het eruit",
        invited=invited,
        view=shown_at_home(own.dossier, invited, clock.now()),
    )


def _standing(own: Own) -> list[HomeFront]:
    today = clock.today()
    return [one for one in own.dossier.own.home_front if one.ended_at is None and one.until >= today]


def _row(request: Request, own: Own, one: HomeFront) -> tuple[HomeFront, list[str], list[str], str]:
    """Return an invitation, the parts that are seen, those for which consent went, and if a code was used."""
    seen = shown_at_home(own.dossier, one, clock.now()).parts
    account = standing_at_home(house_of(request), own, one)
    return (
        one,
        [PARTS[part] for part in seen],
        [PARTS[part] for part in one.parts if part not in seen],
        account,
    )


def _form() -> Form:
    latest = clock.today() + LONGEST
    return Form(
        "thuis",
        "Iemand thuis laten meekijken",
        (
            Text(
                "wie",
                "Hoe noemt u deze persoon?",
                max_length=40,
                width="medium",
                hint="Een naam hoeft niet. “Mijn partner” is genoeg.",
                missing="Vul in hoe u deze persoon noemt.",
            ),
            Checkboxes(
                "wat",
                "Wat mag deze persoon zien?",
                options=tuple(Option(key, label) for key, label in PARTS.items()),
                missing="Kies ten minste één onderdeel.",
            ),
            DutchDate(
                "tot",
                "Tot en met welke dag?",
                past=False,
                hint=f"Uiterlijk {dutch_date(latest)}. U kunt altijd eerder stoppen.",
            ),
        ),
        submit="Laten meekijken",
    )


def _ask_invite(own: Own, _query: Query) -> Asked | None:
    if not own.dossier.is_open:
        return None
    return Asked(
        _form(),
        reader=f"{own.begeleider} ziet dat u dit koos. De persoon thuis ziet alleen wat u aankruist: "
        "geen berichten, geen notities, geen uitkomsten van vragenlijsten.",
        next_step="Wij leggen uw toestemming hiervoor vast. U ziet die bij “Wie mag wat weten”. "
        "Daarna kunt u een code maken, waarmee deze persoon zelf inlogt.",
        back=HERE,
        initial={"tot": clock.today() + timedelta(days=90)},
    )


def _invite(own: Own, filled: Filled, _query: Query) -> InviteHomeFront:
    return InviteHomeFront(
        case_id=own.case_id,
        invitation_id=filled.command_id,
        called=filled.text("wie"),
        parts=filled.choices("wat"),
        until=filled.day("tot"),
    )


STOP = Form("thuis-stoppen", "Stoppen met meekijken?", (), submit="Ja, stoppen")


def _ask_stop(own: Own, query: Query) -> Asked | None:
    wanted = id_in(query, "wie")
    found = next((one for one in _standing(own) if one.invitation_id == wanted), None)
    if found is None:
        return None
    return Asked(
        STOP,
        reader=f"{own.begeleider} ziet dat u dit stopte. U hoeft niet te zeggen waarom.",
        next_step="Het geldt meteen, ook als deze persoon nu is ingelogd. Wij sturen daar geen bericht over.",
        back=HERE,
        known=({"label": "Wie", "value": found.called},),
    )


def _stop(own: Own, _filled: Filled, query: Query) -> EndHomeFront:
    wanted = id_in(query, "wie")
    assert wanted is not None
    return EndHomeFront(case_id=own.case_id, invitation_id=wanted)


SENDINGS["thuis"] = Sending(_ask_invite, _invite, fields={"until": "tot", "parts": "wat"})
SENDINGS["thuis-stoppen"] = Sending(_ask_stop, _stop)
