"""Which fields of a fact can be corrected, and with which question; the form is made from the fact itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.web.code_texts import choices, code_label, field_label
from bluevitaal_es.web.fields import Field, Value
from bluevitaal_es.web.forms import (
    Check,
    Checkboxes,
    DutchDate,
    Form,
    Group,
    Moment,
    Note,
    Number,
    Option,
    Radio,
    Select,
    Text,
    TextArea,
    YesNo,
)

Control = Literal[
    "text",
    "area",
    "select",
    "radio",
    "several",
    "yes_no",
    "check",
    "number",
    "date",
    "moment",
]

#: Names of the controls that every correction has beside the fields of its fact.
WHEN, WHY, REMARK = "gebeurd", "waarom", "toelichting"


@dataclass(frozen=True, slots=True)
class Ask:
    """One field of a fact that can be corrected, and its control; a `needed` field cannot be emptied."""

    field: str
    control: Control
    needed: bool = False
    lowest: int | None = None
    highest: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Correctable:
    """What can be done about a type of fact. `instead` says what to do where a field is not asked."""

    asks: tuple[Ask, ...] = ()
    dated: bool = True
    can_go: bool = True
    instead: str = ""

    @property
    def can_change(self) -> bool:
        """Whether there is anything to fill in anew."""
        return self.dated or bool(self.asks)


_ANEW = "Klopt er iets anders niet? Streep dit feit dan door en leg het opnieuw vast."

_WHERE = (Ask("channel", "radio", needed=True), Ask("place", "radio"))

CORRECTABLE: dict[str, Correctable] = {
    "case.registered": Correctable(
        (
            Ask("target_group", "select", needed=True),
            Ask("anonymous_to_employer", "yes_no", needed=True),
            Ask("unit", "select"),
            Ask("channel", "select"),
            Ask("route", "select"),
            Ask("reason_not_internal", "select"),
            Ask("client_name", "text"),
            Ask("contact_wish", "area"),
        ),
        can_go=False,
    ),
    "case.begeleider_assigned": Correctable(
        can_go=False, instead="Heeft iemand anders het traject? Draag het dan over."
    ),
    "case.begeleider_reassigned": Correctable(
        (Ask("reason", "radio", needed=True), Ask("handover", "area")), can_go=False
    ),
    "case.intake_held": Correctable(
        (
            Ask("help_primary", "select", needed=True),
            Ask("help_others", "several"),
            Ask("expectation", "area"),
            Ask("index_event_on", "date"),
            Ask("no_single_event", "check"),
            Ask("weapon_access", "radio"),
            Ask("place", "radio"),
            Ask("note", "area"),
        )
    ),
    "case.consent_recorded": Correctable(dated=False, instead=_ANEW),
    "case.consent_withdrawn": Correctable(
        dated=False, instead="Streept u dit door, dan geldt de toestemming weer zoals daarvoor."
    ),
    "case.goal_set": Correctable((Ask("words", "area", needed=True), Ask("approach", "area"))),
    "case.goal_rated": Correctable(
        (
            Ask("rater", "radio", needed=True),
            Ask("rating", "number", needed=True, lowest=0, highest=10),
            Ask("note", "area"),
        )
    ),
    "case.product_started": Correctable((Ask("reason", "area"), Ask("ends_on", "date")), instead=_ANEW),
    "case.talk_planned": Correctable((Ask("planned_for", "moment", needed=True), *_WHERE), dated=False),
    "case.talk_held": Correctable(
        (
            *_WHERE,
            Ask("minutes", "number", lowest=1, highest=600),
            Ask("crisis", "check"),
            Ask("note", "area"),
            Ask("despite_evaluation", "area"),
        )
    ),
    "case.talk_missed": Correctable((Ask("reason", "radio", needed=True), Ask("note", "area"))),
    "case.talks_counted": Correctable((Ask("count", "number", needed=True, lowest=0, highest=999),)),
    "case.instrument_recorded": Correctable(
        instead="Klopt een antwoord of de score niet? Streep deze vragenlijst door en leg hem opnieuw vast: "
        "de score wordt altijd berekend."
    ),
    "case.consult_or_refer_settled": Correctable(
        (Ask("choice", "radio", needed=True), Ask("reason", "area", needed=True)), can_go=False
    ),
    "case.safety_task_settled": Correctable(
        (
            Ask("outcome", "select", needed=True),
            Ask("conversation", "area", needed=True),
            Ask("means_asked", "yes_no", needed=True),
            Ask("agreements", "area", needed=True),
            Ask("informed", "text"),
            Ask("ground", "radio"),
        ),
        can_go=False,
    ),
    "case.referral_decided": Correctable(
        (Ask("reason", "area"), Ask("handover", "radio", needed=True)), instead=_ANEW
    ),
    "case.referral_sent": Correctable(),
    "case.referral_answered": Correctable((Ask("answer", "radio", needed=True), Ask("note", "area"))),
    "case.referral_dropped": Correctable((Ask("reason", "area", needed=True),)),
    "case.information_shared": Correctable((Ask("summary", "area", needed=True),), instead=_ANEW),
    "case.information_requested": Correctable((Ask("question", "area", needed=True),), instead=_ANEW),
    "case.taken_off_agenda": Correctable((Ask("reason", "area", needed=True),), dated=False),
    "case.discussed": Correctable((Ask("outcome", "area", needed=True),), dated=False, can_go=False),
    "case.anonymity_discussed": Correctable(
        (
            Ask("obstacle", "radio", needed=True),
            Ask("explained", "area", needed=True),
            Ask("choice", "radio", needed=True),
        )
    ),
    "case.pressure_recorded": Correctable(
        (
            Ask("pressed_by", "radio", needed=True),
            Ask("aim", "radio", needed=True),
            Ask("description", "area", needed=True),
        )
    ),
    "case.evaluation_held": Correctable(
        (
            Ask("colleague", "text", needed=True),
            Ask("medical_psychiatric", "area"),
            Ask("dependency", "radio", needed=True),
            Ask("conclusion", "area", needed=True),
        ),
        instead=_ANEW,
    ),
    "case.evaluation_postponed": Correctable(
        (Ask("reason", "radio", needed=True), Ask("note", "area")), instead=_ANEW
    ),
    "case.work_status_recorded": Correctable(
        (
            Ask("status", "radio", needed=True),
            Ask("moment", "radio", needed=True),
            Ask("percent", "number", lowest=0, highest=100),
        )
    ),
    "case.note_added": Correctable((Ask("text", "area", needed=True),)),
    "case.satisfaction_rated": Correctable((Ask("rating", "number", needed=True, lowest=1, highest=10),)),
    "case.closed": Correctable(
        (
            Ask("outcome", "select", needed=True),
            Ask("expectation_met", "radio", needed=True),
            Ask("client_rating_missing", "select"),
            Ask("summary", "area"),
        ),
        instead="Gaat het traject door? Streep de afsluiting niet door, maar heropen het traject.",
        can_go=False,
    ),
    "case.reopened": Correctable((Ask("reason", "area", needed=True),), can_go=False),
}


def is_correctable(stored_as: str) -> bool:
    """Say whether people can correct this type of fact; what the system saw or asked for stays as it is."""
    return stored_as in CORRECTABLE


def change_form(stored_as: str, data: Mapping[str, Any], day: date) -> Form:
    """Return the form with which a fact, now saying `data` and dated `day`, is put right."""
    known = CORRECTABLE[stored_as]
    dated = (DutchDate(WHEN, "Wanneer gebeurde dit?", future=False),) if known.dated else ()
    note = (Note(known.instead),) if known.instead else ()
    asked = tuple(_question(ask, stored_as, data, day) for ask in known.asks)
    return Form(
        "correctie",
        "Feit corrigeren",
        (*note, *asked, *dated, _reasons("Waarom corrigeert u dit?")),
        submit="Correctie vastleggen",
    )


def strike_form() -> Form:
    """Return the form with which a fact is taken away."""
    return Form(
        "doorstrepen",
        "Feit doorstrepen",
        (_reasons("Waarom hoort dit feit hier niet?"),),
        submit="Dit feit doorstrepen",
        submit_kind="warning",
    )


def initial(stored_as: str, data: Mapping[str, Any], day: date) -> dict[str, Value]:
    """Return what the form first shows: the fact as it stands."""
    values: dict[str, Value] = {
        ask.field: _value(ask, data.get(ask.field)) for ask in CORRECTABLE[stored_as].asks
    }
    return values | {WHEN: day}


def _reasons(legend: str) -> Group:
    reasons = tuple(Option(key, label) for key, label in catalogue().correction_reasons.options())
    return Group(
        legend,
        (
            Radio(WHY, "Reden", options=reasons),
            TextArea(REMARK, "Toelichting", optional=True, max_length=1000, rows=3),
        ),
    )


def _question(ask: Ask, stored_as: str, data: Mapping[str, Any], day: date) -> Field:
    label, optional = ask.label or field_label(ask.field, stored_as), not ask.needed
    match ask.control:
        case "text":
            return Text(ask.field, label, optional=optional)
        case "area":
            return TextArea(ask.field, label, optional=optional)
        case "number":
            return Number(ask.field, label, optional=optional, minimum=ask.lowest, maximum=ask.highest)
        case "date":
            return DutchDate(ask.field, label, optional=optional)
        case "moment":
            return Moment(ask.field, label, optional=optional)
        case "yes_no":
            return YesNo(ask.field, label, optional=optional)
        case "check":
            return Check(ask.field, label, optional=True)
        case "several":
            return Checkboxes(
                ask.field, label, optional=optional, options=_options(ask, stored_as, data, day)
            )
        case "select":
            return Select(ask.field, label, optional=optional, options=_options(ask, stored_as, data, day))
        case "radio":
            options = _options(ask, stored_as, data, day)
            if optional:
                options = (*options, Option(NOTHING, "Niet ingevuld"))
            return Radio(ask.field, label, optional=optional, options=options)


#: What an optional radio button posts for "nothing": once chosen, a radio button cannot be left open again.
NOTHING = "-"


def _options(ask: Ask, stored_as: str, data: Mapping[str, Any], day: date) -> tuple[Option, ...]:
    """Return what may be chosen, and what stands there now even when it is no longer offered."""
    offered = choices(ask.field, stored_as, day)
    now = data.get(ask.field)
    standing = now if isinstance(now, list) else [now] if now else []
    old = [(key, code_label(ask.field, key, stored_as)) for key in standing if key not in dict(offered)]
    return tuple(Option(key, label) for key, label in (*offered, *old))


def _value(ask: Ask, stored: Any) -> Value:
    if stored is None:
        return NOTHING if ask.control == "radio" and not ask.needed else None
    if ask.control == "date":
        return date.fromisoformat(stored)
    if ask.control == "moment":
        return datetime.fromisoformat(stored)
    if isinstance(stored, list):
        return tuple(str(one) for one in stored)
    if isinstance(stored, str | int | bool):
        return stored
    raise TypeError(f"{ask.field} cannot be shown in a form")


def changes(stored_as: str, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return what the fact is to say, by field, from the answers to its form."""
    return {
        ask.field: None if values.get(ask.field) == NOTHING else values.get(ask.field)
        for ask in CORRECTABLE[stored_as].asks
    }
