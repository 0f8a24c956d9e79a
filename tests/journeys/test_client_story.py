"""What a client does on the own pages, on a phone, and what the begeleider does with it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bluevitaal_es import clock
from bluevitaal_es.web.dutch import dutch_date_short
from tests.journeys.a_client import GOAL, AClient, live
from tests.journeys.person import NARROW, Person, album_in, person_at
from tests.journeys.service import Service


@dataclass(frozen=True)
class Client:
    """The client at a phone, with what is known of them."""

    person: Person
    known: AClient


@pytest.fixture
def client(chromium: Browser, service: Service, tmp_path: Path) -> Iterator[Client]:
    """A client with a life of five weeks, logged in."""
    known = live(service)
    with person_at(chromium, service, album=album_in(tmp_path)) as person:
        person.page.set_viewport_size(NARROW)
        person.log_in(known.username)
        yield Client(person, known)


@pytest.mark.browser
@pytest.mark.slow("every own page on a phone, and the answers of the begeleider, with pictures")
@pytest.mark.requirement("S-106", "S-158", "S-159", "S-182")
def test_sees_chooses_writes_and_is_answered(client: Client, person: Callable[..., Person]) -> None:
    me, known = client.person, client.known
    assert me.path == "/mijn"
    me.picture("mijn-overzicht", narrow=True)
    sees_how_it_goes(me)
    sets_a_goal(me)
    writes(me)
    takes_a_consent_back(me)
    is_asked_about_the_talk(me)
    prepares(me)
    asks_for_an_improvement(me)
    lets_a_partner_look(me)

    begeleider = person("begeleider")
    begeleider.go(f"/trajecten/{known.number}")
    answers_the_message(begeleider, known)
    follows_up(begeleider)
    answers_the_request(begeleider)
    begeleider.go(f"/trajecten/{known.number}/evaluatie")
    assert "Minder vaak wakker" in begeleider.words

    reads_the_answers(me)
    sees_who_looked(me)
    takes_a_copy(me, known)
    asks_to_be_forgotten_and_stays(me)

    auditor = person("auditor")
    auditor.go(f"/audit/{known.number}")
    assert "Bericht gestuurd" in auditor.words
    assert "Mag ik later komen?" not in auditor.words


def sees_how_it_goes(me: Person) -> None:
    me.follow("Hoe het gaat")
    assert f"“{GOAL}”" in me.words
    assert "Gedeeltelijk aan het werk, 50 %" in me.words
    assert "Blijft het getal in de gekleurde strook" in me.words
    me.picture("mijn-herstel", narrow=True)


def sets_a_goal(me: Person) -> None:
    me.follow("Een eigen doel toevoegen")
    me.picture("mijn-doel", narrow=True)
    me.answer("Wat wilt u bereiken?", "Weer met plezier koken")
    me.press("Doel bewaren")
    assert "Uw doel staat erbij." in me.words
    me.follow(f"Zelf een cijfer geven voor: {GOAL}")
    me.answer("Welk cijfer geeft u zelf?", "7")
    me.press("Cijfer bewaren")
    assert "Zo ver vindt u zelf dat u bent: 7 van 10" in me.words
    me.picture("mijn-herstel-later")


def writes(me: Person) -> None:
    me.go("/mijn/berichten")
    me.follow("Bericht schrijven")
    me.picture("mijn-bericht-schrijven", narrow=True)
    me.press("Versturen")
    assert me.page.title().startswith("Fout: ")
    me.picture("mijn-bericht-fout", narrow=True)
    me.answer("Uw bericht", "Mag ik later komen?")
    me.press("Versturen")
    assert "Noor van Dam leest het en antwoordt hier." in me.words
    assert "Mag ik later komen?" in me.words
    me.picture("mijn-berichten", narrow=True)


def takes_a_consent_back(me: Person) -> None:
    me.go("/mijn/toestemming")
    me.picture("mijn-toestemming", narrow=True)
    me.follow("Intrekken van: Huisarts")
    me.picture("mijn-intrekken", narrow=True)
    me.press("Ja, intrekken")
    assert "Vanaf nu delen wij dit niet meer." in me.words
    me.follow("Veranderen van: Bedrijfsarts")
    me.answer("Tot en met welke dag?", dutch_date_short(clock.today() + timedelta(days=30)))
    me.press("Veranderen")
    assert "Dit geldt vanaf nu." in me.words
    me.picture("mijn-toestemming-later", narrow=True)


def is_asked_about_the_talk(me: Person) -> None:
    me.go("/mijn")
    me.follow("Zeg hoe het was")
    me.picture("mijn-gesprek", narrow=True)
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
    me.picture("mijn-gegevens", narrow=True)
    me.follow("Iets laten verbeteren")
    me.answer("Wat klopt er niet, en hoe moet het zijn?", "Ik werk 60 procent.")
    me.press("Versturen")
    assert "Antwoord uiterlijk" in me.words


def lets_a_partner_look(me: Person) -> None:
    me.go("/mijn/thuis")
    me.follow("Iemand laten meekijken")
    me.answer("Hoe noemt u deze persoon?", "Mijn partner")
    me.answer("Wat mag deze persoon zien?", "Mijn doelen en hoe het daarmee gaat")
    me.picture("mijn-thuis-kiezen", narrow=True)
    me.press("Laten meekijken")
    me.picture("mijn-thuis", narrow=True)
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


def answers_the_message(begeleider: Person, known: AClient) -> None:
    assert "Bericht beantwoorden" in begeleider.words
    assert "1 nieuw bericht van de cliënt" in begeleider.words
    begeleider.picture("traject-van-de-client", narrow=True)
    begeleider.go(f"/trajecten/{known.number}/bericht")
    begeleider.picture("traject-bericht")
    begeleider.answer("Uw bericht", "Dat is goed. Tot dan.")
    begeleider.press("Versturen")
    assert "Bericht beantwoorden" not in begeleider.words


def follows_up(begeleider: Person) -> None:
    assert "Lage beoordeling lezen" in begeleider.words
    begeleider.follow("Lezen en oppakken")
    assert "De deur stond open." in begeleider.words
    begeleider.picture("traject-beoordeling")
    begeleider.answer("Wat hebt u hiermee gedaan?", "Gebeld. Wij praten voortaan met de deur dicht.")
    begeleider.press("Vastleggen")


def answers_the_request(begeleider: Person) -> None:
    begeleider.follow("Beantwoorden")
    begeleider.picture("traject-verzoek")
    begeleider.answer("Wat is er gedaan?", "Gedaan wat u vroeg")
    begeleider.answer("Uw antwoord", "Het staat nu op 60 procent.")
    begeleider.press("Antwoord geven")
    assert "Verzoek beantwoorden" not in begeleider.words


def reads_the_answers(me: Person) -> None:
    me.go("/mijn")
    assert "Noor van Dam schreef u een bericht" in me.words
    me.picture("mijn-overzicht-nieuw", narrow=True)
    me.go("/mijn/berichten")
    assert "Dat is goed. Tot dan." in me.words
    me.go("/mijn/herstel")
    assert "Wij praten voortaan met de deur dicht." in me.words
    me.go("/mijn/gegevens")
    assert "Het staat nu op 60 procent." in me.words


def sees_who_looked(me: Person) -> None:
    me.go("/mijn/wie-keek")
    assert ", begeleider" in me.words
    assert "Gevraagd om mee te denken over slapen." in me.words
    assert "Dat mocht met uw toestemming van" in me.words
    me.picture("mijn-wie-keek", narrow=True)


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
    me.picture("mijn-vergeten", narrow=True)
    me.page.get_by_label("Ik wil dat alles").check()
    me.press("Verzoek versturen")
    assert "Een tweede persoon moet het nog goedkeuren." in me.words
    me.picture("mijn-gegevens-later", narrow=True)
    me.follow("Toch niet wissen")
    me.press("Ja, mijn gegevens laten staan")
    assert "Uw gegevens blijven staan." in me.words
