"""Steps that several journeys begin with."""

import re

from tests.journeys.person import Person


def registers_a_client(person: Person, *, begeleider: str) -> str:
    """Register a client through the tasks with the least that is needed; return the number of the case."""
    person.go("/trajecten/nieuw?nieuw=ja")
    person.follow("Begin")
    person.answer("Wie vraagt hulp?", "Oud-medewerker")
    for _ in ("who", "confidentiality", "route"):
        person.press("Verder")
    person.answer("Bij welke eenheid hoort de cliënt?", "Onbekend of niet verteld")
    person.press("Verder")
    person.answer("Wie gaat de cliënt begeleiden?", begeleider)
    person.press("Verder")
    person.press("Aanmelding vastleggen")
    found = re.search(r"/trajecten/([^/]+)/aangemeld", person.path)
    assert found is not None, person.words
    return found[1]


def takes_a_short_intake(person: Person, number: str) -> None:
    """Take the intake of a case with the least that is needed."""
    person.go(f"/trajecten/{number}/intake/hulpvragen")
    person.answer("Wat is de belangrijkste hulpvraag?", "Werkdruk")
    person.press("Verder")
    person.press("Verder")
    person.answer("Waar was de intake?", "Op afstand")
    person.answer("Was er één gebeurtenis waarmee het begon?", "Dat is niet bekend")
    person.press("Verder")
    person.answer("Kan de cliënt bij een dienstwapen?", "Niet van toepassing")
    person.press("Verder")
    person.answer("Welk aanbod past bij de cliënt?", "Nog niet kiezen")
    person.press("Verder")
    person.press("Intake vastleggen")
    assert "De intake is vastgelegd" in person.words
