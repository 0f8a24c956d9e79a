"""From a code as it is kept to the Dutch word for it, and the Dutch name of each field."""

from collections.abc import Callable
from datetime import date
from typing import Any, Literal

from bluevitaal_es.catalogue import Catalogue, catalogue
from bluevitaal_es.catalogue.consent import SpokenCode
from bluevitaal_es.catalogue.units import Units
from bluevitaal_es.web import conference_words
from bluevitaal_es.web.complaint_codes import COMPLAINT_CODES
from bluevitaal_es.web.field_texts import FIELDS
from bluevitaal_es.web.notice_words import NOTICE_WORDS
from bluevitaal_es.web.request_codes import REQUEST_LISTS, REQUEST_WORDS
from bluevitaal_es.web.shell import ROLE_LABELS

#: Lists of the catalogue by field; "type.field" goes before "field", where one name means different things.
_LISTS: dict[str, Callable[[Catalogue], Any]] = {
    "aim": lambda codes: codes.pressure_aims,
    "answer": lambda codes: codes.referral_answers,
    "case.breach_proposed.ground": lambda codes: codes.breach_grounds,
    "case.closed.outcome": lambda codes: codes.outcomes,
    "case.registered.channel": lambda codes: codes.channels,
    "channel": lambda codes: codes.talk_channels,
    "competence": lambda codes: codes.competences,
    "choice": lambda codes: codes.consult_or_refer_choices,
    "client_rating_missing": lambda codes: codes.rating_missing_reasons,
    "contact.logged.channel": lambda codes: codes.channels,
    "enquiry.answered.channel": lambda codes: codes.channels,
    "contact.logged.outcome": lambda codes: codes.contact_outcomes,
    "data_class": lambda codes: codes.consent.data_classes,
    "data_classes": lambda codes: codes.consent.data_classes,
    "ground": lambda codes: codes.inform_grounds,
    "handover": lambda codes: codes.handover_kinds,
    "help_others": lambda codes: codes.help_questions,
    "help_primary": lambda codes: codes.help_questions,
    "instrument": lambda codes: codes.instruments,
    "moment": lambda codes: codes.work_moments,
    "obstacle": lambda codes: codes.anonymity_obstacles,
    "outcome": lambda codes: codes.safety_outcomes,
    "place": lambda codes: codes.talk_places,
    "pressed_by": lambda codes: codes.pressure_sources,
    "product": lambda codes: codes.products,
    "purpose": lambda codes: codes.consent.purposes,
    "reason": lambda codes: codes.correction_reasons,
    "reason_not_internal": lambda codes: codes.reasons_not_internal,
    "case.begeleider_reassigned.reason": lambda codes: codes.reassign_reasons,
    "case.talk_missed.reason": lambda codes: codes.missed_reasons,
    "case.evaluation_postponed.reason": lambda codes: codes.postpone_reasons,
    "case.emergency_opened.reason": lambda codes: codes.emergency_reasons,
    "recipient": lambda codes: codes.consent.recipients,
    "route": lambda codes: codes.routes,
    "silence_ground": lambda codes: codes.emergency_silence_grounds,
    "status": lambda codes: codes.work_statuses,
    "subject": lambda codes: codes.contact_subjects,
    "target": lambda codes: codes.referral_targets,
    "target_group": lambda codes: codes.target_groups,
    "theme": lambda codes: codes.help_questions,
    "unit": lambda codes: codes.units,
    "weapon_access": lambda codes: codes.weapon_access,
    **REQUEST_LISTS,
}

#: Fields in which the same word may stand for text of a person; only the lists of their own type are asked.
_FREE_TEXT = {
    "case.breach_proposed.reason",
    "case.breach_rejected.reason",
    "case.client_answered.answer",
    "case.begeleider_reassigned.handover",
    "case.consult_or_refer_settled.reason",
    "case.product_started.reason",
    "case.referral_decided.reason",
    "case.referral_dropped.reason",
    "case.discussed.outcome",
    "case.taken_off_agenda.reason",
    "case.reopened.reason",
}

#: Where several lists share a field and no type is given, these are asked too.
_ALSO: dict[str, tuple[Callable[[Catalogue], Any], ...]] = {
    "channel": (lambda codes: codes.channels,),
    "outcome": (lambda codes: codes.outcomes, lambda codes: codes.contact_outcomes),
    "reason": (
        lambda codes: codes.reassign_reasons,
        lambda codes: codes.missed_reasons,
        lambda codes: codes.postpone_reasons,
    ),
}

