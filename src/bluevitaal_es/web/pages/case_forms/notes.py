"""Notes, and the client's mark for the help."""

from bluevitaal_es.commands.add_note import AddNote, RateSatisfaction
from bluevitaal_es.web.forms import Filled, Form, Number, TextArea
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Scene

NOTE = Form(
    "notitie",
    "Notitie toevoegen",
    (TextArea("tekst", "Notitie", rows=8, missing="Schrijf een notitie."),),
    submit="Notitie toevoegen",
)
MARK = Form(
    "rapportcijfer",
    "Rapportcijfer vastleggen",
    (
        Number(
            "cijfer",
            "Welk cijfer geeft de cliënt voor onze hulp?",
            minimum=1,
            maximum=10,
            hint="Van 1 tot en met 10.",
        ),
    ),
    submit="Rapportcijfer vastleggen",
)


def ask_note(_scene: Scene) -> Question:
    """Ask for a note."""
    return Question(NOTE, lead="Alleen wie bij dit traject betrokken is kan dit lezen. De cliënt ook.")


def add_note(scene: Scene, filled: Filled) -> AddNote:
    """Return the order to keep the note."""
    return AddNote(case_id=scene.case_id, text=filled.text("tekst"))


def ask_mark(scene: Scene) -> Question:
    """Ask for the client's mark."""
    return Question(MARK, {"cijfer": scene.dossier.satisfaction})


def rate(scene: Scene, filled: Filled) -> RateSatisfaction:
    """Return the order to keep the mark."""
    return RateSatisfaction(case_id=scene.case_id, rating=filled.number("cijfer"))


ADD = Action(ask_note, add_note, "De notitie is toegevoegd.")
RATE = Action(ask_mark, rate, "Het rapportcijfer is vastgelegd.")
