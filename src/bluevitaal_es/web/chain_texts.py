"""The Dutch for what a check of the chain found, for the auditor's page and the command line alike."""

#: What is wrong at the first wrong position, by the reason that the check gives.
WRONG = {
    "changed": "Het feit op plaats {position} is veranderd nadat het was vastgelegd.",
    "missing": "Het feit op plaats {position} is weg.",
    "unexpected": "Na plaats {head} staat een feit met plaats {position}, dat daar niet hoort.",
    "time": "Het feit op plaats {position} zegt dat het eerder is vastgelegd dan het feit ervoor.",
    "version": "Het feit op plaats {position} sluit niet aan op de andere feiten van dezelfde reeks.",
}
