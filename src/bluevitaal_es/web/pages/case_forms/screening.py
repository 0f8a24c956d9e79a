"""Questionnaires: choose one, fill it in or give its total, and decide on a score at its cut-off."""

from datetime import date

from bluevitaal_es import clock
from bluevitaal_es.catalogue import Instrument, catalogue
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.settle_decision import SettleConsultOrRefer
from bluevitaal_es.web.code_texts import code_label
from bluevitaal_es.web.dutch import dutch_count, dutch_date
from bluevitaal_es.web.fields import Value
from bluevitaal_es.web.forms import (
    DutchDate,
    Field,
    Filled,
    Form,
    Group,
    Item,
    Number,
    Option,
    Radio,
    Scale,
    TextArea,
    YesNo,
)
from bluevitaal_es.web.pages.case_forms.asking import Action, Choice, Question, Remark, Scene, found, options
from bluevitaal_es.web.pages.case_words import cut_off_words

ONE_EVENT, NO_SINGLE_EVENT, DAY_UNKNOWN = "een", "geen", "onbekend"


def ask_record(scene: Scene) -> Question | Choice:
    """Ask the questions of the questionnaire that the address names; without one, ask which is meant."""
    instrument = catalogue().instruments.get(scene.query.get("lijst", ""))
    if instrument is None:
        return _choice(scene)
    total_only = scene.query.get("wijze") == "totaal"
    form = Form(
        f"vragenlijst-{instrument.key}",
        f"{instrument.short_name} vastleggen",
        (
            DutchDate(
                "ingevuld",
                "Wanneer is de vragenlijst ingevuld?",
                future=False,
                hint="Bijvoorbeeld 27-3-2026.",
            ),
            *((_event(instrument),) if instrument.gate_days else ()),
            *(_total(instrument) if total_only else (_scale(instrument),)),
        ),
        submit="Uitslag vastleggen",
    )
    other = (
        (scene.to("vragenlijst", lijst=instrument.key), "Antwoorden per vraag invullen")
        if total_only
        else (scene.to("vragenlijst", lijst=instrument.key, wijze="totaal"), "Alleen de totaalscore invullen")
    )
    text = (
        "Vul de score in die op het ingevulde formulier staat."
        if total_only
        else "Hier staan trefwoorden, niet de vragen zelf. Houd het formulier van de vragenlijst erbij."
    )
    return Question(
        form, _initial(scene), f"{instrument.name}. {instrument.about}.", (Remark(text, links=(other,)),)
    )


def _choice(scene: Scene) -> Choice:
    instruments = catalogue().instruments
    asked = scene.dossier.intake
    questions = (asked.help_primary, *asked.help_others) if asked else ()
    fitting = {
        screener
        for key in questions
        if key is not None and key in catalogue().help_questions
        for screener in catalogue().help_questions[key].screeners
    }
    offered = [
        {
            "href": scene.to("vragenlijst", lijst=one.key),
            "name": one.short_name,
            "about": one.about,
            "fits": one.key in fitting,
            "count": dutch_count(len(one.items), "vraag", "vragen"),
        }
        for one in sorted(instruments.active(), key=lambda one: one.key not in fitting)
    ]
    refused = [{"name": one.short_name, "because": one.reason_inactive} for one in instruments.inactive()]
    return Choice("Welke vragenlijst?", "case_instruments.html", {"offered": offered, "refused": refused})


def _initial(scene: Scene) -> dict[str, Value]:
    intake = scene.dossier.intake
    initial: dict[str, Value] = {"ingevuld": clock.today()}
    if intake is not None and intake.index_event_on is not None:
        initial |= {"gebeurtenis": ONE_EVENT, "gebeurtenis-dag": intake.index_event_on}
    elif intake is not None and intake.no_single_event:
        initial["gebeurtenis"] = NO_SINGLE_EVENT
    return initial


def _event(instrument: Instrument) -> Group:
    weeks = instrument.gate_days // 7
    return Group(
        "Over welke gebeurtenis gaat het?",
        (
            Radio(
                "gebeurtenis",
                "Eén gebeurtenis?",
                options=(
                    Option(ONE_EVENT, "Ja, één gebeurtenis op een bekende dag"),
                    Option(
                        NO_SINGLE_EVENT, "Geen losse gebeurtenis", hint="Bijvoorbeeld een opeenstapeling."
                    ),
                    Option(DAY_UNKNOWN, "Eén gebeurtenis, maar de dag is niet bekend"),
                ),
            ),
            DutchDate(
                "gebeurtenis-dag",
                "Op welke dag?",
                optional=True,
                future=False,
                hint="Alleen bij een bekende dag.",
            ),
        ),
        hint=f"Binnen {weeks} weken na de gebeurtenis zegt de score nog weinig.",
    )


def _scale(instrument: Instrument) -> Scale:
    return Scale(
        "antwoorden",
        "De antwoorden",
        items=tuple(Item(str(item.number), item.label) for item in instrument.items),
        options=tuple(Option(str(answer.value), answer.label) for answer in instrument.answers),
        hint=f"Het gaat over de afgelopen {dutch_count(instrument.recall_days, 'dag', 'dagen')}.",
    )


