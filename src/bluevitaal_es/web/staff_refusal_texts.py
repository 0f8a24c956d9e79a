"""Each refusal about the register of staff in Dutch, with the way out."""

from bluevitaal_es.commands import staff_refusals as refusals
from bluevitaal_es.commands.refusals import Refusal

SENTENCES: dict[type[Refusal], str] = {
    refusals.RoleIsHeldAlready: (
        "Deze medewerker heeft die rol al in die periode. Kies andere dagen, of laat de rol eerst eindigen."
    ),
    refusals.RoleIsNotHeld: "Deze medewerker heeft die rol dan niet meer. Er hoeft niets te eindigen.",
    refusals.RolesDoNotGoTogether: (
        "Deze rollen gaan niet samen. Wie controleert of rechten geeft, doet er geen andere rol naast."
        " Laat eerst de andere rol eindigen."
    ),
    refusals.PeriodIsBackwards: "De laatste dag ligt vóór de eerste. Kijk de dagen na.",
    refusals.ThePastIsNotChanged: (
        "Deze dag is voorbij. Wat iemand toen mocht, verandert niet meer. Kies vandaag of een latere dag."
        " Stopt iets nu meteen, kies dan gisteren als laatste dag."
    ),
    refusals.NobodyChangesTheirOwnEntry: (
        "Dit gaat over uzelf. Een ander met de rol beheerder moet dit voor u doen."
    ),
    refusals.PlaceIsHeldAlready: "Dit staat er al voor die periode. Kies andere dagen of een andere plek.",
    refusals.PlaceIsNotHeld: "Deze medewerker hoort daar dan niet meer bij. Er hoeft niets te eindigen.",
    refusals.CompetenceIsHeldAlready: (
        "Deze bekwaamheid staat er al voor die periode. Laat de oude eerst eindigen, of kies andere dagen."
    ),
    refusals.CompetenceIsNotHeld: "Deze bekwaamheid loopt dan niet meer. Er hoeft niets te eindigen.",
    refusals.HasLeftTheService: (
        "Deze medewerker is uit dienst. Komt iemand terug, voeg die persoon dan opnieuw toe."
    ),
    refusals.CaseloadIsAboveNorm: (
        "Deze begeleider heeft dan meer trajecten dan de norm."
        " Schrijf op waarom dit traject er toch bij kan, of kies iemand anders."
    ),
    refusals.CodeIsPersonal: "Ieder antwoordt zelf op de geheimhouding. Een ander kan dat niet voor u doen.",
    refusals.CodeIsNotInForce: (
        "Deze versie van de geheimhouding geldt niet meer. Lees de nieuwe en antwoord daarop."
    ),
}
