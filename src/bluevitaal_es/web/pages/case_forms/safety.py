"""Safety: raise an acute concern, and record the conversation that a human held."""

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.settle_safety_task import OpenSafetyTask, SettleSafetyTask
from bluevitaal_es.web.code_texts import code_label
from bluevitaal_es.web.dutch import dutch_moment
from bluevitaal_es.web.forms import Filled, Form, Group, Radio, Select, Text, TextArea, YesNo
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Remark, Scene, found, options

#: The numbers of 113 Zelfmoordpreventie and of emergency; shown wherever safety is the subject.
HELP_LINES = Remark(
    "Direct gevaar? Bel 112 en blijf bij de cliënt. Praten over zelfdoding kan dag en nacht: "
    "bel 113, of gratis 0800-0113. Ook u kunt daar overleggen.",
    "U staat er niet alleen voor",
    "info",
    (("tel:112", "Bel 112"), ("tel:113", "Bel 113"), ("tel:08000113", "Bel 0800-0113")),
)

CONCERN = Form(
    "zorg-om-veiligheid",
    "Zorg om veiligheid melden",
    (
        TextArea(
            "zorg",
            "Wat is er aan de hand?",
            rows=4,
            max_length=2000,
            hint="Wat zei of deed de cliënt? Wat is er nu nodig?",
            missing="Schrijf kort op wat er aan de hand is.",
        ),
    ),
    submit="Zorg melden",
)


def ask_concern(_scene: Scene) -> Question:
    """Ask what the concern is."""
    lead = "Hiermee zet u een taak open: vandaag praat een mens hierover met de cliënt."
    return Question(CONCERN, lead=lead, remarks=(HELP_LINES,))


def raise_concern(scene: Scene, filled: Filled) -> OpenSafetyTask:
    """Return the order to open the task; it takes the id of the command."""
    return OpenSafetyTask(case_id=scene.case_id, task_id=filled.command_id, note=filled.text("zorg"))


def ask_settle(scene: Scene) -> Question | None:
    """Ask what the conversation brought; no score and no class of risk, what was said and agreed."""
    wanted = scene.id_of("taak")
    task = found(scene.dossier.safety_tasks if wanted else scene.dossier.open_safety, "task_id", wanted)
    if task is None:
        return None
    codes = catalogue()
    form = Form(
        "veiligheid",
        "Gesprek over veiligheid vastleggen",
        (
            TextArea(
                "gesprek",
                "Wat hebt u met de cliënt besproken?",
                rows=6,
                hint="Ook wat de cliënt zelf over zijn of haar veiligheid zegt.",
                missing="Schrijf op wat u met de cliënt hebt besproken.",
            ),
            YesNo(
                "middelen",
                "Is er gevraagd naar middelen?",
                hint="Bijvoorbeeld een dienstwapen of medicijnen in huis.",
            ),
            TextArea(
                "afspraken", "Wat is er afgesproken?", rows=4, missing="Schrijf op wat er is afgesproken."
            ),
            Radio("uitkomst", "Hoe is het afgerond?", options=options(codes.safety_outcomes)),
            Group(
                "Is er iemand geïnformeerd?",
                (
                    Text("wie", "Wie?", optional=True, hint="Naam of functie."),
                    Select("grond", "Op welke grond?", options=options(codes.inform_grounds), optional=True),
                ),
                hint="Alleen invullen als u iemand buiten het gesprek hebt geïnformeerd.",
            ),
        ),
        submit="Gesprek vastleggen",
    )
    known: list[dict[str, object]] = [
        {"label": "Aanleiding", "value": code_label("trigger", task.trigger)},
        {"label": "Sinds", "value": dutch_moment(task.opened_at)},
    ]
    if task.note:
        known.append({"label": "Melding", "value": task.note})
    over = "" if task.conversation is None else "Dit gesprek is al vastgelegd."
    lead = "Een gesprek gaat voor. Leg daarna vast wat er is besproken en afgesproken."
    return Question(form, lead=lead, remarks=(HELP_LINES,), known=tuple(known), over=over)


def examine(filled: Filled) -> Filled:
    """Return the answers with messages when somebody was told, and it was not said whom or why."""
    outcome = catalogue().safety_outcomes.get(filled.text("uitkomst"))
    if outcome is None or not outcome.others_informed:
        return filled
    if not filled.has("wie") and "wie" not in filled.errors:
        filled = filled.with_error("wie", "Vul in wie er is geïnformeerd.")
    if not filled.has("grond") and "grond" not in filled.errors:
        filled = filled.with_error("grond", "Kies op welke grond: met toestemming, of uit nood.")
    return filled


def settle(scene: Scene, filled: Filled) -> SettleSafetyTask:
    """Return the order to keep what a human recorded."""
    task_id = scene.id_of("taak") or found(scene.dossier.open_safety, "task_id", None).task_id
    return SettleSafetyTask(
        case_id=scene.case_id,
        task_id=task_id,
        outcome=filled.text("uitkomst"),
        conversation=filled.text("gesprek"),
        means_asked=filled.yes("middelen"),
        agreements=filled.text("afspraken"),
        informed=filled.choice("wie"),
        ground=filled.choice("grond"),
    )


RAISE = Action(ask_concern, raise_concern, "De zorg is gemeld. De taak staat bovenaan.")
SETTLE = Action(
    ask_settle,
    settle,
    "Het gesprek over veiligheid is vastgelegd.",
    fields={"outcome": "uitkomst", "ground": "grond"},
    examine=examine,
)
