"""What can be wrong in a sheet, and the Dutch for it: what is wrong and what to do."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Literal, NamedTuple

Severity = Literal["error", "notice"]

_LONGEST_VALUE = 80
_FEW = 12
_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at. An error keeps its row out; a notice only tells what was left out or assumed.

    `row` is the number the spreadsheet shows, None for the sheet as a whole; `column` is the title of the
    column, None for the row as a whole; `value` is what was typed, made safe to print, "" for nothing.
    """

    sheet: str
    row: int | None
    column: str | None
    value: str
    reason: str
    advice: str
    severity: Severity


class Finding(NamedTuple):
    """What is wrong (`reason`) and what to do (`advice`), not yet tied to a place."""

    reason: str
    advice: str


_WRITE_A_DATE = "Schrijf de datum als dag-maand-jaar, bijvoorbeeld 24-07-2013."
_MAKE_IT_VISIBLE = "Maak het werkblad zichtbaar als het mee moet."

NO_DATE = Finding("Dit is geen datum.", _WRITE_A_DATE)
DATE_DOES_NOT_EXIST = Finding("Deze datum bestaat niet.", "Controleer dag en maand; de dag staat voorop.")
DATE_IN_FUTURE = Finding("Deze datum ligt in de toekomst.", "Controleer het jaar.")
DATE_TOO_EARLY = Finding("Deze datum ligt voor het jaar 2000.", "Controleer het jaar.")
BEFORE_REGISTRATION = Finding(
    "Deze datum ligt voor de datum van aanmelding.", "Verbeter deze datum of de datum van aanmelding."
)
NOT_A_NUMBER = Finding("Dit is geen getal.", "Vul een heel getal in cijfers in, of laat de cel leeg.")
NOT_WHOLE = Finding("Dit is geen heel getal.", "Vul een heel getal in cijfers in, of laat de cel leeg.")
NUMBER_MISSING = Finding("Het nummer ontbreekt.", "Geef de aanmelding een eigen nummer.")
NUMBER_NOT_WHOLE = Finding("Dit is geen nummer.", "Vul een heel getal van 1 of hoger in.")
DATE_MISSING = Finding("De datum van aanmelding ontbreekt.", _WRITE_A_DATE)
TARGET_GROUP_MISSING = Finding("De doelgroep ontbreekt.", "Vul de doelgroep in.")
NOT_YES_OR_NO = Finding("Hier staat geen ja of nee.", "Vul ja of nee in.")
YES_ASSUMED = Finding(
    "Niet ingevuld of de cliënt anoniem is.", "Wij gaan uit van ja. Vul nee in als dat niet klopt."
)
FORMULA_WITHOUT_RESULT = Finding(
    "Dit is een formule zonder uitkomst.", "Vul de waarde zelf in, als gewone tekst, getal of datum."
)
FORMULA_IN_TEXT = Finding(
    "Dit is een formule. De tekst is niet overgenomen.", "Schrijf de tekst zonder = aan het begin."
)
REFERRAL_WITHOUT_TARGET = Finding(
    "Er staat een datum van verwijzing, maar niet naar wie.",
    "Vul in naar wie is doorverwezen, als u dat weet.",
)
REFERRAL_WITHOUT_DATE = Finding(
    "Er staat een verwijzing zonder datum.", "Vul de datum van verwijzing in, als u die weet."
)
MERGED_CELLS = Finding(
    "Deze cellen zijn samengevoegd. Alleen de cel linksboven telt.",
    "Splits de cellen en vul elke cel als de waarde ook voor de andere geldt.",
)
NO_TITLE_ABOVE = Finding(
    "Boven deze cel staat geen kolomtitel. De inhoud is niet overgenomen.",
    "Zet de inhoud in de goede kolom, of geef de kolom een titel.",
)
STRAY_ROW = Finding(
    "Deze rij is geen aanmelding: nummer, datum en doelgroep zijn leeg. De rij is overgeslagen.",
    "Vul ze in als het wel een aanmelding is.",
)
REPEATED_TITLES = Finding(
    "Deze rij herhaalt de kolomtitels. De rij is overgeslagen.", "U hoeft niets te doen."
)
NO_ROWS = Finding("Onder de kolomtitels staan geen aanmeldingen.", "Controleer of dit het goede bestand is.")
HIDDEN_SHEET = Finding("Dit werkblad is verborgen. Het is overgeslagen.", _MAKE_IT_VISIBLE)
SHEET_WITHOUT_TITLES = Finding(
    "Op dit werkblad staan geen kolomtitels van een caseload. Het is overgeslagen.",
    "Zet de titels Nr, Datum aanmelding en Doelgroep boven de kolommen als het mee moet.",
)
UNKNOWN_COLUMN = Finding(
    "Deze kolom is onbekend en is niet overgenomen.",
    "Controleer de titel van de kolom als de inhoud mee moet.",
)
REQUIRED_COLUMN_MISSING = Finding(
    "Deze kolom ontbreekt en is nodig. Het werkblad is niet gelezen.", "Voeg de kolom met deze titel toe."
)
COLUMN_MISSING = Finding(
    "Deze kolom ontbreekt. Deze gegevens blijven leeg.", "Voeg de kolom toe als u ze hebt."
)
COLUMN_TWICE = Finding(
    "Deze kolom komt twee keer voor. Het werkblad is niet gelezen.", "Verwijder een van de twee kolommen."
)


