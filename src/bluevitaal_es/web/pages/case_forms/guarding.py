"""What threatens confidentiality: anonymity in the way of help, pressure, and speaking out of need."""

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.break_confidentiality import ProposeBreach
from bluevitaal_es.commands.guard_confidentiality import DiscussAnonymity, RecordPressure
from bluevitaal_es.commands.request_information import RequestInformation
from bluevitaal_es.web.code_texts import WORDS
from bluevitaal_es.web.fields import Value
from bluevitaal_es.web.forms import (
    Checkboxes,
    DutchDate,
    Filled,
    Form,
    Option,
    Radio,
    Select,
    Text,
    TextArea,
    YesNo,
)
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Remark, Scene, options
from bluevitaal_es.web.pages.case_forms.consent import lacking

_EXAMPLE = "Bijvoorbeeld 27-3-2026."


def ask_anonymity(scene: Scene) -> Question:
    """Ask what stands in the way, what the client was told, and what the client chose."""
    form = Form(
        "anonimiteit",
        "Anonimiteit bespreken",
        (
            Radio(
                "belemmering",
                "Wat kan niet zolang de cliënt anoniem blijft?",
                options=options(catalogue().anonymity_obstacles),
            ),
            TextArea(
                "uitleg",
                "Wat hebt u de cliënt hierover verteld?",
                rows=4,
                max_length=2000,
                missing="Schrijf op wat u de cliënt hebt verteld.",
            ),
            Radio(
                "keuze",
                "Wat kiest de cliënt?",
                options=tuple(
                    Option(key, label) for key, label in WORDS["case.anonymity_discussed.choice"].items()
                ),
            ),
            DutchDate("besproken", "Wanneer is dit besproken?", future=False, hint=_EXAMPLE),
        ),
        submit="Keuze vastleggen",
    )
    text = "De hulp gaat door, wat de cliënt ook kiest. Wie iets mag weten, legt u apart vast."
    remark = Remark(text, links=((scene.to("toestemming"), "Toestemming vastleggen"),))
    return Question(form, {"besproken": clock.today()}, remarks=(remark,))


def discuss(scene: Scene, filled: Filled) -> DiscussAnonymity:
    """Return the order to keep what was told and chosen."""
    chosen = filled.text("keuze")
    return DiscussAnonymity(
        case_id=scene.case_id,
        obstacle=filled.text("belemmering"),
        explained=filled.text("uitleg"),
        choice="known"
        if chosen == "known"
        else "known_to_some"
        if chosen == "known_to_some"
        else "stay_anonymous"
        if chosen == "stay_anonymous"
        else "thinks_it_over",
        discussed_on=filled.day("besproken"),
    )


def ask_pressure(_scene: Scene) -> Question:
    """Ask who pressed, for what, and what happened."""
    form = Form(
        "druk",
        "Druk van de organisatie vastleggen",
        (
            Radio("wie", "Van wie kwam de druk?", options=options(catalogue().pressure_sources)),
            Radio("wat", "Wat wilde die persoon?", options=options(catalogue().pressure_aims)),
            TextArea(
                "gebeurd",
                "Wat gebeurde er?",
                rows=5,
                max_length=4000,
                missing="Schrijf kort op wat er gebeurde.",
            ),
            DutchDate("wanneer", "Wanneer was dit?", future=False, hint=_EXAMPLE),
        ),
        submit="Druk vastleggen",
    )
    text = (
        "De ombudsfunctionaris ziet dat er druk is vastgelegd en wanneer. "
        "Wat u hier opschrijft, blijft in dit dossier."
    )
    return Question(form, {"wanneer": clock.today()}, remarks=(Remark(text, "Wie ziet dit?"),))


def record_pressure(scene: Scene, filled: Filled) -> RecordPressure:
    """Return the order to keep the incident."""
    return RecordPressure(
        case_id=scene.case_id,
        pressed_by=filled.text("wie"),
        aim=filled.text("wat"),
        description=filled.text("gebeurd"),
        happened_on=filled.day("wanneer"),
    )


def ask_request(scene: Scene) -> Question:
    """Ask which carer is asked for what."""
    consent = catalogue().consent
    carers = [one for one in consent.recipients if "obtain_information" in one.purposes]
    form = Form(
        "gegevens-opvragen",
        "Gegevens opvragen bij een ander",
        (
            Select("ontvanger", "Bij wie vraagt u gegevens op?", options=options(carers)),
            Checkboxes(
                "gegevens",
                "Welke gegevens komt u daarbij te weten of vertelt u?",
                options=options(consent.data_classes),
                missing="Kies ten minste één soort gegevens.",
            ),
            TextArea("vraag", "Wat vraagt u?", rows=4, max_length=2000, missing="Schrijf op wat u vraagt."),
            DutchDate("gevraagd", "Wanneer?", future=False, hint=_EXAMPLE),
        ),
        submit="Aanvraag vastleggen",
    )
    text = "Wie gegevens opvraagt, vertelt daarmee dat iemand hier cliënt is. Daarom is toestemming nodig."
    links = ((scene.to("toestemming", waarvoor="obtain_information"), "Toestemming vastleggen"),)
    asked: dict[str, Value] = {"ontvanger": scene.query.get("ontvanger", ""), "gevraagd": clock.today()}
    return Question(form, asked, remarks=(Remark(text, links=links),))


