"""A begeleider at work on one case: what the tests of the forms on a case share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.decide_referral import DecideReferral, SendReferral
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.record_consent import RecordConsent
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.dutch import dutch_date_short
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.case import router as case_page
from bluevitaal_es.web.pages.case_act import router as acts
from tests.web.conftest import actor_of
from tests.web.posting import posted_to

ROUTERS = (case_page, acts)

TODAY = dutch_date_short(clock.today())
TOMORROW = dutch_date_short(clock.today() + timedelta(days=1))
MOMENT = {"wanneer-datum": TODAY, "wanneer-tijd": "00:05"}
NEXT = {"wanneer-datum": TOMORROW, "wanneer-tijd": "14:00", "hoe": "phone"}


@dataclass
class Desk:
    """A begeleider at work on one case of their own, in a browser."""

    browser: TestClient
    house: House
    give: Callable[..., Any]
    case_id: CaseId
    number: str

    @property
    def page(self) -> str:
        return f"/trajecten/{self.number}"

    @property
    def dossier(self) -> Dossier:
        dossier = self.house.case_file.dossier(actor_of("begeleider"), self.number)
        assert dossier is not None
        return dossier

    def fill(self, slug: str, **answers: Any) -> Any:
        return posted_to(self.browser, f"{self.page}/{slug}", answers)

    def done(self, slug: str, **answers: Any) -> Dossier:
        answer = self.fill(slug, **answers)
        assert answer.status_code == 303, unescape(answer.text)
        self.browser.get(answer.headers["location"])
        return self.dossier

    def refused(self, slug: str, **answers: Any) -> str:
        answer = self.fill(slug, **answers)
        assert answer.status_code in (409, 422), answer.status_code
        assert "<title>Fout:" in answer.text
        return unescape(answer.text)


@pytest.fixture
def desk(
    log_in: Callable[..., TestClient], house: House, give: Callable[..., Any], a_case: Callable[..., Any]
) -> Desk:
    browser = log_in("begeleider")
    made = a_case(registered_on=clock.today() - timedelta(days=2))
    return Desk(browser, house, give, made.case_id, made.number)


def five_talks(desk: Desk) -> None:
    for _ in range(5):
        desk.give(HoldTalk(case_id=desk.case_id, talk_id=uuid4(), held_at=clock.now(), channel="phone"))


def goal(desk: Desk, words: str = "Weer doorslapen") -> UUID:
    goal_id = uuid4()
    desk.give(SetGoal(case_id=desk.case_id, goal_id=goal_id, words=words, approach="Op tijd naar bed"))
    return goal_id


def consent(desk: Desk, recipient: str = "general_practitioner", data_class: str = "help_question") -> UUID:
    line_id = uuid4()
    desk.give(
        RecordConsent(
            case_id=desk.case_id,
            line_id=line_id,
            recipient=recipient,
            purpose="referral",
            data_class=data_class,
            decision="granted",
            valid_from=clock.today(),
            given_by="told",
        )
    )
    return line_id


def referral(desk: Desk, *, identifying: bool = False, sent: bool = False) -> UUID:
    referral_id = uuid4()
    desk.give(
        DecideReferral(
            case_id=desk.case_id,
            referral_id=referral_id,
            target="general_practitioner",
            identifying=identifying,
            data_classes=("help_question",),
        )
    )
    if sent:
        desk.give(SendReferral(case_id=desk.case_id, referral_id=referral_id))
    return referral_id


def planned(desk: Desk, at: datetime | None = None) -> UUID:
    talk_id = uuid4()
    desk.give(
        PlanTalk(
            case_id=desk.case_id,
            talk_id=talk_id,
            planned_for=at or clock.now() - timedelta(hours=1),
            channel="phone",
        )
    )
    return talk_id


def tsq(desk: Desk, total: int = 7) -> None:
    desk.give(
        RecordInstrument(
            case_id=desk.case_id,
            result_id=uuid4(),
            instrument="tsq",
            completed_on=clock.today(),
            total=total,
            index_event_on=date(2020, 1, 1),
        )
    )


# --- talks
