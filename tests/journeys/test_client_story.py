"""The story of a client, on a phone, from the invitation until they are forgotten; and who answers them."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser

from bluevitaal_es import clock
from bluevitaal_es.web.dutch import dutch_date_short
from bluevitaal_es.web.session import cookie_name
from bluevitaal_es.web.session_table import Sessions
from tests.journeys.a_client import GOAL, AClient, live
from tests.journeys.person import NARROW, Person, album_asked_for, person_at
from tests.journeys.service import Service
from tests.web.browsing import go_on, with_device

Staff = Callable[[str], Person]

USERNAME, PASSWORD = "Zilvermeeuw", "vier paarden in de wei"
#: What this client said or chose, in words that nobody may read in the end.
OWN_WORDS = (GOAL, "Weer met plezier koken", "Mag ik later komen?", "Ik werk 60 procent.", USERNAME.lower())


@pytest.fixture
def me(chromium: Browser, service: Service) -> Iterator[Person]:
    """Somebody with a phone that holds passkeys; browsers make those at a name, not at a number."""
    named = replace(service, address=service.address.replace("127.0.0.1", "localhost"))
    with (
        service.in_earnest(),
        person_at(chromium, named, album=album_asked_for(), size=NARROW) as person,
    ):
        with_device(person.page)
        yield person


@pytest.fixture
def staff(chromium: Browser, service: Service) -> Iterator[Staff]:
    """Return a member of staff in a browser of their own, who gave both proofs a moment ago."""
    with ExitStack() as open_browsers:

        def somebody(username: str) -> Person:
            person = open_browsers.enter_context(person_at(chromium, service))
            token = Sessions(service.parts.database).open(username, proved_at=clock.now())
            name = cookie_name(service.parts.settings)
            person.page.context.add_cookies([{"name": name, "value": token, "url": service.address}])
            return person

        yield somebody


@pytest.mark.browser
@pytest.mark.slow("every own page on a phone, and what others do with it, with pictures")
@pytest.mark.requirement("S-106", "S-158", "S-159", "S-161", "S-182")
def test_is_invited_chooses_is_answered_and_is_forgotten(me: Person, staff: Staff, service: Service) -> None:
    known = live(service)
    begeleider, auditor = staff("begeleider"), staff("auditor")
    comes_in(me, is_invited(begeleider, known))
    comes_back(me)
    sees_how_it_goes(me)
    sets_a_goal(me)
    writes(me)
    takes_consent_back(me)
    is_asked_about_the_talk(me)
    prepares(me)
    asks_for_an_improvement(me)
    lets_a_partner_look(me)

    is_refused_the_referral(begeleider, known)
    answers_the_message(begeleider, known)
    follows_up(begeleider)
    answers_the_request(begeleider)
    begeleider.go(f"/trajecten/{known.number}/evaluatie")
    assert "Minder vaak wakker" in begeleider.words
    looks_without_content(auditor, known)

    reads_the_answers(me)
    sees_who_looked(me)
    takes_a_copy(me, known)
    asks_to_be_forgotten_and_stays(me)
    asks_to_be_forgotten(me)
    forgets(staff("fg"), staff("beheer"), known)
    is_forgotten(me)
    finds_nothing_left(begeleider, auditor, known)


def is_invited(begeleider: Person, known: AClient) -> str:
    begeleider.go(f"/trajecten/{known.number}/uitnodigen")
    begeleider.press("Uitnodiging maken")
    begeleider.snap("uitnodiging")
    return begeleider.page.locator(".bv-code--large").inner_text()


def comes_in(me: Person, code: str) -> None:
    me.go("/welkom")
    me.picture("welkom")
    me.press("Verder")
    me.picture("welkom-fout")
    me.answer("Uw code", code)
    me.press("Verder")
    me.answer("Naam om mee in te loggen", USERNAME)
    me.answer("Wachtwoord", "kort")
    me.answer("Wachtwoord, nog een keer", "kort")
    me.press("Verder")
    me.picture("account-fout")
    me.answer("Wachtwoord", PASSWORD)
    me.answer("Wachtwoord, nog een keer", PASSWORD)
    me.press("Verder")
    me.picture("tweede-stap-kiezen")
    me.follow("Toegangssleutel instellen")
    me.answer("Hoe noemt u dit?", "Mijn telefoon")
    me.picture("toegangssleutel")
    me.press("Toegangssleutel maken")
    me.picture("herstelcodes")
    me.follow("Ik heb ze bewaard, verder")
    assert me.path == "/mijn"


def comes_back(me: Person) -> None:
    go_on(me.page.get_by_role("button", name="Uitloggen"))
    me.log_in(USERNAME, PASSWORD)
    me.picture("tweede-stap")
    me.press("Toegangssleutel gebruiken")
    assert me.path == "/mijn"
    me.snap("mijn-overzicht")


def sees_how_it_goes(me: Person) -> None:
    me.follow("Hoe het gaat")
    assert f"“{GOAL}”" in me.words
    assert "Gedeeltelijk aan het werk, 50 %" in me.words
    assert "Blijft het getal in de gekleurde strook" in me.words
    me.snap("mijn-herstel")


def sets_a_goal(me: Person) -> None:
    me.follow("Een eigen doel toevoegen")
    me.snap("mijn-doel")
    me.answer("Wat wilt u bereiken?", "Weer met plezier koken")
    me.press("Doel bewaren")
    assert "Uw doel staat erbij." in me.words
    me.follow(f"Zelf een cijfer geven voor: {GOAL}")
    me.answer("Welk cijfer geeft u zelf?", "7")
    me.press("Cijfer bewaren")
    assert "Zo ver vindt u zelf dat u bent: 7 van 10" in me.words
    me.snap("mijn-herstel-later")


def writes(me: Person) -> None:
    me.go("/mijn/berichten")
    me.follow("Bericht schrijven")
    me.snap("mijn-bericht-schrijven")
    me.press("Versturen")
    assert me.page.title().startswith("Fout: ")
    me.snap("mijn-bericht-fout")
    me.answer("Uw bericht", "Mag ik later komen?")
    me.press("Versturen")
    assert "Noor van Dam leest het en antwoordt hier." in me.words
    assert "Mag ik later komen?" in me.words
    me.picture("mijn-berichten")


def takes_consent_back(me: Person) -> None:
    me.go("/mijn/toestemming")
    me.snap("mijn-toestemming")
    # Two taps: this one, and yes.
    me.follow("Intrekken van: Externe therapeut")
    me.snap("mijn-intrekken")
    me.press("Ja, intrekken")
    assert "Vanaf nu delen wij dit niet meer." in me.words
    me.follow("Veranderen van: Bedrijfsarts")
    me.answer("Tot en met welke dag?", dutch_date_short(clock.today() + timedelta(days=30)))
    me.press("Veranderen")
    assert "Dit geldt vanaf nu." in me.words
    me.snap("mijn-toestemming-later")


def is_asked_about_the_talk(me: Person) -> None:
    me.go("/mijn")
    me.follow("Zeg hoe het was")
    me.snap("mijn-gesprek")
    me.answer("Voelde u zich gehoord?", "Een beetje")
    me.answer("Voelt het vertrouwelijk?", "Nee")
    me.answer("Wilt u er iets bij zeggen?", "De deur stond open.")
    me.press("Versturen")
    assert "Noor van Dam leest wat u hebt gekozen." in me.words


def prepares(me: Person) -> None:
    me.follow("Mijn evaluatie voorbereiden")
    me.answer("Wat gaat er beter?", "Minder vaak wakker")
    me.press("Bewaren")
    assert "Minder vaak wakker" in me.words


def asks_for_an_improvement(me: Person) -> None:
    me.go("/mijn/gegevens")
    me.snap("mijn-gegevens")
    me.follow("Iets laten verbeteren")
    me.answer("Wat klopt er niet, en hoe moet het zijn?", "Ik werk 60 procent.")
    me.press("Versturen")
    assert "Antwoord uiterlijk" in me.words


def lets_a_partner_look(me: Person) -> None:
    me.go("/mijn/thuis")
    me.follow("Iemand laten meekijken")
    me.answer("Hoe noemt u deze persoon?", "Mijn partner")
    me.answer("Wat mag deze persoon zien?", "Mijn doelen en hoe het daarmee gaat")
    me.snap("mijn-thuis-kiezen")
    me.press("Laten meekijken")
    me.snap("mijn-thuis")
    me.follow("Zo ziet het eruit")
    assert "Weer met plezier koken" in me.words
    assert "Volgende gesprek" not in me.words
    me.picture("mijn-thuis-zo")
    me.go("/mijn/toestemming")
    me.follow("Intrekken van: Partner of ander thuisfront")
    me.press("Ja, intrekken")
    me.go("/mijn/thuis")
    assert "U trok de toestemming daarvoor in." in me.words
    me.follow("Stoppen")
    me.press("Ja, stoppen")
    assert "Er kijkt nu niemand thuis mee." in me.words


def is_refused_the_referral(begeleider: Person, known: AClient) -> None:
    begeleider.go(f"/trajecten/{known.number}/verwijzing-versturen")
    begeleider.press("Vastleggen dat deze is verstuurd")
    assert re.search("geen geldige toestemming", begeleider.words)
    begeleider.snap("verwijzing-geweigerd", narrow=True)


def looks_without_content(auditor: Person, known: AClient) -> None:
    auditor.go(f"/audit/{known.number}")
    assert "Bericht gestuurd" in auditor.words
    assert not [words for words in OWN_WORDS if words in auditor.page.content()]
    auditor.snap("audit-van-de-client")


def answers_the_message(begeleider: Person, known: AClient) -> None:
    begeleider.go(f"/trajecten/{known.number}")
    assert "Bericht beantwoorden" in begeleider.words
    assert "1 nieuw bericht van de cliënt" in begeleider.words
    begeleider.snap("traject-van-de-client", narrow=True)
    begeleider.go(f"/trajecten/{known.number}/bericht")
    begeleider.snap("traject-bericht")
    begeleider.answer("Uw bericht", "Dat is goed. Tot dan.")
    begeleider.press("Versturen")
    assert "Bericht beantwoorden" not in begeleider.words


def follows_up(begeleider: Person) -> None:
    assert "Lage beoordeling lezen" in begeleider.words
    begeleider.follow("Lezen en oppakken")
    assert "De deur stond open." in begeleider.words
    begeleider.snap("traject-beoordeling")
    begeleider.answer("Wat hebt u hiermee gedaan?", "Gebeld. Wij praten voortaan met de deur dicht.")
    begeleider.press("Vastleggen")


def answers_the_request(begeleider: Person) -> None:
    begeleider.follow("Beantwoorden")
    begeleider.snap("traject-verzoek")
    begeleider.answer("Wat is er gedaan?", "Gedaan wat u vroeg")
    begeleider.answer("Uw antwoord", "Het staat nu op 60 procent.")
    begeleider.press("Antwoord geven")
    assert "Verzoek beantwoorden" not in begeleider.words


def reads_the_answers(me: Person) -> None:
    me.go("/mijn")
    assert "Noor van Dam schreef u een bericht" in me.words
    me.picture("mijn-overzicht-nieuw")
    me.go("/mijn/berichten")
    assert "Dat is goed. Tot dan." in me.words
    me.go("/mijn/herstel")
    assert "Wij praten voortaan met de deur dicht." in me.words
    me.go("/mijn/gegevens")
    assert "Het staat nu op 60 procent." in me.words


def sees_who_looked(me: Person) -> None:
    me.go("/mijn/wie-keek")
    assert ", begeleider" in me.words
    assert "Een auditor" in me.words
    assert "Gevraagd om mee te denken over slapen." in me.words
    assert "Dat mocht met uw toestemming van" in me.words
    me.picture("mijn-wie-keek")


def takes_a_copy(me: Person, known: AClient) -> None:
    me.go("/mijn/gegevens")
    with me.page.expect_download() as to_read:
        me.page.get_by_role("link", name="Kopie om te lezen (pdf)").click()
    assert to_read.value.path().read_bytes().startswith(b"%PDF-1.7")
    with me.page.expect_download() as for_machines:
        me.page.get_by_role("link", name="Kopie voor een ander programma (json)").click()
    found = json.loads(for_machines.value.path().read_bytes())
    assert found["trajectnummer"] == known.number
    assert "Mag ik later komen?" in {fact["inhoud"].get("text") for fact in found["feiten"]}


def asks_to_be_forgotten_and_stays(me: Person) -> None:
    me.follow("Mijn gegevens laten wissen")
    me.snap("mijn-vergeten")
    me.page.get_by_label("Ik wil dat alles").check()
    me.press("Verzoek versturen")
    assert "Een tweede persoon moet het nog goedkeuren." in me.words
    me.picture("mijn-gegevens-later")
    me.follow("Toch niet wissen")
    me.press("Ja, mijn gegevens laten staan")
    assert "Uw gegevens blijven staan." in me.words


def asks_to_be_forgotten(me: Person) -> None:
    me.follow("Mijn gegevens laten wissen")
    me.press("Verzoek versturen")
    assert me.page.title().startswith("Fout: ")
    me.snap("mijn-vergeten-fout")
    me.page.get_by_label("Ik wil dat alles").check()
    me.press("Verzoek versturen")
    assert "Een tweede persoon moet het nog goedkeuren." in me.words


def forgets(officer: Person, keeper: Person, known: AClient) -> None:
    page = f"/beheer/vergeten/{known.number}"
    keeper.go(page)
    assert "De cliënt" in keeper.words
    assert not keeper.page.get_by_role("link", name="Naar vergeten").count()
    officer.go(page)
    officer.follow("Naar goedkeuren")
    officer.page.get_by_label("Ik heb nagegaan").check()
    officer.snap("vergeten-goedkeuren")
    officer.press("Keur goed")
    keeper.go(page)
    keeper.follow("Naar vergeten")
    keeper.page.get_by_label("Ik weet dat niemand").check()
    keeper.picture("vergeten-uitvoeren")
    keeper.press("Vergeet dit traject")
    assert "De gegevens van dit traject zijn vergeten op" in keeper.words
    keeper.snap("vergeten-bewijs")


def is_forgotten(me: Person) -> None:
    me.go("/mijn")
    assert me.path.startswith("/inloggen")
    me.log_in(USERNAME, PASSWORD)
    assert "horen niet bij elkaar" in me.words
    me.picture("niet-meer-inloggen")


def finds_nothing_left(begeleider: Person, auditor: Person, known: AClient) -> None:
    read = []
    for page in ("/", "/trajecten", f"/trajecten/{known.number}", f"/trajecten/{known.number}/historie"):
        begeleider.go(page)
        read.append(begeleider.page.content())
    assert "Deze pagina is er niet" in begeleider.words
    auditor.go(f"/audit/{known.number}")
    assert "De gegevens van dit traject zijn vergeten op" in auditor.words
    read.append(auditor.page.content())
    auditor.go("/audit")
    auditor.press("Controleer de keten")
    assert "De keten is heel" in auditor.words
    assert not [words for words in OWN_WORDS for page in read if words in page]
