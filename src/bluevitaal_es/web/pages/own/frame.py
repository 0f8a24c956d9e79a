"""What every page of a client shares: who asks, their dossier, who helps, and how to reach a human."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es.access import Act, Actor
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.acting import not_found
from bluevitaal_es.web.house import House, house_of
from bluevitaal_es.web.rendering import render
from bluevitaal_es.web.session import requires
from bluevitaal_es.web.shell import shell_around

client = requires(Act.SEE_OWN_CASE)

HOME: Final = "/mijn"
#: The cookie that names what was just sent, so that the next page can say so once.
SENT_COOKIE: Final = "bv_verstuurd"


@dataclass(frozen=True, slots=True)
class Human:
    """Whom to speak instead of typing: a name ("" while nobody is known), a phone number, and hours."""

    name: str
    phone: str
    hours: str


@dataclass(frozen=True, slots=True)
class Own:
    """The client who asks, with their dossier and the human behind it."""

    actor: Actor
    dossier: Dossier
    human: Human

    @property
    def case_id(self) -> CaseId:
        """The client's own case."""
        assert self.actor.case_id is not None
        return CaseId(self.actor.case_id)

    @property
    def helper(self) -> str:
        """The name of the begeleider, or words for whoever that will be."""
        return self.human.name or "uw begeleider"

    @property
    def begeleider(self) -> str:
        """The begeleider at the start of a sentence."""
        return self.human.name or "Uw begeleider"


def own_of(request: Request, actor: Actor) -> Own | None:
    """Return the client's own case; None when nothing of it can be read (any more)."""
    house = house_of(request)
    dossier = house.case_file.own(actor)
    if dossier is None:
        return None
    return Own(actor, dossier, human_of(house, actor, dossier.begeleider_id))


def human_of(house: House, actor: Actor, begeleider_id: UUID | None) -> Human:
    """Return whom to speak: the begeleider, for a label of an old register the person behind it."""
    people = {row.staff_id: row for row in house.staff.everybody(actor)}
    found = people.get(begeleider_id) if begeleider_id else None
    behind = people.get(found.linked_to) if found and found.linked_to else found
    frame = shell_around(house.settings)
    return Human(behind.name if behind else "", frame.phone, frame.hours)


def show(
    request: Request, own: Own, template: str, title: str, status: int = 200, **context: object
) -> Response:
    """Return a page of this client; says once what was just sent."""
    sent = request.cookies.get(SENT_COOKIE, "")
    page = render(
        request,
        template,
        status,
        title=title,
        own=own,
        human=own.human,
        dossier=own.dossier,
        breadcrumbs=[(HOME, "Mijn overzicht")] if request.url.path != HOME else [],
        sent=SENT.get(sent, "").format(helper=own.begeleider) if status == 200 else "",
        **context,
    )
    if sent:
        page.delete_cookie(SENT_COOKIE)
    return page


def gone(request: Request, actor: Actor) -> Response:
    """Answer somebody whose dossier is not there: forgotten when it was, else a page that is not there."""
    house = house_of(request)
    forgotten_at = house.audit.own_erasure(actor).forgotten_at
    if forgotten_at is None:
        return not_found(request)
    return render(
        request,
        "client_forgotten.html",
        title="Mijn overzicht",
        forgotten_at=forgotten_at,
        human=human_of(house, actor, None),
    )


#: What is said once after something was sent, by the form that sent it.
SENT: Final[dict[str, str]] = {
    "bericht": "Uw bericht is verstuurd. {helper} leest het en antwoordt hier.",
    "doel": "Uw doel staat erbij. {helper} ziet het ook.",
    "cijfer": "Uw cijfer staat erbij. {helper} ziet het ook.",
    "gesprek": "Bedankt. {helper} leest wat u hebt gekozen.",
    "voorbereiden": "Bewaard. {helper} leest dit bij de evaluatie.",
    "intrekken": "Ingetrokken. Vanaf nu delen wij dit niet meer.",
    "veranderen": "Veranderd. Dit geldt vanaf nu.",
    "verbetering": "Uw vraag is verstuurd. Hieronder staat wanneer u uiterlijk antwoord krijgt.",
    "bezwaar": "Uw bezwaar is verstuurd. Hieronder staat wanneer u uiterlijk antwoord krijgt.",
    "vergeten": "Uw verzoek is verstuurd. Hieronder staat hoe het ervoor staat.",
    "toch-niet": "Uw verzoek is ingetrokken. Uw gegevens blijven staan.",
    "overleg-bezwaar": "Gelukt. Dit wordt niet besproken.",
    "overleg-keuze": "Bewaard. Uw keuze geldt vanaf nu.",
    "bereiken": "Bewaard. Dit geldt vanaf nu.",
    "thuis": "Gelukt. Hieronder staat wat te zien is, en tot wanneer.",
    "thuis-stoppen": "Gestopt. Niemand thuis ziet vanaf nu nog iets.",
}
