"""Each refusal in Dutch: the rule that it guards, and the way out."""

from collections.abc import Callable, Mapping
from datetime import date

from bluevitaal_es.commands import complaint_refusals, refusals, request_refusals
from bluevitaal_es.commands.refusals import Detail, Refusal
from bluevitaal_es.web import conference_words, staff_refusal_texts
from bluevitaal_es.web.code_texts import code_label, field_label, in_sentence, listed
from bluevitaal_es.web.dutch import dutch_count, dutch_date
from bluevitaal_es.web.notice_words import NOTICE_SENTENCES

Details = Mapping[str, Detail]
Sentence = str | Callable[[Details], str]


def refusal(refused: Refusal) -> str:
    """Return the sentences for a refusal; a class without one is a KeyError, which the tests look for."""
    found = SENTENCES[type(refused)]
    return found if isinstance(found, str) else found(refused.details)


def field_of(refused: Refusal) -> str:
    """Return the field that the refusal is about, "" for one about the whole."""
    named = refused.details.get("field")
    return named if isinstance(named, str) else ""


def _day(details: Details, key: str, otherwise: str) -> str:
    found = details.get(key)
    return dutch_date(found) if isinstance(found, date) else otherwise


def _word(details: Details, key: str, otherwise: str) -> str:
    found = details.get(key)
    return in_sentence(code_label(key, found)) if isinstance(found, str) and found else otherwise


def _future(details: Details) -> str:
    when = _day(details, "on", "Deze dag")
    return f"{when} is nog niet geweest. U legt vast wat al gebeurd is: kies vandaag of een eerdere dag."


def _before_registration(details: Details) -> str:
    registered = _day(details, "registered_on", "de dag van de aanmelding")
    return (
        f"{_day(details, 'on', 'Deze dag')} ligt vóór de aanmelding op {registered}. "
        "Kies een latere dag, of corrigeer eerst de dag van de aanmelding."
    )


def _unknown_code(details: Details) -> str:
    field = details.get("field")
    label = field_label(field) if isinstance(field, str) else "Gegeven"
    return f"Kies bij “{label}” een antwoord uit de lijst."


def _retention(details: Details) -> str:
    until = _day(details, "until", "")
    kept = f"tot en met {until}" if until else "tot een termijn na de afsluiting"
    return f"Dit dossier blijft bewaard {kept}. Eerder vergeten kan alleen als de cliënt erom vraagt."


def _cover(details: Details) -> str:
    weeks = details.get("weeks", "een paar")
    return f"Waarnemen kan hoogstens {weeks} weken. Duurt het langer? Draag het traject dan over."


def _unit(details: Details) -> str:
    unit = details.get("unit")
    name = code_label("unit", unit) if isinstance(unit, str) else "Deze eenheid"
    return f"{name} bestond niet op {_day(details, 'on', 'die dag')}. Kies een eenheid die er toen was."


def _consent_line(details: Details) -> str:
    found = details.get("data_class")
    what = f"“{code_label('data_class', found)}”" if isinstance(found, str) else "dit soort gegevens"
    who = _word(details, "recipient", "deze ontvanger")
    return (
        f"Wij vragen nooit toestemming om dit te delen: {what} met {who}. "
        "Ook met een handtekening mag dat niet. Kies een ander soort gegevens of een ander doel."
    )


def _consent_is_there(details: Details) -> str:
    who = _word(details, "recipient", "deze ontvanger")
    return (
        f"De cliënt geeft toestemming om dit te delen met {who}. De geheimhouding hoeft niet te worden "
        "doorbroken: leg vast wat u deelt."
    )


def _not_confirmed(details: Details) -> str:
    who = _word(details, "recipient", "deze ontvanger")
    return (
        f"Voor vertellen zonder toestemming ({who}) is eerst een tweede persoon nodig. Gebruik op de pagina "
        "van het traject “Uit nood geheimhouding doorbreken” en rond dit daarna af."
    )


