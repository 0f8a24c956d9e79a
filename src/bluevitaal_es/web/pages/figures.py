"""The figures of management and team lead: what is counted, over which period, with small numbers hidden."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.catalogue import Catalogue, catalogue
from bluevitaal_es.projections.figures.view import ALL, Breakdown, Cell, Figures, Origin, Period
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.code_texts import WORDS
from bluevitaal_es.web.dutch import Month, dutch_count, dutch_date, dutch_number, parse_date
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import requires

router = APIRouter()
reader = requires(Act.SEE_FIGURES)

HIDDEN = "–"
_NOW = "U ziet nu de stand van vandaag."

ORIGINS = {
    Origin.HERE: "In BlueVitaal aangemeld",
    Origin.REGISTER: "Overgenomen uit een oude registratie",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure in words: title, what it counts, head of its first column, and the labels of its codes."""

    what: str
    title: str
    definition: str
    column: str
    label: Callable[[Catalogue, str], str]
    missing: str = "Niet vastgelegd"


@dataclass(frozen=True, slots=True)
class Asked:
    """The day that was typed, the day whose figures are shown (None for now), and what to say of it."""

    typed: str = ""
    day: date | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One bar: its label, count and share as text, and its length in per cent of the longest."""

    label: str
    count: str
    percent: str
    length: float
    hidden: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A measure with the lines that its chart and table show."""

    measure: Measure
    total: str
    lines: tuple[Line, ...]
    hides: bool

    @property
    def bars(self) -> tuple[Line, ...]:
        """The lines to draw: none that are zero, and none at all when every other one is hidden."""
        found = tuple(line for line in self.lines if line.hidden or line.length)
        return found if any(not line.hidden for line in found) else ()


def _yes_or_no(yes: str, no: str) -> Callable[[Catalogue, str], str]:
    return lambda _, code: yes if code == "true" else no


def _waiting(codes: Catalogue, code: str) -> str:
    days = codes.norms.intake_days
    return {
        "within": f"Intake binnen {days} dagen",
        "over": f"Intake na meer dan {days} dagen",
        "none": "Nog geen intake",
    }[code]


ON_REGISTRATIONS = (
    Measure(
        "target_group",
        "Doelgroep",
        "Telt elke aanmelding één keer, naar de doelgroep bij de aanmelding.",
        "Doelgroep",
        lambda codes, code: codes.target_groups.label(code),
    ),
    Measure(
        "unit",
        "Eenheid",
        "Telt elke aanmelding één keer, naar de eenheid bij de aanmelding.",
        "Eenheid",
        lambda codes, code: codes.units.label(code),
    ),
    Measure(
        "help_primary",
        "Belangrijkste hulpvraag",
        "Telt elke aanmelding één keer, naar de belangrijkste hulpvraag in de intake.",
        "Hulpvraag",
        lambda codes, code: codes.help_questions.label(code),
        "Nog geen intake of niet vastgelegd",
    ),
    Measure(
        "product",
        "Aanbod",
        "Telt elke aanmelding één keer, naar het aanbod dat als laatste is gestart.",
        "Aanbod",
        lambda codes, code: codes.products.label(code),
        "Nog geen aanbod gestart",
    ),
    Measure(
        "reason",
        "Waarom niet via de interne zorglijn",
        "Telt elke aanmelding één keer, naar de reden die bij de aanmelding is genoemd.",
        "Reden",
        lambda codes, code: codes.reasons_not_internal.label(code),
    ),
    Measure(
        "route",
        "Hoe mensen ons vonden",
        "Telt elke aanmelding één keer, naar de weg die bij de aanmelding is genoemd.",
        "Weg",
        lambda codes, code: codes.routes.label(code),
    ),
    Measure(
        "referred_to_unit",
        "Verwezen naar de eenheid",
        "Aanmeldingen met ten minste één besluit om te verwijzen naar de bedrijfsarts, het maatschappelijk "
        "werk of de psycholoog van de eenheid.",
        "Verwezen",
        _yes_or_no("Verwezen naar de eenheid", "Niet verwezen naar de eenheid"),
    ),
    Measure(
        "anonymous",
        "Anoniem voor de werkgever",
        "Aanmeldingen waarbij de werkgever niet mag weten dat iemand bij ons is.",
        "Keuze",
        _yes_or_no("Anoniem", "Niet anoniem"),
    ),
    Measure(
        "confidential",
        "Voelt het vertrouwelijk?",
        "Telt elke aanmelding één keer, naar het laatste antwoord van de cliënt na een gesprek.",
        "Antwoord",
        lambda _, code: WORDS["case.talk_rated.confidential"][code],
        "Niet gevraagd of niet beantwoord",
    ),
    Measure(
        "waiting",
        "Wachttijd tot de intake",
        "Dagen van de aanmelding tot de intake, vergeleken met de norm.",
        "Wachttijd",
        _waiting,
    ),
)
ON_CONTACTS = (
    Measure(
        "subject",
        "Contacten zonder aanmelding",
        "Telt elk contact waarbij niemand een naam hoefde te geven, naar het onderwerp. "
        "Eén mens kan vaker bellen.",
        "Onderwerp",
        lambda codes, code: codes.contact_subjects.label(code),
    ),
    Measure(
        "out_of_hours",
        "Contacten buiten kantooruren",
        "Contacten op een werkdag voor of na kantoortijd, in het weekend of op een feestdag.",
        "Moment",
        _yes_or_no("Buiten kantooruren", "Binnen kantooruren"),
    ),
)


