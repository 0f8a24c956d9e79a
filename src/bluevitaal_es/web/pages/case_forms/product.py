"""Products: start one from the catalogue."""

from bluevitaal_es import clock
from bluevitaal_es.catalogue import Product, catalogue
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.web.dutch import dutch_count
from bluevitaal_es.web.forms import DutchDate, Filled, Form, Group, Option, Radio, TextArea
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Scene


def ask(scene: Scene) -> Question:
    """Ask which product starts; those that fit the question for help come first."""
    fitting = _fitting(scene)
    offered = sorted(
        (one for one in catalogue().products if one.offered), key=lambda one: one.key not in fitting
    )
    form = Form(
        "product",
        "Aanbod starten",
        (
            Radio(
                "aanbod",
                "Welk aanbod start?",
                options=tuple(
                    Option(one.key, one.name, hint=_hint(one, one.key in fitting)) for one in offered
                ),
            ),
            DutchDate("gestart", "Vanaf welke dag?", future=False, hint="Bijvoorbeeld 27-3-2026."),
            Group(
                "Bij casemanagement",
                (
                    TextArea("reden", "Waarom is dit nodig?", optional=True, rows=3, max_length=1000),
                    DutchDate("einde", "Tot wanneer?", optional=True, hint="Bijvoorbeeld 27-3-2026."),
                ),
                hint="Alleen voor casemanagement zijn een reden en een einddatum nodig.",
            ),
        ),
        submit="Aanbod starten",
    )
    product = scene.dossier.product
    lead = f"Nu loopt: {catalogue().products.label(product.product)}." if product else ""
    return Question(form, {"gestart": clock.today()}, lead)


def _fitting(scene: Scene) -> frozenset[str]:
    intake, questions = scene.dossier.intake, catalogue().help_questions
    if intake is None or intake.help_primary is None or intake.help_primary not in questions:
        return frozenset()
    return frozenset(questions[intake.help_primary].products)


def _hint(product: Product, fits: bool) -> str:
    most = (
        f"Ten hoogste {dutch_count(product.max_talks, 'gesprek', 'gesprekken')}."
        if product.max_talks is not None
        else "Zonder vast aantal gesprekken."
    )
    return f"{'Past bij de hulpvraag. ' if fits else ''}{most}"


def examine(filled: Filled) -> Filled:
    """Return the answers with messages when this product needs a reason or an end and has none."""
    product = catalogue().products.get(filled.text("aanbod"))
    if product is None:
        return filled
    if product.needs_reason and not filled.has("reden") and "reden" not in filled.errors:
        filled = filled.with_error("reden", f"Schrijf op waarom {product.name.lower()} nodig is.")
    if product.needs_end_date and not filled.has("einde") and "einde" not in filled.errors:
        filled = filled.with_error("einde", f"Vul in tot wanneer {product.name.lower()} duurt.")
    return filled


def start(scene: Scene, filled: Filled) -> StartProduct:
    """Return the order to start it."""
    return StartProduct(
        case_id=scene.case_id,
        product=filled.text("aanbod"),
        started_on=filled.day("gestart"),
        reason=filled.choice("reden"),
        ends_on=filled.day("einde") if filled.has("einde") else None,
    )


START = Action(ask, start, "Het aanbod is gestart.", fields={"product": "aanbod"}, examine=examine)
