"""A small app for the tests alone: every macro and every state of a form, with invented content."""

from datetime import UTC, date, datetime
from pathlib import Path

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, FileSystemLoader
from starlette.middleware.base import RequestResponseEndpoint
from starlette.responses import Response

from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.forms import (
    Check,
    Checkboxes,
    DutchDate,
    Filled,
    Form,
    Group,
    Hidden,
    Item,
    Moment,
    Note,
    Number,
    Option,
    Password,
    Radio,
    Scale,
    Select,
    Text,
    TextArea,
    YesNo,
)
from bluevitaal_es.web.rendering import environment, render, static_files
from bluevitaal_es.web.security import form_token, protect, require_form_token
from bluevitaal_es.web.shell import NAVIGATION, Shell

TODAY = date(2026, 11, 21)
RECORDED = datetime(2026, 11, 19, 8, 12, tzinfo=UTC)
TOKEN = form_token(b"a secret of the tests", "session")
STAFF = Shell(
    demo=True,
    user="J. de Vries",
    role_label="begeleider",
    navigation=NAVIGATION[Role.BEGELEIDER],
    csrf_token=TOKEN,
)
CLIENT = Shell(
    user="Zilverreiger 27",
    navigation=NAVIGATION[Role.CLIENT],
    csrf_token=TOKEN,
    quick_exit="https://www.example.nl/",
    home="/mijn",
)

HOW_OFTEN = (Option("0", "Nee"), Option("1", "Ja, ten minste twee keer per week"))
EVERY_KIND = Form(
    "intake",
    "Intake: wat is er gebeurd?",
    (
        Note("De cliënt kan lezen wat u hier invult. U bewaart het pas met de knop onderaan."),
        Hidden("herkomst"),
        Radio(
            "soort",
            "Wat voor gebeurtenis was het?",
            (
                Option("geweld", "Fysiek geweld", hint="Ook als er niemand gewond raakte."),
                Option("verkeer", "Verkeersongeval"),
                Option("opeenstapeling", "Een opeenstapeling van gebeurtenissen over langere tijd"),
            ),
            hint="Kies wat het zwaarst weegt.",
        ),
        DutchDate(
            "dag",
            "Wanneer gebeurde het?",
            unknown_day=True,
            future=False,
            hint="Bijvoorbeeld 27-3-2026. Weet u de dag niet precies? Vul de maand in.",
        ),
        Moment("gesprek", "Wanneer is het volgende gesprek?", hint="De cliënt krijgt een bericht."),
        Select(
            "eenheid",
            "Eenheid",
            (
                Option("nn", "Noord-Nederland"),
                Option("on", "Oost-Nederland"),
                Option("dlos", "Landelijke Expertise en Operaties, Dienst Operationele Samenwerking"),
            ),
            optional=True,
        ),
        Checkboxes(
            "hulp",
            "Waar wil de cliënt hulp bij?",
            (Option("slapen", "Slapen"), Option("werk", "Werk"), Option("thuis", "Thuis en relaties")),
        ),
        YesNo("wapen", "Heeft de cliënt een dienstwapen?"),
        Group(
            "Het doel",
            (
                Text("doel", "Doel in de woorden van de cliënt", max_length=60),
                Number("cijfer", "Hoe gaat het nu?", minimum=1, maximum=10, unit="van 10"),
                TextArea("toelichting", "Toelichting", optional=True, hint="Geen namen van anderen."),
            ),
            hint="Eén doel is genoeg om te beginnen.",
        ),
        Scale(
            "tsq",
            "Vragenlijst over schokkende gebeurtenissen",
            (
                Item("1", "Vervelende gedachten of herinneringen, ook als u er niet aan wilt denken?"),
                Item("2", "Vervelende dromen over de gebeurtenis?"),
            ),
            HOW_OFTEN,
            hint="Het gaat over de afgelopen week.",
        ),
        Check("weet", "De cliënt weet dat deze gegevens worden vastgelegd"),
    ),
    submit="Intake vastleggen",
    keep="Bewaar en stop",
    intro="Alle vragen zijn verplicht, behalve waar “niet verplicht” staat.",
)
LOGIN = Form(
    "inloggen",
    "Inloggen",
    (Text("gebruikersnaam", "Gebruikersnaam", width="medium"), Password("wachtwoord", "Wachtwoord")),
    submit="Inloggen",
)
ONLY_BUTTON = Form("bevestigen", "Controleer de gegevens", (), submit="Aanmelding vastleggen")