def request(scene: Scene, filled: Filled) -> RequestInformation:
    """Return the order to keep the request."""
    return RequestInformation(
        case_id=scene.case_id,
        recipient=filled.text("ontvanger"),
        data_classes=filled.choices("gegevens"),
        question=filled.text("vraag"),
        requested_on=filled.day("gevraagd"),
    )


def advise_request(scene: Scene, filled: Filled) -> tuple[Remark, ...]:
    """Return which consent is missing."""
    if not (filled.has("ontvanger") and filled.has("gegevens")):
        return ()
    return lacking(scene, filled.text("ontvanger"), "obtain_information", filled.choices("gegevens"))


def ask_breach(_scene: Scene) -> Question:
    """Ask on which ground, to whom, what, and whether the client was told."""
    consent = catalogue().consent
    form = Form(
        "noodprocedure",
        "Geheimhouding doorbreken uit nood",
        (
            Radio("grond", "Op welke grond?", options=options(catalogue().breach_grounds)),
            TextArea(
                "reden",
                "Waarom kan het niet anders?",
                rows=4,
                max_length=2000,
                hint="Wat is het gevaar, en waarom wacht u niet op toestemming?",
                missing="Schrijf op waarom het niet anders kan.",
            ),
            Select("ontvanger", "Aan wie vertelt u het?", options=options(consent.recipients)),
            Text("naam", "Naam of functie", optional=True, max_length=200),
            Checkboxes(
                "gegevens",
                "Welke gegevens zijn echt nodig?",
                options=options(one for one in consent.data_classes if one.identifies),
                hint="Zo weinig mogelijk.",
                missing="Kies ten minste één soort gegevens.",
            ),
            TextArea(
                "verteld",
                "Wat vertelt u precies?",
                rows=4,
                max_length=2000,
                missing="Schrijf op wat u vertelt.",
            ),
            YesNo(
                "ingelicht",
                "Is de cliënt ingelicht?",
                yes="Ja, de cliënt weet ervan",
                no="Nee, dat kon of mocht niet",
            ),
            TextArea(
                "niet-ingelicht",
                "Waarom is de cliënt niet ingelicht?",
                optional=True,
                rows=3,
                max_length=1000,
            ),
        ),
        submit="Voorleggen aan een tweede persoon",
        submit_kind="warning",
    )
    remark = Remark(
        "Gebruik dit alleen als zwijgen gevaarlijker is dan spreken. Vertel nog niets: eerst beoordeelt "
        "een teamleider het. Bel de teamleider, zodat het snel gaat. De auditor ziet dat dit is gevraagd, "
        "niet wat erin staat.",
        "De enige weg buiten toestemming om",
        "warning",
        (("tel:112", "Direct gevaar? Bel 112"),),
    )
    return Question(form, remarks=(remark,))


def examine_breach(filled: Filled) -> Filled:
    """Return the answers with a message when it was not said why the client does not know."""
    silent = "ingelicht" not in filled.errors and not filled.yes("ingelicht")
    if silent and not filled.has("niet-ingelicht") and "niet-ingelicht" not in filled.errors:
        return filled.with_error("niet-ingelicht", "Schrijf op waarom de cliënt niet is ingelicht.")
    return filled


def propose(scene: Scene, filled: Filled) -> ProposeBreach:
    """Return the order to ask a second person; the proposal takes the id of the command."""
    return ProposeBreach(
        case_id=scene.case_id,
        breach_id=filled.command_id,
        ground=filled.text("grond"),
        reason=filled.text("reden"),
        recipient=filled.text("ontvanger"),
        recipient_name=filled.choice("naam"),
        data_classes=filled.choices("gegevens"),
        told=filled.text("verteld"),
        client_informed=filled.yes("ingelicht"),
        not_informed_reason=filled.choice("niet-ingelicht"),
    )


_FIELDS = {"recipient": "ontvanger", "data_classes": "gegevens", "ground": "grond"}
ANONYMITY = Action(
    ask_anonymity,
    discuss,
    "Vastgelegd wat de cliënt over anonimiteit kiest.",
    fields={"obstacle": "belemmering"},
)
PRESSURE = Action(
    ask_pressure, record_pressure, "De druk is vastgelegd.", fields={"pressed_by": "wie", "aim": "wat"}
)
REQUEST = Action(ask_request, request, "De aanvraag is vastgelegd.", fields=_FIELDS, advise=advise_request)
BREACH = Action(
    ask_breach,
    propose,
    "Voorgelegd aan een tweede persoon. Vertel nog niets tot het antwoord er is.",
    fields=_FIELDS,
    examine=examine_breach,
    weighs=True,
)