#: Words of our own that no site may change, by field.
WORDS: dict[str, dict[str, str]] = {
    **COMPLAINT_CODES,
    **conference_words.WORDS,
    **NOTICE_WORDS,
    "case.client_answered.outcome": {
        "done": "Gedaan wat u vroeg",
        "partly": "Voor een deel gedaan",
        "not_done": "Niet gedaan",
    },
    "case.client_asked.kind": {"correction": "Een verbetering", "objection": "Bezwaar"},
    "case.home_front_invited.parts": {
        "next_talk": "Wanneer mijn volgende gesprek is",
        "goals": "Mijn doelen en hoe het daarmee gaat",
        "work": "Of ik aan het werk ben",
    },
    "case.talk_rated.confidential": {"yes": "Ja", "some": "Een beetje", "no": "Nee"},
    "case.talk_rated.heard": {"yes": "Ja", "some": "Een beetje", "no": "Nee"},
    "case.talk_rated.helped": {"yes": "Ja", "some": "Een beetje", "no": "Nee"},
    "case.consent_recorded.decision": {"granted": "Toestemming gegeven", "refused": "Toestemming geweigerd"},
    "case.anonymity_discussed.choice": {
        "stay_anonymous": "Anoniem blijven",
        "known_to_some": "Bekend bij wie de cliënt zelf kiest",
        "known": "Niet meer anoniem",
        "thinks_it_over": "De cliënt denkt erover na",
    },
    "case.evaluation_held.decision": {
        "continue": "Doorgaan",
        "refer": "Verwijzen",
        "stop": "Stoppen",
        "extend": "Verlengen",
    },
    "dependency": {"no": "Nee", "some": "Een beetje", "yes": "Ja"},
    "erasure.hold_placed.ground": {
        "complaint": "Er loopt een klacht",
        "legal_claim": "Er loopt een rechtszaak",
        "investigation": "Er loopt een onderzoek",
    },
    "erasure.requested.ground": {
        "client_request": "De cliënt vraagt het",
        "retention_ended": "De bewaartermijn is voorbij",
    },
    "expectation_met": {"yes": "Ja", "partly": "Gedeeltelijk", "no": "Nee", "not_asked": "Niet gevraagd"},
    "given_by": {
        "signed_on_paper": "Getekend op papier",
        "signed_on_screen": "Getekend op het scherm",
        "told": "Mondeling",
    },
    "interpretation": {
        "valid": "Goed te gebruiken",
        "too_early": "Te vroeg na de gebeurtenis",
        "with_caution": "Voorzichtig lezen: de dag van de gebeurtenis is niet bekend",
    },
    "kind": {
        "assign": "Een begeleider toewijzen",
        "intake": "De intake houden",
        "evaluation": "De evaluatie houden",
        "talk_to_record": "Een gepland gesprek vastleggen",
        "consult_or_refer": "Overleggen of verwijzen",
        "safety": "De veiligheidstaak afhandelen",
        "referral_to_send": "De verwijzing versturen",
        "referral_answer": "Navragen wat de ontvanger doet",
        "breach": "Beoordelen of de geheimhouding doorbroken mag worden",
        "message": "Een bericht beantwoorden",
        "low_rating": "Een lage beoordeling van een gesprek oppakken",
        "client_request": "Een verzoek van de cliënt beantwoorden",
        "discussion": "Vastleggen wat uit een overleg kwam",
        "take_off_agenda": "Een bespreking van de agenda halen",
        "first_request": "Contact opnemen met wie zonder account om contact vroeg",
        "notice": "De cliënt bellen omdat een bericht niet kon worden gestuurd",
    },
    "organisation": {"service": "Onze dienst", "police": "De politie", "principal": "De opdrachtgever"},
    "sender": {"client": "De cliënt", "begeleider": "De begeleider"},
    "rater": {"client": "De cliënt", "begeleider": "De begeleider"},
    "role": {str(role): label for role, label in ROLE_LABELS.items()},
    "rule": {
        "assignment_norm": "Een aanmelding krijgt snel een begeleider",
        "intake_norm": "De intake is kort na de aanmelding",
        "evaluation_talks": "Na een vast aantal gesprekken volgt een evaluatie",
        "evaluation_weeks": "Na een vast aantal weken volgt een evaluatie",
        "evaluation_postponed": "De evaluatie was uitgesteld tot deze dag",
        "planned_talk_passed": "Na een gepland gesprek legt u vast hoe het ging",
        "score_at_cut_off": "Een score op of over de grens vraagt om een besluit",
        "safety_signal": "Bij een teken van onveiligheid volgt dezelfde dag een gesprek",
        "decided_not_sent": "Een verwijzing gaat kort na het besluit weg",
        "sent_not_answered": "Op een verwijzing komt binnen twee weken antwoord",
        "breach_proposed": "Een ander beoordeelt snel of zwijgen te gevaarlijk is",
        "client_wrote": "Een bericht van de cliënt krijgt snel antwoord",
        "talk_rated_low": "Een lage beoordeling wordt dezelfde dag gelezen",
        "client_asked": "Een verzoek van de cliënt krijgt binnen een maand antwoord",
        "on_agenda": "Na een overleg legt u kort vast wat eruit kwam",
        "consent_ended": "Wat de cliënt niet meer goedvindt, gaat dezelfde dag van de agenda",
        "request_norm": "Wie om contact vraagt, wordt snel gebeld",
        "request_again": "Na een poging volgt snel een volgende stap",
        "request_calls": "Wie zelf belt, doet dat binnen de dagen dat de code zeker werkt",
        "notice_not_sent": "Een bericht dat niet kon worden gestuurd, wordt dezelfde dag gebeld",
    },
    "signed": {"on_paper": "Op papier", "on_screen": "Op het scherm"},
    "verdict": {"justified": "Terecht", "not_justified": "Niet terecht"},
    **REQUEST_WORDS,
    "trigger": {"questionnaire": "Een antwoord in een vragenlijst", "acute_concern": "Een acute zorg"},
}


