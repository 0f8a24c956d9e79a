"""Work: whether the client is at work, as the client tells it."""

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.record_work_status import RecordWorkStatus
from bluevitaal_es.web.forms import DutchDate, Filled, Form, Number, Radio
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Scene, options


def ask(scene: Scene) -> Question:
    """Ask for the work status at a moment of the case."""
    codes = catalogue()
    form = Form(
        "werkstatus",
        "Werk vastleggen",
        (
            Radio("werk", "Werkt de cliënt?", options=options(codes.work_statuses)),
            Number("procent", "Voor hoeveel procent?", minimum=0, maximum=100, unit="%", optional=True),
            Radio("moment", "Bij welk moment hoort dit?", options=options(codes.work_moments)),
            DutchDate("dag", "Wanneer vertelde de cliënt dit?", future=False, hint="Bijvoorbeeld 27-3-2026."),
        ),
        submit="Werk vastleggen",
    )
    moment = "during" if scene.dossier.is_open else "three_months_after"
    if not scene.dossier.work_statuses and scene.dossier.is_open:
        moment = "start"
    lead = "Dit horen wij van de cliënt zelf, nooit van de werkgever."
    return Question(form, {"moment": moment, "dag": clock.today()}, lead)


def record(scene: Scene, filled: Filled) -> RecordWorkStatus:
    """Return the order to keep it."""
    return RecordWorkStatus(
        case_id=scene.case_id,
        status=filled.text("werk"),
        moment=filled.text("moment"),
        recorded_on=filled.day("dag"),
        percent=filled.number("procent") if filled.has("procent") else None,
    )


RECORD = Action(ask, record, "Het werk is vastgelegd.", fields={"status": "werk"})
