"""Mijn werk: what is due, when, why, and one way to do it."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.decide_referral import DecideReferral
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.commands.hold_evaluation import HoldEvaluation
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.projections.duties.view import DutyRow
from bluevitaal_es.rules.duty import DutyKind, DutyRule
from bluevitaal_es.web.duty_words import STEPS, WHY, action_of, step_of, why_of
from bluevitaal_es.web.pages.work import group_of, last_of_week, router
from tests.web.conftest import ACase

ROUTERS = (router,)

#: A Wednesday.
NOW = datetime(2026, 3, 25, 9, 0, tzinfo=UTC)

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]
Give = Callable[..., Outcome]


def _rows(page: str) -> int:
    return len(re.findall(r'<li class="bv-due ', page))


def _numbers(page: str) -> dict[str, int]:
    tiles = re.findall(r'href="/\?wat=([a-z-]+)"[^>]*>\s*<span class="bv-tile-number">(\d+)<', page)
    return {key: int(number) for key, number in tiles}


def _lives(a_case: MakeCase) -> None:
    """Give the begeleider one duty or more in each group."""
    with clock.standing_at(datetime(2026, 3, 3, 10, 0, tzinfo=UTC)):
        a_case(client_name="Klaas Zonderwerk", intake=False)
    with clock.standing_at(datetime(2026, 3, 18, 10, 0, tzinfo=UTC)):
        a_case(intake=False)
    with clock.standing_at(datetime(2026, 3, 20, 10, 0, tzinfo=UTC)):
        a_case(intake=False)
        a_case()


@pytest.mark.parametrize("key", ["te-laat", "vandaag", "deze-week", "wacht"])
def test_links_each_number_to_exactly_its_rows(log_in: LogIn, a_case: MakeCase, key: str) -> None:
    _lives(a_case)
    with clock.standing_at(NOW):
        browser = log_in("begeleider")
        numbers = _numbers(browser.get("/").text)
        page = browser.get(f"/?wat={key}").text

    assert numbers == {"te-laat": 1, "vandaag": 1, "deze-week": 1, "wacht": 1}
    assert _rows(page) == numbers[key]
    assert _numbers(page) == numbers
    assert re.search(rf'href="/\?wat={key}" aria-current="true"', page)


def test_shows_at_first_what_needs_something_this_week(log_in: LogIn, a_case: MakeCase) -> None:
    _lives(a_case)
    with clock.standing_at(NOW):
        page = log_in("begeleider").get("/").text

    assert _rows(page) == 3
    assert "1 taak wacht tot na deze week." in page
    assert "2 taken moeten vandaag af" in page


def test_says_who_what_until_when_and_why(log_in: LogIn, a_case: MakeCase) -> None:
    with clock.standing_at(datetime(2026, 3, 3, 10, 0, tzinfo=UTC)):
        case = a_case(client_name="Klaas Zonderwerk", intake=False)
    with clock.standing_at(NOW):
        page = log_in("begeleider").get("/").text

    assert "Intake houden" in page
    assert "Klaas Zonderwerk" in page
    assert "15 dagen te laat" in page
    assert "10 maart 2026" in page
    assert "Aangemeld op 3 maart, nog geen intake (norm: 7 dagen)." in page
    assert f'href="/trajecten/{case.number}/intake"' in page


def test_shows_nothing_of_a_colleague(log_in: LogIn, a_case: MakeCase) -> None:
    _lives(a_case)
    with clock.standing_at(NOW):
        page = log_in("begeleider2").get("/").text

    assert _rows(page) == 0
    assert "U begeleidt nog geen traject" in page
    assert 'href="/trajecten/nieuw"' in page


def test_says_why_it_is_empty_when_all_is_done(log_in: LogIn, a_case: MakeCase) -> None:
    with clock.standing_at(NOW):
        a_case()
        browser = log_in("begeleider")

        assert "Er hoeft deze week niets meer af" in browser.get("/").text
        assert "Er is niets te laat" in browser.get("/?wat=te-laat").text


@pytest.mark.requirement("S-042")
def test_counts_talks_since_the_beginning_and_since_the_last_evaluation(
    log_in: LogIn, a_case: MakeCase, give: Give
) -> None:
    with clock.standing_at(datetime(2026, 3, 2, 9, 0, tzinfo=UTC)):
        case = a_case()
    for day in range(3, 8):
        with clock.standing_at(datetime(2026, 3, day, 15, 0, tzinfo=UTC)):
            held_at = clock.now() - timedelta(hours=1)
            give(HoldTalk(case_id=case.case_id, talk_id=uuid4(), held_at=held_at, channel="phone"))
    with clock.standing_at(datetime(2026, 3, 8, 15, 0, tzinfo=UTC)):
        browser = log_in("begeleider")
        first = browser.get("/").text
        give(_evaluation(case))
        second = browser.get("/?wat=wacht").text

    assert "5 gesprekken sinds het begin op 2 maart." in first
    assert f"/trajecten/{case.number}/evaluatie" in first
    assert "Uiterlijk 6 weken na de laatste evaluatie op 8 maart." in second


@pytest.mark.requirement("S-053")
def test_puts_safety_before_everything_else(log_in: LogIn, a_case: MakeCase, give: Give) -> None:
    with clock.standing_at(datetime(2026, 3, 3, 10, 0, tzinfo=UTC)):
        a_case(intake=False)
        case = a_case()
    with clock.standing_at(NOW):
        answers = (2, 2, 2, 2, 2, 0, 0, 0, 1)
        give(
            RecordInstrument(
                case_id=case.case_id,
                result_id=uuid4(),
                instrument="phq9",
                answers=answers,
                completed_on=date(2026, 3, 25),
            )
        )
        browser = log_in("begeleider")
        page, later = browser.get("/").text, browser.get("/?wat=wacht").text

    assert "Eerst: veiligheid" in page
    assert "kan op gevaar wijzen. Iemand van ons beoordeelt dat vóór 25 maart, 11:00 uur." in page
    assert re.search(rf'primary-action bv-button" href="/trajecten/{case.number}/veiligheid\?taak=', page)
    assert page.count("primary-action bv-button") == 1
    assert "Score 11 op de PHQ-9 van 25 maart, op of over de grens van 10 (norm: 5 werkdagen)." in later


@pytest.mark.requirement("S-065")
def test_names_a_referral_that_was_decided_and_not_sent(log_in: LogIn, a_case: MakeCase, give: Give) -> None:
    referral = uuid4()
    with clock.standing_at(datetime(2026, 3, 3, 10, 0, tzinfo=UTC)):
        case = a_case()
        give(
            DecideReferral(
                case_id=case.case_id, referral_id=referral, target="general_practitioner", identifying=False
            )
        )
    with clock.standing_at(NOW):
        page = log_in("begeleider").get("/").text

    assert "Verwijzing versturen: huisarts" in page
    assert "Besloten op 3 maart, nog niet verstuurd (norm: 3 werkdagen)." in page
    assert f"/trajecten/{case.number}/verwijzing-versturen?verwijzing={referral}" in page


def test_shows_a_talk_on_its_day_and_asks_for_it_after(log_in: LogIn, a_case: MakeCase, give: Give) -> None:
    with clock.standing_at(NOW):
        case = a_case()
        give(SetGoal(case_id=case.case_id, goal_id=uuid4(), words="Weer doorslapen", approach="Op tijd"))
        at = NOW + timedelta(hours=3)
        give(PlanTalk(case_id=case.case_id, talk_id=uuid4(), planned_for=at, channel="phone"))
        browser = log_in("begeleider")
        ahead = browser.get("/?wat=vandaag").text
        assert _rows(ahead) == 1
    with clock.standing_at(NOW + timedelta(hours=5)):
        after = log_in("begeleider").get("/").text

    assert "Gepland op woensdag 25 maart om 13:00 uur." in ahead
    assert f'href="/trajecten/{case.number}">Traject openen' in ahead
    assert "gesprek-vastleggen?gesprek=" in after
    assert "Het gesprek was gepland op woensdag 25 maart om 13:00 uur" in after
    assert "(norm: binnen 1 werkdag vastleggen)" in after


def test_sends_other_roles_to_their_own_beginning(log_in: LogIn) -> None:
    assert log_in("teamleider").get("/").headers["location"] == "/team"
    assert log_in("beheer").get("/").headers["location"] == "/beheer"


@pytest.mark.parametrize("rule", list(DutyRule))
@pytest.mark.parametrize("kind", list(DutyKind))
def test_has_words_for_every_duty(kind: DutyKind, rule: DutyRule) -> None:
    duty = _duty(kind=str(kind), rule=str(rule), due_at=NOW)

    assert step_of(duty)
    assert why_of(duty).endswith(".")
    assert action_of(duty)[0].startswith(("/trajecten/T-2026-0001/", "/noodprocedure/T-2026-0001/"))
    assert set(STEPS) == {str(kind) for kind in DutyKind}
    assert set(WHY) == {str(rule) for rule in DutyRule}


def test_says_which_side_of_the_cut_off_is_worse() -> None:
    duty = _duty(kind="consult_or_refer", rule="score_at_cut_off", due_at=NOW, subject="who5")

    with clock.standing_at(NOW):
        assert "op of onder de grens van 50" in why_of(duty)
    assert catalogue().instruments["who5"].direction == "low_is_worse"


@pytest.mark.parametrize(
    ("due_at", "group"),
    [
        (NOW - timedelta(microseconds=1), "te-laat"),
        (NOW, "vandaag"),
        (clock.end_of(date(2026, 3, 25)), "vandaag"),
        (clock.end_of(date(2026, 3, 26)), "deze-week"),
        (clock.end_of(date(2026, 3, 31)), "deze-week"),
        (clock.end_of(date(2026, 4, 1)), "wacht"),
    ],
)
def test_puts_every_duty_in_one_group(due_at: datetime, group: str) -> None:
    assert group_of(_duty(kind="intake", rule="intake_norm", due_at=due_at), NOW) == group


def test_looks_seven_days_ahead_on_any_day() -> None:
    assert last_of_week(date(2026, 3, 27)) == date(2026, 4, 2)


def _duty(*, kind: str, rule: str, due_at: datetime, subject: str | None = None) -> DutyRow:
    since = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
    key = f"{kind}:{uuid4()}"
    return DutyRow(uuid4(), key, "T-2026-0001", None, kind, rule, since, due_at, 5, subject, False)


def _evaluation(case: ACase) -> HoldEvaluation:
    return HoldEvaluation(
        case_id=case.case_id,
        held_on=clock.today(),
        colleague="Bram Bedacht",
        dependency="no",
        conclusion="Het gaat vooruit.",
        decision="continue",
    )
