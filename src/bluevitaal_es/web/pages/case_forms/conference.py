"""Case conferences: put a case on an agenda, take it off, and say what came of it."""

from typing import Any

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.bring_to_conference import HoldDiscussion, PutOnAgenda, TakeOffAgenda
from bluevitaal_es.projections.case_file.conference import Discussion
from bluevitaal_es.rules.agenda import PURPOSES, RECIPIENTS, told
from bluevitaal_es.web.code_texts import WORDS, code_label, in_sentence
from bluevitaal_es.web.conference_words import meeting
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.forms import (
    Check,
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
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Remark, Scene, found, options
from bluevitaal_es.web.pages.case_forms.consent import lacking

#: What can be told beside the name, in every forum.
_BESIDE = ("help_question", "goals_and_progress", "functional_limits")
_HINTS = {
    "theme": "De vraag gaat over een onderwerp. Niets over de cliënt.",
    "anonymous": "Het overleg ziet de vraag en de doelgroep. Nooit nummer, naam of eenheid van de cliënt.",
    "identified": "Het overleg ziet de naam, en alleen wat u hieronder aankruist.",
}


def _form() -> Form:
    classes, units = catalogue().consent.data_classes, catalogue().units.options(clock.today())
    return Form(
        "overleg",
        "Bespreken in overleg",
        (
            Radio(
                "overleg",
                "In welk overleg?",
                options=tuple(Option(key, label) for key, label in WORDS["forum"].items()),
            ),
            Select(
                "eenheid",
                "Van welke eenheid is het regionale overleg?",
                options=tuple(Option(key, label) for key, label in units),
                optional=True,
                hint="Alleen bij een regionaal overleg.",
            ),
            DutchDate("dag", "Wanneer is het overleg?", past=False, hint="Bijvoorbeeld 27-3-2026."),
            Radio(
                "vorm",
                "Hoe bespreekt u het?",
                options=tuple(
                    Option(key, label, hint=_HINTS[key]) for key, label in WORDS["told_as"].items()
                ),
            ),
            Select("onderwerp", "Wat is het onderwerp?", options=options(catalogue().help_questions)),
            TextArea(
                "vraag",
                "Wat is uw vraag aan het overleg?",
                rows=3,
                max_length=500,
                hint="Schrijf bij “zonder naam” niets op waaraan iemand de cliënt herkent.",
                missing="Schrijf op wat u het overleg vraagt.",
            ),
            Checkboxes(
                "gegevens",
                "Wat vertelt u, als u de naam noemt?",
                options=tuple(Option(key, classes.label(key)) for key in _BESIDE),
                optional=True,
                hint="Alleen bij “met naam”. Voor elk soort gegevens is toestemming nodig.",
            ),
            Group(
                "Geïnformeerd en akkoord, voor deze bespreking",
                (
                    Check(
                        "akkoord",
                        "De cliënt weet in welk overleg, wanneer en hoe dit wordt besproken, en is akkoord",
                        missing="Zonder akkoord van de cliënt voor deze bespreking kan het niet.",
                    ),
                    DutchDate("akkoord_op", "Wanneer gaf de cliënt akkoord?", future=False),
                    Radio(
                        "akkoord_hoe",
                        "Hoe gaf de cliënt akkoord?",
                        options=tuple(Option(key, label) for key, label in WORDS["agreed_how"].items()),
                    ),
                ),
                hint="Ook als de cliënt niet anoniem hoeft te blijven. Voor elke bespreking opnieuw.",
            ),
        ),
        submit="Op de agenda zetten",
    )


def ask_put(scene: Scene) -> Question:
    """Ask what is discussed where and how, and what the client agreed to."""
    remark = Remark(
        "Een onderwerp alleen vraagt geen vaste toestemming. Zonder naam of met naam wel, elk apart.",
        links=((scene.to("toestemming"), "Toestemming bekijken of vastleggen"),),
    )
    over = "" if scene.dossier.is_open else "Dit traject is afgesloten."
    return Question(_form(), {"akkoord_op": clock.today()}, remarks=(remark,), over=over)


def examine(filled: Filled) -> Filled:
    """Return the answers with a message when a meeting with partners has no unit."""
    if filled.text("overleg") == "regional" and not filled.has("eenheid"):
        return filled.with_error("eenheid", "Kies van welke eenheid het regionale overleg is.")
    return filled


def put(scene: Scene, filled: Filled) -> PutOnAgenda:
    """Return the order to put it on the agenda; the discussion takes the id of the command."""
    answers: dict[str, Any] = {
        "forum": filled.text("overleg"),
        "told_as": filled.text("vorm"),
        "agreed_how": filled.text("akkoord_hoe"),
    }
    return PutOnAgenda(
        case_id=scene.case_id,
        item_id=filled.command_id,
        unit=filled.choice("eenheid"),
        meeting_on=filled.day("dag"),
        theme=filled.text("onderwerp"),
        question=filled.text("vraag"),
        data_classes=filled.choices("gegevens"),
        agreed_on=filled.day("akkoord_op") if filled.yes("akkoord") else None,
        **answers,
    )


def advise(scene: Scene, filled: Filled) -> tuple[Remark, ...]:
    """Return which consent is missing."""
    forum, told_as = filled.choice("overleg"), filled.choice("vorm")
    for known_forum, known_form in PURPOSES:
        if (known_forum, known_form) == (forum, told_as) and known_form != "theme":
            purpose, classes = PURPOSES[known_forum, known_form], told(known_form, filled.choices("gegevens"))
            return lacking(scene, RECIPIENTS[known_forum], purpose, classes)
    return ()


def _found(scene: Scene) -> Discussion | None:
    one: Discussion | None = found(
        [one for one in scene.dossier.discussions if one.status == "planned"],
        "item_id",
        scene.id_of("bespreking"),
    )
    return one


def _known(one: Discussion) -> tuple[dict[str, object], ...]:
    unit = code_label("unit", one.unit) if one.unit else ""
    return (
        {"label": "Overleg", "value": f"{meeting(one.forum, unit)}, {dutch_date(one.meeting_on)}"},
        {"label": "Hoe", "value": code_label("told_as", one.told_as)},
        {"label": "Vraag", "value": one.question},
    )


def _must_come_off(scene: Scene, one: Discussion) -> tuple[Remark, ...]:
    if one.item_id not in scene.dossier.stopped:
        return ()
    link = (scene.to("van-agenda", bespreking=one.item_id), "Van de agenda halen")
    text = "De cliënt vindt deze bespreking niet meer goed. U mag dit niet bespreken."
    return (Remark(text, "Haal dit van de agenda", "warning", (link,)),)


def ask_hold(scene: Scene) -> Question | None:
    """Ask what came of a discussion."""
    one = _found(scene)
    if one is None:
        return None
    form = Form(
        "besproken",
        "Bespreking vastleggen",
        (
            DutchDate("wanneer", "Wanneer is het besproken?", future=False),
            TextArea(
                "uitkomst",
                "Wat kwam eruit, in een paar woorden?",
                rows=3,
                max_length=1000,
                hint="De cliënt leest dit ook.",
                missing="Schrijf kort op wat eruit kwam.",
            ),
        ),
        submit="Bespreking vastleggen",
    )
    initial = {"wanneer": one.meeting_on} if one.meeting_on <= clock.today() else {}
    return Question(form, initial, remarks=_must_come_off(scene, one), known=_known(one))


def hold(scene: Scene, filled: Filled) -> HoldDiscussion:
    """Return the order to keep that it was discussed."""
    one = _found(scene)
    assert one is not None
    return HoldDiscussion(
        case_id=scene.case_id,
        item_id=one.item_id,
        discussed_on=filled.day("wanneer"),
        outcome=filled.text("uitkomst"),
    )


def advise_hold(scene: Scene, _filled: Filled) -> tuple[Remark, ...]:
    """Return the way out when the client no longer allows it."""
    one = _found(scene)
    return _must_come_off(scene, one) if one is not None else ()


def ask_off(scene: Scene) -> Question | None:
    """Ask why a discussion comes off the agenda."""
    one = _found(scene)
    if one is None:
        return None
    gone = one.item_id in scene.dossier.stopped
    form = Form(
        "van-agenda",
        "Van de agenda halen",
        (Text("reden", "Waarom gaat het niet door?", max_length=200, missing="Vul in waarom niet."),),
        submit="Van de agenda halen",
    )
    initial = {"reden": "De cliënt trok de toestemming in"} if gone else {}
    return Question(form, initial, known=_known(one))


def take_off(scene: Scene, filled: Filled) -> TakeOffAgenda:
    """Return the order to take it off."""
    one = _found(scene)
    assert one is not None
    return TakeOffAgenda(case_id=scene.case_id, item_id=one.item_id, reason=filled.text("reden"))


def headline(one: Discussion) -> str:
    """Return which meeting, for the list on the page of the case."""
    unit = code_label("unit", one.unit) if one.unit else ""
    return f"{meeting(one.forum, unit)}, {in_sentence(code_label('told_as', one.told_as))}"


PUT = Action(
    ask_put,
    put,
    "Het staat op de agenda.",
    fields={"unit": "eenheid", "theme": "onderwerp"},
    examine=examine,
    advise=advise,
)
HOLD = Action(ask_hold, hold, "De bespreking is vastgelegd.", advise=advise_hold)
OFF = Action(ask_off, take_off, "Het is van de agenda gehaald.")
