"""The auditor's pages: who did what and when, whether the log is whole, and nothing of what was said."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.database import Database
from bluevitaal_es.events.case import NoteAdded
from bluevitaal_es.store.checkpoint import Checkpoint, key_to_sign_with, make_checkpoint, read_checkpoint
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.audit import router
from bluevitaal_es.web.pages.own_check import router as own_check
from tests.attacker import tamper
from tests.web.conftest import ACase, token_in

ROUTERS = (own_check, router)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]
Give = Callable[..., Outcome]


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def check(auditor: TestClient) -> str:
    answer = auditor.post("/audit", data={"csrf": token_in(auditor.get("/audit").text)})
    assert answer.status_code == 200
    return words(answer.text)


@pytest.mark.parametrize("username", ["auditor", "ombuds"])
def test_shows_no_content_whatever(a_case: MakeCase, give: Give, log_in: LogIn, username: str) -> None:
    case = a_case(client_name="Geheimenaam", target_group="family")
    give(AddNote(case_id=case.case_id, text="geheimenotitie"))
    give(SetGoal(case_id=case.case_id, goal_id=uuid4(), words="geheimdoel", approach="geheimeaanpak"))
    give(
        CorrectFact(
            case_id=case.case_id,
            version=4,
            replacement=NoteAdded(text="geheimeverbetering"),
            reason="typing_error",
            note="geheimetoelichting",
        )
    )
    auditor = log_in(username)

    for address in ("/audit", f"/audit/{case.number}", f"/audit/{case.number}?tot=3"):
        page = auditor.get(address).text.lower()
        for word in (
            "geheimenaam",
            "geheimenotitie",
            "geheimdoel",
            "geheimeaanpak",
            "geheimeverb",
            "geheimet",
        ):
            assert word not in page
        assert "familie" not in page
        assert "family" not in page
        assert "slaapproblemen" not in page
        assert "typefout" not in page
        assert case.number.lower() in page


def test_replays_a_case_event_by_event(a_case: MakeCase, log_in: LogIn) -> None:
    case = a_case()
    auditor = log_in("auditor")

    whole = words(auditor.get(f"/audit/{case.number}").text)
    step = auditor.get(f"/audit/{case.number}?tot=2").text

    assert "3 feiten, in de volgorde van vastleggen" in whole
    assert whole.count("Anna Voorbeeld (begeleider)") == 3
    assert "Tot en met feit 2 van 3" in step
    assert 'id="feit-2"' in step
    assert 'id="feit-3"' not in step
    assert f"/audit/{case.number}?tot=1" in step
    assert f"/audit/{case.number}?tot=3" in step


def test_says_which_fact_a_correction_corrects(a_case: MakeCase, give: Give, log_in: LogIn) -> None:
    case = a_case()
    give(AddNote(case_id=case.case_id, text="Eerst."))
    give(
        CorrectFact(
            case_id=case.case_id, version=4, replacement=NoteAdded(text="Later."), reason="typing_error"
        )
    )

    page = log_in("auditor").get(f"/audit/{case.number}").text

    assert "Corrigeert feit 4" in words(page)
    assert "Gecorrigeerd door feit 5" in words(page)
    assert 'href="#feit-4"' in page


def test_shows_a_case_as_known_on_a_day(a_case: MakeCase, give: Give, log_in: LogIn) -> None:
    with clock.standing_at(START):
        case = a_case()
    with clock.standing_at(START + timedelta(days=5)):
        give(AddNote(case_id=case.case_id, text="Later."))
    auditor = log_in("auditor")

    assert "3 feiten," in words(auditor.get(f"/audit/{case.number}?op=3-3-2026").text)
    assert "4 feiten," in words(auditor.get(f"/audit/{case.number}?op=7 maart 2026").text)
    early = words(auditor.get(f"/audit/{case.number}?op=1-1-2026").text)
    assert "Op deze dag was van dit traject nog niets vastgelegd." in early
    assert "Vul een dag in" in words(auditor.get(f"/audit/{case.number}?op=gisteren").text)


def test_shows_actor_command_and_cause_behind_details(a_case: MakeCase, log_in: LogIn) -> None:
    case = a_case(intake=False, assigned=False)

    page = words(log_in("auditor").get(f"/audit/{case.number}").text)

    for label in ("Plaats in het log", "Opdracht", "Samenhang", "Oorzaak", "Id van wie het vastlegde"):
        assert label in page
    assert str(case.case_id) in page


def test_finds_a_case_by_number(a_case: MakeCase, log_in: LogIn) -> None:
    case = a_case()
    auditor = log_in("auditor")

    found = auditor.get("/audit", params={"nummer": f" {case.number.lower()} "})
    missing = auditor.get("/audit", params={"nummer": "T-1999-0001"})

    assert found.headers["location"] == f"/audit/{case.number}"
    assert missing.status_code == 404
    assert "Er is geen traject met nummer T-1999-0001." in missing.text
    assert auditor.get("/audit/T-1999-0001").status_code == 404


def test_says_that_the_chain_is_whole(a_case: MakeCase, log_in: LogIn, database: Database) -> None:
    a_case()
    auditor = log_in("auditor")
    with database.owner() as owner:
        head = owner.execute("SELECT position, encode(hash, 'hex') FROM log.head").fetchone()
    assert head is not None

    page = check(auditor)

    assert "De keten is heel" in page
    assert f"{head[0]} feiten nagerekend, tot en met plaats {head[0]}" in page
    assert "seconde" in page
    assert f"{head[1][:12]}…" in page


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            "UPDATE log.event SET actor_id = 'iemand' WHERE position = 2",
            "Het feit op plaats 2 is veranderd nadat het was vastgelegd.",
        ),
        ("DELETE FROM log.event WHERE position = 2", "Het feit op plaats 2 is weg."),
    ],
)
def test_says_where_the_chain_is_broken(
    a_case: MakeCase, log_in: LogIn, database: Database, damage: str, said: str
) -> None:
    a_case()
    auditor = log_in("auditor")
    tamper(database.owner_dsn, damage)

    page = check(auditor)

    assert "De keten is gebroken op plaats 2" in page
    assert said in page
    assert "1 feit daarvoor, tot en met plaats 1" in page


@pytest.mark.parametrize("username", ["begeleider", "teamleider", "management", "beheer"])
def test_is_not_there_for_others(a_case: MakeCase, log_in: LogIn, username: str) -> None:
    case = a_case()
    browser = log_in(username)

    assert browser.get("/audit").status_code == 404
    assert browser.get(f"/audit/{case.number}").status_code == 404
    assert browser.get("/audit/controlepunt").status_code == 404
    assert browser.post("/audit").status_code in (403, 404)


def sign(house: House) -> Checkpoint:
    key = key_to_sign_with(house.settings, house.database)
    return make_checkpoint(house.database, key, datetime(2026, 3, 2, 1, 0, 7, tzinfo=UTC))


def test_says_that_nothing_was_signed_yet(log_in: LogIn) -> None:
    auditor = log_in("auditor")

    assert "Er is nog geen controlepunt." in words(auditor.get("/audit").text)
    assert auditor.get("/audit/controlepunt").status_code == 404
    assert "controlepunten kloppen" not in check(auditor)


@pytest.mark.parametrize("username", ["auditor", "ombuds"])
def test_hands_out_the_newest_checkpoint(
    a_case: MakeCase, house: House, log_in: LogIn, username: str
) -> None:
    reader = log_in(username)
    sign(house)
    a_case()
    signed = sign(house)

    page = words(reader.get("/audit").text)
    answer = reader.get("/audit/controlepunt")

    signed_then = f"{signed.position} feiten en {signed.looks} inzagen, ondertekend op 2 maart 2026"
    assert f"Laatste controlepunt: {signed_then}" in page
    assert signed.key_id in page
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["content-disposition"] == 'attachment; filename="controlepunt-2026-03-02.txt"'
    assert read_checkpoint(answer.text) == signed


def test_holds_the_kept_checkpoints_against_the_log(a_case: MakeCase, house: House, log_in: LogIn) -> None:
    a_case()
    auditor = log_in("auditor")
    sign(house)
    assert "Het bewaarde controlepunt klopt" in check(auditor)

    sign(house)
    page = check(auditor)

    assert "De keten is heel" in page
    assert "Alle 2 bewaarde controlepunten kloppen" in page


def test_says_that_the_newest_events_are_gone(
    a_case: MakeCase, house: House, log_in: LogIn, database: Database
) -> None:
    a_case()
    auditor = log_in("auditor")
    signed = sign(house).position
    tamper(database.owner_dsn, f"DELETE FROM log.event WHERE position = {signed}")

    page = check(auditor)

    assert "De keten is heel" in page
    assert "Het log is niet meer wat is ondertekend op 2 maart 2026" in page
    assert f"Toen waren er {signed} feiten, nu zijn het er {signed - 1}." in page
    assert "controlepunt klopt" not in page


def test_says_what_it_cannot_judge_without_the_key(a_case: MakeCase, house: House, log_in: LogIn) -> None:
    a_case()
    auditor = log_in("auditor")
    sign(house)
    (house.settings.data_dir / "checkpoint-key").unlink()

    page = check(auditor)

    assert "De keten is heel" in page
    assert "Niet nagegaan: 1 bewaard controlepunt." in page
    assert "controlepunt klopt" not in page
