"""The route of complaints: without an account by a code, from the own page, and past everybody who helps."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.web import own_copy
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import audit, complaint, complaint_keeping, complaints, forgetting
from bluevitaal_es.web.pages.own import complaints as own_complaints
from bluevitaal_es.web.pages.own import own_data, sending
from tests.web.own_pages import OwnPages, own_pages, words
from tests.web.posting import hidden_in, posted_to
from tools import rights_page

__all__ = ["own_pages"]

ROUTERS = (
    complaint.router,
    complaints.router,
    complaint_keeping.router,
    forgetting.router,
    audit.router,
    own_data.router,
    own_complaints.router,
    sending.router,
)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOLD = {
    "soort": "complaint",
    "verhaal": "Zqxverhaal over een gesprek.",
    "over": "Zqxover",
    "nummer": "t-2026-0042",
    "naam": "Zqxnaam",
    "bereik": "Zqxbereik",
}
CODE = re.compile(r"[2-9A-Z]{5}-[2-9A-Z]{5}-[2-9A-Z]{5}")
ONE = re.compile(r"/klachten/([0-9a-f-]{36})")

LogIn = Callable[[str], TestClient]


def filed(nobody: TestClient, **changes: str) -> str:
    """File a complaint without logging in and return the code on its receipt."""
    answer = posted_to(nobody, "/klacht", TOLD | changes)
    assert answer.status_code == 200, words(answer.text)
    found = CODE.search(answer.text)
    assert found is not None
    return found[0]


def printed(client: OwnPages, path: str) -> str:
    """Return what goes into a document that a client asks for, before it is set in type."""
    sources: list[str] = []

    def made(source: str) -> bytes:
        sources.append(source)
        return b"%PDF-"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own_copy, "_made", made)
        assert client.browser.get(path).status_code == 200
    return "".join(sources)


def with_code(nobody: TestClient, code: str) -> str:
    answer = posted_to(nobody, "/klacht/stand", {"code": code})
    assert answer.status_code == 200, words(answer.text)
    return str(answer.text)


def only_one(browser: TestClient) -> str:
    """Return the address of the only complaint on a list."""
    (found,) = set(ONE.findall(browser.get("/klachten").text))
    return f"/klachten/{found}"


@pytest.mark.requirement("S-112")
def test_goes_from_somebody_without_an_account_to_an_answer(nobody: TestClient, log_in: LogIn) -> None:
    with clock.standing_at(START):
        asked = words(nobody.get("/klacht").text)
        code = filed(nobody)
        ombuds = log_in("ombuds")
        due = words(ombuds.get("/klachten").text)
        there = only_one(ombuds)
        read = words(ombuds.get(there).text)
        ombuds.post(f"{there}/behandelen", data=hidden_in(ombuds.get(there).text))
        posted_to(ombuds, f"{there}/vragen", {"vraag": "Wanneer was dat gesprek?"})
    with clock.standing_at(START + timedelta(days=1)):
        standing = with_code(nobody, code.lower().replace("-", " "))
        reply = {**hidden_in(standing), "code": code, "aanvulling": "Op dinsdag."}
        added = words(nobody.post("/klacht/aanvullen", data=reply).text)
    with clock.standing_at(START + timedelta(weeks=7)):
        late = words(log_in("ombuds").get("/klachten").text)
        ombuds = log_in("ombuds")
        refused = ombuds.post(f"{there}/afronden", data=hidden_in(ombuds.get(there).text))
        posted_to(ombuds, f"{there}/antwoorden", {"oordeel": "upheld", "antwoorden": "Dat had niet gemogen."})
        ombuds.get(there)
        answered = words(with_code(nobody, code))
        ombuds.post(f"{there}/afronden", data=hidden_in(ombuds.get(there).text))
        ombuds.get(there)
        ended = with_code(nobody, code)

    assert "Op een klacht krijgt u binnen 6 weken antwoord. Op een bezwaar binnen een maand." in asked
    assert "In behandeling nemen" in due
    assert "uiterlijk 9 maart 2026" in due
    assert all(word in read for word in ("Zqxverhaal", "Zqxover", "T-2026-0042", "Zqxnaam", "Zqxbereik"))
    assert "In behandeling" in words(standing)
    assert "Wanneer was dat gesprek?" in words(standing)
    assert "Op dinsdag." in added
    assert "Antwoord geven" in late
    assert "7 dagen te laat" in late
    assert refused.status_code == 409
    assert "Geef eerst een antwoord" in words(refused.text)
    assert "U krijgt gelijk" in answered
    assert "Dat had niet gemogen." in answered
    assert "Afgerond" in words(ended)
    assert "/klacht/aanvullen" not in ended


@pytest.mark.requirement("S-112")
def test_is_read_by_nobody_who_helps_leads_pays_or_keeps_the_machines(
    nobody: TestClient, log_in: LogIn
) -> None:
    filed(nobody)
    there = only_one(log_in("ombuds"))

    for name in ("begeleider", "teamleider", "beheer", "auditor"):
        assert log_in(name).get(there).status_code == 404, name
    fg = log_in("fg")
    assert not ONE.findall(fg.get("/klachten").text)
    assert fg.get(there).status_code == 404

    filed(nobody, soort="objection")
    objection = only_one(fg)
    assert "Zqxverhaal" in fg.get(objection).text
    assert fg.get("/klachten/nieuw").status_code == 404
    assert "Zqx" not in log_in("auditor").get("/audit").text
    assert "Klacht of bezwaar ingediend" in log_in("auditor").get("/audit").text


@pytest.mark.requirement("S-112")
def test_gives_the_ombudsfunctionaris_nothing_to_change_but_complaints() -> None:
    may_post = {
        line.route
        for line in rights_page.lines()
        if line.method == "POST" and line.roles.get("ombudsfunctionaris") == "ja"
    }
    own_account = (
        "/inloggen",
        "/uitloggen",
        "/welkom",
        "/hulp",
        "/klacht",
        "/mijn-account",
        "/geheimhouding",
    )

    assert {route for route in may_post if not route.startswith(own_account)} == {"/audit"}
    assert "/klachten/{complaint_id}/antwoorden" in may_post


def test_keeps_no_word_and_no_name_where_the_database_can_be_read(
    nobody: TestClient, house: House, log_in: LogIn, a_case: Callable[..., Any], own_pages: Any
) -> None:
    client: OwnPages = own_pages(a_case().case_id)
    code = filed(nobody)
    posted_to(client.browser, "/mijn/klacht/nieuw", TOLD)
    log_in("ombuds").get("/klachten")

    with house.database.owner() as connection:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables"
                " WHERE table_type = 'BASE TABLE'"
                " AND table_schema NOT IN ('pg_catalog', 'information_schema')"
            )
        ]
        held = " ".join(
            str(row) for table in tables for row in connection.execute(f"SELECT t::text FROM {table} t")
        )
        (actors,) = zip(
            *connection.execute("SELECT actor_id FROM log.event WHERE type = 'complaint.filed'"), strict=True
        )
        looks = " ".join(
            row[0]
            for row in connection.execute("SELECT object_ref FROM reading.event WHERE case_id IS NOT NULL")
        )

    assert "Zqx" not in held
    assert b"Zqx".hex() not in held
    assert code not in held
    assert all(actor.startswith("complainant:") for actor in actors)
    assert len(set(actors)) == 2
    assert "klacht" not in looks


def test_says_the_same_of_every_code_that_is_none_and_stops_who_guesses(nobody: TestClient) -> None:
    code = filed(nobody)
    wrong = []
    for guess in ("AAAAA-AAAAA-AAAAA", code[:-1] + ("A" if code[-1] != "A" else "B"), "iets anders"):
        answer = posted_to(nobody, "/klacht/stand", {"code": guess})
        wrong.append((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)))
    acts = [
        nobody.post(f"/klacht/{act}", data={"code": "AAAAA-AAAAA-AAAAA", "aanvulling": "Iets."}).status_code
        for act in ("aanvullen", "intrekken")
    ]

    assert len(set(wrong)) == 1
    assert wrong[0][0] == 422
    assert acts == [422, 422]
    last = [posted_to(nobody, "/klacht/stand", {"code": "iets anders"}).status_code for _ in range(20)]
    assert last[0] == 422
    assert last[-1] == 429
    assert posted_to(nobody, "/klacht/stand", {"code": code}).status_code == 429


def test_gives_one_complaint_and_one_code_to_who_presses_twice(nobody: TestClient, log_in: LogIn) -> None:
    form = hidden_in(nobody.get("/klacht").text) | TOLD
    receipts = [CODE.findall(nobody.post("/klacht", data=form).text) for _ in range(2)]

    assert receipts[0] == receipts[1] != []
    assert only_one(log_in("ombuds"))


def test_asks_for_what_is_missing_and_keeps_the_rest(nobody: TestClient) -> None:
    answer = posted_to(nobody, "/klacht", TOLD | {"verhaal": " "})

    assert answer.status_code == 422
    assert "Schrijf op wat u wilt vertellen." in answer.text
    assert 'value="Zqxover"' in answer.text


def test_lets_too_many_at_once_wait_with_their_text_kept(nobody: TestClient) -> None:
    answers = [posted_to(nobody, "/klacht", TOLD) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert "Zqxverhaal" in answers[-1].text


def test_is_taken_back_by_who_has_the_code(nobody: TestClient, log_in: LogIn) -> None:
    code = filed(nobody)
    sure = nobody.post("/klacht/intrekken", data={"code": code})
    gone = nobody.post("/klacht/intrekken", data={**hidden_in(sure.text), "waarom": "Opgelost."})
    ombuds = log_in("ombuds")

    assert "Toch niet doorgaan?" in sure.text
    assert "Ingetrokken" in words(gone.text)
    assert "De indiener trok het in" in ombuds.get("/klachten").text
    there = only_one(ombuds)
    assert "Opgelost." in ombuds.get(there).text
    ombuds.post(f"{there}/afronden", data=hidden_in(ombuds.get(there).text))
    assert "Er is nu niets te doen." in ombuds.get("/klachten").text


def test_is_filed_for_somebody_on_the_phone_with_a_code_to_read_out(
    nobody: TestClient, log_in: LogIn
) -> None:
    receipt = posted_to(log_in("ombuds"), "/klachten/nieuw", TOLD | {"kanaal": "phone"})
    found = CODE.search(receipt.text)

    assert found is not None
    assert "Geef deze code aan de indiener." in receipt.text
    assert "Zqxverhaal" in with_code(nobody, found[0])


def test_is_filed_on_the_own_page_past_the_begeleider(
    own_pages: Callable[..., OwnPages], a_case: Callable[..., Any], log_in: LogIn
) -> None:
    client, other = own_pages(a_case().case_id), own_pages(a_case().case_id)
    assert "/mijn/klacht" in client.browser.get("/mijn/gegevens").text
    told = {key: TOLD[key] for key in ("verhaal", "over")} | {"soort": "objection"}
    there = posted_to(client.browser, "/mijn/klacht/nieuw", told).headers["location"]
    posted_to(client.browser, there, {"aanvulling": "Nog iets."})
    fg = log_in("fg")
    posted_to(
        fg, f"{only_one(fg)}/antwoorden", {"oordeel": "partly", "antwoorden": "Wij doen dat niet meer."}
    )
    fg.get("/klachten")

    read = client.read(there)
    assert "U krijgt voor een deel gelijk" in read
    assert "Wij doen dat niet meer." in read
    assert "Nog iets." in read
    assert "Bezwaar van" in client.read("/mijn/klacht")
    assert other.browser.get(there).status_code == 404
    assert posted_to(other.browser, there, {"aanvulling": "Van een ander."}).status_code == 404
    assert "Bezwaar van" not in other.read("/mijn/klacht")
    (copied,) = json.loads(client.browser.get("/mijn/gegevens/kopie.json").content)["klachten"]
    assert (copied["tekst"], copied["over"]) == (TOLD["verhaal"], TOLD["over"])
    assert copied["uitkomst"] == "U krijgt voor een deel gelijk"
    assert [line["tekst"] or line["wat"] for line in copied["daarna"]] == [
        "Nog iets.",
        "In behandeling genomen",
        "Wij doen dat niet meer.",
    ]
    assert json.loads(other.browser.get("/mijn/gegevens/kopie.json").content)["klachten"] == []
    sources = printed(client, "/mijn/gegevens/kopie.pdf")
    for said in ("Uw klachten en bezwaren", TOLD["verhaal"], TOLD["over"], "Wij doen dat niet meer."):
        assert said in sources
    sure = client.browser.get(f"{there}/intrekken")
    assert sure.status_code == 200
    assert client.browser.post(f"{there}/intrekken", data=hidden_in(sure.text)).status_code == 303
    assert "Ingetrokken" in client.read(there)


def test_keeps_the_case_it_names_and_is_forgotten_itself_in_the_end(
    own_pages: Callable[..., OwnPages], a_case: Callable[..., Any], log_in: LogIn
) -> None:
    with clock.standing_at(START):
        case = a_case()
        client, ombuds, beheer = own_pages(case.case_id), log_in("ombuds"), log_in("beheer")
        named = {"soort": "complaint", "verhaal": "Zqxverhaal", "traject": "ja"}
        own = posted_to(client.browser, "/mijn/klacht/nieuw", named).headers["location"]
        held = [beheer.get(f"/beheer/vergeten/{case.number}").status_code]
        there = only_one(ombuds)
        ombuds.post(f"{there}/behandelen", data=hidden_in(ombuds.get(there).text))
        early = ombuds.get(f"{there}/vergeten").status_code
        kept = words(beheer.get(f"/beheer/vergeten/{case.number}").text)
        posted_to(ombuds, f"{there}/antwoorden", {"oordeel": "no_judgement", "antwoorden": "Zqxantwoord"})
        ombuds.post(f"{there}/afronden", data=hidden_in(ombuds.get(there).text))
        ombuds.get(there)
        after = words(beheer.get(f"/beheer/vergeten/{case.number}").text)
    with clock.standing_at(START + timedelta(days=740)):
        ombuds, fg = log_in("ombuds"), log_in("fg")
        asked = posted_to(ombuds, f"{there}/vergeten", {"grond": "retention_ended"})
        assert "Gevraagd." in words(ombuds.get(asked.headers["location"]).text)
        forgetting = f"/beheer/vergeten/K-{there.rpartition('/')[2][:6].upper()}"
        forms = [words(fg.get(f"{forgetting}{step}").text) for step in ("", "/goedkeuren", "/uitvoeren")]
        posted_to(fg, f"{forgetting}/goedkeuren", {"gezien": "ja"})
        posted_to(fg, f"{forgetting}/uitvoeren", {"voorgoed": "ja"})
        fg.get("/klachten")
        client = own_pages(case.case_id)
        gone = [ombuds.get(there).status_code, client.browser.get(own).status_code]
        left = words(client.browser.get("/mijn/gegevens").text)

    assert all(f"Klacht {forgetting.rpartition('/')[2]}" in page for page in forms)
    assert "deze klacht vergeten mag worden" in forms[1]
    assert "Vergeet deze klacht" in forms[2]
    assert "traject" not in "".join(forms).replace("Trajecten", "").lower()
    assert held == [404]
    assert "er loopt een onderzoek" in kept
    assert "Deze stopt vanzelf" in kept
    assert "klacht" not in kept.replace("Klacht of bezwaar", "").lower()
    assert early == 404
    assert "er loopt een onderzoek" not in after
    assert gone == [404, 404]
    assert "Een kopie" in left


def test_is_looked_at_in_the_reading_log(nobody: TestClient, log_in: LogIn, house: House) -> None:
    filed(nobody)
    ombuds = log_in("ombuds")
    there = only_one(ombuds)
    ombuds.get(there)
    log_in("begeleider").get(there)

    with house.database.owner() as connection:
        looks = connection.execute(
            "SELECT e.actor_role, e.purpose, e.outcome, s.case_id::text FROM reading.event e"
            " LEFT JOIN reading.shown s USING (position)"
            " WHERE e.object_ref = '/klachten/{complaint_id}' ORDER BY e.position"
        ).fetchall()

    assert looks == [
        ("ombudsfunctionaris", "klacht", 0, there.rpartition("/")[2]),
        ("begeleider", "klacht", 8, None),
    ]
