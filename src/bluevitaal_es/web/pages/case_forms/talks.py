"""Talks: plan one, record that it was held, or that it was missed."""

from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.hold_talk import HoldTalk, MissTalk
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.projections.case_file.dossier import Talk
from bluevitaal_es.rules.duties import evaluation_blocks
from bluevitaal_es.web.code_texts import code_label
from bluevitaal_es.web.dutch import dutch_count, dutch_moment
from bluevitaal_es.web.fields import Value
from bluevitaal_es.web.forms import Check, Filled, Form, Moment, Number, Radio, Select, TextArea
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Remark, Scene, options
from bluevitaal_es.web.pages.case_words import duty_why, talks_in_product

CRISIS = "Dit is crisiscontact"


def _manner() -> tuple[Radio, Select]:
    codes = catalogue()
    return (
        Radio("hoe", "Hoe spreekt u elkaar?", options=options(codes.talk_channels)),
        Select(
            "plek",
            "Waar?",
            options=options(codes.talk_places),
            optional=True,
            hint="De cliënt kiest de plek.",
        ),
    )


def ask_plan(scene: Scene) -> Question:
    """Ask when and how; says beforehand what stands in the way."""
    form = Form(
        "gesprek-plannen",
        "Gesprek plannen",
        (
            Moment("wanneer", "Wanneer is het gesprek?", past=False, hint="Bijvoorbeeld 27-3-2026 om 14:00."),
            *_manner(),
            Check("crisis", CRISIS, optional=True, hint="Crisiscontact mag altijd, ook vóór een evaluatie."),
        ),
        submit="Gesprek plannen",
    )
    initial: dict[str, Value] = {"hoe": "face_to_face", "crisis": scene.query.get("crisis") == "ja"}
    return Question(form, initial, remarks=_in_the_way(scene))


def _in_the_way(scene: Scene) -> tuple[Remark, ...]:
    dossier, title = scene.dossier, "Een gewoon gesprek kan nog niet"
    if dossier.intake is None:
        text = "De hulp begint met een intake."
        return (Remark(text, title, "warning", ((scene.page + "/intake", "Intake vastleggen"),)),)
    blocking = evaluation_blocks(dossier.clock, clock.now())
    if blocking is not None:
        text = f"{duty_why(dossier, blocking)} Houd eerst de evaluatie, of stel die uit met een reden."
        links = (
            (scene.to("evaluatie"), "Evaluatie vastleggen"),
            (scene.to("evaluatie-uitstellen"), "Evaluatie uitstellen"),
        )
        return (Remark(text, title, "warning", links),)
    product, held = dossier.product, talks_in_product(dossier)
    if product is not None and product.max_talks is not None and held >= product.max_talks:
        text = f"Dit aanbod heeft ten hoogste {dutch_count(product.max_talks, 'gesprek', 'gesprekken')}."
        return (
            Remark(
                text + " Besluit in een evaluatie: stoppen, verwijzen of verlengen.",
                title,
                "warning",
                ((scene.to("evaluatie"), "Evaluatie vastleggen"),),
            ),
        )
    if held >= 1 and not dossier.goals:
        text = "Voor een tweede gesprek is een doel nodig, in de woorden van de cliënt."
        return (Remark(text, title, "warning", ((scene.to("doel"), "Doel vastleggen"),)),)
    if held >= 1 and not any(goal.approach for goal in dossier.goals):
        text = (
            "Voor een tweede gesprek is afgesproken hoe u samen aan een doel werkt. Vul dat aan in het doel."
        )
        links = (
            (f"{scene.page}/historie", "Doel aanvullen in de historie"),
            (scene.to("doel"), "Een ander doel vastleggen"),
        )
        return (Remark(text, title, "warning", links),)
    return ()


def plan(scene: Scene, filled: Filled) -> PlanTalk:
    """Return the order to plan; the talk takes the id of the command, so that it is planned once."""
    return PlanTalk(
        case_id=scene.case_id,
        talk_id=filled.command_id,
        planned_for=filled.moment("wanneer"),
        channel=filled.text("hoe"),
        place=filled.choice("plek"),
        crisis=filled.yes("crisis"),
    )


