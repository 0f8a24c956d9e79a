"""The main job as one begeleider does it: every step through a form, and each page looked at."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from bluevitaal_es import clock
from bluevitaal_es.web.dutch import dutch_date_short
from tests.journeys.person import Person, album_asked_for, person_at, right_now, today
from tests.journeys.service import Service

GOAL = "Ik wil weer een nacht doorslapen."
WHY = "Klachten houden aan; een behandeling past beter."


@pytest.fixture
def begeleider(chromium: Browser, service: Service) -> Iterator[Person]:
    """A begeleider at a browser, with a camera when somebody asks for pictures."""
    with person_at(chromium, service, album=album_asked_for()) as person:
        yield person


@pytest.mark.browser
@pytest.mark.slow("a whole case by forms, some fifty pages, each looked at by day and night")
@pytest.mark.requirement("S-014", "S-024", "S-027", "S-038", "S-042", "S-053")
def test_guides_an_anonymous_client_from_registration_to_closing(
    begeleider: Person, service: Service
) -> None:
    with service.parts.database.pool.connection() as connection:
        connection.execute("DELETE FROM web.draft")  # what another story left unfinished
    begeleider.go("/inloggen")
    begeleider.picture("inloggen", narrow=True)
    begeleider.log_in("begeleider")
    assert begeleider.path == "/"
    begeleider.picture("mijn-werk", narrow=True)

    number = registers(begeleider)
    takes_the_intake(begeleider, number)
    records_consent(begeleider, number)
    for nth in range(1, 6):
        plans_and_holds_a_talk(begeleider, nth)
    is_refused_the_sixth_talk_until_the_evaluation(begeleider, number)
    records_a_tsq_of_seven_and_decides(begeleider)
    records_a_phq9_that_asks_for_safety(begeleider, number)
    is_refused_to_close(begeleider, number)
    settles_the_safety_task(begeleider)
    refers_under_consent(begeleider)
    is_refused_a_referral_without_consent(begeleider)
    rates_the_goal_and_closes(begeleider)
    reads_the_history(begeleider)


def registers(begeleider: Person) -> str:
    """Register an anonymous client, stopping once half-way; return the number of the case."""
    begeleider.follow("Nieuwe aanmelding")
    begeleider.picture("aanmelding-taken")
    begeleider.follow("Begin")
    begeleider.answer("Wie vraagt hulp?", "Huidig medewerker")
    begeleider.picture("aanmelding-wie", narrow=True)
    begeleider.press("Verder")
    begeleider.answer("Hoe kunnen wij de cliënt veilig bereiken?", "Alleen na 18.00 uur bellen.")
    begeleider.answer("Waarom niet via de interne zorglijn?", "Anonimiteit")
    begeleider.picture("aanmelding-vertrouwelijkheid")
    begeleider.press("Bewaar en stop")
    assert "Uw concept is bewaard" in begeleider.words
    begeleider.picture("aanmelding-bewaard", narrow=True)

    begeleider.go("/trajecten/nieuw")
    assert "U hebt nog een aanmelding die niet af is" in begeleider.words
    begeleider.picture("aanmelding-nog-niet-af")
    begeleider.follow("Aanmelding: Huidig medewerker")
    kept = begeleider.page.get_by_label("Hoe kunnen wij de cliënt veilig bereiken?")
    assert kept.input_value() == "Alleen na 18.00 uur bellen."
    begeleider.press("Verder")
    begeleider.answer("Hoe nam de cliënt contact op?", "Telefoon")
    begeleider.answer("Hoe kende de cliënt ons?", "Collega")
    begeleider.picture("aanmelding-route")
    begeleider.press("Verder")
    begeleider.answer("Bij welke eenheid hoort de cliënt?", "Onbekend of niet verteld")
    begeleider.press("Verder")
    begeleider.answer("Wie gaat de cliënt begeleiden?", "Ikzelf")
    begeleider.picture("aanmelding-begeleider")
    begeleider.press("Verder")
    assert "Nee, de cliënt blijft onbekend voor de werkgever" in begeleider.words
    begeleider.picture("aanmelding-controle", narrow=True)
    begeleider.press("Aanmelding vastleggen")
    assert "De aanmelding is vastgelegd" in begeleider.words
    begeleider.picture("aanmelding-vastgelegd", narrow=True)
    found = re.search(r"/trajecten/([^/]+)/aangemeld", begeleider.path)
    assert found is not None
    return found[1]


def takes_the_intake(begeleider: Person, number: str) -> None:
    """Answer the tasks of the intake, start a product and set the first goal."""
    begeleider.follow("Intake vastleggen")
    begeleider.picture("intake-taken")
    begeleider.follow("Begin")
    begeleider.answer("Wat is de belangrijkste hulpvraag?", "Slaapproblemen")
    begeleider.answer("Speelt er nog meer?", "PTSS-klachten", "Werkdruk")
    begeleider.picture("intake-hulpvragen", narrow=True)
    begeleider.press("Verder")
    begeleider.answer("Wat hoopt de cliënt dat er verandert?", "Dat het thuis weer rustig is.")
    begeleider.press("Verder")
    begeleider.answer("Waar was de intake?", "Bij de cliënt thuis")
    begeleider.answer("Was er één gebeurtenis waarmee het begon?", "Ja")
    begeleider.answer("Wanneer was dat?", "maart 2025")
    begeleider.picture("intake-gebeurtenis")
    begeleider.press("Verder")
    begeleider.answer("Kan de cliënt bij een dienstwapen?", "Nee")
    begeleider.picture("intake-veiligheid")
    begeleider.press("Verder")
    begeleider.answer("Welk aanbod past bij de cliënt?", "Kortdurende hulpverlening")
    begeleider.answer("Wat wil de cliënt bereiken?", GOAL)
    begeleider.answer("Hoe pakken jullie dat aan?", "Elke week een gesprek; vaste bedtijden.")
    begeleider.picture("intake-aanpak", narrow=True)
    begeleider.press("Verder")
    begeleider.picture("intake-controle")
    begeleider.press("Intake vastleggen")
    assert begeleider.path == f"/trajecten/{number}/intake-vastgelegd"
    begeleider.picture("intake-vastgelegd", narrow=True)
    begeleider.go(f"/trajecten/{number}")
    begeleider.picture("traject-na-intake", narrow=True)


def records_consent(begeleider: Person, number: str) -> None:
    """Record that the general practitioner may know the help question, for a referral."""
    begeleider.follow("Toestemming vastleggen")
    begeleider.answer("Wat heeft de cliënt besloten?", "De cliënt geeft toestemming")
    begeleider.answer("Met wie wordt er gedeeld?", "Huisarts")
    begeleider.answer("Waarvoor?", "Verwijzen")
    begeleider.answer("Welke gegevens?", "De hulpvraag")
    begeleider.answer("Hoe heeft de cliënt dit laten weten?", "Getekend op papier")
    begeleider.picture("toestemming", narrow=True)
    begeleider.press("Toestemming vastleggen")
    assert "Het besluit over toestemming is vastgelegd." in begeleider.words
    assert begeleider.path == f"/trajecten/{number}"


def plans_and_holds_a_talk(begeleider: Person, nth: int) -> None:
    """Plan a talk for this minute, and record that it was held."""
    begeleider.follow("Gesprek plannen")
    begeleider.answer_moment("Wanneer is het gesprek?", *right_now())
    begeleider.answer("Waar?", "Bij de cliënt thuis")
    if nth == 1:
        begeleider.picture("gesprek-plannen", narrow=True)
    begeleider.press("Gesprek plannen")
    assert "Het gesprek is gepland." in begeleider.words
    if nth == 1:
        begeleider.picture("traject-met-gepland-gesprek")
    begeleider.follow("Vastleggen")
    assert "/gesprek-vastleggen?gesprek=" in begeleider.path
    begeleider.answer("Hoe lang duurde het?", "50")
    begeleider.answer("Notitie", f"Gesprek {nth}: slaapt {nth} uur aan één stuk.")
    if nth == 1:
        begeleider.picture("gesprek-vastleggen")
    begeleider.press("Gesprek vastleggen")
    assert "Het gesprek is vastgelegd." in begeleider.words
    assert re.search(rf"Gesprekken\s+{nth} van 6\b", begeleider.words)


def is_refused_the_sixth_talk_until_the_evaluation(begeleider: Person, number: str) -> None:
    """Try the sixth talk, hold the evaluation, and plan it after all."""
    begeleider.picture("traject-na-vijf-gesprekken", narrow=True)
    begeleider.go(f"/trajecten/{number}/gesprek-plannen")
    tomorrow = dutch_date_short(clock.today() + timedelta(days=1))
    begeleider.answer_moment("Wanneer is het gesprek?", tomorrow, "14:00")
    begeleider.picture("zesde-gesprek-vooraf")
    begeleider.press("Gesprek plannen")
    assert "zijn er 5 gesprekken geweest. Houd eerst de evaluatie met een collega" in begeleider.words
    assert begeleider.page.title().startswith("Fout: ")
    assert begeleider.page.get_by_label("Datum").input_value() == tomorrow
    begeleider.picture("zesde-gesprek-geweigerd", narrow=True)

    begeleider.follow("Evaluatie vastleggen")
    begeleider.answer("Met welke collega?", "Sem Bakker")
    begeleider.answer("Zijn er tekenen dat de cliënt afhankelijk wordt van onze hulp?", "Nee")
    begeleider.answer("Wat is de conclusie?", "Het slapen gaat beter; nog één gesprek.")
    begeleider.answer("Wat besluit u samen?", "Doorgaan")
    begeleider.picture("evaluatie", narrow=True)
    begeleider.press("Evaluatie vastleggen")
    assert "De evaluatie is vastgelegd." in begeleider.words

    begeleider.follow("Gesprek plannen")
    begeleider.answer_moment("Wanneer is het gesprek?", tomorrow, "14:00")
    begeleider.press("Gesprek plannen")
    assert "Het gesprek is gepland." in begeleider.words


def records_a_tsq_of_seven_and_decides(begeleider: Person) -> None:
    """Record a TSQ over its cut-off, see the decision come up with its day, and take it."""
    begeleider.follow("Vragenlijst vastleggen")
    begeleider.picture("vragenlijst-kiezen", narrow=True)
    begeleider.follow("TSQ")
    begeleider.answer("Eén gebeurtenis?", "Ja, één gebeurtenis op een bekende dag")
    begeleider.answer("Op welke dag?", "1-3-2025")
    yes = "Ja, minstens twee keer in de afgelopen week"
    begeleider.answer_scale(*[yes] * 7, *["Nee"] * 3)
    begeleider.picture("tsq", narrow=True)
    begeleider.press("Uitslag vastleggen")
    assert "Score 7 van 10" in begeleider.words
    assert "een besluit: overleggen, verwijzen, of geen van beide met reden" in begeleider.words
    begeleider.picture("tsq-uitslag", narrow=True)
    begeleider.follow("Besluit nemen")
    begeleider.answer("Wat besluit u?", "Overleggen")
    begeleider.answer("Waarom?", "Overlegd met de bedrijfspsycholoog, zonder naam.")
    begeleider.picture("besluit-over-score")
    begeleider.press("Besluit vastleggen")
    assert "Het besluit is vastgelegd." in begeleider.words


def records_a_phq9_that_asks_for_safety(begeleider: Person, number: str) -> None:
    """Record a PHQ-9 under its cut-off whose ninth item is not nothing: a human must talk today."""
    begeleider.follow("Vragenlijst vastleggen")
    begeleider.follow("PHQ-9")
    begeleider.answer_scale(
        "Verscheidene dagen", "Verscheidene dagen", *["Helemaal niet"] * 6, "Verscheidene dagen"
    )
    begeleider.picture("phq9")
    begeleider.press("Uitslag vastleggen")
    assert "Praat vandaag met de cliënt over veiligheid" in begeleider.words
    begeleider.picture("phq9-uitslag", narrow=True)
    begeleider.go("/")
    assert "Eerst: veiligheid" in begeleider.words
    assert number in begeleider.words
    begeleider.picture("mijn-werk-met-veiligheid", narrow=True)


def is_refused_to_close(begeleider: Person, number: str) -> None:
    """Try to close the case while the safety task is open."""
    begeleider.go(f"/trajecten/{number}")
    begeleider.picture("traject-met-veiligheidstaak", narrow=True)
    begeleider.follow("Traject afsluiten")
    answers_the_closing(begeleider)
    begeleider.press("Traject afsluiten")
    assert "Er staat nog een veiligheidstaak open." in begeleider.words
    assert "Kan op eigen kracht verder" in begeleider.words
    begeleider.picture("afsluiten-geweigerd", narrow=True)


def settles_the_safety_task(begeleider: Person) -> None:
    """Record the conversation that was held."""
    begeleider.follow("Gesprek over veiligheid vastleggen")
    begeleider.answer("Wat hebt u met de cliënt besproken?", "Gebeld. De gedachten zijn er, geen plan.")
    begeleider.answer("Is er gevraagd naar middelen?", "Ja")
    begeleider.answer("Wat is er afgesproken?", "Belt 113 als het erger wordt; morgen weer contact.")
    begeleider.answer("Hoe is het afgerond?", "Gesproken, nu geen acuut gevaar")
    begeleider.picture("gesprek-over-veiligheid", narrow=True)
    begeleider.press("Gesprek vastleggen")
    assert "Het gesprek over veiligheid is vastgelegd." in begeleider.words


def refers_under_consent(begeleider: Person) -> None:
    """Decide on a referral to the general practitioner and record that it was sent."""
    begeleider.follow("Verwijzing vastleggen")
    begeleider.answer("Naar wie verwijst u?", "Huisarts")
    begeleider.answer("Is de cliënt te herkennen in de verwijzing?", "Ja, met naam of andere gegevens")
    begeleider.answer("Welke gegevens gaan mee?", "De hulpvraag")
    begeleider.picture("verwijzing", narrow=True)
    begeleider.press("Verwijzing vastleggen")
    assert "De verwijzing is vastgelegd." in begeleider.words
    begeleider.picture("traject-met-verwijzing")
    begeleider.follow("Versturen")
    begeleider.picture("verwijzing-versturen")
    begeleider.press("Vastleggen dat deze is verstuurd")
    assert "Vastgelegd dat de verwijzing is verstuurd." in begeleider.words


def is_refused_a_referral_without_consent(begeleider: Person) -> None:
    """Try to refer to somebody for whom the client gave no consent; what was typed stays."""
    begeleider.follow("Verwijzing vastleggen")
    begeleider.answer("Naar wie verwijst u?", "Externe therapeut")
    begeleider.answer("Waarom?", WHY)
    begeleider.answer("Is de cliënt te herkennen in de verwijzing?", "Ja, met naam of andere gegevens")
    begeleider.answer("Welke gegevens gaan mee?", "Uitkomsten van vragenlijsten")
    begeleider.press("Verwijzing vastleggen")
    assert re.search("geen geldige toestemming .*uitkomsten van vragenlijsten", begeleider.words.lower())
    assert "Er ontbreekt toestemming om te delen met: Externe therapeut" in begeleider.words
    assert begeleider.page.get_by_label("Waarom?").input_value() == WHY
    begeleider.picture("verwijzing-geweigerd", narrow=True)
    begeleider.follow("Annuleren")


def rates_the_goal_and_closes(begeleider: Person) -> None:
    """Rate the goal, and close the case with its outcome."""
    begeleider.follow("Beoordelen")
    begeleider.answer("Wie geeft het cijfer?", "De cliënt")
    begeleider.answer("Hoe ver is het doel bereikt?", "8")
    begeleider.picture("doel-beoordelen")
    begeleider.press("Cijfer vastleggen")
    assert "Het cijfer is vastgelegd." in begeleider.words
    begeleider.follow("Traject afsluiten")
    answers_the_closing(begeleider)
    begeleider.picture("afsluiten", narrow=True)
    begeleider.press("Traject afsluiten")
    assert "Het traject is afgesloten." in begeleider.words
    begeleider.picture("traject-afgesloten", narrow=True)


def answers_the_closing(begeleider: Person) -> None:
    begeleider.answer("Cijfer van de cliënt", "8")
    begeleider.answer("Uw eigen cijfer", "7")
    begeleider.answer("Hoe eindigt het traject?", "Kan op eigen kracht verder")
    begeleider.answer("Is uitgekomen wat de cliënt verwachtte?", "Gedeeltelijk")


def reads_the_history(begeleider: Person) -> None:
    """Find every step back as a sentence, and the day of today as it was."""
    begeleider.follow("Historie")
    begeleider.picture("historie", narrow=True)
    told = begeleider.page.locator(".bv-event-sentence").all_inner_texts()
    story = "\n".join(reversed(told))
    assert re.search(".*?".join(IN_THE_STORY), story, re.DOTALL), story
    assert story.count("legde een gesprek vast") == 5
    assert not re.search(r"[a-z]+_[a-z]+", story)
    begeleider.answer("Dag", today())
    begeleider.press("Toon")
    begeleider.follow("Dossier zoals bekend op")
    assert GOAL in begeleider.words
    begeleider.picture("dossier-zoals-bekend", narrow=True)


#: In this order, among others: a pattern for each kind of step.
IN_THE_STORY = (
    "meldde traject T-.* aan: huidig medewerker, anoniem voor de werkgever",
    "hield de intake: slaapproblemen",
    "startte het aanbod kortdurende hulpverlening: ten hoogste 6 gesprekken",
    "legde een doel vast: “Ik wil weer een nacht doorslapen”",
    "legde de toestemming van de cliënt vast: “De hulpvraag” delen met huisarts",
    "plande een gesprek: .*bij de cliënt thuis",
    "legde een gesprek vast: 50 minuten",
    "hield de evaluatie met Sem Bakker: doorgaan",
    "legde de TSQ vast: score 7",
    "kreeg de vraag om te overleggen of te verwijzen na een score van 7 op de TSQ",
    "nam een besluit na een score: overleggen",
    "legde de PHQ-9 vast: score 3",
    "kreeg een veiligheidstaak",
    "handelde een veiligheidstaak af: gesproken, nu geen acuut gevaar",
    "besloot met de cliënt tot een verwijzing naar huisarts",
    "verstuurde een verwijzing",
    "legde het cijfer van de cliënt voor een doel vast: 8 van 10",
    "sloot het traject af: kan op eigen kracht verder",
)
