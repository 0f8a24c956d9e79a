"""The team lead's board: timing and numbers, and never a name or a word of a client."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.decide_referral import DecideReferral
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.web.pages.team import router
from tests.web.conftest import ACase

ROUTERS = (router,)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = START + timedelta(weeks=7)

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]
Give = Callable[..., Outcome]


def board(log_in: LogIn, at: datetime = LATER, query: str = "") -> str:
    with clock.standing_at(at):
        answer = log_in("teamleider").get(f"/team{query}")
    assert answer.status_code == 200
    return str(answer.text)


def words(page: str) -> str:
    bare = re.sub(r"<[^>]+>", " ", page)
    return " ".join(bare.split())


@pytest.mark.requirement("S-167")
def test_shows_late_work_without_a_name_or_a_word(a_case: MakeCase, give: Give, log_in: LogIn) -> None:
    with clock.standing_at(START):
        case = a_case(client_name="Geheimenaam")
        give(AddNote(case_id=case.case_id, text="geheimenotitie"))
        give(SetGoal(case_id=case.case_id, goal_id=uuid4(), words="geheimdoel", approach="geheimeaanpak"))
        talk = HoldTalk(
            case_id=case.case_id, talk_id=uuid4(), held_at=START, channel="phone", note="geheimgesprek"
        )
        give(talk)
        give(
            RecordInstrument(
                case_id=case.case_id,
                result_id=uuid4(),
                instrument="phq9",
                completed_on=clock.today(),
                answers=(2, 2, 2, 2, 2, 2, 2, 2, 0),
            )
        )
        give(
            DecideReferral(
                case_id=case.case_id,
                referral_id=uuid4(),
                target="psychotrauma_centre",
                reason="geheimereden",
                identifying=False,
                decided_on=clock.today(),
            )
        )

    page = board(log_in)

    assert case.number in page
    assert "Evaluatie houden" in page
    assert "Overleggen of verwijzen" in page
    assert "Verwijzing versturen" in page
    assert "geheim" not in page.lower()
    assert "PHQ" not in page
    assert "Score 16" not in page
    assert "sychotrauma" not in page


@pytest.mark.requirement("S-167")
def test_says_whose_a_late_evaluation_is_since_when_and_why(a_case: MakeCase, log_in: LogIn) -> None:
    with clock.standing_at(START):
        case = a_case()

    page = words(board(log_in))

    assert f"{case.number} , Anna Voorbeeld" in page
    assert "Uiterlijk 6 weken na het begin op 2 maart" in page
    assert "7 dagen te laat" in page
    assert f'href="/trajecten/{case.number}/overdragen"' in board(log_in)


def test_shows_who_waits_for_a_begeleider_longest_first(a_case: MakeCase, log_in: LogIn) -> None:
    with clock.standing_at(START):
        first = a_case(assigned=False, intake=False)
    with clock.standing_at(START + timedelta(days=2)):
        second = a_case(assigned=False, intake=False)

    page = board(log_in, START + timedelta(days=3))

    assert page.index(f"/trajecten/{first.number}/toewijzen") < page.index(
        f"/trajecten/{second.number}/toewijzen"
    )
    assert "De langste wacht sinds 2 maart 2026." in words(page)


def test_counts_open_cases_and_late_evaluations_of_everybody(
    a_case: MakeCase, person: Callable[[str], object], log_in: LogIn
) -> None:
    with clock.standing_at(START):
        person("begeleider2")
        for _ in range(3):
            a_case()

    page = board(log_in)
    rows = [words(row) for row in page.split("Norm 25", 1)[1].split("<tr")[1:]]

    assert "Anna Voorbeeld" in rows[0]
    assert re.search(r"Open trajecten 3 .*binnen.*Evaluaties te laat 3 ", rows[0])
    assert re.search(r"Bram Bedacht .*Open trajecten 0 ", rows[1])


def test_says_when_there_is_more_than_it_shows(
    a_case: MakeCase, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bluevitaal_es.web.pages.team.AT_FIRST", 2)
    with clock.standing_at(START):
        for _ in range(3):
            a_case()

    assert "U ziet er 2 van de 3." in words(board(log_in))
    assert "U ziet er" not in words(board(log_in, query="?alles=1"))


def test_says_so_when_nothing_is_late(log_in: LogIn) -> None:
    page = board(log_in)

    assert "Elke aanmelding heeft een begeleider." in page
    assert page.count("Hier is niets te laat.") == 2


@pytest.mark.parametrize("username", ["begeleider", "management", "auditor", "ombuds", "beheer"])
def test_is_not_there_for_others(log_in: LogIn, username: str) -> None:
    assert log_in(username).get("/team").status_code == 404