def _talk(scene: Scene, wanted: UUID | None) -> Talk | None:
    return next((talk for talk in scene.dossier.talks if talk.talk_id == wanted), None)


def ask_record(scene: Scene) -> Question | None:
    """Ask how the talk went: a planned one when the address names it, otherwise one that was not planned."""
    talk = _talk(scene, scene.id_of("gesprek"))
    if talk is None and "gesprek" in scene.query:
        return None
    blocked = talk is None and evaluation_blocks(scene.dossier.clock, clock.now()) is not None
    despite = TextArea(
        "toch",
        "Waarom ging dit gesprek vóór de evaluatie?",
        optional=True,
        rows=2,
        max_length=500,
        hint="Nodig omdat er eerst een evaluatie aan de beurt is. Bij crisiscontact hoeft het niet.",
    )
    form = Form(
        "gesprek-vastleggen",
        "Gesprek vastleggen",
        (
            Moment(
                "wanneer", "Wanneer was het gesprek?", future=False, hint="Bijvoorbeeld 27-3-2026 om 14:00."
            ),
            *_manner(),
            Number("minuten", "Hoe lang duurde het?", minimum=1, maximum=600, unit="minuten", optional=True),
            Check("crisis", CRISIS, optional=True, hint="Telt niet mee voor het aantal gesprekken."),
            *((despite,) if blocked else ()),
            TextArea("notitie", "Notitie", optional=True, hint="De cliënt kan dit lezen."),
        ),
        submit="Gesprek vastleggen",
    )
    crisis = scene.query.get("crisis") == "ja"
    if talk is None:
        return Question(
            form, {"hoe": "face_to_face", "crisis": crisis}, "Een gesprek dat niet gepland stond."
        )
    over = "" if talk.status == "planned" else "Dit gesprek is al vastgelegd."
    initial = {
        "wanneer": talk.at if talk.at <= clock.now() else None,
        "hoe": talk.channel,
        "plek": talk.place,
        "crisis": talk.crisis,
    }
    return Question(form, initial, f"Gepland op {dutch_moment(talk.at)}.", over=over)


def record(scene: Scene, filled: Filled) -> HoldTalk:
    """Return the order to record; an unplanned talk takes the id of the command."""
    return HoldTalk(
        case_id=scene.case_id,
        talk_id=scene.id_of("gesprek") or filled.command_id,
        held_at=filled.moment("wanneer"),
        channel=filled.text("hoe"),
        place=filled.choice("plek"),
        minutes=filled.number("minuten") if filled.has("minuten") else None,
        crisis=filled.yes("crisis"),
        note=filled.choice("notitie"),
        despite_evaluation=filled.choice("toch"),
    )


def ask_missed(scene: Scene) -> Question | None:
    """Ask why a planned talk did not take place."""
    talk = _talk(scene, scene.id_of("gesprek"))
    if talk is None:
        return None
    form = Form(
        "gesprek-gemist",
        "Gesprek ging niet door",
        (
            Radio("reden", "Waarom ging het niet door?", options=options(catalogue().missed_reasons)),
            TextArea("notitie", "Notitie", optional=True, rows=3, max_length=1000),
        ),
        submit="Vastleggen dat het niet doorging",
    )
    how = code_label("channel", talk.channel).lower()
    over = "" if talk.status == "planned" else "Dit gesprek is al vastgelegd."
    return Question(form, lead=f"Gepland op {dutch_moment(talk.at)}, {how}.", over=over)


def missed(scene: Scene, filled: Filled) -> MissTalk:
    """Return the order to record that it was missed."""
    talk_id = scene.id_of("gesprek")
    assert talk_id is not None
    return MissTalk(
        case_id=scene.case_id, talk_id=talk_id, reason=filled.text("reden"), note=filled.choice("notitie")
    )


_FIELDS = {"channel": "hoe", "place": "plek", "reason": "reden"}
PLAN = Action(ask_plan, plan, "Het gesprek is gepland.", fields=_FIELDS)
RECORD = Action(ask_record, record, "Het gesprek is vastgelegd.", fields=_FIELDS)
MISSED = Action(ask_missed, missed, "Vastgelegd dat het gesprek niet doorging.", fields=_FIELDS)
