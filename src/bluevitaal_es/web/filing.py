"""Filing a complaint, from whatever page: the questions, the code on the receipt, and the order."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid5

from starlette.requests import Request

from bluevitaal_es.access import Actor, complainant
from bluevitaal_es.commands.file_complaint import FileComplaint
from bluevitaal_es.commands.handle import Context
from bluevitaal_es.vocabulary import NAMESPACE
from bluevitaal_es.web import codes
from bluevitaal_es.web.complaint_words import CHANNELS
from bluevitaal_es.web.forms import Check, Filled, Form, Hidden, Option, Radio, Text, TextArea
from bluevitaal_es.web.house import house_of

_PURPOSE: Final = "complaint"

KIND: Final = Radio(
    "soort",
    "Waar gaat het om?",
    (
        Option("complaint", "Een klacht", hint="Er ging iets niet goed, of iemand deed iets wat niet hoort."),
        Option("objection", "Een bezwaar", hint="U wilt niet dat wij gegevens van u zo gebruiken."),
        Option("look", "Een vraag om te kijken", hint="De ombudsfunctionaris moet ergens naar kijken."),
    ),
)
STORY: Final = TextArea(
    "verhaal",
    "Wat wilt u vertellen?",
    rows=8,
    max_length=8000,
    hint="Schrijf het op in uw eigen woorden. Vertel ook wat u graag wilt.",
    missing="Schrijf op wat u wilt vertellen.",
)
ABOUT: Final = Text(
    "over",
    "Over wie of wat gaat het?",
    optional=True,
    max_length=200,
    autocomplete="off",
    hint="Wie u noemt, krijgt van dit systeem niets te horen.",
)
_NUMBER: Final = Text(
    "nummer",
    "Trajectnummer, als u dat weet",
    optional=True,
    width="short",
    max_length=20,
    autocomplete="off",
    hint="Bijvoorbeeld T-2026-0042.",
)
_NAME: Final = Text("naam", "Uw naam", optional=True, max_length=200, autocomplete="off")
_REACH: Final = Text(
    "bereik",
    "Hoe mag de ombudsfunctionaris u bereiken?",
    optional=True,
    max_length=200,
    autocomplete="off",
    hint="Het antwoord leest u ook met de code die u straks krijgt.",
)

FORM: Final = Form(
    "klacht", "Klacht of bezwaar", (KIND, STORY, ABOUT, _NUMBER, _NAME, _REACH), submit="Indienen"
)
OWN_FORM: Final = Form(
    "klacht",
    "Klacht of bezwaar indienen",
    (
        KIND,
        STORY,
        ABOUT,
        Check(
            "traject",
            "Noem mijn traject erbij.",
            optional=True,
            hint="Dan wordt uw dossier niet gewist zolang dit loopt. Lezen mag de ombudsfunctionaris "
            "het alleen als u dat goedvindt.",
        ),
    ),
    submit="Indienen",
)
FOR_SOMEBODY: Final = Form(
    "klacht",
    "Vastleggen voor iemand die belt of schrijft",
    (
        Radio(
            "kanaal", "Hoe kwam het binnen?", tuple(Option(key, CHANNELS[key]) for key in ("phone", "paper"))
        ),
        KIND,
        STORY,
        ABOUT,
        _NUMBER,
        _NAME,
        _REACH,
    ),
    submit="Vastleggen",
)
CODE: Final = Form(
    "code",
    "Hoe staat het ervoor?",
    (
        Text(
            "code",
            "Uw code",
            width="medium",
            max_length=60,
            autocomplete="off",
            hint="De code van uw bewijs, zoals K7QMX-94TRB-WDHPA. Hoofdletters en streepjes maken niet uit.",
            missing="Vul de code in die op uw bewijs staat.",
        ),
    ),
    submit="Bekijken",
)
REPLY: Final = Form(
    "aanvullen",
    "Iets toevoegen",
    (
        Hidden("code", optional=True, max_length=60),
        TextArea(
            "aanvulling", "Wat wilt u nog zeggen?", rows=5, max_length=8000, missing="Schrijf eerst iets op."
        ),
    ),
    submit="Versturen",
)
WITHDRAW: Final = Form(
    "intrekken",
    "Toch niet doorgaan?",
    (
        Hidden("code", optional=True, max_length=60),
        TextArea("waarom", "Wilt u zeggen waarom?", optional=True, rows=3, max_length=1000),
    ),
    submit="Ja, trek het in",
    submit_kind="warning",
)


@dataclass(frozen=True, slots=True)
class OwnCase:
    """The case of a client who complains on the own page."""

    case_id: UUID
    number: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a complainant keeps: the code, "" for a client who reads it on the own page."""

    complaint_id: UUID
    code: str


def file(request: Request, filled: Filled, actor: Actor | None = None, own: OwnCase | None = None) -> Receipt:
    """File what was filled in, as `actor` or as the complainant; sent twice it is filed once, with one code.

    Raises a Refusal. Everything is derived from the id in the form, which is kept nowhere: what the log keeps
    of it leads neither back to the form nor to the code.
    """
    secret = filled.command_id
    complaint_id = uuid5(NAMESPACE, f"complaint {secret}")
    code = "" if own else codes.made_from(sha256(f"complaint code {secret}".encode()).digest())
    command = FileComplaint.model_validate(
        {
            "complaint_id": complaint_id,
            "kind": filled.text("soort"),
            "channel": "own_page" if own else filled.choice("kanaal") or "site",
            "text": filled.text("verhaal"),
            "about": filled.choice("over"),
            "case_number": _case_number(filled, own),
            "name": filled.choice("naam"),
            "reach": filled.choice("bereik"),
            "code_hash": hash_of(code) if code else None,
            "client_id": own.case_id if own else None,
        }
    )
    command_id = uuid5(NAMESPACE, f"filing {secret}")
    house = house_of(request)
    outcome = house.desk.handle(
        command, actor or complainant(complaint_id), context=Context(command_id, command_id)
    )
    house.wait_for(outcome.position)
    return Receipt(complaint_id, code)


def _case_number(filled: Filled, own: OwnCase | None) -> str | None:
    if own is not None:
        return own.number if filled.yes("traject") else None
    return (filled.choice("nummer") or "").strip().upper() or None


def hash_of(code: str) -> str:
    """Return what is kept of a code."""
    return codes.hash_of(_PURPOSE, code).hex()
