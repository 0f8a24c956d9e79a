"""Anybody asks for contact without an account, comes back with a code, and is registered from there."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.forget_person import ApproveErasure
from bluevitaal_es.projections.first_requests.view import RequestRow
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web import codes
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import case, forgetting, front_door, registration, requests, team, work
from bluevitaal_es.web.tries import FRONT_DOOR_ADDRESS, REQUEST_CODE_ADDRESS
from tests.web.conftest import actor_of, token_in
from tests.web.posting import hidden_in, posted_to

ROUTERS = (
    work.router,
    requests.router,
    registration.router,
    team.router,
    front_door.router,
    case.router,
    forgetting.router,
)
ASKED = {
    "voor": "family",
    "bereiken": "phone",
    "nummer": "06 1234 5678",
    "wanneer": "na 18.00 uur",
    "inspreken": "nee",
    "niet": ["work_phone", "text"],
    "naam": "Zilvermeeuw",
    "vraag": "Ik slaap niet meer.",
    "wachten": "nee",
}
WORDS_THAT_TELL = ("politie", "begeleid", "hulp", "ziek", "aanvraag", "traject", "contact", "bluevitaal")

LogIn = Callable[[str], TestClient]


def code_in(receipt: str) -> str:
    return receipt.split('bv-code--large">', 1)[1].split("<", 1)[0]


def sent(browser: TestClient, **answers: Any) -> str:
    answer = posted_to(browser, "/hulp", {**ASKED, **answers})
    assert answer.status_code == 200, answer.text
    return code_in(answer.text)


def kept(browser: TestClient, **answers: Any) -> str:
    answer = posted_to(browser, "/hulp", {"actie": "bewaar", **answers})
    assert answer.status_code == 200
    return code_in(answer.text)


def back(browser: TestClient, code: str) -> Any:
    return browser.post("/hulp/verder", data={"code": code})


def waiting(house: House) -> list[RequestRow]:
    house.wait_for(10**6)
    return house.first_requests.waiting(actor_of("begeleider"))


def press(browser: TestClient, page: str, path: str, **answers: Any) -> Any:
    answer = browser.post(path, data={"csrf": token_in(page), **answers})
    browser.get("/")  # waits until the views show it
    return answer


def test_goes_from_the_front_door_to_a_case_without_typing_again(
    nobody: TestClient, log_in: LogIn, house: House
) -> None:
    code = sent(nobody)
    (row,) = waiting(house)
    guide, address = log_in("begeleider"), f"/aanvragen/{row.request_id}"
    start = unescape(guide.get("/").text)
    assert "Nieuwe aanvraag, neem contact op" in start
    assert "Zilvermeeuw" not in start
    page = guide.get(address).text
    assert "06 1234 5678" in page
    assert press(guide, page, f"{address}/poging", hoe="no_answer").status_code == 404

    assert press(guide, page, f"{address}/oppakken").status_code == 303
    assert "Iemand belt u" in back(nobody, code).text
    page = guide.get(address).text
    assert press(guide, page, f"{address}/poging").status_code == 422
    assert press(guide, page, f"{address}/poging", hoe="no_answer").status_code == 303
    assert "Niet te pakken gekregen" in back(nobody, code).text
    draft = press(guide, guide.get(address).text, f"{address}/aanmelden").headers["location"]
    for task, answers in (("eenheid", {"eenheid": "GEEN"}), ("begeleider", {"wie": "ikzelf"})):
        assert posted_to(guide, f"{draft}/{task}", answers).status_code == 303
    recorded = posted_to(guide, f"{draft}/controle", {})

    number = recorded.headers["location"].split("/")[2]
    house.wait_for(10**6)
    guided = actor_of("begeleider")
    dossier = house.case_file.dossier(guided, number)
    involvement = house.caseload.involvement(guided, number)
    assert dossier is not None
    assert involvement is not None
    assert (dossier.client_name, dossier.target_group) == ("Zilvermeeuw", "family")
    assert "06 1234 5678" in (dossier.contact_wish or "")
    assert "Geen bericht inspreken" in (dossier.contact_wish or "")
    told = house.history.since(guided, involvement, 0)
    assert [entry.data["text"] for entry in told if entry.type == "case.note_added"] == [
        "Uit de aanvraag: Ik slaap niet meer."
    ]
    with house.database.pool.connection() as connection:
        chains = connection.execute(
            "SELECT DISTINCT correlation_id FROM log.event WHERE stream_id IN (%s, %s)",
            [row.request_id, involvement.case_id],
        ).fetchall()
    assert chains == [(row.correlation_id,)]
    assert waiting(house) == []
    assert f"traject {number}" in guide.get(address).text
    assert "Aangemeld" in back(nobody, code).text
    assert "Zilvermeeuw" not in guide.get(address).text + back(nobody, code).text


def test_is_kept_half_way_and_gone_in_time(nobody: TestClient, house: House) -> None:
    code = kept(nobody, naam="Zilvermeeuw", vraag="Later meer")
    page = back(nobody, code.lower().replace("-", " ")).text
    assert "nog niet verstuurd" in page
    assert "Later meer" in page
    assert waiting(house) == []
    with house.database.pool.connection() as connection:
        (row,) = connection.execute("SELECT r::text FROM web.first_request r").fetchone() or ("",)
    assert code not in row
    assert "Zilver" not in row

    broken = nobody.post("/hulp/verder/versturen", data={**hidden_in(page), "vraag": "Nog meer"})
    assert broken.status_code == 422
    assert "Nog meer" in broken.text
    done = nobody.post("/hulp/verder/versturen", data={**hidden_in(page), **ASKED})
    assert "Verstuurd" in done.text
    assert len(waiting(house)) == 1

    late = kept(nobody, naam="Strandloper")
    assert back(nobody, late).status_code == 200
    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert back(nobody, late).status_code == 422
        assert back(nobody, code).status_code == 200
        kept(nobody)
    assert back(nobody, late).status_code == 422


def test_is_changed_and_taken_back_with_the_code(nobody: TestClient, log_in: LogIn, house: House) -> None:
    code = sent(nobody)
    page = back(nobody, code).text
    assert "06 1234 5678" in page
    changed = {**ASKED, "nummer": "06 9999 9999", "niet": []}
    empty = nobody.post("/hulp/verder/versturen", data={"code": code, "actie": "bewaar"})
    assert empty.status_code == 422
    assert nobody.post("/hulp/verder/versturen", data={**hidden_in(page), **changed}).status_code == 200
    guide = log_in("begeleider")
    (row,) = waiting(house)
    assert "06 9999 9999" in guide.get(f"/aanvragen/{row.request_id}").text

    assert "Ingetrokken" in nobody.post("/hulp/verder/intrekken", data={"code": code}).text
    house.wait_for(10**6)
    assert waiting(house) == []
    assert "06 9999" not in guide.get(f"/aanvragen/{row.request_id}").text
    assert f"{row.reference}: gevraagd op" in unescape(guide.get("/aanvragen").text)
    with house.database.pool.connection() as connection:
        (key,) = connection.execute(
            "SELECT wrapped FROM keys.stream_key JOIN keys.data_key USING (key_id) WHERE stream_id = %s",
            [row.request_id],
        ).fetchall()
    assert key == (None,)
    never = [back(nobody, tried) for tried in (code, codes.make())]
    assert {answer.status_code for answer in never} == {422}
    assert len({answer.text.split('id="fout-code"', 1)[1].split("</p>", 1)[0] for answer in never}) == 1


def test_is_forgotten_by_two_people_once_somebody_took_it_on(
    nobody: TestClient, log_in: LogIn, house: House
) -> None:
    code = sent(nobody)
    (row,) = waiting(house)
    guide, address = log_in("begeleider"), f"/aanvragen/{row.request_id}"
    press(guide, guide.get(address).text, f"{address}/oppakken")
    press(guide, guide.get(address).text, f"{address}/aanmelden")
    nobody.post("/hulp/verder/intrekken", data={"code": code})
    house.wait_for(10**6)

    with house.database.pool.connection() as connection:
        assert connection.execute("SELECT count(*) FROM web.draft").fetchone() == (0,)
    (asked,) = house.erasures.all(actor_of("fg"))
    assert (asked.number, asked.requested_as, asked.forgotten) == (row.reference, "client", False)
    case_id = CaseId(row.request_id)
    house.desk.handle(ApproveErasure(case_id=case_id), actor_of("fg"))
    house.wait_for(house.forget(case_id, row.reference, actor_of("fg")).position)
    assert "Deze aanvraag is ingetrokken. Bel niet meer." in guide.get(address).text
    assert row.reference in guide.get("/aanvragen").text
    told = unescape(log_in("fg").get(f"/beheer/vergeten/{row.reference}").text)
    assert f"Aanvraag {row.reference}" in told
    assert "De aanvrager vraagt het" in told


def test_gives_a_receipt_that_says_nothing_and_the_same_one_twice(nobody: TestClient, house: House) -> None:
    form = {**hidden_in(nobody.get("/hulp").text), **ASKED}
    first, again = nobody.post("/hulp", data=form), nobody.post("/hulp", data=form)

    assert code_in(first.text) == code_in(again.text)
    assert len(waiting(house)) == 1
    seen = first.text.split("<body", 1)[1].split("bv-not-on-paper", 1)[0].lower()
    assert "<title>Bewaar deze code</title>" in first.text
    assert [word for word in WORDS_THAT_TELL if word in seen] == []
    assert nobody.get("/verder").headers["location"] == "/hulp/verder"


def test_stops_programs_and_guessing(nobody: TestClient, house: House) -> None:
    trapped = posted_to(nobody, "/hulp", {**ASKED, "website": "https://x.test"})
    assert trapped.status_code == 422
    assert "Ik slaap niet meer." in trapped.text
    assert posted_to(nobody, "/hulp", {**ASKED, "nummer": ""}).status_code == 422
    assert waiting(house) == []

    guesses = [back(nobody, codes.make()).status_code for _ in range(REQUEST_CODE_ADDRESS.most + 1)]
    assert guesses == [422] * REQUEST_CODE_ADDRESS.most + [429]
    posts = [posted_to(nobody, "/hulp", {"actie": "bewaar"}) for _ in range(FRONT_DOOR_ADDRESS.most + 1)]
    assert [answer.status_code for answer in posts] == [200] * FRONT_DOOR_ADDRESS.most + [429]
    assert "Retry-After" in posts[-1].headers


def test_is_read_by_who_took_it_on_and_counted_by_the_lead(
    nobody: TestClient, log_in: LogIn, house: House
) -> None:
    code = sent(nobody, bereiken="code")
    guide, other, lead = log_in("begeleider"), log_in("begeleider2"), log_in("teamleider")
    (row,) = waiting(house)
    address = f"/aanvragen/{row.request_id}"
    press(guide, guide.get(address).text, f"{address}/oppakken")

    listed = other.get("/aanvragen")
    assert "Anna Voorbeeld" in listed.text
    found = press(other, listed.text, "/aanvragen", code=code)
    assert found.headers["location"] == address
    assert press(other, listed.text, "/aanvragen", code=codes.make()).status_code == 422
    closed = other.get(address).text
    assert "Zilvermeeuw" not in closed
    assert press(other, closed, f"{address}/afsluiten", reden="answered").status_code == 404
    board = lead.get("/team").text
    assert 'Wacht op contact <span class="bv-count">(1)' in board
    assert "Zilvermeeuw" not in board
    assert lead.get(address).status_code == 404
    looks = house.looks_at(actor_of("auditor"), row.request_id)
    assert {(look.actor_role, look.object_type) for look in looks if not look.in_list} == {
        ("begeleider", "aanvraag")
    }
    press(other, closed, f"{address}/oppakken")
    assert "Zilvermeeuw" in other.get(address).text
    assert "Zilvermeeuw" not in guide.get(address).text
    assert press(other, closed, f"{address}/afsluiten", reden="answered").status_code == 303
    assert waiting(house) == []
    assert "Afgerond" in back(nobody, code).text
    assert "Afgerond" in nobody.post("/hulp/verder/intrekken", data={"code": code}).text
