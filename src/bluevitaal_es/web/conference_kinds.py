"""The sentences about case conferences."""

from typing import Final

from bluevitaal_es.web.fact_words import CONSENT, Fact, Kind, Told, more


def _put(fact: Fact) -> Told:
    where = f"dit traject op de agenda van het {fact.label('forum')}"
    agreed = f"akkoord van de cliënt op {fact.day('agreed_on')}"
    return Told("zette", where, more=more(fact.day("meeting_on"), fact.label("told_as"), agreed))


def _off(fact: Fact) -> Told:
    return Told("haalde", "dit traject van de agenda van een overleg", more=fact.quoted("reason"))


CONFERENCE_KINDS: Final[dict[str, Kind]] = {
    "case.put_on_agenda": Kind("Op de agenda gezet", CONSENT, _put),
    "case.taken_off_agenda": Kind("Van de agenda gehaald", CONSENT, _off),
    "case.discussion_objected": Kind(
        "Cliënt wil bespreking niet", CONSENT, Told("trok", "het akkoord voor een bespreking", "in")
    ),
    "case.discussed": Kind(
        "Besproken in overleg",
        CONSENT,
        lambda fact: Told("besprak", "dit traject in een overleg", more=fact.quoted("outcome")),
    ),
}
