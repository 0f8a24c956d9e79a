"""The words for the codes and the fields of complaints."""

from typing import Final

#: The words for the codes of complaints, by event type and field, and the names of their fields.
COMPLAINT_CODES: Final[dict[str, dict[str, str]]] = {
    "complaint.filed.kind": {
        "complaint": "Klacht",
        "objection": "Bezwaar",
        "look": "Vraag om te kijken",
    },
    "complaint.filed.channel": {
        "site": "Via de website, zonder account",
        "own_page": "Via de eigen pagina",
        "phone": "Telefonisch",
        "paper": "Op papier",
    },
    "complaint.answered.outcome": {
        "upheld": "De indiener krijgt gelijk",
        "partly": "De indiener krijgt voor een deel gelijk",
        "not_upheld": "De indiener krijgt geen gelijk",
        "no_judgement": "Geen oordeel",
    },
}
COMPLAINT_FIELDS: Final = {
    "about": "Over wie",
    "case_number": "Trajectnummer",
    "complaint.filed.about": "Over wie of wat",
    "complaint.filed.kind": "Soort",
    "complaint.answered.outcome": "Oordeel",
    "complaint.withdrawn.reason": "Waarom",
    "complaint.filed.name": "Naam",
    "reach": "Hoe te bereiken",
    "take_up_by": "In behandeling uiterlijk",
}