DUTIES = {
    "late": [
        {
            "step": "Evaluatie houden",
            "case": "T-2026-0019",
            "case_href": "#",
            "due": date(2026, 11, 18),
            "why": "5 gesprekken sinds de laatste evaluatie op 3 september.",
            "href": "#",
            "action": "Evaluatie vastleggen",
            "kind": "late",
            "primary": True,
        }
    ],
    "today": [
        {
            "step": "Veiligheid nagaan",
            "case": "T-2026-0031",
            "case_href": "#",
            "due": TODAY,
            "why": "PHQ-9 vraag 9 is positief beantwoord. Een mens moet dit vandaag beoordelen.",
            "href": "#",
            "action": "Beoordelen",
            "kind": "safety",
            "status": "Vandaag",
        },
        {
            "step": "Verwijzing naar bedrijfsmaatschappelijkwerkondersteuning versturen",
            "case": "T-2026-0028",
            "case_href": "#",
            "due": TODAY,
            "why": "Besloten op 14 november; binnen een week versturen.",
            "href": "#",
            "action": "Versturen",
            "kind": "today",
        },
    ],
}

gallery = FastAPI()
gallery.mount("/static", static_files())


@gallery.middleware("http")
async def put_shell(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Log everybody in as the gallery's own begeleider, or as a client under /mijn."""
    request.state.shell = CLIENT if request.url.path.startswith("/mijn") else STAFF
    return await call_next(request)


protect(gallery)
_own = FileSystemLoader(Path(__file__).parent / "gallery_templates")
gallery_environment = environment()
gallery_environment.loader = ChoiceLoader([_own, *filter(None, [gallery_environment.loader])])


def _form_page(request: Request, form: Filled, status: int = 200) -> HTMLResponse:
    return render(
        request,
        "form.html",
        status,
        title=form.form.title,
        eyebrow="Stap 2 van 5",
        breadcrumbs=[("/", "Mijn werk"), ("/", "T-2026-0042")],
        form=form,
        action=request.url.path,
        cancel_href="/",
        saved_at=datetime(2026, 11, 21, 13, 32, tzinfo=UTC),
    )


@gallery.get("/")
def work(request: Request) -> HTMLResponse:
    """The work page: tiles, duties, a list with filter, charts."""
    return render(request, "gallery_work.html", title="Mijn werk", duties=DUTIES, today_is=TODAY)


@gallery.get("/trajecten")
def case(request: Request) -> HTMLResponse:
    """The case page: tasks, answers, history, notices."""
    return render(
        request,
        "gallery_case.html",
        title="Traject T-2026-0042",
        breadcrumbs=[("/", "Mijn werk")],
        shown=case_of(),
    )


@gallery.get("/leeg")
def empty(request: Request) -> HTMLResponse:
    """The same lists with nothing in them."""
    return render(request, "gallery_empty.html", title="Mijn werk")


@gallery.get("/formulier")
def empty_form(request: Request) -> HTMLResponse:
    """Every kind of question, unanswered."""
    return _form_page(request, EVERY_KIND.with_initial({"herkomst": "balie"}, version=7))


@gallery.post("/formulier", dependencies=[Depends(require_form_token)])
async def broken_form(request: Request) -> HTMLResponse:
    """The form as posted: again with errors, or the confirmation."""
    form = EVERY_KIND.read(await request.form())
    if not form.ok:
        return _form_page(request, form, 422)
    return confirmed(request)


@gallery.get("/inloggen")
def login(request: Request) -> HTMLResponse:
    """The login page, for nobody."""
    request.state.shell = Shell(demo=True, csrf_token=TOKEN)
    return render(request, "form.html", title="Inloggen", form=LOGIN.with_initial(), action="/inloggen")


@gallery.get("/controleren")
def check(request: Request) -> HTMLResponse:
    """The check page."""
    rows = [
        {"label": "Gebeurtenis", "value": "Verkeersongeval", "href": "#"},
        {"label": "Eenheid", "value": None},
    ]
    form = ONLY_BUTTON.with_initial()
    return render(
        request, "check.html", title="Controleer de gegevens", rows=rows, form=form, action="/controleren"
    )


@gallery.get("/bevestigd")
def confirmed(request: Request) -> HTMLResponse:
    """The confirmation page."""
    return render(
        request,
        "confirmation.html",
        title="Aanmelding vastgelegd",
        reference="T-2026-0042",
        next_steps=["Binnen 3 werkdagen is er een intake.", "U ziet dit traject in Mijn werk."],
        actions=[("/", "Intake beginnen"), ("/", "Naar Mijn werk")],
    )


@gallery.get("/conflict")
def conflict(request: Request) -> HTMLResponse:
    """The page for two people who changed one case."""
    others = [{"sentence": "Een gesprek vastgelegd.", "actor": "M. Bakker", "recorded": RECORDED}]
    typed = {"doel": "Weer doorslapen", "cijfer": "4"}
    form = EVERY_KIND.with_typed(typed, version=8)
    return render(request, "conflict.html", 409, title="Gewijzigd", others=others, form=form, action="/")


@gallery.get("/fout")
def error(request: Request) -> HTMLResponse:
    """The page for what does not exist."""
    text = "Controleer het nummer, of zoek in de lijst met trajecten."
    return render(request, "error.html", 404, title="Deze pagina bestaat niet", text=text)


@gallery.get("/mijn")
def client(request: Request) -> HTMLResponse:
    """A page of the client, with the quick way out."""
    return render(request, "gallery_client.html", title="Mijn overzicht", shown=case_of())


def case_of() -> dict[str, object]:
    """Return an invented case with a corrected fact and a history of scores."""
    return {
        "tasks": [
            {"label": "Kennismaking", "href": "#", "status": "Afgerond", "hint": ""},
            {"label": "Wat is er gebeurd?", "href": "#", "status": "Bezig", "hint": "Concept van 14:32 uur"},
            {"label": "Doelen", "href": "#", "status": "Nog niet begonnen", "hint": ""},
            {
                "label": "Controleren en vastleggen",
                "href": "#",
                "status": "Kan nog niet",
                "hint": "Kan als de drie taken hierboven af zijn.",
            },
        ],
        "events": [
            {
                "sentence": "De cliënt trok de toestemming voor de bedrijfsarts in.",
                "actor": "cliënt",
                "happened": date(2026, 11, 19),
                "recorded": RECORDED,
                "kind": "consent",
            },
            {
                "sentence": "J. de Vries legde een gesprek van 50 minuten vast.",
                "actor": "J. de Vries (begeleider)",
                "happened": date(2026, 11, 12),
                "recorded": RECORDED,
                "replaced_by": {
                    "sentence": "Het gesprek duurde 15 minuten.",
                    "reason": "Verkeerde duur gekozen",
                },
            },
            {
                "sentence": "De score op de TSQ was 7, boven de grenswaarde van 6.",
                "actor": "het systeem",
                "happened": date(2026, 11, 2),
                "recorded": RECORDED,
                "kind": "safety",
                "href": "#",
                "action": "Corrigeer dit",
            },
        ],
        "facts": [
            {"label": "Doelgroep", "value": "Huidige politiemedewerker", "href": "#"},
            {"label": "Eenheid", "value": "Noord-Nederland", "href": "#"},
            {"label": "Reden om het interne loket niet te gebruiken", "value": None, "href": "#"},
        ],
        "scores": [
            (date(2026, 5, 4), 8),
            (date(2026, 7, 13), 7),
            (date(2026, 9, 3), 5),
            (date(2026, 11, 2), 7),
        ],
    }
