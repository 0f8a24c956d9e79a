"""Evaluation: hold it with a colleague, or put it off with a reason."""

from datetime import timedelta
from typing import Literal

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.hold_evaluation import HoldEvaluation, PostponeEvaluation
from bluevitaal_es.rules.duties import evaluation_duty
from bluevitaal_es.web.code_texts import WORDS
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.forms import DutchDate, Filled, Form, Number, Option, Radio, Text, TextArea
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Remark, Scene, options
from bluevitaal_es.web.pages.case_forms.own_side import preparation_rows
from bluevitaal_es.web.pages.case_words import duty_why, talks_in_product

_DECISIONS = WORDS["case.evaluation_held.decision"]
_NEEDS_INTAKE = "Een evaluatie kan pas na de intake."


def _known(scene: Scene) -> tuple[dict[str, object], ...]:
    dossier = scene.dossier
    duty = evaluation_duty(dossier.clock)
    known: list[dict[str, object]] = [
        {"label": "Afgesproken doel", "value": goal.words} for goal in dossier.goals
    ] or [{"label": "Afgesproken doel", "value": None}]
    known.append({"label": "Gesprekken sinds de vorige evaluatie", "value": len(dossier.clock.talks)})
    product = dossier.product
    if product is not None and product.max_talks is not None:
        known.append(
            {
                "label": "Gesprekken in dit aanbod",
                "value": f"{talks_in_product(dossier)} van {product.max_talks}",
            }
        )
    if duty is not None:
        known.append({"label": "Waarom nu", "value": duty_why(dossier, duty)})
    held = [one.at for one in dossier.evaluations if one.status == "held"]
    prepared = dossier.own.prepared_since(max(held, default=None))
    return (*known, *preparation_rows(prepared))


def _remarks(scene: Scene) -> tuple[Remark, ...]:
    if scene.dossier.intake is not None:
        return ()
    return (Remark(_NEEDS_INTAKE, kind="warning", links=((scene.page + "/intake", "Intake vastleggen"),)),)


def ask_hold(scene: Scene) -> Question:
    """Ask what the evaluation brought; shows what was agreed and why it is due."""
    form = Form(
        "evaluatie",
        "Evaluatie vastleggen",
        (
            DutchDate("gehouden", "Wanneer was de evaluatie?", future=False, hint="Bijvoorbeeld 27-3-2026."),
            Text(
                "collega",
                "Met welke collega?",
                width="medium",
                missing="Vul in met welke collega u evalueerde.",
            ),
            TextArea(
                "medisch",
                "Zijn er medische of psychiatrische vragen?",
                optional=True,
                rows=3,
                hint="Bijvoorbeeld klachten waarvoor een arts of psycholoog moet meekijken.",
            ),
            Radio(
                "afhankelijk",
                "Zijn er tekenen dat de cliënt afhankelijk wordt van onze hulp?",
                options=tuple(Option(key, label) for key, label in WORDS["dependency"].items()),
            ),
            TextArea("conclusie", "Wat is de conclusie?", rows=4, missing="Schrijf op wat de conclusie is."),
            Radio(
                "besluit",
                "Wat besluit u samen?",
                options=tuple(Option(key, label) for key, label in _DECISIONS.items()),
            ),
            Number(
                "maximum",
                "Nieuw hoogste aantal gesprekken",
                minimum=1,
                maximum=99,
                optional=True,
                hint="Alleen bij verlengen.",
            ),
        ),
        submit="Evaluatie vastleggen",
    )
    postpone = Remark("Kan het nu niet?", links=((scene.to("evaluatie-uitstellen"), "Evaluatie uitstellen"),))
    return Question(
        form, {"gehouden": clock.today()}, remarks=_remarks(scene) or (postpone,), known=_known(scene)
    )


def examine(filled: Filled) -> Filled:
    """Return the answers with a message when an extension does not say how far."""
    if filled.text("besluit") == "extend" and not filled.has("maximum") and "maximum" not in filled.errors:
        return filled.with_error("maximum", "Verlengt u? Vul dan het nieuwe hoogste aantal gesprekken in.")
    return filled


def hold(scene: Scene, filled: Filled) -> HoldEvaluation:
    """Return the order to keep the evaluation."""
    answer, decided = filled.text("afhankelijk"), filled.text("besluit")
    dependency: Literal["no", "some", "yes"] = (
        "yes" if answer == "yes" else "some" if answer == "some" else "no"
    )
    decision: Literal["continue", "refer", "stop", "extend"] = "continue"
    if decided == "refer":
        decision = "refer"
    elif decided == "stop":
        decision = "stop"
    elif decided == "extend":
        decision = "extend"
    return HoldEvaluation(
        case_id=scene.case_id,
        held_on=filled.day("gehouden"),
        colleague=filled.text("collega"),
        dependency=dependency,
        conclusion=filled.text("conclusie"),
        decision=decision,
        medical_psychiatric=filled.choice("medisch"),
        new_max_talks=filled.number("maximum") if filled.has("maximum") else None,
    )


def ask_postpone(scene: Scene) -> Question:
    """Ask until when, and why."""
    weeks = catalogue().norms.postpone_weeks_at_most
    latest = clock.today() + timedelta(weeks=weeks)
    form = Form(
        "evaluatie-uitstellen",
        "Evaluatie uitstellen",
        (
            DutchDate(
                "tot",
                "Tot welke dag?",
                past=False,
                hint=f"Ten hoogste {weeks} weken: uiterlijk {dutch_date(latest)}.",
            ),
            Radio("reden", "Waarom?", options=options(catalogue().postpone_reasons)),
            TextArea("toelichting", "Toelichting", optional=True, rows=3, max_length=1000),
        ),
        submit="Evaluatie uitstellen",
    )
    lead = "Na uitstel kunt u weer een gesprek plannen. De evaluatie blijft staan."
    return Question(form, lead=lead, remarks=_remarks(scene), known=_known(scene))


def postpone(scene: Scene, filled: Filled) -> PostponeEvaluation:
    """Return the order to put it off."""
    return PostponeEvaluation(
        case_id=scene.case_id,
        until=filled.day("tot"),
        reason=filled.text("reden"),
        note=filled.choice("toelichting"),
    )


HOLD = Action(ask_hold, hold, "De evaluatie is vastgelegd.", examine=examine)
POSTPONE = Action(ask_postpone, postpone, "De evaluatie is uitgesteld.", fields={"reason": "reden"})
