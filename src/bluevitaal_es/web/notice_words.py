"""The words about notices and about how a client is reached: codes, fields and refusals."""

from typing import Final

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import notice_refusals as refusals
from bluevitaal_es.commands.refusals import Refusal

NOTICE_WORDS: Final[dict[str, dict[str, str]]] = {
    "notice": {kind: text.label for kind, text in catalogue().notices.texts.items()},
    "via": {"email": "Per e-mail", "sms": "Per sms"},
    "wanted": {
        "none": "Geen berichten",
        "email": "Per e-mail",
        "sms": "Per sms",
        "phone": "Alleen bellen",
    },
    "why": {
        "not_set_up": "Versturen is hier niet ingesteld",
        "refused": "Het adres of nummer werkt niet",
        "unreachable": "Versturen lukte niet, ook niet na een paar keer",
        "too_late": "Het kon niet meer op tijd binnen de uren van de cliënt",
        "unsure": "Het is niet zeker of het aankwam",
    },
}

NOTICE_FIELDS: Final[dict[str, str]] = {
    "email": "E-mailadres",
    "from_hour": "Vanaf hoe laat (uur)",
    "no_work_device": "Nooit via het werk",
    "notice": "Bericht",
    "phone": "Nummer",
    "until_hour": "Tot hoe laat (uur)",
    "via": "Hoe",
    "voicemail": "Voicemail inspreken mag",
    "wanted": "Berichten",
    "why": "Waarom niet",
}

NOTICE_SENTENCES: Final[dict[type[Refusal], str]] = {
    refusals.WorkAddressIsNotWanted: (
        "Dit is een adres van het werk. Daar kan de werkgever meelezen. Vul een privéadres in."
    ),
    refusals.NoticeAddressIsMissing: (
        "Vul een adres of nummer in dat werkt. Voor sms is dat een mobiel nummer, zoals 06 12345678."
    ),
    refusals.HoursLeaveNothing: (
        "Tussen deze uren kunnen wij niets sturen: wij sturen nooit iets voor"
        f" {catalogue().norms.notices_from:%H.%M} uur en na {catalogue().norms.notices_until:%H.%M} uur."
        " Kies andere uren."
    ),
    refusals.NoticeIsNotOpen: "Dit bericht is al afgehandeld, of kwam gewoon aan.",
}


def sent_words(kind: str, via: str) -> str:
    """Return "Bericht “afspraak morgen” gestuurd per e-mail"."""
    label = catalogue().notices[kind].label
    return f"Bericht “{label}” gestuurd {NOTICE_WORDS['via'][via].lower()}"


def not_sent_words(kind: str, why: str) -> str:
    """Return "Bericht “afspraak morgen” kon niet worden gestuurd: het adres of nummer werkt niet"."""
    label, reason = catalogue().notices[kind].label, NOTICE_WORDS["why"][why]
    return f"Bericht “{label}” kon niet worden gestuurd: {reason[:1].lower()}{reason[1:]}"
