"""What the client did on the own page, at the desk: answer a message, a request, or a low rating."""

from typing import Literal

from bluevitaal_es.commands.ask_us import AnswerClient
from bluevitaal_es.commands.rate_talk import FollowUpTalkRating
from bluevitaal_es.commands.send_message import ReadMessages, SendMessage
from bluevitaal_es.projections.case_file.own_side import ClientRequest, Preparation, TalkRating
from bluevitaal_es.web.code_texts import WORDS
from bluevitaal_es.web.dutch import dutch_date, dutch_moment
from bluevitaal_es.web.forms import Filled, Form, Option, Radio, TextArea
from bluevitaal_es.web.pages.case_forms.asking import Action, Question, Remark, Scene, found

_FOR_THE_CLIENT = "De cliënt leest dit op de eigen pagina. Schrijf het zo dat iedereen mee mag lezen."

MESSAGE = Form(
    "bericht",
    "Bericht aan de cliënt",
    (TextArea("bericht", "Uw bericht", rows=6, max_length=4000, missing="Schrijf een bericht."),),
    submit="Versturen",
)
READ = Form("berichten-gelezen", "Berichten gelezen", (), submit="Gelezen, geen antwoord nodig")
FOLLOW_UP = Form(
    "beoordeling",
    "Lage beoordeling oppakken",
    (
        TextArea(
            "gedaan",
            "Wat hebt u hiermee gedaan?",
            rows=4,
            max_length=1000,
            hint=_FOR_THE_CLIENT,
            missing="Schrijf op wat u hiermee hebt gedaan.",
        ),
    ),
    submit="Vastleggen",
)
ANSWER = Form(
    "verzoek",
    "Verzoek beantwoorden",
    (
        Radio(
            "uitkomst",
            "Wat is er gedaan?",
            options=tuple(Option(key, label) for key, label in WORDS["case.client_answered.outcome"].items()),
        ),
        TextArea(
            "antwoord",
            "Uw antwoord",
            rows=5,
            max_length=2000,
            hint=f"{_FOR_THE_CLIENT} Doet u niet wat gevraagd is? Leg dan uit waarom.",
            missing="Schrijf een antwoord.",
        ),
    ),
    submit="Antwoord geven",
)


def _waiting(scene: Scene) -> tuple[dict[str, object], ...]:
    return tuple(
        {"label": dutch_moment(one.sent_at), "value": one.text} for one in scene.dossier.own.unanswered
    )


def ask_message(scene: Scene) -> Question:
    """Ask for a message; what the client wrote last stands above it."""
    waiting = _waiting(scene)
    link = ((scene.to("berichten-gelezen"), "Gelezen, geen antwoord nodig"),)
    remarks = (Remark("Hoeft er geen antwoord te komen?", links=link),) if waiting else ()
    over = "" if scene.dossier.is_open else "Dit traject is afgesloten. Bel de cliënt als dat nodig is."
    return Question(MESSAGE, lead=_FOR_THE_CLIENT, known=waiting, remarks=remarks, over=over)


def send(scene: Scene, filled: Filled) -> SendMessage:
    """Return the order to send it."""
    return SendMessage(case_id=scene.case_id, message_id=filled.command_id, text=filled.text("bericht"))


def ask_read(scene: Scene) -> Question:
    """Ask whether the messages were read and need no answer."""
    waiting = _waiting(scene)
    lead = "De cliënt ziet dat u dit las."
    return Question(READ, lead=lead, known=waiting, over="" if waiting else "Er wacht geen bericht.")


def read(scene: Scene, _filled: Filled) -> ReadMessages:
    """Return the order to put them down as read."""
    return ReadMessages(case_id=scene.case_id)


def rating_rows(rating: TalkRating) -> tuple[dict[str, object], ...]:
    """Return what the client said about a talk, as rows."""
    asked = (
        ("Voelde de cliënt zich gehoord?", rating.heard),
        ("Hielp het gesprek verder?", rating.helped),
        ("Voelt het vertrouwelijk?", rating.confidential),
    )
    words = WORDS["case.talk_rated.heard"]
    rows: list[dict[str, object]] = [
        {"label": question, "value": words[answer]} for question, answer in asked if answer
    ]
    if rating.note:
        rows.append({"label": "Toelichting van de cliënt", "value": rating.note})
    return tuple(rows)


def ask_follow_up(scene: Scene) -> Question | None:
    """Ask what was done after a low rating, which stands above it."""
    low = [one for one in scene.dossier.own.ratings if one.low]
    rating = found(low, "talk_id", scene.id_of("gesprek"))
    if rating is None:
        return None
    over = "Deze beoordeling is al opgepakt." if rating.done else ""
    lead = f"De cliënt zei dit op {dutch_date(rating.rated_at)}. Bel liever dan dat u schrijft."
    return Question(FOLLOW_UP, lead=lead, known=rating_rows(rating), over=over)


def follow_up(scene: Scene, filled: Filled) -> FollowUpTalkRating:
    """Return the order to keep what was done."""
    low = [one for one in scene.dossier.own.ratings if one.low]
    rating = found(low, "talk_id", scene.id_of("gesprek"))
    return FollowUpTalkRating(case_id=scene.case_id, talk_id=rating.talk_id, done=filled.text("gedaan"))


def _request(scene: Scene) -> ClientRequest | None:
    request: ClientRequest | None = found(scene.dossier.own.requests, "request_id", scene.id_of("verzoek"))
    return request


def ask_answer(scene: Scene) -> Question | None:
    """Ask for the answer to a request, which stands above it with its term."""
    request = _request(scene)
    if request is None:
        return None
    known: tuple[dict[str, object], ...] = (
        {"label": WORDS["case.client_asked.kind"][request.kind], "value": request.text},
        {"label": "Gevraagd op", "value": dutch_date(request.asked_at)},
        {"label": "Antwoord uiterlijk", "value": dutch_date(request.due_on)},
    )
    link = ((f"{scene.page}/historie", "Naar de historie"),)
    remark = Remark("Klopt er iets niet? Corrigeer het eerst bij het feit zelf, met een reden.", links=link)
    over = f"Dit verzoek is al beantwoord: {request.answer}" if request.outcome else ""
    remarks = (remark,) if request.kind == "correction" else ()
    return Question(ANSWER, known=known, remarks=remarks, over=over)


def answer(scene: Scene, filled: Filled) -> AnswerClient:
    """Return the order to answer."""
    request = _request(scene)
    assert request is not None
    outcomes: dict[str, Literal["done", "partly", "not_done"]] = {"done": "done", "partly": "partly"}
    return AnswerClient(
        case_id=scene.case_id,
        request_id=request.request_id,
        outcome=outcomes.get(filled.text("uitkomst"), "not_done"),
        answer=filled.text("antwoord"),
    )


def preparation_rows(prepared: Preparation | None) -> tuple[dict[str, object], ...]:
    """Return what the client wrote down for the evaluation, as rows; none when there is nothing."""
    if prepared is None:
        return ()
    said = (
        ("De cliënt: wat gaat er beter", prepared.better),
        ("De cliënt: wat is nog moeilijk", prepared.hard),
        ("De cliënt: wat wil ik anders", prepared.wish),
    )
    return tuple({"label": label, "value": words} for label, words in said if words)


SEND = Action(ask_message, send, "Het bericht is verstuurd.")
PUT_DOWN = Action(ask_read, read, "De berichten zijn gelezen.")
FOLLOW = Action(ask_follow_up, follow_up, "De beoordeling is opgepakt. De cliënt leest wat u schreef.")
REPLY = Action(ask_answer, answer, "Het verzoek is beantwoord.")
