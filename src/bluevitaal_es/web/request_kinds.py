"""The sentences about requests without an account; none tells what was asked."""

from bluevitaal_es.web.fact_words import OTHER, Fact, Kind, Told


def _attempted(fact: Fact) -> Told:
    return Told("zocht", "contact na een aanvraag", more=fact.label("outcome"))


def _closed(fact: Fact) -> Told:
    return Told("sloot", "een aanvraag", "af", fact.label("reason"))


REQUEST_KINDS: dict[str, Kind] = {
    "request.made": Kind("Aanvraag zonder account", OTHER, Told("vroeg", "om contact, zonder account")),
    "request.changed": Kind("Aanvraag veranderd", OTHER, Told("veranderde", "een aanvraag")),
    "request.withdrawn": Kind("Aanvraag ingetrokken", OTHER, Told("trok", "een aanvraag", "in")),
    "request.taken": Kind("Aanvraag opgepakt", OTHER, Told("pakte", "een aanvraag", "op")),
    "request.attempted": Kind("Contact gezocht na een aanvraag", OTHER, _attempted),
    "request.overdue": Kind(
        "Aanvraag wacht te lang", OTHER, Told("zag", "dat een aanvraag langer wacht dan de norm")
    ),
    "request.registered": Kind(
        "Aangemeld na een aanvraag", OTHER, Told("meldde", "een cliënt", "aan na een aanvraag")
    ),
    "request.closed": Kind("Aanvraag afgesloten", OTHER, _closed),
}
