"""The questions of the intake: the form of each task, and which answers do not go together."""

from datetime import date

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.products import Product
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.web.dutch import Month, dutch_count, dutch_date
from bluevitaal_es.web.forms import (
    Checkboxes,
    DutchDate,
    Filled,
    Form,
    Group,
    Option,
    Radio,
    Select,
    Text,
    TextArea,
)
from bluevitaal_es.web.task_list import Answers, Remark

QUESTIONS, EXPECTATION, EVENT, SAFETY, APPROACH = (
    "hulpvragen",
    "verwachting",
    "gebeurtenis",
    "veiligheid",
    "aanpak",
)
#: Answers that are no code: no product yet; there was one event, none by itself, or it is not known.
NO_PRODUCT = "later"
ONE_EVENT, NO_SINGLE_EVENT, NOT_KNOWN = "een", "geen", "onbekend"

_NEXT = {"submit": "Verder", "keep": "Bewaar en stop"}


def asked(answers: Answers) -> tuple[str, ...]:
    """Return every help question that was answered so far, the primary one first."""
    if QUESTIONS not in answers:
        return ()
    questions = answers[QUESTIONS]
    return (questions.text("belangrijkste"), *questions.choices("andere"))


def questions_form(_: Answers) -> Form:
    options = tuple(
        Option(code.key, code.label, code.hint) for code in catalogue().help_questions if code.offered
    )
    return Form(
        QUESTIONS,
        "Hulpvragen",
        (
            Select(
                "belangrijkste",
                "Wat is de belangrijkste hulpvraag?",
                options=options,
                missing="Kies de belangrijkste hulpvraag.",
            ),
            Checkboxes("andere", "Speelt er nog meer?", optional=True, options=options),
        ),
        **_NEXT,
    )


def check_questions(filled: Filled, _: Answers) -> Filled:
    primary, others = filled.choice("belangrijkste"), filled.values.get("andere")
    if primary is None or not isinstance(others, tuple) or primary not in others:
        return filled
    label = catalogue().help_questions.label(primary)
    return filled.with_error(
        "andere", f"“{label}” is al de belangrijkste hulpvraag. Haal het vinkje hier weg."
    )


def expectation_form(_: Answers) -> Form:
    return Form(
        EXPECTATION,
        "Verwachting",
        (
            TextArea(
                "verwachting",
                "Wat hoopt de cliënt dat er verandert?",
                hint="In de woorden van de cliënt. Bij de afsluiting kijken jullie hierop terug.",
                optional=True,
            ),
        ),
        **_NEXT,
    )


def event_form(_: Answers) -> Form:
    places = catalogue().talk_places
    return Form(
        EVENT,
        "Wat is er gebeurd",
        (
            Group(
                "De intake",
                (
                    DutchDate("dag", "Wanneer was de intake?", hint="Bijvoorbeeld 27-3-2026.", future=False),
                    Select(
                        "plek",
                        "Waar was de intake?",
                        hint="De cliënt kiest de plek.",
                        options=tuple(Option(code.key, code.label) for code in places if code.offered),
                    ),
                ),
            ),
            Group(
                "De gebeurtenis",
                (
                    Radio(
                        "gebeurtenis",
                        "Was er één gebeurtenis waarmee het begon?",
                        options=(
                            Option(ONE_EVENT, "Ja", "Vul hieronder in wanneer dat was."),
                            Option(NO_SINGLE_EVENT, "Nee, geen losse gebeurtenis"),
                            Option(NOT_KNOWN, "Dat is niet bekend"),
                        ),
                    ),
                    DutchDate(
                        "gebeurd-op",
                        "Wanneer was dat?",
                        hint="Weet de cliënt de dag niet? Vul dan alleen maand en jaar in, zoals maart 2026.",
                        optional=True,
                        unknown_day=True,
                        future=False,
                    ),
                ),
            ),
        ),
        **_NEXT,
    )


def usual_place() -> str | None:
    place = catalogue().talk_places.default
    return None if place is None else place.key


def check_event(filled: Filled, dossier: Dossier) -> Filled:
    held, choice, event = (filled.values.get(key) for key in ("dag", "gebeurtenis", "gebeurd-op"))
    if isinstance(held, date) and dossier.registered_at is not None:
        registered = clock.day_of(dossier.registered_at)
        if held < registered:
            filled = filled.with_error(
                "dag", f"De aanmelding was op {dutch_date(registered)}. Vul die dag in of een latere."
            )
    if choice == ONE_EVENT and event is None and "gebeurd-op" not in filled.errors:
        return filled.with_error("gebeurd-op", "Vul de dag of de maand van de gebeurtenis in.")
    if choice in (NO_SINGLE_EVENT, NOT_KNOWN) and event is not None:
        return filled.with_error(
            "gebeurd-op", "U vulde een dag in. Kies “Ja” bij de gebeurtenis, of maak dit veld leeg."
        )
    if isinstance(held, date) and event is not None:
        first = event.first_day if isinstance(event, Month) else event
        if isinstance(first, date) and first > held:
            return filled.with_error(
                "gebeurd-op", "De gebeurtenis was vóór de intake. Vul een eerdere dag in."
            )
    return filled