def code_label(field: str, value: str, stored_as: str = "") -> str:
    """Return the Dutch label of a code in `field` of an event type; text that is no code comes back as it is.

    Without the type, where a name means different things (`reason`, `outcome`), all its lists are asked.
    """
    full = f"{stored_as}.{field}"
    if full in _FREE_TEXT:
        return value
    words = WORDS.get(full) or WORDS.get(field) or _words_of(field, stored_as)
    if value in words:
        return words[value]
    asked = [_LISTS[name] for name in (full, field) if name in _LISTS][:1]
    if not stored_as:
        asked += _ALSO.get(field, ())
    for pick in asked:
        try:
            return str(pick(catalogue()).label(value))
        except KeyError:
            continue
    return value


def label_to_client(field: Literal["recipient", "purpose", "data_class", "breach_ground"], value: str) -> str:
    """Return what a code of consent is called towards the client: "Uw hulpvraag"."""
    if field == "recipient":
        return code_label(field, value)
    codes = catalogue()
    found: SpokenCode | None
    if field == "purpose":
        found = codes.consent.purposes.get(value)
    else:
        found = (codes.consent.data_classes if field == "data_class" else codes.breach_grounds).get(value)
    return found.to_client if found is not None else value


def band_label(instrument: str, band: str) -> str:
    """Return the Dutch word for the band of a score; "" for a band that the questionnaire no longer has."""
    found = catalogue().instruments.get(instrument)
    try:
        return found.band_label(band) if found is not None else ""
    except (KeyError, ValueError, LookupError):
        return ""


def field_label(field: str, stored_as: str = "") -> str:
    """Return the Dutch name of a field; "Gegeven" for one without a name."""
    return FIELDS.get(f"{stored_as}.{field}") or FIELDS.get(field, "Gegeven")


def in_sentence(label: str) -> str:
    """Return a label for the middle of a sentence: without its capital, unless it is a name (PTSS, TSQ)."""
    return label if any(letter.isupper() for letter in label[1:]) else label[:1].lower() + label[1:]


def listed(labels: list[str]) -> str:
    """Return "a, b en c"."""
    return " en ".join((", ".join(labels[:-1]), labels[-1])) if len(labels) > 1 else "".join(labels)


def _words_of(field: str, stored_as: str) -> dict[str, str]:
    if stored_as or field != "decision":
        return {}
    return WORDS["case.consent_recorded.decision"] | WORDS["case.evaluation_held.decision"]


def choices(field: str, stored_as: str, day: date) -> tuple[tuple[str, str], ...]:
    """Return (code, label) of what may be chosen in a field of an event type on a day.

    Raises KeyError for a field that holds no code.
    """
    full = f"{stored_as}.{field}"
    words = WORDS.get(full) or WORDS.get(field)
    if words:
        return tuple(words.items())
    pick = _LISTS.get(full) or _LISTS[field]
    codes = pick(catalogue())
    options = codes.options(day) if isinstance(codes, Units) else codes.options()
    return tuple(options)
