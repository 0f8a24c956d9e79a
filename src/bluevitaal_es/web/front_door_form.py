"""What is asked at the front door, and the command that the answers come to."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.make_request import AskForContact
from bluevitaal_es.web.forms import Checkboxes, Filled, Form, Hidden, Option, Radio, Text, TextArea, YesNo
from bluevitaal_es.web.request_codes import AVOID, REACH

#: Left open by people, and filled in by programs that fill in everything.
TRAP: Final = "website"

#: Names of the form, and what the command calls them.
_NAMES: Final = {
    "voor": "for_whom",
    "bereiken": "reach",
    "naam": "nickname",
    "nummer": "phone",
    "wanneer": "hours",
    "inspreken": "voicemail",
    "niet": "avoid",
    "vraag": "matter",
    "wachten": "urgent",
}


def request_form(*, resumed: bool = False, sent: bool = False) -> Form:
    """Return the questions; `resumed` with the code along, `sent` when there is nothing to keep for later."""
    return Form(
        "contact",
        "Contact",
        (
            *((Hidden("code", max_length=60),) if resumed else ()),
            Radio(
                "voor",
                "Voor wie is het?",
                tuple(Option(key, label) for key, label in catalogue().request_groups.options()),
                missing="Kies voor wie het is. “Anders, of dat zeg ik later” mag ook.",
            ),
            Radio(
                "bereiken",
                "Hoe spreken wij elkaar?",
                tuple(Option(key, label) for key, label in REACH.items()),
                missing="Kies of wij u bellen, of dat u zelf belt.",
            ),
            Text(
                "nummer",
                "Op welk nummer?",
                hint="Alleen als wij u bellen. Kies een nummer waar alleen u opneemt.",
                optional=True,
                width="medium",
                max_length=40,
                autocomplete="tel",
                inputmode="tel",
            ),
            Text(
                "wanneer",
                "Wanneer schikt het?",
                hint="Bijvoorbeeld: na 16.00 uur, niet op woensdag.",
                optional=True,
            ),
            YesNo(
                "inspreken",
                "Mogen wij een bericht inspreken?",
                hint="Wij zeggen dan alleen een voornaam en een nummer.",
            ),
            Checkboxes(
                "niet",
                "Wat liever niet?",
                tuple(Option(key, label) for key, label in AVOID.items()),
                optional=True,
            ),
            Text(
                "naam",
                "Hoe mogen wij u noemen?",
                hint="Een bijnaam is genoeg. Uw eigen naam hoeft niet.",
                optional=True,
                width="medium",
                max_length=80,
            ),
            TextArea(
                "vraag",
                "Waar gaat het over?",
                hint="In uw eigen woorden, zo kort als u wilt. Het mag ook leeg blijven.",
                optional=True,
                rows=4,
                max_length=4000,
            ),
            Radio(
                "wachten",
                "Kan het wachten tot de volgende werkdag?",
                (
                    Option("ja", "Ja"),
                    Option(
                        "nee", "Nee, liever vandaag", "Is er direct gevaar? Bel 112 en wacht niet op ons."
                    ),
                ),
            ),
            Text(TRAP, "Laat dit veld leeg", optional=True, max_length=200),
        ),
        submit="Verstuur de wijziging" if sent else "Verstuur",
        keep="" if sent else "Bewaar en ga later verder",
    )


def checked(filled: Filled) -> Filled:
    """Say what does not go together; what is kept for later need not be whole."""
    if filled.typed.get(TRAP):
        return filled.with_error(TRAP, "Laat dit veld leeg. Zo weten wij dat u een mens bent.")
    if filled.keep:
        wrong = {name: fault for name, fault in filled.errors.items() if filled.typed.get(name)}
        return replace(filled, errors=wrong)
    if filled.choice("bereiken") == "phone" and not filled.has("nummer") and "nummer" not in filled.errors:
        return filled.with_error("nummer", "Vul een nummer in, of kies dat u ons zelf belt.")
    return filled


def command_from(request_id: UUID, filled: Filled) -> AskForContact:
    """Return what somebody asks; a number only when they want to be called."""
    phone = filled.text("bereiken") == "phone"
    given: dict[str, Any] = {
        "for_whom": filled.text("voor"),
        "reach": filled.text("bereiken"),
        "urgent": filled.text("wachten") == "nee",
        "nickname": filled.choice("naam"),
        "phone": filled.choice("nummer") if phone else None,
        "hours": filled.choice("wanneer"),
        "voicemail": phone and filled.yes("inspreken"),
        "avoid": filled.choices("niet"),
        "matter": filled.choice("vraag"),
    }
    return AskForContact.model_validate({"request_id": request_id, **given})


def initial(asked: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what was asked last, as the form holds it."""
    if asked is None:
        return {}
    found = {name: asked[field] for name, field in _NAMES.items()}
    return {**found, "niet": tuple(asked["avoid"]), "wachten": "nee" if asked["urgent"] else "ja"}
