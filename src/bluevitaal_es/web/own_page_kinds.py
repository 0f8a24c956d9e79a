"""The facts of the client's own page in words: names, groups and the parts of their sentences."""

from typing import Final

from bluevitaal_es.web.dutch import dutch_count
from bluevitaal_es.web.fact_words import OWN_PAGE, Fact, Kind, Told, more


def _message(_fact: Fact) -> Told:
    return Told("stuurde", "een bericht")


def _read(fact: Fact) -> Told:
    count = len(fact.data.get("message_ids") or ())
    return Told("las", dutch_count(count, "bericht", "berichten"), more="geen antwoord nodig")


def _rated(fact: Fact) -> Told:
    words = {"yes": "ja", "some": "een beetje", "no": "nee"}
    asked = {"heard": "gehoord", "helped": "verder geholpen", "confidential": "vertrouwelijk"}
    said = [f"{label} {words[str(fact.data[key])]}" for key, label in asked.items() if fact.data.get(key)]
    return Told("zei", "hoe een gesprek was", more=more(*said))


def _asked(fact: Fact) -> Told:
    until = f"antwoord uiterlijk {fact.day('due_on')}"
    if fact.data.get("kind") == "objection":
        return Told("maakte", "bezwaar", more=until)
    return Told("vroeg", "om een verbetering", more=until)


def _invited(fact: Fact) -> Told:
    return Told("liet", "iemand thuis meekijken", more=f"tot en met {fact.day('until')}")


OWN_PAGE_KINDS: Final[dict[str, Kind]] = {
    "case.message_sent": Kind("Bericht gestuurd", OWN_PAGE, _message),
    "case.messages_read": Kind("Berichten gelezen", OWN_PAGE, _read),
    "case.talk_rated": Kind("Gesprek beoordeeld", OWN_PAGE, _rated),
    "case.talk_rating_followed_up": Kind(
        "Beoordeling opgepakt", OWN_PAGE, Told("pakte", "een lage beoordeling van een gesprek", "op")
    ),
    "case.client_asked": Kind("Verzoek van de cliënt", OWN_PAGE, _asked),
    "case.client_answered": Kind(
        "Verzoek beantwoord",
        OWN_PAGE,
        lambda fact: Told("beantwoordde", "een verzoek van de cliënt", more=fact.label("outcome")),
    ),
    "case.evaluation_prepared": Kind(
        "Evaluatie voorbereid", OWN_PAGE, Told("bereidde", "de evaluatie", "voor")
    ),
    "case.home_front_invited": Kind("Thuisfront mag meekijken", OWN_PAGE, _invited),
    "case.home_front_joined": Kind(
        "Thuisfront opende een account", OWN_PAGE, Told("opende", "een account om mee te kijken")
    ),
    "case.home_front_ended": Kind(
        "Thuisfront kijkt niet meer mee", OWN_PAGE, Told("liet", "iemand thuis niet langer meekijken")
    ),
}
