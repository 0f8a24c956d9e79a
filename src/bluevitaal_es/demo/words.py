"""What people in the demonstration say and write; all of it invented."""

GOALS = (
    ("Ik wil weer een hele nacht kunnen slapen.", "Slaapritme bijhouden en avondrust afspreken."),
    ("Ik wil zonder buikpijn naar het bureau kunnen.", "Eerst twee ochtenden, in burger, met een buddy."),
    ("Ik wil niet meer uitvallen tegen mijn kinderen.", "Signalen leren kennen en op tijd weglopen."),
    ("Ik wil weten of ik dit werk nog wil.", "Drie gesprekken over wat energie geeft en kost."),
    ("Ik wil weer durven autorijden op de snelweg.", "Kleine stappen, samen rijden."),
    ("Ik wil hulp durven vragen aan mijn ploeg.", "Oefenen met één collega die ik vertrouw."),
)
EXPECTATIONS = (
    "Iemand die luistert en niet meteen alles doorgeeft.",
    "Duidelijkheid: is dit nog normaal of moet ik naar een therapeut?",
    "Handvatten voor thuis en op het werk.",
    "Dat mijn partner ook met iemand kan praten.",
)
NOTES = (
    "Slaapt iets beter, blijft schrikachtig bij harde geluiden.",
    "Gesproken over de ploeg en wat daar wel en niet gezegd kan worden.",
    "Rustig gesprek, goede dag. Wil volgende keer wandelend spreken.",
    "Moe en kortaf, maar blijft komen. Afspraken over pauzes gemaakt.",
    "Thuis gaat het beter, het werk voelt nog ver weg.",
)
CONCLUSIONS = (
    "Gaat vooruit; doorgaan met dezelfde aanpak.",
    "Doelen blijven staan, vaker wandelend spreken.",
    "Stap terug in begeleiding is mogelijk over vier weken.",
)
CONVERSATIONS = (
    "Direct gebeld en uitgebreid gesproken over de gedachten en over wat helpt.",
    "Dezelfde middag langsgegaan, partner was erbij.",
)
AGREEMENTS = (
    "Belt 113 of ons als de gedachten terugkomen; morgen weer contact.",
    "Partner weet ervan, huisarts is gebeld met toestemming.",
)
CLIENT_NAMES = (
    "Fictief Aalbers", "Fictief Blom", "Fictief Croon", "Fictief Dekker", "Fictief Evers", "Fictief Faber",
    "Fictief Gerritsen", "Fictief Haan", "Fictief IJsbrand", "Fictief Jonker", "Fictief Koster",
    "Fictief Lammers", "Fictief Maas", "Fictief Nijhof", "Fictief Oosterom", "Fictief Postma",
)  # fmt: skip
