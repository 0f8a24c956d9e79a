"""Who may know what: each line of consent in a sentence, to take back or to change in two taps."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.commands.record_consent import RecordConsent, WithdrawConsent
from bluevitaal_es.projections.case_file.dossier import Consent
from bluevitaal_es.web.code_texts import label_to_client
from bluevitaal_es.web.conference_choices import CHOICES, Choice, standing
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.forms import DutchDate, Filled, Form, Option, Radio
from bluevitaal_es.web.pages.case_words import can_withdraw
from bluevitaal_es.web.pages.own.frame import Own, client, gone, own_of, show
from bluevitaal_es.web.pages.own.sending import SENDINGS, Asked, Query, Sending, id_in
from bluevitaal_es.web.texts import code_label, in_sentence

router = APIRouter()

HERE = "/mijn/toestemming"


@dataclass(frozen=True, slots=True)
class Permission:
    """One line of consent in plain words: a sentence, how it stands, and the drawing beside that."""

    line: Consent
    who: str
    sentence: str
    state: str
    kind: str
    since: str
    can_end: bool
    can_change: bool


@router.get("/mijn/toestemming")
def consent_page(request: Request, actor: Actor = Depends(client)) -> Response:
    """Show who may know what, lines that hold first."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    lines = permissions(own)
    return show(
        request,
        own,
        "client_consent.html",
        "Wie mag wat weten",
        now=[line for line in lines if line.can_end],
        past=[line for line in lines if not line.can_end],
        anonymous=own.dossier.anonymous_to_employer,
        choices=[(one, *standing(own.dossier, one, clock.today())) for one in CHOICES],
    )


def permissions(own: Own) -> list[Permission]:
    """Return the last word on each matter, newest first."""
    last = [line for line in own.dossier.consents if line.withdrawn or line.ended_on is None]
    return [_permission(own, line, clock.today()) for line in reversed(last)]


def line_words(line: Consent) -> str:
    """Return a line as a sentence without its subject: "uw hulpvraag. Waarvoor: verwijzen."."""
    what = in_sentence(label_to_client("data_class", line.data_class))
    return f"{what}. Waarvoor: {in_sentence(label_to_client('purpose', line.purpose))}."


def _permission(own: Own, line: Consent, today: date) -> Permission:
    who = code_label("recipient", line.recipient)
    until = f" tot en met {dutch_date(line.valid_until)}" if line.valid_until else ""
    state, kind, since = "Voorbij", "neutral", f"Vanaf {dutch_date(line.valid_from)}{until}."
    if line.withdrawn and line.ended_on is not None:
        state, kind, since = "Ingetrokken", "hidden", f"Ingetrokken op {dutch_date(line.ended_on)}."
    elif not line.granted:
        state, kind, since = "U zei nee", "hidden", f"Gezegd op {dutch_date(line.recorded_at)}."
    elif line.in_force(today):
        state, kind = "Geldt", "done"
    elif line.valid_from > today:
        state, kind = "Geldt nog niet", "planned"
    return Permission(
        line,
        who,
        f"{who}: {line_words(line)}",
        state,
        kind,
        since,
        can_withdraw(line, today),
        own.dossier.is_open,
    )


WITHDRAW = Form("intrekken", "Dit intrekken?", (), submit="Ja, intrekken")


def _line_of(own: Own, query: Query) -> Consent | None:
    wanted = id_in(query, "regel")
    return next((line for line in own.dossier.consents if line.line_id == wanted), None)


def _known(line: Consent) -> tuple[dict[str, object], ...]:
    return (
        {"label": "Wie", "value": code_label("recipient", line.recipient)},
        {"label": "Wat", "value": label_to_client("data_class", line.data_class)},
        {"label": "Waarvoor", "value": label_to_client("purpose", line.purpose)},
    )


def _ask_withdraw(own: Own, query: Query) -> Asked | None:
    line = _line_of(own, query)
    if line is None or not can_withdraw(line, clock.today()):
        return None
    return Asked(
        WITHDRAW,
        reader=f"{own.begeleider} ziet dat u dit introk. U hoeft niet te zeggen waarom.",
        next_step="Het geldt meteen. Vanaf dan delen wij dit niet meer. "
        "Wat eerder is verteld, kunnen wij niet terughalen. Uw hulp gaat gewoon door.",
        back=HERE,
        known=_known(line),
    )


def _withdraw(own: Own, _filled: Filled, query: Query) -> WithdrawConsent:
    line = _line_of(own, query)
    assert line is not None
    return WithdrawConsent(case_id=own.case_id, line_id=line.line_id)


#: What a client decides about one matter: whether it may be told, and until when.
DECISION: Final = (
    Radio(
        "besluit",
        "Wat wilt u?",
        options=(Option("granted", "Dit mag"), Option("refused", "Dit mag niet")),
    ),
    DutchDate(
        "tot",
        "Tot en met welke dag?",
        optional=True,
        past=False,
        hint="Leeg betekent: tot u het intrekt. Bijvoorbeeld 27-3-2027.",
    ),
)
CHANGE = Form("veranderen", "Dit veranderen", DECISION, submit="Veranderen")


def decided(own: Own, filled: Filled, matter: Consent | Choice) -> RecordConsent:
    """Return the line of consent that a form with `DECISION` makes of a matter, from today on."""
    return RecordConsent(
        case_id=own.case_id,
        line_id=filled.command_id,
        recipient=matter.recipient,
        purpose=matter.purpose,
        data_class=matter.data_class,
        decision="granted" if filled.text("besluit") == "granted" else "refused",
        valid_from=clock.today(),
        valid_until=filled.day("tot") if filled.has("tot") else None,
        given_by="signed_on_screen",
    )


def _ask_change(own: Own, query: Query) -> Asked | None:
    line = _line_of(own, query)
    if line is None or not own.dossier.is_open:
        return None
    allowed = line.granted and not line.withdrawn
    return Asked(
        CHANGE,
        reader=f"{own.begeleider} ziet wat u kiest.",
        next_step="Uw keuze geldt meteen, net als een handtekening op papier.",
        back=HERE,
        initial={"besluit": "granted" if allowed else "", "tot": line.valid_until if allowed else None},
        known=_known(line),
    )


def _change(own: Own, filled: Filled, query: Query) -> RecordConsent:
    line = _line_of(own, query)
    assert line is not None
    return decided(own, filled, line)


SENDINGS["intrekken"] = Sending(_ask_withdraw, _withdraw)
SENDINGS["veranderen"] = Sending(_ask_change, _change)
