"""The sentences about notices and about how a client wants to be reached."""

from typing import Final

from bluevitaal_es.web.fact_words import COURSE, Fact, Kind, Told


def _wishes(fact: Fact) -> Told:
    return Told("legde vast", "hoe de cliënt bereikt wil worden", more=fact.label("wanted"))


def _sent(fact: Fact) -> Told:
    return Told("stuurde", f"het bericht “{fact.label('notice')}”", more=fact.label("via"))


def _not_sent(fact: Fact) -> Told:
    return Told("kon", f"het bericht “{fact.label('notice')}”", "niet sturen", fact.label("why"))


NOTICE_KINDS: Final[dict[str, Kind]] = {
    "case.contact_wishes_set": Kind("Bereikbaarheid vastgelegd", COURSE, _wishes),
    "case.notice_sent": Kind("Bericht gestuurd naar buiten", COURSE, _sent),
    "case.notice_not_sent": Kind("Bericht niet gestuurd", COURSE, _not_sent),
    "case.notice_settled": Kind(
        "Niet gestuurd bericht afgehandeld", COURSE, Told("handelde", "een bericht dat niet aankwam", "af")
    ),
}
