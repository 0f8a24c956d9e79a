"""Complaints in plain Dutch: what they are called, how they stand, what is due and by which rule."""

from typing import Any, Final

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.projections.complaints.view import ComplaintFile, ComplaintRow, Due
from bluevitaal_es.web.complaint_codes import COMPLAINT_CODES
from bluevitaal_es.web.dutch import dutch_count, dutch_date
from bluevitaal_es.web.fact_words import OTHER, Kind, Told

#: Facts about complaints as whoever checks the log reads them: never a word of theirs.
COMPLAINT_KINDS: Final[dict[str, Kind]] = {
    "complaint.filed": Kind(
        "Klacht of bezwaar ingediend", OTHER, Told("diende", "een klacht of bezwaar", "in")
    ),
    "complaint.taken_up": Kind(
        "Klacht in behandeling genomen", OTHER, Told("nam", "een klacht of bezwaar", "in behandeling")
    ),
    "complaint.question_asked": Kind(
        "Vraag aan de indiener", OTHER, Told("stelde", "een vraag aan de indiener van een klacht")
    ),
    "complaint.replied": Kind(
        "Aanvulling van de indiener", OTHER, Told("vulde", "een klacht of bezwaar", "aan")
    ),
    "complaint.answered": Kind("Klacht beantwoord", OTHER, Told("gaf", "antwoord op een klacht of bezwaar")),
    "complaint.withdrawn": Kind("Klacht ingetrokken", OTHER, Told("trok", "een klacht of bezwaar", "in")),
    "complaint.closed": Kind("Klacht afgerond", OTHER, Told("rondde", "een klacht of bezwaar", "af")),
}

KINDS: Final = COMPLAINT_CODES["complaint.filed.kind"]
CHANNELS: Final = COMPLAINT_CODES["complaint.filed.channel"]
OUTCOMES: Final = COMPLAINT_CODES["complaint.answered.outcome"]
#: The same, said to the complainant.
OUTCOMES_TO_YOU: Final = {
    "upheld": "U krijgt gelijk",
    "partly": "U krijgt voor een deel gelijk",
    "not_upheld": "U krijgt geen gelijk",
    "no_judgement": "Geen oordeel",
}
#: What is to be done, and what the button to it says.
STEPS: Final = {
    "take_up_norm": ("In behandeling nemen", "Lezen"),
    "answer_due": ("Antwoord geven", "Lezen en antwoorden"),
    "reply_to_read": ("Aanvulling lezen", "Lezen"),
    "withdrawn_to_close": ("Afronden", "Lezen en afronden"),
}


def state(row: ComplaintRow) -> tuple[str, str]:
    """Return how a complaint stands, and the kind of its badge."""
    if row.withdrawn_at is not None:
        return "Ingetrokken", "neutral"
    if row.closed_at is not None:
        return "Afgerond", "done"
    if row.answered_at is not None:
        return "Beantwoord", "done"
    if row.taken_up_at is not None:
        return "In behandeling", "planned"
    return "Ontvangen", "waiting"


def why(due: Due) -> str:
    """Return the rule that makes it due, with its norm."""
    norms = catalogue().norms
    if due.rule == "take_up_norm":
        days = dutch_count(norms.complaint_take_up_working_days, "werkdag", "werkdagen")
        return f"Ingediend op {dutch_date(due.since)}, nog niet in behandeling (norm: {days})."
    if due.rule == "reply_to_read":
        return f"De indiener schreef iets na het antwoord, op {dutch_date(due.since)}."
    if due.rule == "withdrawn_to_close":
        return f"De indiener trok het in, op {dutch_date(due.since)}. Rond het af."
    return f"Ingediend op {dutch_date(due.since)}, het antwoord moet er zijn binnen de termijn van de wet."


def terms() -> list[str]:
    """Return, in sentences, when a complainant hears what."""
    norms = catalogue().norms
    days = dutch_count(norms.complaint_take_up_working_days, "werkdag", "werkdagen")
    weeks = dutch_count(norms.complaint_answer_weeks, "week", "weken")
    months = norms.client_request_months
    month = "een maand" if months == 1 else dutch_count(months, "maand", "maanden")
    return [
        "U krijgt meteen een bewijs dat het is ontvangen.",
        f"Binnen {days} neemt iemand het in behandeling.",
        f"Op een klacht krijgt u binnen {weeks} antwoord. Op een bezwaar binnen {month}. Dat is de wet.",
    ]


def readers(kind: str) -> str:
    """Return who reads a complaint of this kind."""
    if kind == "objection":
        return "De ombudsfunctionaris en de functionaris gegevensbescherming. Niemand anders."
    return "De ombudsfunctionaris. Niemand anders."


def told(file: ComplaintFile) -> list[dict[str, Any]]:
    """Return what was said and done, newest first, in words for the complainant."""
    done = {"taken_up": "In behandeling genomen", "withdrawn": "Ingetrokken", "closed": "Afgerond"}
    lines: list[dict[str, Any]] = [
        {
            "who": "U" if one.by_complainant else "De behandelaar",
            "sender": "client" if one.by_complainant else "begeleider",
            "what": done.get(one.kind, ""),
            "text": one.text or "",
            "at": one.at,
        }
        for one in file.said
    ]
    return lines[::-1]
