"""Consent: record one line of it, or take one back."""

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.record_consent import RecordConsent, WithdrawConsent
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.web.code_texts import WORDS, code_label, in_sentence
from bluevitaal_es.web.conference_choices import CHOICES, standing
from bluevitaal_es.web.forms import DutchDate, Filled, Form, Option, Radio, Select, TextArea
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Remark, Scene, found, options
from bluevitaal_es.web.pages.case_words import consent_line, consent_period


def matter() -> tuple[Select, Select]:
    """Return the questions who is told and what for, with every recipient and purpose there is."""
    codes = catalogue().consent
    return (
        Select("ontvanger", "Met wie wordt er gedeeld?", options=options(codes.recipients)),
        Select("waarvoor", "Waarvoor?", options=options(codes.purposes)),
    )


def lacking(scene: Scene, recipient: str, purpose: str, data_classes: tuple[str, ...]) -> tuple[Remark, ...]:
    """Return a remark that names each class of data without consent in force today, with the way out."""
    covers, today = catalogue().consent.covers, clock.today()
    given = [
        line.data_class
        for line in scene.dossier.consents
        if (line.recipient, line.purpose) == (recipient, purpose) and line.in_force(today)
    ]
    missing = [one for one in data_classes if not any(covers(line, one) for line in given)]
    if not missing:
        return ()
    who, why = code_label("recipient", recipient), in_sentence(code_label("purpose", purpose))
    links = tuple(
        (
            scene.to("toestemming", ontvanger=recipient, waarvoor=purpose, gegevens=one),
            f"Toestemming vastleggen: {in_sentence(code_label('data_class', one))}",
        )
        for one in missing
    )
    text = f"Er ontbreekt toestemming om te delen met: {who}, voor {why}."
    return (Remark(text, "Toestemming ontbreekt", "warning", links),)


def ask_record(scene: Scene) -> Question:
    """Ask for one line; what was recorded before stands below, each line with the way to take it back."""
    codes, today = catalogue().consent, clock.today()
    form = Form(
        "toestemming",
        "Toestemming vastleggen",
        (
            Radio(
                "besluit",
                "Wat heeft de cliënt besloten?",
                options=(
                    Option("granted", "De cliënt geeft toestemming"),
                    Option("refused", "De cliënt weigert"),
                ),
            ),
            *matter(),
            Radio(
                "gegevens",
                "Welke gegevens?",
                options=options(codes.data_classes),
                hint="Eén soort per regel; een nieuwe regel vervangt de oude.",
            ),
            DutchDate("vanaf", "Vanaf welke dag?", hint="Bijvoorbeeld 27-3-2026."),
            DutchDate(
                "tot",
                "Tot en met welke dag?",
                optional=True,
                hint="Leeg betekent: tot de cliënt die intrekt.",
            ),
            Radio(
                "gegeven",
                "Hoe heeft de cliënt dit laten weten?",
                options=tuple(Option(key, label) for key, label in WORDS["given_by"].items()),
            ),
        ),
        submit="Toestemming vastleggen",
        keep="Leg vast en voeg nog een regel toe",
    )
    asked = {key: scene.query.get(key, "") for key in ("ontvanger", "waarvoor", "gegevens")}
    text = codes.text_on(today).text
    return Question(
        form,
        {**asked, "besluit": "granted", "vanaf": today},
        remarks=(Remark(f"“{text}”", "Dit leest de cliënt"),),
        template="case_consent.html",
        more={
            "dossier": scene.dossier,
            "choices": [(one, *standing(scene.dossier, one, today)) for one in CHOICES],
        },
    )


def examine(filled: Filled) -> Filled:
    """Return the answers with a message when this recipient can never be told this for that purpose."""
    chosen = [filled.choice(key) for key in ("ontvanger", "waarvoor", "gegevens")]
    recipient, purpose, data_class = chosen
    if recipient is None or purpose is None or data_class is None or filled.text("besluit") != "granted":
        return filled
    because = catalogue().consent.why_not(recipient, purpose, data_class)
    if because is None:
        return filled
    control = "waarvoor" if purpose not in catalogue().consent.recipients[recipient].purposes else "gegevens"
    return filled.with_error(control, f"{because} Kies iets anders.")


def record(scene: Scene, filled: Filled) -> RecordConsent:
    """Return the order to keep the line; it takes the id of the command."""
    given_by = filled.text("gegeven")
    return RecordConsent(
        case_id=scene.case_id,
        line_id=filled.command_id,
        recipient=filled.text("ontvanger"),
        purpose=filled.text("waarvoor"),
        data_class=filled.text("gegevens"),
        decision="granted" if filled.text("besluit") == "granted" else "refused",
        valid_from=filled.day("vanaf"),
        valid_until=filled.day("tot") if filled.has("tot") else None,
        given_by="told"
        if given_by == "told"
        else "signed_on_paper"
        if given_by == "signed_on_paper"
        else "signed_on_screen",
    )


def afterwards(scene: Scene, filled: Filled) -> str:
    """Return to the case, or to the next line for the same recipient."""
    if not filled.keep:
        return scene.page
    return scene.to("toestemming", ontvanger=filled.text("ontvanger"), waarvoor=filled.text("waarvoor"))


WITHDRAWAL = Form(
    "toestemming-intrekken",
    "Toestemming intrekken",
    (TextArea("notitie", "Notitie", optional=True, rows=3, max_length=1000),),
    submit="Toestemming intrekken",
)


def ask_withdraw(scene: Scene) -> Question | None:
    """Ask whether the line that the address names is taken back."""
    line = found(scene.dossier.consents, "line_id", scene.id_of("regel"))
    if line is None:
        return None
    known: tuple[dict[str, object], ...] = (
        {"label": "Toestemming", "value": consent_line(line)},
        {"label": "Periode", "value": consent_period(line)},
    )
    over = "" if _can_end(scene.dossier, line.line_id) else "Deze toestemming geldt niet meer."
    lead = "Vanaf nu mag dit niet meer worden gedeeld. Wat al gedeeld is, blijft gedeeld."
    return Question(WITHDRAWAL, lead=lead, known=known, over=over)


def _can_end(dossier: Dossier, line_id: object) -> bool:
    today = clock.today()
    return any(
        line.line_id == line_id
        and line.granted
        and line.ended_on is None
        and (line.valid_until is None or line.valid_until >= today)
        for line in dossier.consents
    )


def withdraw(scene: Scene, filled: Filled) -> WithdrawConsent:
    """Return the order to take the line back."""
    line = found(scene.dossier.consents, "line_id", scene.id_of("regel"))
    return WithdrawConsent(case_id=scene.case_id, line_id=line.line_id, note=filled.choice("notitie"))


_FIELDS = {"recipient": "ontvanger", "purpose": "waarvoor", "data_class": "gegevens"}
RECORD = Action(
    ask_record,
    record,
    "Het besluit over toestemming is vastgelegd.",
    fields=_FIELDS,
    examine=examine,
    to=afterwards,
)
WITHDRAW = Action(ask_withdraw, withdraw, "De toestemming is ingetrokken.")