@router.get("/sturing")
def figures_page(
    request: Request,
    periode: str = ALL,
    herkomst: str = "",
    dag: str = "",
    actor: Actor = Depends(reader),
) -> Response:
    """Show the figures over one period of the fixed list, of registrations made here or taken over.

    With `dag` as they were known at the end of that day.
    """
    house = house_of(request)
    asked = _asked(dag, actor)
    found = (
        house.figures.figures(actor, periode, herkomst)
        if asked.day is None
        else house.past_figures.as_known(actor, clock.end_of(asked.day), periode, herkomst)
    )
    unknown = found is not None and found.period is None and periode != ALL and not herkomst
    if found is None or (unknown and asked.day is None):
        return not_found(request)
    return render(
        request,
        "figures.html",
        title="Sturing",
        found=found,
        on_registrations=_shown(found.cases, ON_REGISTRATIONS),
        on_contacts=_shown(found.contacts, ON_CONTACTS),
        in_short=_in_short(found),
        periods=[(ALL, "Alle jaren"), *((period.key, _name(period)) for period in found.periods)],
        chosen=found.period.key if found.period else ALL,
        origins=[(str(origin), ORIGINS[origin]) for origin in found.origins],
        origin=str(found.origin),
        period_name=_span(found),
        office_hours=_office_hours(),
        drawn_at=clock.now(),
        asked=asked,
    )


def _asked(typed: str, actor: Actor) -> Asked:
    """Return the day that is meant; who only sees rounded figures gets them as they were when a month ended.

    Two days side by side would else tell what one registration on the day between them was.
    """
    typed, today = typed.strip()[:60], clock.today()
    found = parse_date(typed) if typed else None
    if not typed:
        return Asked()
    if not isinstance(found, date) or isinstance(found, Month):
        return Asked(typed, trouble=f"“{typed}” is geen dag. Vul een dag in, bijvoorbeeld 31-3-2026. {_NOW}")
    if found >= today or found.year < 1900:
        why = "is nog niet voorbij" if found >= today else "ligt te ver terug"
        return Asked(typed, trouble=f"{dutch_date(found)} {why}. {_NOW}")
    ends = (found + timedelta(days=1)).day == 1
    if actor.role is Role.TEAMLEIDER or ends:
        return Asked(typed, found)
    before = found.replace(day=1) - timedelta(days=1)
    return Asked(
        typed, before, f"U ziet de stand van {dutch_date(before)}: wij tonen alleen het eind van een maand."
    )


def _office_hours() -> str:
    norms = catalogue().norms
    return f"{norms.office_opens:%H:%M} tot {norms.office_closes:%H:%M} uur"


def _shown(found: Mapping[str, Breakdown], measures: tuple[Measure, ...]) -> list[Shown]:
    return [
        Shown(
            measure,
            dutch_number(found[measure.what].total),
            tuple(_line(measure, cell, found[measure.what]) for cell in found[measure.what].cells),
            found[measure.what].hides,
        )
        for measure in measures
        if measure.what in found
    ]


def _line(measure: Measure, cell: Cell, breakdown: Breakdown) -> Line:
    most = max((other.count or 0 for other in breakdown.cells), default=0) or 1
    label = measure.label(catalogue(), cell.code) if cell.code else measure.missing
    if cell.count is None:
        return Line(label, HIDDEN, HIDDEN, 0, True)
    length = round(100 * cell.count / most, 1)
    return Line(label, dutch_number(cell.count), _per_cent(cell.percent), length, False)


def _per_cent(value: int | None) -> str:
    return HIDDEN if value is None else f"{value} %"


def _in_short(found: Figures) -> list[dict[str, str]]:
    """Return the few figures at the top, each with what it is a share of."""
    if found.total is None:
        return []
    waiting = found.waiting
    norm = dutch_count(catalogue().norms.intake_days, "dag", "dagen")
    rows = [
        ("Aanmeldingen", dutch_number(found.total)),
        ("Verwezen naar de eenheid", _of(found.cases["referred_to_unit"].percent("true"), "aanmeldingen")),
        ("Anoniem voor de werkgever", _of(found.cases["anonymous"].percent("true"), "aanmeldingen")),
        (
            "Wachttijd tot de intake, mediaan",
            HIDDEN if waiting is None else dutch_count(waiting.median_days, "dag", "dagen"),
        ),
        (
            f"Langer gewacht dan de norm van {norm}",
            _of(waiting.percent_over if waiting else None, "aanmeldingen met een intake"),
        ),
    ]
    if "subject" in found.contacts:
        rows.append(("Contacten zonder aanmelding", dutch_number(found.contacts["subject"].total)))
        rows.append(("Buiten kantooruren", _of(found.contacts["out_of_hours"].percent("true"), "contacten")))
    return [{"label": label, "value": value} for label, value in rows]


def _of(percent: int | None, whole: str) -> str:
    return HIDDEN if percent is None else f"{percent} % van de {whole}"


def _name(period: Period) -> str:
    return str(period.first) if period.first == period.last else f"{period.first} tot en met {period.last}"


def _span(found: Figures) -> str:
    if found.period is not None:
        return _name(found.period)
    if not found.periods:
        return "alle jaren"
    first, last = found.periods[-1].first, found.periods[0].last
    return f"alle jaren, {first} tot en met {last}" if first != last else f"alle jaren, {first}"
