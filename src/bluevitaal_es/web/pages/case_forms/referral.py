"""Referrals: decide on one, send it, record the answer, or let it go."""

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.decide_referral import (
    AnswerReferral,
    DecideReferral,
    DropReferral,
    SendReferral,
)
from bluevitaal_es.projections.case_file.dossier import Referral
from bluevitaal_es.web.code_texts import code_label, in_sentence, listed
from bluevitaal_es.web.fields import Value
from bluevitaal_es.web.forms import Checkboxes, DutchDate, Filled, Form, Radio, Select, TextArea, YesNo
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Remark, Scene, found, options
from bluevitaal_es.web.pages.case_forms.consent import lacking


def ask_decide(scene: Scene) -> Question:
    """Ask to whom, with what, and how it is handed over."""
    codes = catalogue()
    form = Form(
        "verwijzing",
        "Verwijzing vastleggen",
        (
            Select("naar", "Naar wie verwijst u?", options=options(codes.referral_targets)),
            TextArea("reden", "Waarom?", optional=True, rows=3, max_length=2000),
            YesNo(
                "herkenbaar",
                "Is de cliënt te herkennen in de verwijzing?",
                yes="Ja, met naam of andere gegevens",
                no="Nee, zonder iets waaraan de cliënt te herkennen is",
            ),
            Checkboxes(
                "gegevens",
                "Welke gegevens gaan mee?",
                options=options(codes.consent.data_classes),
                optional=True,
                hint="Voor elk soort is toestemming nodig, als de cliënt te herkennen is.",
            ),
            Radio("overdracht", "Hoe draagt u over?", options=options(codes.handover_kinds)),
            DutchDate("besloten", "Wanneer is dit besloten?", future=False, hint="Bijvoorbeeld 27-3-2026."),
        ),
        submit="Verwijzing vastleggen",
    )
    initial: dict[str, Value] = {
        "naar": scene.query.get("naar", ""),
        "overdracht": "warm",
        "besloten": clock.today(),
    }
    text = "Is de cliënt te herkennen? Dan kan de verwijzing alleen met toestemming."
    remark = Remark(text, links=((scene.to("toestemming", waarvoor="referral"), "Toestemming vastleggen"),))
    return Question(form, initial, _advice(scene), (remark,))


def _advice(scene: Scene) -> str:
    intake, questions = scene.dossier.intake, catalogue().help_questions
    if intake is None or intake.help_primary is None or intake.help_primary not in questions:
        return ""
    targets = questions[intake.help_primary].refer_to
    if not targets:
        return ""
    names = listed([in_sentence(code_label("target", key)) for key in targets])
    return f"Bij “{code_label('help_primary', intake.help_primary)}” past: {names}."


def decide(scene: Scene, filled: Filled) -> DecideReferral:
    """Return the order to keep the decision; the referral takes the id of the command."""
    return DecideReferral(
        case_id=scene.case_id,
        referral_id=filled.command_id,
        target=filled.text("naar"),
        reason=filled.choice("reden"),
        identifying=filled.yes("herkenbaar"),
        data_classes=filled.choices("gegevens"),
        handover=filled.text("overdracht"),
        decided_on=filled.day("besloten"),
    )


def examine(filled: Filled) -> Filled:
    """Return the answers with a message when the client can be known and nothing was chosen to tell."""
    if filled.yes("herkenbaar") and not filled.has("gegevens") and "gegevens" not in filled.errors:
        return filled.with_error("gegevens", "Kies welke gegevens meegaan.")
    return filled


def advise(scene: Scene, filled: Filled) -> tuple[Remark, ...]:
    """Return which consent is missing."""
    target = catalogue().referral_targets.get(filled.text("naar"))
    if target is None or not filled.yes("herkenbaar") or not filled.has("gegevens"):
        return ()
    return lacking(scene, target.recipient, "referral", filled.choices("gegevens"))


def _referral(scene: Scene, *statuses: str) -> Referral | None:
    wanted = scene.id_of("verwijzing")
    listed_ones = scene.dossier.referrals
    if wanted is None:
        listed_ones = tuple(one for one in listed_ones if one.status in statuses)
    referral = found(listed_ones, "referral_id", wanted)
    assert referral is None or isinstance(referral, Referral)
    return referral


