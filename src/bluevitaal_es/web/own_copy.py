"""The copy of everything that is kept of a client (AVG 15 and 20): a document to read, and data."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import typst

from bluevitaal_es.looking import Seen
from bluevitaal_es.projections.case_history.view import Entry
from bluevitaal_es.projections.complaints.view import ComplaintFile
from bluevitaal_es.web import complaint_words, reading_words
from bluevitaal_es.web.dutch import dutch_date, dutch_moment
from bluevitaal_es.web.story import Story, corrections_of
from bluevitaal_es.web.texts import event_name

#: Form of the data file; raised when a field changes its meaning.
FORM: Final = 1

#: What stands for signs that the font does not have: it has those of European languages, and no others.
ABSENT: Final = "(?)"
NOT_ALL_OF_IT: Final = (
    "Dit is alles wat wij over u bewaren. Klopt er iets niet? Vraag ons om het te verbeteren."
    f" Sommige tekens kunnen wij niet afdrukken. Daar staat {ABSENT}. In het gegevensbestand staan ze wel."
)
_UNPRINTABLE: Final = re.compile(
    r"[^\t\n -~\u00a0-\u0377\u0391-\u03a1\u03a3-\u03ce\u0400-\u0523\u1e00-\u1eff"
    r"\u2010-\u2027\u2030-\u205e\u20a0-\u20ba]+"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """What goes into a copy: all facts, oldest first, the looks, what was told to whom, own complaints."""

    number: str
    organisation: str
    made_at: datetime
    entries: tuple[Entry, ...]
    names: Mapping[str, str]
    looks: tuple[Seen, ...]
    shared: tuple[tuple[date, str, str, str], ...]
    complaints: tuple[ComplaintFile, ...] = ()


def as_json(copy: Copy) -> bytes:
    """Return the copy as UTF-8 JSON, for another program to read; facts as they are kept."""
    found: dict[str, Any] = {
        "vorm": FORM,
        "organisatie": copy.organisation,
        "trajectnummer": copy.number,
        "gemaakt_op": copy.made_at.isoformat(),
        "feiten": [
            {
                "nummer": entry.version,
                "soort": entry.type,
                "naam": event_name(entry.type),
                "gebeurd_op": entry.happened_at.isoformat(),
                "vastgelegd_op": entry.recorded_at.isoformat(),
                "vastgelegd_als": entry.actor_role,
                "gecorrigeerd_door": entry.corrected_by,
                "inhoud": entry.data,
            }
            for entry in copy.entries
        ],
        "gedeeld": [
            {"op": day.isoformat(), "met": whom, "wat": what, "waarvoor": purpose}
            for day, whom, what, purpose in copy.shared
        ],
        "wie_keek": [
            {"op": one.day.isoformat(), "wie": one.who, "wat": one.what, "waarvoor": one.purpose}
            for one in reading_words.for_client(copy.looks, copy.names)
        ],
        "klachten": [_complaint(file) for file in copy.complaints],
    }
    return json.dumps(found, ensure_ascii=False, indent=2).encode()


def _complaint(file: ComplaintFile) -> dict[str, Any]:
    row = file.row
    return {
        "kenmerk": row.reference,
        "soort": complaint_words.KINDS[row.kind],
        "ingediend_op": row.filed_at.isoformat(),
        "antwoord_uiterlijk": row.due_on.isoformat(),
        "stand": complaint_words.state(row)[0],
        "uitkomst": complaint_words.OUTCOMES_TO_YOU.get(row.outcome or ""),
        "tekst": file.text,
        "over": file.about,
        "trajectnummer": file.case_number,
        "naam": file.name,
        "bereikbaar": file.reach,
        "daarna": [
            {"op": line["at"].isoformat(), "wie": line["who"], "wat": line["what"], "tekst": line["text"]}
            for line in reversed(complaint_words.told(file))
        ],
    }


def as_pdf(copy: Copy) -> bytes:
    """Return the copy as a tagged document in Dutch that a screen reader can read (PDF/UA-1)."""
    source = _source(copy)
    try:
        return _made(source)
    except typst.TypstError:
        # Such a document may hold no sign that its font lacks: people also write emoji and other scripts.
        return _made(_UNPRINTABLE.sub(ABSENT, source).replace(_ALL_OF_IT, _text(NOT_ALL_OF_IT)))


def _made(source: str) -> bytes:
    made: bytes = typst.compile(source.encode(), format="pdf", pdf_standards=["ua-1"])
    return made


def _source(copy: Copy) -> str:
    story = Story(copy.number, copy.names, corrections_of(list(copy.entries)), correctable=False)
    parts = [
        f"#set document(title: {_quoted('Mijn gegevens')}, author: {_quoted(copy.organisation)})",
        '#set text(lang: "nl", size: 11pt)',
        '#set page(paper: "a4", margin: 2.2cm, numbering: "1 / 1")',
        "#set par(leading: 0.7em)",
        f"= {_text('Mijn gegevens')}",
        _text(f"Gemaakt op {dutch_moment(copy.made_at)}, door {copy.organisation}. Nummer {copy.number}."),
        _ALL_OF_IT,
        f"== {_text('Wat er is vastgelegd')}",
    ]
    for entry in copy.entries:
        told = story.told(entry)
        parts.append(f"=== {_text(dutch_date(entry.happened_at) + ': ' + told['sentence'])}")
        if told.get("replaced_by"):
            replaced = told["replaced_by"]
            parts.append(_text(f"Dit is verbeterd: {replaced['sentence']} {replaced['reason']}"))
        parts += [f"/ {_text(row['label'])}: {_text(row['value'])}" for row in told["rows"]]
    parts.append(f"== {_text('Wat met anderen is gedeeld')}")
    parts += [
        f"- {_text(f'{dutch_date(day)}: {whom}. {what}. Waarvoor: {purpose}.')}"
        for day, whom, what, purpose in copy.shared
    ] or [_text("Er is niets over u met anderen gedeeld.")]
    parts.append(f"== {_text('Wie keek er')}")
    parts += [
        f"- {_text(f'{dutch_date(one.day)}: {one.who}. {one.what} {one.purpose}')}"
        for one in reading_words.for_client(copy.looks, copy.names)
    ] or [_text("Sinds wij dit opschrijven, heeft nog niemand iets over u geopend.")]
    if copy.complaints:
        parts.append(f"== {_text('Uw klachten en bezwaren')}")
        parts.append(_text("Uw begeleider leest deze niet."))
    for file in copy.complaints:
        parts += _complaint_lines(file)
    return "\n\n".join(parts)


def _complaint_lines(file: ComplaintFile) -> list[str]:
    row = file.row
    title = f"{complaint_words.KINDS[row.kind]} van {dutch_date(row.filed_at)}"
    outcome = complaint_words.OUTCOMES_TO_YOU.get(row.outcome or "", "")
    rows = [
        ("Kenmerk", row.reference),
        ("Hoe het staat", f"{complaint_words.state(row)[0]}. {outcome}".strip()),
        ("Wat u schreef", file.text),
        ("Over wie of wat", file.about),
        ("Uw naam", file.name),
        ("Hoe u te bereiken bent", file.reach),
    ]
    rows += [
        (f"{dutch_date(line['at'])}, {line['who']}", f"{line['what']} {line['text']}".strip())
        for line in reversed(complaint_words.told(file))
    ]
    return [f"=== {_text(title)}", *(f"/ {_text(label)}: {_text(value)}" for label, value in rows if value)]


def _text(words: str) -> str:
    """Return words as content that typst prints as they are: nothing in them is markup or code."""
    return f"#{_quoted(words)}"


def _quoted(words: str) -> str:
    """Return words as a string of typst; control characters, which it cannot hold, are left out."""
    plain = "".join(letter for letter in words if letter >= " " or letter in "\n\t")
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


_ALL_OF_IT: Final = _text(
    "Dit is alles wat wij over u bewaren. Klopt er iets niet? Vraag ons om het te verbeteren."
)
