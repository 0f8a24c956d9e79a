"""The sentences about statements, emergencies, pressure, anonymity and enquiries."""

from bluevitaal_es.web.dutch import dutch_count
from bluevitaal_es.web.fact_words import CONSENT, OTHER, Fact, Kind, Told, more


def _signed(fact: Fact) -> Told:
    lines = fact.data.get("line_ids") or ()
    how = "op papier" if fact.data.get("signed") == "on_paper" else "op het scherm"
    count = dutch_count(len(lines), "regel", "regels")
    return Told("legde", "de getekende verklaring over toestemming", "vast", f"{count}, getekend {how}")


def _proposed(fact: Fact) -> Told:
    what = f"of de geheimhouding doorbroken mag worden naar {fact.label('recipient')}"
    return Told("vroeg", what, more=more(fact.label("ground"), fact.classes()))


def _rejected(fact: Fact) -> Told:
    return Told("wees", "het doorbreken van de geheimhouding", "af", fact.quoted("reason"))


def _requested(fact: Fact) -> Told:
    return Told("vroeg", f"gegevens op bij {fact.label('recipient')}", more=fact.classes())


def _anonymity(fact: Fact) -> Told:
    choice = fact.label("choice")
    return Told("besprak", "dat anonimiteit de hulp in de weg zit", more=more(fact.label("obstacle"), choice))


def _pressure(fact: Fact) -> Told:
    return Told("legde", "druk van de organisatie", "vast", more(fact.label("pressed_by"), fact.label("aim")))


CONFIDENTIALITY_KINDS: dict[str, Kind] = {
    "case.statement_signed": Kind("Verklaring getekend", CONSENT, _signed),
    "case.breach_proposed": Kind("Doorbreken van geheimhouding gevraagd", CONSENT, _proposed),
    "case.breach_confirmed": Kind(
        "Geheimhouding doorbroken",
        CONSENT,
        Told("stemde ermee in", "dat de geheimhouding uit nood werd doorbroken"),
    ),
    "case.breach_rejected": Kind("Doorbreken van geheimhouding afgewezen", CONSENT, _rejected),
    "case.information_requested": Kind("Gegevens opgevraagd", CONSENT, _requested),
    "case.anonymity_discussed": Kind("Anonimiteit besproken", CONSENT, _anonymity),
    "case.pressure_recorded": Kind("Druk van de organisatie vastgelegd", CONSENT, _pressure),
    "enquiry.answered": Kind(
        "Navraag naar een persoon beantwoord",
        OTHER,
        Told("beantwoordde", "een navraag naar een persoon", more="niet bevestigd en niet ontkend"),
    ),
}
