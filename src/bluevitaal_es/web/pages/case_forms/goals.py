"""Goals: set one in the client's words, and rate how far it was reached."""

from typing import Literal

from bluevitaal_es.commands.set_goal import RateGoal, SetGoal
from bluevitaal_es.web.forms import Filled, Form, Number, Option, Radio, TextArea
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Scene, found

GOAL = Form(
    "doel",
    "Doel vastleggen",
    (
        TextArea(
            "woorden",
            "Wat wil de cliënt bereiken?",
            rows=3,
            max_length=1000,
            hint="In de woorden van de cliënt, bijvoorbeeld: “Ik wil weer doorslapen.”",
            missing="Vul in wat de cliënt wil bereiken, in eigen woorden.",
        ),
        TextArea(
            "aanpak",
            "Hoe gaat u dat samen doen?",
            optional=True,
            rows=4,
            max_length=2000,
            hint="Nodig bij één doel voordat u een tweede gesprek plant.",
        ),
    ),
    submit="Doel vastleggen",
)

RATING = Form(
    "doel-beoordelen",
    "Doel beoordelen",
    (
        Radio(
            "wie",
            "Wie geeft het cijfer?",
            options=(Option("client", "De cliënt"), Option("begeleider", "De begeleider")),
        ),
        Number(
            "cijfer",
            "Hoe ver is het doel bereikt?",
            minimum=0,
            maximum=10,
            hint="0 is helemaal niet, 10 is helemaal bereikt.",
        ),
        TextArea("toelichting", "Toelichting", optional=True, rows=3, max_length=1000),
    ),
    submit="Cijfer vastleggen",
)


def ask_goal(_scene: Scene) -> Question:
    """Ask for a goal."""
    return Question(GOAL, lead="De cliënt leest dit doel terug zoals u het hier opschrijft.")


def set_goal(scene: Scene, filled: Filled) -> SetGoal:
    """Return the order to set the goal; it takes the id of the command."""
    return SetGoal(
        case_id=scene.case_id,
        goal_id=filled.command_id,
        words=filled.text("woorden"),
        approach=filled.choice("aanpak"),
    )


def ask_rating(scene: Scene) -> Question | None:
    """Ask for a rating of the goal that the address names, or of the only one."""
    goal = found(scene.dossier.goals, "goal_id", scene.id_of("doel"))
    if goal is None:
        return None
    known: list[dict[str, object]] = [{"label": "Doel", "value": goal.words}]
    for rater, label in (
        ("client", "Laatste cijfer van de cliënt"),
        ("begeleider", "Laatste cijfer begeleider"),
    ):
        if goal.latest(rater) is not None:
            known.append({"label": label, "value": goal.latest(rater)})
    return Question(RATING, known=tuple(known))


def rate(scene: Scene, filled: Filled) -> RateGoal:
    """Return the order to keep the rating."""
    goal = found(scene.dossier.goals, "goal_id", scene.id_of("doel"))
    rater: Literal["client", "begeleider"] = "client" if filled.text("wie") == "client" else "begeleider"
    return RateGoal(
        case_id=scene.case_id,
        goal_id=goal.goal_id,
        rater=rater,
        rating=filled.number("cijfer"),
        note=filled.choice("toelichting"),
    )


SET = Action(ask_goal, set_goal, "Het doel is vastgelegd.")
RATE = Action(ask_rating, rate, "Het cijfer is vastgelegd.")
