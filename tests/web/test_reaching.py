"""How a client is reached, over HTTP: chosen at registration, at the desk and by the client; seen by both."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.access import SCHEDULER
from bluevitaal_es.commands.record_notice import RecordNoticeNotSent, RecordNoticeSent
from bluevitaal_es.notices.addresses import StaffAddresses
from bluevitaal_es.rules.notices import Wishes
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.dutch import dutch_date_short
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import ROUTERS as EVERY_ROUTER
from tests.spec import uid
from tests.web.conftest import ACase, actor_of, staff_id_of
from tests.web.filling import REGISTRATION, begin, fill, record, send
from tests.web.own_pages import OwnPages, own_pages, words
from tests.web.posting import posted_to

__all__ = ["own_pages"]

ROUTERS = EVERY_ROUTER

LogIn = Callable[[str], TestClient]
BY_MAIL = {"berichten": "email", "e-mail": "reiger@voorbeeld.test", "voicemail": "nee", "niet-via-werk": "ja"}


@pytest.mark.requirement("S-164")
def test_registration_asks_how_the_client_is_reached_and_refuses_an_address_of_work(
    log_in: LogIn, house: House
) -> None:
    browser = log_in("begeleider")
    base, trust = begin(browser), REGISTRATION["vertrouwelijkheid"]

    refused = send(browser, f"{base}/vertrouwelijkheid", {**trust, **BY_MAIL, "e-mail": "r@noord.politie.nl"})
    assert refused.status_code == 422
    assert "Vul een privéadres in." in refused.text
    answers = REGISTRATION | {"vertrouwelijkheid": {**trust, **BY_MAIL, "van-uur": "18"}}
    fill(browser, base, answers, dutch_date_short(clock.today()))
    number = record(browser, base).headers["location"].split("/")[2]

    page = words(browser.get(f"/trajecten/{number}").text)
    assert "E-mail, geen voicemail, van 18.00 tot 21.00 uur, nooit via het werk" in page
    dossier = house.case_file.dossier(actor_of("begeleider"), number)
    assert dossier is not None
    assert dossier.reach.wishes == Wishes("email", email="reiger@voorbeeld.test", from_hour=18)


@pytest.mark.requirement("S-164")
def test_client_changes_it_and_both_see_what_was_sent_and_what_was_not(
    a_case: Callable[..., ACase],
    own_pages: Callable[[CaseId], OwnPages],
    log_in: LogIn,
    house: House,
) -> None:
    case = a_case()
    own, browser = own_pages(case.case_id), log_in("begeleider")
    assert "Tot die tijd sturen wij u niets." in own.read("/mijn/bereiken")

    refused = own.send("bereiken", **{**BY_MAIL, "e-mail": "r@politie.nl"})
    assert (refused.status_code, "adres van het werk" in refused.text) == (409, True)
    assert "reiger@voorbeeld.test" in own.sent("bereiken", **BY_MAIL)
    the: dict[str, Any] = {"case_id": case.case_id, "notice": "appointment_tomorrow"}
    for order in (
        RecordNoticeSent(notice_id=uid("one"), via="email", **the),
        RecordNoticeNotSent(notice_id=uid("two"), why="refused", **the),
    ):
        house.wait_for(house.desk.handle(order, SCHEDULER).position)

    said = "Bericht “afspraak morgen” gestuurd per e-mail"
    failed = "Bericht “afspraak morgen” kon niet worden gestuurd: het adres of nummer werkt niet"
    pages = (own.read("/mijn/bereiken"), words(browser.get(f"/trajecten/{case.number}").text))
    assert [(said in page, failed in page) for page in pages] == [(True, True)] * 2
    assert "Cliënt bellen" in words(browser.get("/").text)
    posted_to(browser, f"/trajecten/{case.number}/niet-gestuurd?bericht={uid('two')}", {})
    assert "Cliënt bellen" not in words(browser.get("/").text)


def test_staff_choose_where_they_hear_of_work(log_in: LogIn, house: House) -> None:
    browser, addresses = log_in("begeleider"), StaffAddresses(house.database, house.seal, house.unseal)
    where = "/mijn-account/berichten"

    assert posted_to(browser, where, {"e-mail": "anna"}).status_code == 422
    assert posted_to(browser, where, {"e-mail": "anna@voorbeeld.test"}).status_code == 303
    assert "anna@voorbeeld.test" in browser.get("/mijn-account").text
    assert addresses.of(staff_id_of("begeleider")) == "anna@voorbeeld.test"
    assert posted_to(browser, where, {"e-mail": ""}).status_code == 303
    assert addresses.of(staff_id_of("begeleider")) is None
