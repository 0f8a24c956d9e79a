"""A request without an account in Dutch: how it stands, for whoever asked and for who answers."""

from collections.abc import Mapping
from typing import Any

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.projections.first_requests.view import RequestRow
from bluevitaal_es.web.dutch import dutch_date, dutch_moment, dutch_weekday_date
from bluevitaal_es.web.request_codes import AVOID, REACH


def by_when(row: RequestRow) -> str:
    """Return the last moment of the next step: with the hour when hours count, else the day."""
    hours_count = row.urgent and row.last_outcome is None and row.reach == "phone"
    return dutch_moment(row.due_at) if hours_count else dutch_weekday_date(clock.day_of(row.due_at))


def standing(row: RequestRow | None) -> tuple[str, str]:
    """Return how it stands for whoever asked: a word, and what happens next."""
    if row is None:
        return "Ontvangen", "Kijk straks nog eens: hier staat dan wanneer wij bellen."
    match row.state:
        case "registered":
            return "Aangemeld", "Er is iemand voor u. Die persoon neemt contact met u op, of deed dat al."
        case "closed" | "withdrawn":
            return "Afgerond", "Wij doen hier niets meer mee. U kunt altijd opnieuw iets sturen."
    if row.last_outcome == "spoke":
        return "Gesproken", f"Wij spraken elkaar op {_last(row)}. Wat daar is afgesproken, geldt."
    if row.reach == "code":
        return "Ontvangen", "Bel ons wanneer het u uitkomt, en noem uw code."
    if row.last_outcome == "no_answer":
        again = f"Wij proberen het opnieuw, uiterlijk op {by_when(row)}."
        return "Niet te pakken gekregen", f"Wij belden u op {_last(row)}. {again}"
    if row.taken_by is not None:
        return "Iemand belt u", f"Dat is uiterlijk op {by_when(row)}."
    return "Ontvangen", f"Uiterlijk op {by_when(row)} belt iemand u."


def step_of(row: RequestRow) -> str:
    """Return what a begeleider has to do."""
    if row.last_outcome == "spoke":
        return "Aanvraag afronden"
    if row.reach == "code":
        return "Wacht op een telefoontje"
    return "Opnieuw bellen" if row.attempts else "Nieuwe aanvraag, neem contact op"


def why_of(row: RequestRow) -> str:
    """Return why that is due, without a word of what was asked; and that the clock saw it pass."""
    return f"{_why(row)} De norm is voorbij." if row.flagged else _why(row)


def _why(row: RequestRow) -> str:
    since = f"Iemand vroeg op {dutch_moment(row.made_at)} om contact"
    if row.last_outcome == "spoke":
        return f"{since}. U sprak elkaar op {_last(row)}: meld aan of sluit af."
    if row.reach == "code":
        return f"{since} en belt zelf, met een code. Gebeurt dat niet, sluit de aanvraag dan af."
    if row.attempts:
        return f"{since}. Op {_last(row)} werd er niet opgenomen."
    return f"{since}{', en het kan niet wachten' if row.urgent else ''}."


def asked_in_words(asked: dict[str, Any]) -> list[dict[str, str]]:
    """Return what was asked, line by line."""
    phone = asked["reach"] == "phone"
    lines = [("Voor wie", catalogue().request_groups.label(asked["for_whom"]))]
    lines.append(("Hoe genoemd", asked["nickname"] or "Zonder naam"))
    lines.append(("Contact", REACH[asked["reach"]]))
    if phone:
        lines.append(("Nummer", asked["phone"] or ""))
        lines.append(("Wanneer", asked["hours"] or "Maakt niet uit"))
        lines.append(("Bericht inspreken", "Mag" if asked["voicemail"] else "Niet doen"))
    if asked["avoid"]:
        lines.append(("Liever niet", ". ".join(AVOID[one] for one in asked["avoid"])))
    lines.append(("Kan het wachten?", "Nee" if asked["urgent"] else "Ja"))
    lines.append(("In eigen woorden", asked["matter"] or ""))
    return [{"label": label, "value": value} for label, value in lines]


def contact_wish(asked: Mapping[str, Any]) -> str:
    """Return how somebody wants to be reached, as the registration keeps it."""
    if asked["reach"] == "code":
        parts = ["Belt zelf"]
    else:
        parts = [f"Bel {asked['phone']}"]
        if asked["hours"]:
            parts.append(f"Wanneer: {asked['hours']}")
        parts.append("Bericht inspreken mag" if asked["voicemail"] else "Geen bericht inspreken")
    parts += [AVOID[one] for one in asked["avoid"]]
    return ". ".join(part.strip().removesuffix(".") for part in parts) + "."


def _last(row: RequestRow) -> str:
    assert row.last_at is not None
    return dutch_date(row.last_at)
