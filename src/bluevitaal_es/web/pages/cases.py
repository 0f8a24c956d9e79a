"""Trajecten: the list of one's own cases, with search on number and a choice of open or closed."""

from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from bluevitaal_es.access import Act, Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.projections.caseload.view import CaseRow, Status
from bluevitaal_es.web.dutch import dutch_count, dutch_date_short
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.reading import shows
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import LOGGED_IN, requires

router = APIRouter(dependencies=LOGGED_IN)
worker = requires(Act.SEE_OWN_WORK)

#: The choice as it stands in the address: its label, and the word for one case and for more.
CHOICES: Final = {
    "lopend": ("Lopend", "lopend traject", "lopende trajecten"),
    "afgesloten": ("Afgesloten", "afgesloten traject", "afgesloten trajecten"),
    "alles": ("Alles", "traject", "trajecten"),
}
_STATUSES: Final[dict[str, Status]] = {"lopend": "open", "afgesloten": "closed", "alles": "all"}
MOST_ROWS: Final = 200

Row = dict[str, str]


@router.get("/trajecten")
def cases(
    request: Request,
    nummer: str = "",
    status: str = "lopend",
    actor: Actor = Depends(worker),
) -> Response:
    """Show the cases that the actor guides, newest first."""
    nummer = nummer.replace("\x00", "").strip()
    status = status if status in CHOICES else "lopend"
    view = house_of(request).caseload
    found = view.cases_of(actor, search=nummer, status=_STATUSES[status], limit=MOST_ROWS + 1)
    shows(request, (case.case_id for case in found[:MOST_ROWS]))
    _, one, many = CHOICES[status]
    return render(
        request,
        "cases.html",
        title="Trajecten",
        rows=[_row(case) for case in found[:MOST_ROWS]],
        counted=_counted(len(found), one, many),
        many=many,
        nummer=nummer,
        chosen=status,
        choices=[(key, label) for key, (label, _, _) in CHOICES.items()],
        none_at_all=not found and not view.cases_of(actor, status="all", limit=1),
    )


def _row(case: CaseRow) -> Row:
    return {
        "number": case.number,
        "client": case.client_name or "Zonder naam",
        "product": catalogue().products.label(case.product) if case.product else "Nog niet gekozen",
        "registered": dutch_date_short(case.registered_at),
        "last": dutch_date_short(case.last_talk_at) if case.last_talk_at else "Nog geen",
        "next": dutch_date_short(case.next_talk_at) if case.next_talk_at else "Niet gepland",
        "stand": _stand(case),
    }


def _stand(case: CaseRow) -> str:
    if case.closed_at is not None:
        return f"Afgesloten op {dutch_date_short(case.closed_at)}"
    if case.intake_at is None:
        return "Wacht op intake"
    return dutch_count(case.talks_held, "gesprek", "gesprekken")


def _counted(number: int, one: str, many: str) -> str:
    if number > MOST_ROWS:
        return f"De nieuwste {MOST_ROWS} {many}. Zoek op nummer om een ouder traject te vinden."
    return dutch_count(number, one, many)
