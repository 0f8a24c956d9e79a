"""Everything around case conferences in Dutch: codes, fields, refusals, and where a discussion stands."""

from typing import Final

from bluevitaal_es.commands import conference_refusals as refusals
from bluevitaal_es.commands.refusals import Refusal

WORDS: Final[dict[str, dict[str, str]]] = {
    "forum": {
        "internal": "Overleg van het eigen team",
        "regional": "Regionaal overleg met partners",
    },
    "told_as": {
        "theme": "Alleen het onderwerp",
        "anonymous": "Zonder naam",
        "identified": "Met naam",
    },
    "agreed_how": {
        "in_talk": "In een gesprek",
        "by_phone": "Telefonisch",
        "on_portal": "Op de eigen pagina",
        "in_writing": "Schriftelijk",
    },
}

FIELDS: Final[dict[str, str]] = {
    "agreed_how": "Hoe de cliënt akkoord gaf",
    "agreed_on": "Geïnformeerd en akkoord op",
    "case.discussed.outcome": "Wat eruit kwam",
    "case.put_on_agenda.data_classes": "Wat wordt verteld",
    "forum": "Welk overleg",
    "meeting_on": "Dag van het overleg",
    "theme": "Onderwerp",
    "told_as": "Hoe het wordt besproken",
}

SENTENCES: Final[dict[type[Refusal], str]] = {
    refusals.DiscussionWasNotAgreed: (
        "Voor elke bespreking moet de cliënt vooraf weten waar het over gaat en akkoord zijn. "
        "Vertel het de cliënt, en vul in wanneer en hoe die akkoord gaf."
    ),
    refusals.DiscussionIsNotOpen: (
        "Deze bespreking staat niet (meer) op de agenda. Zet het traject er opnieuw op als dat nodig is."
    ),
    refusals.MeetingIsOver: "Dit overleg is al geweest. Kies een overleg dat nog komt.",
    refusals.QuestionTellsWho: (
        "In de vraag staat het trajectnummer of een naam van de cliënt. "
        "Haal die weg, of kies “Met naam” als de cliënt dat goedvindt."
    ),
}

#: Where a discussion stands: the word, and the colour of its badge.
STATES: Final[dict[str, tuple[str, str]]] = {
    "planned": ("staat op de agenda", "planned"),
    "discussed": ("besproken", "done"),
    "taken_off": ("van de agenda gehaald", "neutral"),
    "objected": ("cliënt wil dit niet", "hidden"),
    "case_closed": ("vervallen: traject afgesloten", "neutral"),
}
STOPPED: Final = ("haal van de agenda", "late")

#: The same, for the client.
STATES_TO_CLIENT: Final[dict[str, tuple[str, str]]] = {
    "planned": ("Staat op de agenda", "planned"),
    "discussed": ("Besproken", "done"),
    "taken_off": ("Gaat niet door", "neutral"),
    "objected": ("U wilde dit niet", "hidden"),
    "case_closed": ("Gaat niet door", "neutral"),
}
STOPPED_TO_CLIENT: Final = ("Mag niet meer", "hidden")

FORUM_TO_CLIENT: Final = {
    "internal": "Overleg van ons eigen team",
    "regional": "Overleg met hulpverleners buiten ons team",
}
TOLD_AS_TO_CLIENT: Final = {
    "theme": "Alleen het onderwerp. Niets over u.",
    "anonymous": "Uw verhaal, zonder naam en zonder nummer. Niemand mag u herkennen.",
    "identified": "Met uw naam.",
}


def meeting(forum: str, unit: str) -> str:
    """Return which meeting it is: "Regionaal overleg met partners, Eenheid Oost-Nederland"."""
    return f"{WORDS['forum'][forum]}, {unit}" if unit else WORDS["forum"][forum]
