"""Closing a case with its outcome and the ratings of its goals, and taking a closed one up again."""

from typing import Literal
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.close_case import CloseCase, ReopenCase
from bluevitaal_es.projections.case_file.dossier import Goal
from bluevitaal_es.web.code_texts import WORDS, code_label
from bluevitaal_es.web.dutch import dutch_moment
from bluevitaal_es.web.fields import Value
from bluevitaal_es.web.forms import DutchDate, Filled, Form, Group, Number, Option, Radio, Select, TextArea
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Remark, Scene, options

Rater = Literal["client", "begeleider"]
RATERS: tuple[tuple[Rater, str], ...] = (
    ("client", "Cijfer van de cliënt"),
    ("begeleider", "Uw eigen cijfer"),
)


def _control(rater: str, goal: Goal) -> str:
    return f"{rater}-{goal.goal_id}"


def _rating(goal: Goal) -> Group:
    return Group(
        f"Doel: {goal.words}",
        tuple(
            Number(
                _control(rater, goal),
                label,
                minimum=0,
                maximum=10,
                unit="van 10",
                optional=rater == "client",
                missing=f"Geef het doel “{goal.words}” een eigen cijfer.",
            )
            for rater, label in RATERS
        ),
        hint="Hoe ver is dit doel bereikt? 0 is helemaal niet, 10 is helemaal.",
    )


def ask_close(scene: Scene) -> Question:
    """Ask for the end of the case; says beforehand what must be settled first."""
    codes, dossier = catalogue(), scene.dossier
    missing = Select(
        "geen-cijfer",
        "Waarom ontbreekt een cijfer van de cliënt?",
        options=options(codes.rating_missing_reasons),
        optional=True,
        hint="Alleen kiezen als u bij een doel geen cijfer van de cliënt hebt.",
    )
    expected = dossier.intake.expectation if dossier.intake else None
    form = Form(
        "afsluiten",
        "Traject afsluiten",
        (
            *(_rating(goal) for goal in dossier.goals),
            *((missing,) if dossier.goals else ()),
            Radio("uitkomst", "Hoe eindigt het traject?", options=options(codes.outcomes)),
            Radio(
                "verwachting",
                "Is uitgekomen wat de cliënt verwachtte?",
                options=tuple(Option(key, label) for key, label in WORDS["expectation_met"].items()),
                hint=f"Bij de intake: “{expected}”"
                if expected
                else "Bij de intake is geen verwachting vastgelegd.",
            ),
            TextArea("samenvatting", "Samenvatting", optional=True, rows=5),
            DutchDate(
                "dag", "Wanneer is het traject afgesloten?", future=False, hint="Bijvoorbeeld 27-3-2026."
            ),
        ),
        submit="Traject afsluiten",
    )
    initial: dict[str, Value] = {"dag": clock.today()}
    for goal in dossier.goals:
        initial |= {_control(rater, goal): goal.latest(rater) for rater, _ in RATERS}
    over = "" if dossier.is_open else "Dit traject is al afgesloten."
    lead = "Een afgesloten traject blijft te lezen, en u kunt het later heropenen."
    return Question(form, initial, lead, _first(scene), over=over)


def _first(scene: Scene) -> tuple[Remark, ...]:
    dossier = scene.dossier
    links: list[tuple[str, str]] = []
    for task in dossier.open_safety:
        links.append((scene.to("veiligheid", taak=task.task_id), "Gesprek over veiligheid vastleggen"))
    for decision in dossier.decisions:
        if decision.choice is None:
            name = code_label("instrument", decision.instrument)
            text = f"Besluit nemen: {name}, score {decision.total}"
            links.append((scene.to("besluit", besluit=decision.decision_id), text))
    for referral in dossier.referrals:
        if referral.status == "decided":
            target = scene.to("verwijzing-versturen", verwijzing=referral.referral_id)
            links.append((target, "Verwijzing versturen of laten vervallen"))
    if links:
        return (Remark("Rond eerst dit af:", "Afsluiten kan nog niet", "warning", tuple(links)),)
    planned = [dutch_moment(talk.at) for talk in dossier.talks if talk.status == "planned"]
    if not planned:
        return ()
    text = f"Er staat nog een gesprek gepland: {'; '.join(planned)}. Na het afsluiten vervalt dat."
    return (Remark(text, "Zeg het gesprek ook af bij de cliënt"),)


def close(scene: Scene, filled: Filled) -> CloseCase:
    """Return the order to close, with the ratings that were given."""
    ratings: list[tuple[UUID, Rater, int]] = [
        (goal.goal_id, rater, filled.number(_control(rater, goal)))
        for goal in scene.dossier.goals
        for rater, _ in RATERS
        if filled.has(_control(rater, goal))
    ]
    met = filled.text("verwachting")
    expectation: Literal["yes", "partly", "no", "not_asked"] = "not_asked"
    if met == "yes":
        expectation = "yes"
    elif met == "partly":
        expectation = "partly"
    elif met == "no":
        expectation = "no"
    return CloseCase(
        case_id=scene.case_id,
        outcome=filled.text("uitkomst"),
        closed_on=filled.day("dag"),
        ratings=tuple(ratings),
        client_rating_missing=filled.choice("geen-cijfer"),
        expectation_met=expectation,
        summary=filled.choice("samenvatting"),
    )


REOPENING = Form(
    "heropenen",
    "Traject heropenen",
    (
        TextArea(
            "reden",
            "Waarom heropent u dit traject?",
            rows=3,
            max_length=1000,
            missing="Schrijf op waarom u dit traject heropent.",
        ),
    ),
    submit="Traject heropenen",
)


def ask_reopen(scene: Scene) -> Question:
    """Ask why the case is taken up again."""
    return Question(REOPENING, over="Dit traject loopt al." if scene.dossier.is_open else "")


def reopen(scene: Scene, filled: Filled) -> ReopenCase:
    """Return the order to reopen."""
    return ReopenCase(case_id=scene.case_id, reason=filled.text("reden"))


CLOSE = Action(ask_close, close, "Het traject is afgesloten.", fields={"outcome": "uitkomst"})
REOPEN = Action(ask_reopen, reopen, "Het traject is heropend.")
