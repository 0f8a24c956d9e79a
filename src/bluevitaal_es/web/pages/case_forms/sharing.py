"""Sharing: record what was told to somebody, under consent that is in force."""

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.share_information import ShareInformation
from bluevitaal_es.web.forms import Checkboxes, DutchDate, Filled, Form, TextArea
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Remark, Scene, options
from bluevitaal_es.web.pages.case_forms.consent import lacking, matter


def ask(scene: Scene) -> Question:
    """Ask what was told, to whom and what for."""
    form = Form(
        "delen",
        "Vastleggen wat u deelt",
        (
            *matter(),
            Checkboxes(
                "gegevens",
                "Welke gegevens deelt u?",
                options=options(catalogue().consent.data_classes),
                missing="Kies ten minste één soort gegevens.",
            ),
            TextArea(
                "samenvatting",
                "Wat hebt u verteld?",
                rows=4,
                max_length=2000,
                missing="Schrijf kort op wat u hebt verteld.",
            ),
            DutchDate("gedeeld", "Wanneer?", future=False, hint="Bijvoorbeeld 27-3-2026."),
        ),
        submit="Vastleggen wat u deelde",
    )
    asked = {key: scene.query.get(key, "") for key in ("ontvanger", "waarvoor")}
    text = "Delen kan alleen als de cliënt daar nu toestemming voor geeft."
    remark = Remark(text, links=((scene.to("toestemming"), "Toestemming bekijken of vastleggen"),))
    return Question(form, {**asked, "gedeeld": clock.today()}, remarks=(remark,))


def share(scene: Scene, filled: Filled) -> ShareInformation:
    """Return the order to keep what was shared."""
    return ShareInformation(
        case_id=scene.case_id,
        recipient=filled.text("ontvanger"),
        purpose=filled.text("waarvoor"),
        data_classes=filled.choices("gegevens"),
        summary=filled.text("samenvatting"),
        shared_on=filled.day("gedeeld"),
    )


def advise(scene: Scene, filled: Filled) -> tuple[Remark, ...]:
    """Return which consent is missing."""
    if not (filled.has("ontvanger") and filled.has("waarvoor") and filled.has("gegevens")):
        return ()
    return lacking(scene, filled.text("ontvanger"), filled.text("waarvoor"), filled.choices("gegevens"))


_FIELDS = {"recipient": "ontvanger", "purpose": "waarvoor", "data_classes": "gegevens"}
SHARE = Action(ask, share, "Vastgelegd wat er is gedeeld.", fields=_FIELDS, advise=advise)
