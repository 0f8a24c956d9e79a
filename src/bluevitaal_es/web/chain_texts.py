"""The Dutch for what a check of the chain found, in the words of the auditor's page."""

#: What is wrong at the first wrong position, by the reason that the check gives.
WRONG = {
    "changed": "Het feit op plaats {position} is veranderd nadat het was vastgelegd.",
    "missing": "Het feit op plaats {position} is weg.",
    "unexpected": "Na plaats {head} staat een feit met plaats {position}, dat daar niet hoort.",
    "time": "Het feit op plaats {position} zegt dat het eerder is vastgelegd dan het feit ervoor.",
    "version": "Het feit op plaats {position} sluit niet aan op de andere feiten van dezelfde reeks.",
}

#: The same of the log of who looked.
WRONG_LOOK = {
    "changed": "Inzage {position} is veranderd nadat zij was vastgelegd.",
    "missing": "Inzage {position} is weg.",
    "unexpected": "Na inzage {head} staat een inzage met plaats {position}, die daar niet hoort.",
    "time": "Inzage {position} zegt dat zij eerder is vastgelegd dan de inzage ervoor.",
    "list": "Bij inzage {position} staan niet de trajecten die in de lijst stonden.",
    "removed": "De inzagen tot en met {position} zijn anders verwijderd dan volgens de regels.",
}

#: What is wrong with a kept checkpoint, by the reason that the check gives.
NOT_AS_SIGNED = {
    "forged": "De handtekening klopt niet. Het controlepunt is veranderd of niet van ons.",
    "other_key": "Het is ondertekend met een andere sleutel dan de onze.",
    "shorter": "Toen waren er {position} feiten, nu zijn het er {head}. De nieuwste zijn weg, of er is een"
    " oude reservekopie teruggezet.",
    "rewritten": "Op plaats {position} of eerder staat nu iets anders dan toen, met nieuwe hashes.",
    "broken": "De keten is gebroken vóór het einde van wat toen is ondertekend.",
    "looks_shorter": "Toen waren er {signed_looks} inzagen, nu zijn het er {looks}. De nieuwste zijn weg,"
    " of er is een oude reservekopie teruggezet.",
    "looks_rewritten": "Bij inzage {signed_looks} of eerder staat nu iets anders dan toen, met nieuwe"
    " hashes.",
    "looks_broken": "De keten van de inzagen is gebroken vóór het einde van wat toen is ondertekend.",
    "looks_removed": "Van de {signed_looks} inzagen van toen zijn er verwijderd, binnen vijf jaar.",
}
