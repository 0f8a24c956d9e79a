"""What is asked at the intake, task by task, and the commands that it becomes."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web import intake_questions
from bluevitaal_es.web.drafts import Draft
from bluevitaal_es.web.dutch import Month
from bluevitaal_es.web.intake_questions import (
    APPROACH,
    EVENT,
    EXPECTATION,
    NO_PRODUCT,
    NO_SINGLE_EVENT,
    QUESTIONS,
    SAFETY,
    asked,
)
from bluevitaal_es.web.task_list import Answers, Remark, Task, TaskList


def intake(draft: Draft, dossier: Dossier, *, approach_only: bool = False) -> TaskList:
    """Return the tasks of the intake of this case; with `approach_only` the intake itself was recorded."""
    police = catalogue().target_groups[dossier.target_group].police if dossier.target_group else True

    def attention(answers: Answers) -> tuple[Remark, ...]:
        weapon = answers[SAFETY].choice("wapen") if SAFETY in answers else None
        return attention_to(weapon, asked(answers), dossier.number)

    approach = Task(
        APPROACH,
        "Aanpak",
        intake_questions.approach_form,
        "Welk aanbod past en welk doel de cliënt heeft",
        check=intake_questions.check_approach,
        aside=frozenset({"reden", "einddatum"}),
        remarks=lambda answers: (*attention(answers), *intake_questions.offer_for(answers)),
    )
    before = (
        Task(
            QUESTIONS,
            "Hulpvragen",
            intake_questions.questions_form,
            "Waarvoor de cliënt hulp vraagt",
            check=intake_questions.check_questions,
        ),
        Task(EXPECTATION, "Verwachting", intake_questions.expectation_form, "In de woorden van de cliënt"),
        Task(
            EVENT,
            "Wat is er gebeurd",
            intake_questions.event_form,
            "De intake zelf en de gebeurtenis",
            initial=lambda _: {"dag": clock.today(), "plek": intake_questions.usual_place()},
            check=lambda filled, _: intake_questions.check_event(filled, dossier),
            aside=frozenset({"gebeurd-op"}),
        ),
        Task(
            SAFETY,
            "Veiligheid",
            intake_questions.safety_form,
            "Vraag altijd naar het dienstwapen" if police else "",
            initial=lambda _: {"wapen": None if police else "not_applicable"},
            remarks=attention,
        ),
    )
    return TaskList(
        title=f"Intake {dossier.number}",
        base=f"/trajecten/{dossier.number}/intake",
        draft=draft,
        lead="Neem de vragen door in de volgorde die past. Niets staat vast voordat u het vastlegt.",
        breadcrumbs=(("/", "Mijn werk"), (f"/trajecten/{dossier.number}", dossier.number)),
        submit="Aanpak vastleggen" if approach_only else "Intake vastleggen",
        tasks=(approach,) if approach_only else (*before, approach),
        remarks=attention,
    )


def hold_intake(case_id: UUID, answers: Answers) -> HoldIntake:
    """Return the command that the first four tasks come to."""
    questions, event, safety = answers[QUESTIONS], answers[EVENT], answers[SAFETY]
    return HoldIntake(
        case_id=CaseId(case_id),
        held_on=event.day("dag"),
        help_primary=questions.text("belangrijkste"),
        help_others=questions.choices("andere"),
        expectation=answers[EXPECTATION].choice("verwachting"),
        index_event_on=event.day("gebeurd-op") if event.has("gebeurd-op") else None,
        index_event_month_only=isinstance(event.values.get("gebeurd-op"), Month),
        no_single_event=event.text("gebeurtenis") == NO_SINGLE_EVENT,
        weapon_access=safety.text("wapen"),
        place=event.text("plek"),
        note=safety.choice("notitie"),
    )


def start_product(case_id: UUID, answers: Answers, on: date) -> StartProduct | None:
    """Return the command that starts the chosen product on the intake's day, None when none was chosen."""
    approach = answers[APPROACH]
    if approach.text("aanbod") == NO_PRODUCT:
        return None
    return StartProduct(
        case_id=CaseId(case_id),
        product=approach.text("aanbod"),
        started_on=on,
        reason=approach.choice("reden"),
        ends_on=approach.day("einddatum") if approach.has("einddatum") else None,
    )


def set_goal(case_id: UUID, goal_id: UUID, answers: Answers) -> SetGoal | None:
    """Return the command that sets the first goal, None when no goal was written down."""
    approach = answers[APPROACH]
    if not approach.has("doel"):
        return None
    return SetGoal(
        case_id=CaseId(case_id),
        goal_id=goal_id,
        words=approach.text("doel"),
        approach=approach.choice("afspraken"),
    )


def attention_to(weapon: str | None, questions: Iterable[str], number: str) -> tuple[Remark, ...]:
    """Return what to do about an answer on the weapon or a question that asks for safety (S-060, S-061)."""
    codes = catalogue()
    reasons = []
    if weapon is not None and codes.weapon_access[weapon].needs_attention:
        answer = codes.weapon_access.label(weapon)
        reasons.append(f"Op de vraag of de cliënt bij een dienstwapen kan, is het antwoord: {answer}.")
    if any(codes.help_questions[key].asks_for_safety for key in questions):
        reasons.append("De hulpvraag gaat over suïcidaal gedrag.")
    if not reasons:
        return ()
    advice = (
        "Bespreek rustig hoe veilig het nu is en wie de cliënt mag bellen. "
        "Overleg nog vandaag met een collega. Is er direct gevaar? Bel 112 en blijf bij de cliënt."
    )
    return (
        Remark(
            f"{' '.join(reasons)} {advice}",
            "Sta stil bij de veiligheid",
            kind="warning",
            href=f"/trajecten/{number}/zorg-om-veiligheid",
            link="Leg een zorg om veiligheid vast",
        ),
    )