def safety_form(_: Answers) -> Form:
    return Form(
        SAFETY,
        "Veiligheid",
        (
            Radio(
                "wapen",
                "Kan de cliënt bij een dienstwapen?",
                hint="Vraag dit aan iedereen. Leg uit waarom: samen kijken wat veilig is.",
                options=tuple(
                    Option(code.key, code.label, code.hint)
                    for code in catalogue().weapon_access
                    if code.offered
                ),
            ),
            TextArea(
                "notitie",
                "Notitie bij de intake",
                hint="Bijvoorbeeld wat jullie over veiligheid hebben afgesproken.",
                optional=True,
            ),
        ),
        **_NEXT,
    )


def approach_form(answers: Answers) -> Form:
    products = [product for product in catalogue().products if product.offered]
    fitting = _fitting(answers)
    products.sort(key=lambda product: product.key not in fitting)
    return Form(
        APPROACH,
        "Aanpak",
        (
            Radio(
                "aanbod",
                "Welk aanbod past bij de cliënt?",
                options=(
                    *(Option(product.key, product.name, _criteria(product)) for product in products),
                    Option(NO_PRODUCT, "Nog niet kiezen", "U kunt later een aanbod starten in het dossier."),
                ),
            ),
            Text(
                "reden",
                "Reden voor dit aanbod",
                hint=f"Nodig bij: {_needing_more()}.",
                optional=True,
                max_length=500,
            ),
            DutchDate(
                "einddatum",
                "Einddatum van dit aanbod",
                hint=f"Nodig bij: {_needing_more()}. Bijvoorbeeld 27-3-2027.",
                optional=True,
                past=False,
            ),
            Group(
                "Eerste doel",
                (
                    TextArea(
                        "doel",
                        "Wat wil de cliënt bereiken?",
                        hint="In de woorden van de cliënt. Zonder doel kunt u geen tweede gesprek plannen.",
                        optional=True,
                        rows=3,
                        max_length=1000,
                    ),
                    TextArea(
                        "afspraken",
                        "Hoe pakken jullie dat aan?",
                        hint="Wat de cliënt doet en wat u doet.",
                        optional=True,
                        rows=3,
                        max_length=2000,
                    ),
                ),
            ),
        ),
        **_NEXT,
    )


def _fitting(answers: Answers) -> set[str]:
    codes = catalogue().help_questions
    return {product for key in asked(answers) for product in codes[key].products}


def _criteria(product: Product) -> str:
    if product.max_talks is None:
        limit = "Geen vast aantal gesprekken."
    else:
        limit = f"Ten hoogste {dutch_count(product.max_talks, 'gesprek', 'gesprekken')}."
    return f"{product.admission} {limit}"


def _needing_more() -> str:
    return ", ".join(product.name for product in catalogue().products if product.needs_reason)


def offer_for(answers: Answers) -> tuple[Remark, ...]:
    """What the catalogue says about each help question: our products for it, or to whom we refer (S-006)."""
    codes = catalogue()
    sentences = []
    for key in asked(answers):
        question = codes.help_questions[key]
        products = ", ".join(codes.products.label(name) for name in question.products)
        elsewhere = ", ".join(codes.referral_targets.label(name) for name in question.refer_to)
        if products:
            sentences.append(f"{question.label}: {products}.")
        elif elsewhere:
            sentences.append(f"{question.label}: dit doen wij niet zelf. Verwijs naar: {elsewhere}.")
    if not sentences:
        return ()
    return (Remark("", "Wat past bij de hulpvragen", tuple(sentences)),)


def check_approach(filled: Filled, _: Answers) -> Filled:
    chosen = catalogue().products.get(filled.choice("aanbod") or "")
    if chosen is not None and chosen.needs_reason and not filled.has("reden"):
        filled = filled.with_error("reden", f"Schrijf op waarom {chosen.name} nodig is.")
    no_end = not filled.has("einddatum") and "einddatum" not in filled.errors
    if chosen is not None and chosen.needs_end_date and no_end:
        filled = filled.with_error(
            "einddatum", f"Vul in wanneer {chosen.name} stopt, bijvoorbeeld 27-3-2027."
        )
    if filled.has("afspraken") and not filled.has("doel"):
        filled = filled.with_error("doel", "Schrijf eerst op wat de cliënt wil bereiken.")
    return filled