def _total(instrument: Instrument) -> tuple[Field, ...]:
    total = Number("totaal", "Totaalscore", minimum=instrument.lowest, maximum=instrument.highest)
    lowest = instrument.answers[0].label
    return (
        total,
        *(
            YesNo(
                f"veiligheid-{safety.item}",
                f"Was het antwoord op vraag {safety.item} ({instrument.label_of(safety.item).lower()}) "
                f"iets anders dan “{lowest}”?",
                hint="Aan deze vraag ziet u of er vandaag een gesprek over veiligheid nodig is.",
            )
            for safety in instrument.safety_items
        ),
    )


def examine(filled: Filled) -> Filled:
    """Return the answers with a message when the day of a known event is missing or comes later."""
    if filled.choice("gebeurtenis") == ONE_EVENT and "gebeurtenis-dag" not in filled.errors:
        if not filled.has("gebeurtenis-dag"):
            return filled.with_error(
                "gebeurtenis-dag", "Vul de dag van de gebeurtenis in, bijvoorbeeld 27-3-2026."
            )
        completed = filled.values.get("ingevuld")
        if isinstance(completed, date) and filled.day("gebeurtenis-dag") > completed:
            message = (
                "De gebeurtenis ligt vóór de dag waarop de vragenlijst is ingevuld. Pas een van de twee aan."
            )
            return filled.with_error("gebeurtenis-dag", message)
    return filled


def record(scene: Scene, filled: Filled) -> RecordInstrument:
    """Return the order to keep the result; it takes the id of the command."""
    instrument = catalogue().instruments[scene.query["lijst"]]
    one_event = filled.choice("gebeurtenis") == ONE_EVENT
    answers: tuple[int, ...] | None = None
    if "antwoorden" in filled.values:
        given = filled.answers("antwoorden")
        answers = tuple(int(given[str(item.number)]) for item in instrument.items)
    return RecordInstrument(
        case_id=scene.case_id,
        result_id=filled.command_id,
        instrument=instrument.key,
        completed_on=filled.day("ingevuld"),
        answers=answers,
        total=None if answers is not None else filled.number("totaal"),
        safety_items=tuple(
            safety.item for safety in instrument.safety_items if filled.yes(f"veiligheid-{safety.item}")
        ),
        index_event_on=filled.day("gebeurtenis-dag") if one_event else None,
        no_single_event=filled.choice("gebeurtenis") == NO_SINGLE_EVENT,
    )


def to_result(scene: Scene, filled: Filled) -> str:
    """Return the address of the page that says what the score means."""
    return scene.to("uitslag", uitslag=filled.command_id)


def ask_decision(scene: Scene) -> Question | None:
    """Ask for the decision that a score opened."""
    open_ones = [one for one in scene.dossier.decisions if one.choice is None]
    wanted = scene.id_of("besluit")
    decision = found(scene.dossier.decisions if wanted else open_ones, "decision_id", wanted)
    if decision is None:
        return None
    form = Form(
        "besluit",
        "Besluit over de score",
        (
            Radio("keuze", "Wat besluit u?", options=options(catalogue().consult_or_refer_choices)),
            TextArea(
                "reden",
                "Waarom?",
                rows=4,
                max_length=2000,
                hint="Bij overleggen: met wie. Bij verwijzen: naar wie. Anders: waarom geen van beide.",
                missing="Schrijf op waarom u dit besluit.",
            ),
        ),
        submit="Besluit vastleggen",
    )
    instrument = catalogue().instruments.get(decision.instrument)
    score = f"{decision.total}" + (f" van {instrument.highest}" if instrument else "")
    known: list[dict[str, object]] = [
        {"label": f"Score op de {code_label('instrument', decision.instrument)}", "value": score}
    ]
    if instrument is not None:
        known.append({"label": "Grens", "value": cut_off_words(instrument)})
    known.append({"label": "Besluit nodig vóór of op", "value": dutch_date(decision.due_on)})
    over = "" if decision.choice is None else "Over deze score is al een besluit genomen."
    lead = "Een score op of over de grens vraagt altijd om een besluit van u. De score zelf beslist niets."
    return Question(form, lead=lead, known=tuple(known), over=over)


def decide(scene: Scene, filled: Filled) -> SettleConsultOrRefer:
    """Return the order to keep the decision."""
    open_ones = [one for one in scene.dossier.decisions if one.choice is None]
    wanted = scene.id_of("besluit")
    decision_id = wanted or found(open_ones, "decision_id", None).decision_id
    choice = filled.text("keuze")
    return SettleConsultOrRefer(
        case_id=scene.case_id,
        decision_id=decision_id,
        choice="consult" if choice == "consult" else "refer" if choice == "refer" else "neither",
        reason=filled.text("reden"),
    )


def after_decision(scene: Scene, filled: Filled) -> str:
    """Return to the case, or go on to the referral that was decided on."""
    return scene.to("verwijzing") if filled.text("keuze") == "refer" else scene.page


RECORD = Action(
    ask_record, record, "De uitslag is vastgelegd.", fields={"instrument": ""}, examine=examine, to=to_result
)
DECIDE = Action(
    ask_decision, decide, "Het besluit is vastgelegd.", fields={"choice": "keuze"}, to=after_decision
)