def _consent_missing(details: Details) -> str:
    classes = details.get("data_classes")
    wanted = [f"“{code_label('data_class', one)}”" for one in classes] if isinstance(classes, tuple) else []
    what = f" ({listed(wanted)})" if wanted else ""
    return (
        f"Er is geen geldige toestemming om dit{what} te delen met "
        f"{_word(details, 'recipient', 'deze ontvanger')}, "
        f"met als doel {_word(details, 'purpose', 'wat u nu wilt')}. Bespreek dit met de cliënt "
        "en leg eerst de "
        "toestemming vast, of deel niets waaraan de cliënt te herkennen is."
    )


def _evaluation(details: Details) -> str:
    count, since = details.get("count"), _day(details, "since", "het begin")
    if details.get("rule") == "evaluation_talks" and isinstance(count, int) and count:
        why = f"Sinds {since} zijn er {dutch_count(count, 'gesprek', 'gesprekken')} geweest"
    elif details.get("rule") == "evaluation_weeks" and isinstance(count, int) and count:
        why = f"Sinds {since} zijn er meer dan {dutch_count(count, 'week', 'weken')} voorbij"
    elif details.get("rule") == "evaluation_postponed":
        why = "De evaluatie was uitgesteld en die dag is voorbij"
    else:
        why = "De evaluatie is aan de beurt"
    return (
        f"{why}. Houd eerst de evaluatie met een collega, of stel die uit met een reden. "
        "Is er crisis? Dan kunt u altijd een crisiscontact plannen."
    )


def _limit(details: Details) -> str:
    maximum = details.get("maximum")
    most = dutch_count(maximum, "gesprek", "gesprekken") if isinstance(maximum, int) else "afgesproken aantal"
    return (
        f"Het hoogste aantal voor dit aanbod is bereikt: {most}. Besluit eerst in een evaluatie: "
        "stoppen, verwijzen of verlengen."
    )


def _extension(details: Details) -> str:
    known = [value for key in ("maximum", "held") if isinstance(value := details.get(key), int)]
    more = f"meer dan {max(known)}" if known else "meer dan nu"
    return f"Verlengt u? Vul dan het nieuwe hoogste aantal gesprekken in, {more}."


def _product(details: Details) -> str:
    product = details.get("product")
    label = code_label("product", product) if isinstance(product, str) else ""
    name = f"“{label}”" if label and label != product else "Dit"
    return f"{name} hoort niet bij ons aanbod van nu. Kies een aanbod uit de lijst."


def _instrument(details: Details) -> str:
    because = details.get("because")
    if isinstance(because, str) and because:
        return because
    return "Deze vragenlijst gebruiken wij niet. Kies een vragenlijst uit de lijst."


def _answers(details: Details) -> str:
    name = details.get("instrument")
    of = f" van de {name}" if isinstance(name, str) else ""
    return (
        f"Met deze antwoorden kan de score{of} niet worden berekend. Vul op elke vraag één antwoord in, "
        "of vul alleen een score in die bij de vragenlijst past."
    )


def _range(details: Details) -> str:
    lowest, highest = details.get("lowest"), details.get("highest")
    if isinstance(lowest, int) and isinstance(highest, int):
        return f"Vul een getal in van {lowest} tot en met {highest}."
    return "Vul een getal in dat binnen de schaal ligt."


def _postponed(details: Details) -> str:
    return (
        "Uitstellen kan, maar niet voor lang. Kies een dag van "
        f"{_day(details, 'earliest', 'morgen')} tot en met "
        f"{_day(details, 'latest', 'vier weken na vandaag')}."
    )


def _unrated(details: Details) -> str:
    if details.get("rater") == "client":
        return (
            "Bij een doel ontbreekt het cijfer van de cliënt. Vul het in, "
            "of kies een reden waarom de cliënt geen cijfer geeft."
        )
    return "Bij een doel ontbreekt uw eigen cijfer. Geef elk doel een cijfer van 0 tot en met 10."


def _home_front(details: Details) -> str:
    latest = _day(details, "latest", "een jaar na vandaag")
    return f"Kies een dag van vandaag tot en met {latest}. Daarna kunt u opnieuw kiezen."


