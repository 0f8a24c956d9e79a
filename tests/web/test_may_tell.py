"""The question on the page of a case: may this go to that recipient, now or on a day."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.record_consent import WithdrawConsent
from bluevitaal_es.web.dutch import dutch_date_short
from bluevitaal_es.web.pages.may_tell import router
from tests.web.at_the_desk import ROUTERS as CASE_ROUTERS
from tests.web.at_the_desk import Desk, consent, desk

__all__ = ["ROUTERS", "desk"]
ROUTERS = (router, *CASE_ROUTERS)

ASKED = {"ontvanger": "general_practitioner", "waarvoor": "referral", "gegevens": "help_question"}


def answer(desk: Desk, **asked: str) -> str:
    return unescape(desk.browser.get(f"{desk.page}/mag-dit", params=ASKED | asked).text)


def test_says_yes_with_the_line_that_carries_it(desk: Desk) -> None:
    consent(desk)

    page = answer(desk)

    assert "Ja, dit mag" in page
    assert "Huisarts · Verwijzen · De hulpvraag" in page


def test_says_no_with_the_reason_a_moment_after_the_withdrawal(desk: Desk) -> None:
    line_id = consent(desk)
    desk.give(WithdrawConsent(case_id=desk.case_id, line_id=line_id))

    page = answer(desk)

    assert "Nee, dit mag niet" in page
    assert "De cliënt heeft de toestemming ingetrokken." in page


def test_answers_for_another_day(desk: Desk) -> None:
    consent(desk)
    yesterday = dutch_date_short(clock.today() - timedelta(days=1))

    page = answer(desk, dag=yesterday)

    assert "Nee, dit mag niet" in page
    assert "De toestemming geldt dan nog niet." in page


def test_asks_for_a_day_that_exists_and_keeps_the_question(desk: Desk) -> None:
    page = answer(desk, dag="ooit")

    assert "Vul de dag in als 27-3-2026" in page
    assert "dit mag" not in page


def test_is_not_there_for_who_is_not_involved(desk: Desk, log_in: Callable[..., TestClient]) -> None:
    path = f"{desk.page}/mag-dit"

    for role in ("begeleider2", "teamleider", "auditor", "beheer"):
        assert log_in(role).get(path).status_code == 404