def unknown(column: str, choices: Sequence[str], typed: str) -> Finding:
    """Say that `typed` is none of the `choices` of a column; suggest what was probably meant."""
    folded = {choice.casefold(): choice for choice in choices}
    close = [folded[match] for match in get_close_matches(typed.casefold()[:200], folded, n=2, cutoff=0.6)]
    if close:
        advice = f"Bedoelt u {' of '.join(close)}?"
    elif choices and len(choices) <= _FEW:
        advice = f"Kies uit: {'; '.join(choices)}."
    else:
        advice = f"Schrijf dit zoals BlueVitaal het kent, bijvoorbeeld: {'; '.join(choices[:_EXAMPLES])}."
    return Finding(f"“{printable(typed)}” is onbekend bij {column}.", advice)


def unknown_unit(names: Sequence[str], typed: str) -> Finding:
    """Say that `typed` is no eenheid that ever was; not knowing it is a sound answer too."""
    reason, advice = unknown("Eenheid", names, typed)
    return Finding(reason, f"{advice} Weet u de eenheid niet? Vul dan onbekend in.")


def outside(number: int, low: int, high: int) -> Finding:
    """Say that a whole number is not from `low` to `high`."""
    return Finding(
        "Dit getal is negatief." if number < 0 else f"Dit getal ligt buiten {low} tot en met {high}.",
        f"Vul een getal van {low} tot en met {high} in, of laat de cel leeg.",
    )


def number_twice(row: int, sheet: str) -> Finding:
    """Say that the number also stands in another row."""
    return Finding(
        f"Dit nummer komt twee keer voor; het staat ook in rij {row} van werkblad {printable(sheet)}.",
        "Geef een van de twee aanmeldingen een ander nummer, of verwijder de dubbele rij.",
    )


def no_product(why: str) -> Finding:
    """Say that a word is no product though people use it for one; `why` comes from the catalogue."""
    return Finding(why, "Vul het product in dat de cliënt heeft gekregen, of laat de cel leeg.")


def unit_not_valid(name: str, valid_from: date | None, valid_until: date | None) -> Finding:
    """Say that the unit did not exist on the day of registration, only from and until these days."""
    since = f" van {valid_from:%d-%m-%Y}" if valid_from else ""
    until = f" tot en met {valid_until:%d-%m-%Y}" if valid_until else ""
    return Finding(
        f"De eenheid {name} bestond niet op de datum van aanmelding.",
        f"Kies de eenheid van toen of controleer de datum; {name} bestaat{since}{until}.",
    )


def printable(text: str) -> str:
    """Return `text` on one line, short, and without signs that would steer a screen."""
    line = "".join(
        " "
        if sign.isspace()
        else "\N{REPLACEMENT CHARACTER}"
        if unicodedata.category(sign)[0] == "C"
        else sign
        for sign in text.strip()
    )
    return line if len(line) <= _LONGEST_VALUE else f"{line[: _LONGEST_VALUE - 1]}…"