SENTENCES: dict[type[Refusal], Sentence] = {
    **conference_words.SENTENCES,
    **staff_refusal_texts.SENTENCES,
    **NOTICE_SENTENCES,
    refusals.NotAllowed: (
        "U hebt hiervoor geen toegang. Vraag de begeleider van dit traject of uw teamleider."
    ),
    refusals.ChangedMeanwhile: (
        "Iemand anders heeft dit traject net gewijzigd. Wat u typte staat er nog: "
        "lees wat er veranderd is en verstuur het daarna opnieuw."
    ),
    refusals.CaseIsNotKnown: "Dit traject is er niet. Controleer het nummer.",
    refusals.CaseIsAlreadyRegistered: (
        "Dit traject is al aangemeld. Klopt er iets niet in de aanmelding? Corrigeer die dan in de historie."
    ),
    refusals.CaseIsClosed: (
        "Dit traject is afgesloten. Heropen het eerst. Een fout herstellen kan altijd, via de historie."
    ),
    refusals.CaseIsNotClosed: "Dit traject loopt nog. Heropenen kan pas na een afsluiting.",
    refusals.LiesInTheFuture: _future,
    refusals.BeforeRegistration: _before_registration,
    refusals.CodeIsNotKnown: _unknown_code,
    refusals.UnitWasNotThereThen: _unit,
    refusals.BegeleiderIsAlreadyAssigned: (
        "Dit traject heeft al een begeleider. Draag het over aan een ander, met een reden."
    ),
    refusals.BegeleiderIsTheSame: "Deze begeleider heeft het traject al. Kies iemand anders.",
    refusals.CoverIsByTheSame: "Deze begeleider heeft het traject zelf. Kies iemand anders.",
    refusals.CoverIsTooLong: _cover,
    refusals.CoverIsOverAlready: "Deze dag is al voorbij. Kies vandaag of een latere dag.",
    refusals.NoBegeleiderYet: "Dit traject heeft nog geen begeleider. Wijs eerst iemand toe.",
    refusals.IntakeWasAlreadyHeld: (
        "De intake is al vastgelegd. Klopt er iets niet? Corrigeer de intake dan in de historie."
    ),
    refusals.IntakeWasNotHeld: "De hulp begint met een intake. Leg eerst de intake vast.",
    refusals.PrimaryQuestionIsAmongTheOthers: (
        "Een hulpvraag is de belangrijkste of een van de andere, niet allebei. Haal die bij de andere weg."
    ),
    refusals.IndexEventIsContradicted: (
        "Er is één gebeurtenis met een dag, of er zijn er meer. Vul de dag in, of kies “meer "
        "dan één gebeurtenis”."
    ),
    refusals.ConsentLineIsNotOffered: _consent_line,
    refusals.ConsentPeriodIsEmpty: "De laatste dag ligt vóór de eerste dag. Kies een latere laatste dag.",
    refusals.ConsentIsNotInForce: (
        "Deze toestemming geldt niet meer, of is nooit gegeven. Er is niets om in te trekken."
    ),
    refusals.ConsentIsMissing: _consent_missing,
    refusals.NothingToShare: "Kies ten minste één soort gegevens die u wilt delen.",
    refusals.OutcomeTellsNobody: (
        "Bij deze uitkomst is niemand ingelicht. Kies een andere uitkomst, of laat naam en grond leeg."
    ),
    refusals.BreachIsNotConfirmed: _not_confirmed,
    refusals.NotInformingNeedsAReason: "Zeg waarom u de cliënt niet vooraf inlicht, of licht de cliënt in.",
    refusals.ConsentIsThere: _consent_is_there,
    refusals.BreachIsNotOpen: (
        "Dit verzoek is al beantwoord, of het is er niet. Kijk in het overzicht hoe het is afgelopen."
    ),
    refusals.BreachNeedsASecondPerson: (
        "U hebt dit zelf gevraagd. Een ander moet het beoordelen: vraag een collega die dat mag."
    ),
    refusals.StatementSaysNothing: (
        "Er staat nog geen besluit van de cliënt vast. Leg eerst vast met wie wel of niet gedeeld mag worden."
    ),
    refusals.StatementHasChanged: (
        "De toestemming is veranderd nadat deze tekst werd gemaakt. "
        "Laat de cliënt de nieuwe verklaring tekenen."
    ),
    refusals.OnlyTheClientSignsOnScreen: (
        "Op het scherm tekent alleen de cliënt zelf, na inloggen. Gebruik anders het papier."
    ),
    refusals.SignatureIsMissing: (
        "De handtekening ontbreekt. Voeg de scan van het papier toe, of vul de naam of schuilnaam in."
    ),
    refusals.GoalIsNotKnown: "Dit doel hoort niet bij dit traject. Kies een doel uit de lijst.",
    refusals.RatingIsOutOfRange: _range,
    refusals.ProductIsNotOffered: _product,
    refusals.ProductNeedsReasonAndEnd: (
        "Voor dit aanbod zijn een duidelijke reden en een einddatum nodig. Vul ze allebei in."
    ),
    refusals.EvaluationIsDue: _evaluation,
    refusals.TalkLimitIsReached: _limit,
    refusals.GoalComesFirst: (
        "Na het eerste gesprek hoort er een doel te zijn, in de woorden van de cliënt. Leg "
        "eerst een doel vast."
    ),
    refusals.ApproachComesFirst: (
        "Spreek eerst af hoe u samen aan een doel werkt. Leg een doel met die aanpak vast, of vul die aan."
    ),
    refusals.TalkIsNotPlanned: (
        "Dit gesprek staat niet meer gepland. Ververs de pagina en kijk bij de gesprekken."
    ),
    refusals.TalkWasAlreadyRecorded: (
        "Dit gesprek is al vastgelegd. Klopt er iets niet? Corrigeer het dan in de historie."
    ),
    refusals.InstrumentIsNotInUse: _instrument,
    refusals.AnswersDoNotFit: _answers,
    refusals.DecisionIsNotOpen: "Dit besluit is al genomen. U vindt het in de historie.",
    refusals.SafetyTaskIsNotOpen: (
        "Deze veiligheidstaak is al afgehandeld. U vindt het gesprek in de historie."
    ),
    refusals.InformingNeedsAGround: (
        "U hebt iemand geïnformeerd. Vul in wie, en op welke grond: met toestemming, of uit nood."
    ),
    refusals.SafetyTaskIsOpen: (
        "Er staat nog een veiligheidstaak open. Voer eerst het gesprek en leg vast wat eruit kwam."
    ),
    refusals.DecisionIsOpen: (
        "Een score vraagt nog om een besluit. Kies eerst: overleggen, verwijzen of geen van "
        "beide, met een reden."
    ),
    refusals.ReferralIsNotSent: (
        "Er is een verwijzing die nog niet is verstuurd. Verstuur die eerst, of laat die "
        "vervallen met een reden."
    ),
    refusals.ReferralIsNotKnown: (
        "Deze verwijzing hoort niet bij dit traject. Kies een verwijzing uit de lijst."
    ),
    refusals.ReferralWasAlreadySent: "Deze verwijzing is al verstuurd. U kunt nu het antwoord vastleggen.",
    refusals.ReferralHasEnded: (
        "Deze verwijzing is al beantwoord of vervallen. Leg een nieuwe verwijzing vast als dat nodig is."
    ),
    refusals.GoalsAreNotRated: _unrated,
    refusals.PostponedTooFar: _postponed,
    refusals.ExtensionNeedsALimit: _extension,
    refusals.PercentDoesNotFit: "Vul een percentage in van 0 tot en met 100.",
    refusals.FactIsNotKnown: "Dit feit hoort niet bij dit traject. Kies een feit in de historie.",
    refusals.FactCannotBeCorrected: (
        "Dit feit kunt u niet zo corrigeren. De aanmelding kan niet worden doorgestreept, en een signaal van "
        "het systeem of een eerdere correctie blijft staan. Wat de cliënt zelf deed ook. Corrigeer het feit "
        "waar het om gaat."
    ),
    refusals.CorrectionBreaksTheCase: (
        "Met deze correctie klopt de volgorde van het traject niet meer: dan gebeurt er iets "
        "vóór de aanmelding. "
        "Kies een andere dag, of corrigeer eerst de dag van de aanmelding."
    ),
    refusals.NothingChanged: "U hebt niets veranderd. Pas aan wat niet klopt, of ga terug.",
    refusals.OutsiderNeverSeesDossiers: (
        "Wie bij de politie of de opdrachtgever werkt, kan alleen management worden en ziet dan alleen"
        " cijfers. Deze poging is vastgelegd."
    ),
    refusals.StaffMemberIsKnown: "Deze medewerker staat er al in. Zoek op naam.",
    refusals.StaffMemberIsNotKnown: "Deze medewerker of aanduiding is er niet. Kies iemand uit de lijst.",
    refusals.PlaceholderIsAlreadyLinked: "Deze aanduiding hoort al bij een medewerker.",
    refusals.EmergencyIsNotNeeded: (
        "U mag dit dossier al openen. Daarvoor hebt u geen noodinzage nodig: ga naar Trajecten."
    ),
    refusals.EmergencyNeedsAnExplanation: (
        "Schrijf in een paar woorden waarom dit niet kan wachten. Een ander kijkt het na."
    ),
    refusals.EmergencyIsNotKnown: "Deze noodinzage is er niet. Ga terug en kies er een uit de lijst.",
    refusals.EmergencyNeedsASecondPerson: (
        "U opende dit dossier zelf. Vraag een andere teamleider of de FG om het na te kijken."
    ),
    refusals.EmergencyWasReviewed: "Een ander keek deze noodinzage al na. U hoeft niets meer te doen.",
    refusals.JudgementNeedsAReason: "Schrijf waarom het niet terecht was.",
    refusals.ErasureWasNotRequested: "Niemand vroeg om dit traject te vergeten. Vraag dat eerst aan.",
    refusals.ErasureIsNotApproved: (
        "Dit traject mag nog niet worden vergeten: er is geen goedkeuring die nu geldt. Er is niets gewist."
    ),
    refusals.ErasureNeedsASecondPerson: (
        "Wie vraagt om vergeten, keurt dat niet zelf goed. Laat een tweede persoon meekijken en goedkeuren."
    ),
    refusals.ErasureNeedsASecondRole: (
        "Vragen en goedkeuren gebeurt vanuit twee rollen. Laat iemand met een andere rol goedkeuren."
    ),
    refusals.LegalHoldIsInForce: (
        "Dit traject moet blijven zolang een bewaarplicht loopt. Hef die eerst op, als dat mag."
    ),
    refusals.LegalHoldIsNotInForce: "Deze bewaarplicht loopt niet (meer). Controleer welke er nog staat.",
    refusals.RetentionHasNotEnded: _retention,
    refusals.MessageIsEmpty: "Er staat nog niets. Schrijf eerst iets op.",
    refusals.MessageIsNotOpen: "Er wacht geen bericht meer op antwoord.",
    refusals.TalkCannotBeRated: "Over dit gesprek kunt u nu niets zeggen: het is er niet, of u deed het al.",
    refusals.RatingSaysNothing: "Kies bij ten minste één vraag een antwoord.",
    refusals.RatingIsNotOpen: "Deze beoordeling is al opgepakt, of was niet laag.",
    refusals.RequestIsNotOpen: "Dit verzoek is al beantwoord. U vindt het antwoord in de historie.",
    refusals.HomeFrontNeedsParts: "Kies ten minste één onderdeel dat te zien mag zijn.",
    refusals.HomeFrontEndsTooLate: _home_front,
    refusals.HomeFrontIsNotInvited: "Deze persoon kijkt al niet meer mee.",
    complaint_refusals.ComplaintIsNotOpen: (
        "Dit is afgerond of ingetrokken. U kunt er niets meer aan toevoegen. U kunt wel iets nieuws indienen."
    ),
    complaint_refusals.ComplaintIsNotAnswered: (
        "Geef eerst een antwoord. Zonder antwoord kunt u dit niet afronden."
    ),
    refusals.PersonIsForgotten: "Dit traject is al vergeten. Er is niets meer van te lezen of te wissen.",
    refusals.InvitationIsNotOpen: ("Deze uitnodiging werkt niet meer. Vraag wie u begeleidt om een nieuwe."),
    request_refusals.RequestIsOver: (
        "Deze aanvraag is al afgerond of ingetrokken. Is er weer contact nodig? Begin dan een nieuwe."
    ),
    request_refusals.RequestNeedsANumber: (
        "Om u te bellen hebben wij een nummer nodig. Vul er een in, of kies dat u ons zelf belt."
    ),
    refusals.InvitationWasUsed: (
        "De cliënt heeft deze uitnodiging al gebruikt. Moet het account dicht, vraag dat dan aan beheer."
    ),
}
