"""How the client is reached: put down what they wish, and take over a notice that could not be sent."""

from bluevitaal_es.commands.record_notice import SettleNotice
from bluevitaal_es.commands.set_contact_wishes import SetContactWishes
from bluevitaal_es.rules.notices import Notice
from bluevitaal_es.web.contact_wishes import CONTROLS, answers_of, questions, wish_rows, wishes_command
from bluevitaal_es.web.forms import Filled, Form
from bluevitaal_es.web.notice_words import not_sent_words
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Remark, Scene, found

WISHES = Form("bereiken", "Hoe de cliënt bereikt wil worden", questions("staff"), submit="Vastleggen")
CALLED = Form(
    "niet-gestuurd", "Bericht kon niet worden gestuurd", (), submit="Ik heb gebeld, of het hoeft niet meer"
)


def ask_wishes(scene: Scene) -> Question:
    """Ask how the client wants to be reached; what was said at registration stands above it."""
    said = scene.dossier.contact_wish
    known: tuple[dict[str, object], ...] = (
        ({"label": "Gezegd bij de aanmelding", "value": said},) if said else ()
    )
    over = "" if scene.dossier.is_open else "Dit traject is afgesloten. Wij sturen de cliënt niets meer."
    lead = "Vraag het de cliënt. Wat hier staat, geldt meteen voor alles wat wij sturen."
    return Question(WISHES, answers_of(scene.dossier.reach.wishes), lead=lead, known=known, over=over)


def set_wishes(scene: Scene, filled: Filled) -> SetContactWishes:
    """Return the order to keep the wishes."""
    return wishes_command(scene.case_id, filled)


def _waiting(scene: Scene) -> Notice | None:
    waiting = [one for one in scene.dossier.reach.notices if one.why]
    notice: Notice | None = found(waiting, "notice_id", scene.id_of("bericht"))
    return notice


def ask_called(scene: Scene) -> Question | None:
    """Ask whether the client was reached in another way; their wishes stand above it."""
    notice = _waiting(scene)
    if notice is None:
        return None
    lead = f"{not_sent_words(notice.kind, notice.why)}. Bel de cliënt, op de manier die hieronder staat."
    remarks = (Remark("Klopt het adres of nummer niet?", links=((scene.to("bereiken"), "Aanpassen"),)),)
    over = "Dit bericht is al afgehandeld." if notice.settled else ""
    known = tuple(wish_rows(scene.dossier.reach.wishes))
    return Question(CALLED, lead=lead, known=known, remarks=remarks, over=over)


def settle(scene: Scene, _filled: Filled) -> SettleNotice:
    """Return the order to put it down."""
    notice = _waiting(scene)
    assert notice is not None
    return SettleNotice(case_id=scene.case_id, notice_id=notice.notice_id)


REACH = Action(
    ask_wishes,
    set_wishes,
    "Vastgelegd. Dit geldt vanaf nu voor alles wat wij sturen.",
    fields=CONTROLS,
)
CALL = Action(ask_called, settle, "Het bericht is afgehandeld.")
