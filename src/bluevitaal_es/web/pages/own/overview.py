"""The first page of a client: where you are, what comes next, what is new, and the way to the rest."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es.access import Actor
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.web.dutch import dutch_count, dutch_date
from bluevitaal_es.web.emergency_words import told_to_client
from bluevitaal_es.web.house import house_of
from bluevitaal_es.web.pages.own.consent import permissions
from bluevitaal_es.web.pages.own.frame import Own, client, gone, own_of, show
from bluevitaal_es.web.pages.own.recovery import evaluation_of, next_talk, talk_words, unrated

router = APIRouter()


@router.get("/mijn")
def own_page(request: Request, actor: Actor = Depends(client)) -> Response:
    """Show the client where they are and where everything is."""
    own = own_of(request, actor)
    if own is None:
        return gone(request, actor)
    dossier = own.dossier
    asked = house_of(request).audit.own_erasure(actor)
    return show(
        request,
        own,
        "client.html",
        "Mijn overzicht",
        where=_where(dossier, own.human.name),
        next_talk=next_talk(dossier),
        evaluation=evaluation_of(dossier),
        news=_news(own),
        emergencies=told_to_client(request, actor),
        to_rate=[(talk.talk_id, talk_words(talk)) for talk in unrated(dossier)[:1]],
        ways=_ways(own, bool(asked.waits)),
    )


def _where(dossier: Dossier, helper: str) -> str:
    """Return in plain words how far the help has come."""
    if dossier.closed_at is not None:
        return f"Uw begeleiding is afgerond op {dutch_date(dossier.closed_at)}. U kunt altijd weer bellen."
    if not helper:
        return "Wij zoeken een begeleider voor u. Die belt u zelf om kennis te maken."
    if dossier.intake is None:
        return f"{helper} is uw begeleider. De volgende stap is een eerste gesprek om kennis te maken."
    return f"U en {helper} zijn samen aan de slag."


def _news(own: Own) -> list[tuple[str, str]]:
    """Return (address, sentence) of what the client may not have seen: the last word was ours."""
    news = []
    messages = own.dossier.own.messages
    if messages and messages[-1].sender == "begeleider":
        day = dutch_date(messages[-1].sent_at)
        news.append(("/mijn/berichten", f"{own.begeleider} schreef u een bericht op {day}."))
    answered = [one for one in own.dossier.own.requests if one.answered_at is not None]
    if answered and answered[-1].answered_at is not None:
        day = dutch_date(answered[-1].answered_at)
        news.append(("/mijn/gegevens", f"U kreeg antwoord op uw vraag, op {day}."))
    return news


def _agenda(dossier: Dossier) -> str:
    ahead = sum(1 for one in dossier.discussions if one.status == "planned")
    return f"Er staat {ahead} keer iets op de agenda" if ahead else "Er staat niets op de agenda"


def _ways(own: Own, to_be_forgotten: bool) -> list[tuple[str, str, str]]:
    """Return (address, title, hint) of the other pages; a hint says what is there now."""
    dossier = own.dossier
    goals = dutch_count(len(dossier.goals), "doel", "doelen") if dossier.goals else "Nog geen doelen"
    lines = sum(1 for line in permissions(own) if line.can_end)
    holds = f"Er {'geldt' if lines == 1 else 'gelden'} {dutch_count(lines, 'afspraak', 'afspraken')}"
    waiting = sum(1 for one in dossier.own.requests if one.outcome is None) + to_be_forgotten
    asked = f". Er loopt {dutch_count(waiting, 'verzoek', 'verzoeken')}" if waiting else ""
    return [
        ("/mijn/herstel", "Hoe het gaat", f"{goals}, gesprekken, werk en wat er komt"),
        ("/mijn/berichten", "Berichten", f"Schrijf {own.helper}, of lees terug"),
        ("/mijn/toestemming", "Wie mag wat weten", f"{holds if lines else 'Er mag niets gedeeld worden'}"),
        ("/mijn/overleg", "Overleg over u", f"{_agenda(dossier)}. U kiest wat mag"),
        ("/mijn/wie-keek", "Wie keek er", "En wat met wie is gedeeld"),
        ("/mijn/gegevens", "Mijn gegevens", f"Een kopie, iets verbeteren of laten wissen{asked}"),
        ("/mijn/bereiken", "Hoe wij u bereiken", "Of u een seintje krijgt, hoe en wanneer"),
        ("/mijn/agenda", "Mijn agenda", "Afspraken in uw eigen agenda, als u dat wilt"),
        ("/mijn/thuis", "Iemand thuis laten meekijken", "U kiest wie, wat en tot wanneer"),
    ]
