"""My data: a copy, something to put right, an objection, to be forgotten; with terms and answers."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.ask_us import AskUs, months_after
from bluevitaal_es.commands.forget_person import RequestErasure, WithdrawErasure
from bluevitaal_es.web import emergency_words, own_copy
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.forms import Check, Filled, Form, TextArea
from bluevitaal_es.web.home_front import names_at_home
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.pages.own.frame import Own, client, gone, own_of, show
from bluevitaal_es.web.pages.own.looks import told
from bluevitaal_es.web.pages.own.sending import SENDINGS, Asked, Query, Sending

router = APIRouter()

HERE = "/mijn/gegevens"


@router.get("/mijn/gegevens")
def data_page(request: Request, actor: Actor = Depends(client)) -> Response:
    """Show the ways to a copy, to an improvement and to be forgotten, and what runs."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    return show(
        request,
        own,
        "client_data.html",
        "Mijn gegevens",
        requests=tuple(reversed(own.dossier.own.requests)),
        erasure=house_of(request).audit.own_erasure(actor),
        months=catalogue().norms.client_request_months,
    )


@router.get("/mijn/gegevens/kopie.pdf")
def copy_to_read(request: Request, actor: Actor = Depends(client)) -> Response:
    """Return everything that is kept of the client as a document to read, made now."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    made = own_copy.as_pdf(_copy(request, own))
    return _download(made, "application/pdf", "mijn-gegevens.pdf")


@router.get("/mijn/gegevens/kopie.json")
def copy_for_machines(request: Request, actor: Actor = Depends(client)) -> Response:
    """Return the same as data for another program, made now."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    made = own_copy.as_json(_copy(request, own))
    return _download(made, "application/json", "mijn-gegevens.json")


def _copy(request: Request, own: Own) -> own_copy.Copy:
    house = house_of(request)
    names = house.staff.names(own.actor) | names_at_home(own.dossier.own.home_front)
    return own_copy.Copy(
        number=own.dossier.number,
        organisation=house.settings.organisation,
        made_at=clock.now(),
        entries=tuple(emergency_words.facts_told(request, own.actor, own.dossier)),
        names=names,
        looks=tuple(emergency_words.looks_told(request, own.actor, own.case_id)),
        shared=tuple((one.day, one.whom, one.what, one.purpose) for one in told(own, names)),
        complaints=tuple(
            file
            for row in reversed(house.complaints.own(own.actor))
            if (file := house.complaints.one(own.actor, row.complaint_id)) is not None
        ),
    )


def _download(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=kind, headers=headers)


CORRECTION = Form(
    "verbetering",
    "Iets laten verbeteren",
    (
        TextArea(
            "wat",
            "Wat klopt er niet, en hoe moet het zijn?",
            rows=5,
            max_length=2000,
            missing="Schrijf op wat er niet klopt.",
        ),
    ),
    submit="Versturen",
)
OBJECTION = Form(
    "bezwaar",
    "Bezwaar maken",
    (
        TextArea(
            "waartegen",
            "Waar bent u het niet mee eens?",
            rows=5,
            max_length=2000,
            hint="Bijvoorbeeld: dat wij iets bewaren, of waarvoor wij het gebruiken.",
            missing="Schrijf op waar u het niet mee eens bent.",
        ),
    ),
    submit="Versturen",
)


def _term() -> str:
    day = months_after(clock.today(), catalogue().norms.client_request_months)
    return f"U krijgt antwoord op deze pagina, uiterlijk op {dutch_date(day)}."


def _ask_correction(own: Own, _query: Query) -> Asked:
    return Asked(
        CORRECTION,
        reader=f"{own.begeleider} leest dit en zoekt het uit.",
        next_step=f"{_term()} Wat niet klopt, verbeteren wij. "
        "Wat er eerst stond, blijft te zien, met de reden erbij.",
        back=HERE,
    )


def _correction(own: Own, filled: Filled, _query: Query) -> AskUs:
    return AskUs(
        case_id=own.case_id, request_id=filled.command_id, kind="correction", text=filled.text("wat")
    )


def _ask_objection(own: Own, _query: Query) -> Asked:
    return Asked(
        OBJECTION,
        reader=f"{own.begeleider} leest dit.",
        next_step=f"{_term()} Bent u het met het antwoord niet eens? Dan kunt u naar de "
        "Autoriteit Persoonsgegevens. Uw hulp gaat gewoon door.",
        back=HERE,
    )


def _objection(own: Own, filled: Filled, _query: Query) -> AskUs:
    text = filled.text("waartegen")
    return AskUs(case_id=own.case_id, request_id=filled.command_id, kind="objection", text=text)


FORGET = Form(
    "vergeten",
    "Mijn gegevens laten wissen",
    (Check("zeker", "Ik wil dat alles wat hier over mij staat, wordt gewist."),),
    submit="Verzoek versturen",
)


def _ask_forget(_own: Own, _query: Query) -> Asked:
    return Asked(
        FORGET,
        reader="Iemand van ons die dit mag, leest uw verzoek. Een tweede persoon keurt het goed.",
        next_step="Daarna kan niemand meer lezen wat hier over u staat. Ook u niet, en wij niet. "
        "U kunt dan niet meer inloggen: zo weet u dat het klaar is. "
        f"Wilt u eerst een kopie? Die maakt u bij “Mijn gegevens”. {_term()} "
        "Tot die tijd kunt u uw verzoek intrekken.",
        back=HERE,
    )


def _forget(own: Own, _filled: Filled, _query: Query) -> RequestErasure:
    return RequestErasure(case_id=own.case_id, number=own.dossier.number, ground="client_request")


STAY = Form("toch-niet", "Toch niet wissen?", (), submit="Ja, mijn gegevens laten staan")


def _ask_stay(_own: Own, _query: Query) -> Asked:
    return Asked(
        STAY,
        reader="Wie uw verzoek behandelt, ziet dat u het introk. U hoeft niet te zeggen waarom.",
        next_step="Alles blijft zoals het was. U kunt het later opnieuw vragen.",
        back=HERE,
    )


def _stay(own: Own, _filled: Filled, _query: Query) -> WithdrawErasure:
    return WithdrawErasure(case_id=own.case_id)


SENDINGS["verbetering"] = Sending(_ask_correction, _correction)
SENDINGS["bezwaar"] = Sending(_ask_objection, _objection)
SENDINGS["vergeten"] = Sending(_ask_forget, _forget, weighs=True)
SENDINGS["toch-niet"] = Sending(_ask_stay, _stay)