def _known(referral: Referral) -> tuple[dict[str, object], ...]:
    classes = [in_sentence(code_label("data_class", one)) for one in referral.data_classes]
    what = listed(classes) or "niets waaraan de cliënt te herkennen is"
    return (
        {"label": "Naar", "value": code_label("target", referral.target)},
        {"label": "Gegevens", "value": what[:1].upper() + what[1:]},
        {"label": "Overdracht", "value": code_label("handover", referral.handover)},
    )


SENDING = Form(
    "verwijzing-versturen",
    "Verwijzing versturen",
    (
        DutchDate(
            "verstuurd", "Wanneer is de verwijzing verstuurd?", future=False, hint="Bijvoorbeeld 27-3-2026."
        ),
    ),
    submit="Vastleggen dat deze is verstuurd",
)


def ask_send(scene: Scene) -> Question | None:
    """Ask when it left; says beforehand which consent is missing."""
    referral = _referral(scene, "decided")
    if referral is None:
        return None
    over = "" if referral.status == "decided" else "Deze verwijzing is al verstuurd of vervallen."
    lead = "BlueVitaal verstuurt zelf niets. U legt hier vast dat de verwijzing de deur uit is."
    return Question(
        SENDING, {"verstuurd": clock.today()}, lead, _lacking(scene, referral), _known(referral), over
    )


def _lacking(scene: Scene, referral: Referral) -> tuple[Remark, ...]:
    if not referral.identifying:
        return ()
    recipient = catalogue().referral_targets[referral.target].recipient
    return lacking(scene, recipient, "referral", referral.data_classes)


def send(scene: Scene, filled: Filled) -> SendReferral:
    """Return the order to record that it left."""
    referral = _referral(scene, "decided")
    assert referral is not None
    return SendReferral(
        case_id=scene.case_id, referral_id=referral.referral_id, sent_on=filled.day("verstuurd")
    )


def ask_answer(scene: Scene) -> Question | None:
    """Ask what the receiver said."""
    referral = _referral(scene, "sent")
    if referral is None:
        return None
    form = Form(
        "verwijzing-antwoord",
        "Antwoord op de verwijzing",
        (
            Radio("antwoord", "Wat liet de ontvanger weten?", options=options(catalogue().referral_answers)),
            TextArea("notitie", "Notitie", optional=True, rows=3, max_length=2000),
        ),
        submit="Antwoord vastleggen",
    )
    over = "Het antwoord is al vastgelegd, of de verwijzing is vervallen."
    return Question(form, known=_known(referral), over="" if referral.status in ("sent", "decided") else over)


def answer(scene: Scene, filled: Filled) -> AnswerReferral:
    """Return the order to keep the answer."""
    referral = _referral(scene, "sent")
    assert referral is not None
    return AnswerReferral(
        case_id=scene.case_id,
        referral_id=referral.referral_id,
        answer=filled.text("antwoord"),
        note=filled.choice("notitie"),
    )


DROPPING = Form(
    "verwijzing-laten-vervallen",
    "Verwijzing laten vervallen",
    (
        TextArea(
            "reden",
            "Waarom gaat de verwijzing niet door?",
            rows=3,
            max_length=2000,
            missing="Schrijf op waarom de verwijzing niet doorgaat.",
        ),
    ),
    submit="Verwijzing laten vervallen",
)


def ask_drop(scene: Scene) -> Question | None:
    """Ask why it will not be sent after all."""
    referral = _referral(scene, "decided")
    if referral is None:
        return None
    over = "" if referral.status == "decided" else "Deze verwijzing is al verstuurd of vervallen."
    return Question(DROPPING, known=_known(referral), over=over)


def drop(scene: Scene, filled: Filled) -> DropReferral:
    """Return the order to let it go."""
    referral = _referral(scene, "decided")
    assert referral is not None
    return DropReferral(case_id=scene.case_id, referral_id=referral.referral_id, reason=filled.text("reden"))


_FIELDS = {"target": "naar", "data_classes": "gegevens", "handover": "overdracht", "answer": "antwoord"}
DECIDE = Action(
    ask_decide, decide, "De verwijzing is vastgelegd.", fields=_FIELDS, examine=examine, advise=advise
)
SEND = Action(ask_send, send, "Vastgelegd dat de verwijzing is verstuurd.")
ANSWER = Action(ask_answer, answer, "Het antwoord op de verwijzing is vastgelegd.", fields=_FIELDS)
DROP = Action(ask_drop, drop, "De verwijzing is vervallen.")
