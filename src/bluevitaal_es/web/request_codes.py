"""The codes and fields of a request without an account, and the Dutch for them."""

from collections.abc import Callable
from typing import Any, Final

from bluevitaal_es.catalogue import Catalogue

REACH: Final = {"phone": "Bel mij", "code": "Ik bel zelf, met de code die ik hier krijg"}
AVOID: Final = {
    "text": "Geen sms of app sturen",
    "at_work": "Niet bellen tijdens het werk",
    "work_phone": "Niet op een telefoon van het werk",
    "ask_first": "Eerst vragen of vrijuit praten kan",
}
ATTEMPT: Final = {"no_answer": "Niemand nam op", "spoke": "Gesproken"}

REQUEST_LISTS: Final[dict[str, Callable[[Catalogue], Any]]] = {
    "for_whom": lambda codes: codes.request_groups,
    "request.closed.reason": lambda codes: codes.request_ends,
}
REQUEST_WORDS: Final = {"reach": REACH, "avoid": AVOID, "request.attempted.outcome": ATTEMPT}
REQUEST_FIELDS: Final = {
    "avoid": "Liever niet",
    "for_whom": "Voor wie",
    "hours": "Wanneer",
    "matter": "In eigen woorden",
    "nickname": "Hoe genoemd",
    "phone": "Nummer",
    "reach": "Contact",
    "urgent": "Kan niet wachten",
    "voicemail": "Bericht inspreken mag",
}
