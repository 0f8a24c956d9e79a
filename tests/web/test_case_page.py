from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any, Literal
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.assign_begeleider import ReassignBegeleider
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.record_consent import RecordConsent
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.commands.settle_safety_task import OpenSafetyTask
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.case import router as case_page
from bluevitaal_es.web.pages.case_act import router as acts
from bluevitaal_es.web.rendering import environment
from tests.web.conftest import ACase, actor_of, staff_id_of
from tests.web.posting import posted_to

ROUTERS = (case_page, acts)


@pytest.fixture
def begeleider(log_in: Callable[..., TestClient]) -> TestClient:
    return log_in("begeleider")


@pytest.fixture
def made(a_case: Callable[..., ACase]) -> ACase:
    return a_case(registered_on=clock.today() - timedelta(days=2))


def shown(begeleider: TestClient, made: ACase) -> str:
    answer = begeleider.get(f"/trajecten/{made.number}")
    assert answer.status_code == 200
    return " ".join(unescape(answer.text).split())


def test_shows_number_standing_and_anonymity(begeleider: TestClient, made: ACase) -> None:
    page = shown(begeleider, made)

    assert f"<h1>{made.number}</h1>" in page
    assert "anoniem naar de werkgever" in page
    assert "Anna Voorbeeld" in page


def test_shows_how_many_talks_of_the_product_were_used(
    begeleider: TestClient, made: ACase, give: Callable[..., Any]
) -> None:
    give(StartProduct(case_id=made.case_id, product="short_help", started_on=clock.today()))
    for crisis in (False, False, True):
        give(
            HoldTalk(
                case_id=made.case_id, talk_id=uuid4(), held_at=clock.now(), channel="phone", crisis=crisis
            )
        )

    assert "<dd>2 van 6</dd>" in shown(begeleider, made)


@pytest.mark.requirement("S-004")
@pytest.mark.parametrize("key", ["short_help", "long_term_support"])
def test_shows_every_begeleider_the_limit_of_the_catalogue(
    log_in: Callable[..., TestClient], made: ACase, give: Callable[..., Any], key: str
) -> None:
    give(StartProduct(case_id=made.case_id, product=key, started_on=clock.today()))
    limit = f"<dd>0 van {catalogue().products[key].max_talks}</dd>"
    first = shown(log_in("begeleider"), made)

    bram = staff_id_of("begeleider2")
    give(ReassignBegeleider(case_id=made.case_id, begeleider_id=bram, reason="match"))

    assert limit in first
    assert limit in shown(log_in("begeleider2"), made)


def test_has_one_primary_action(begeleider: TestClient, made: ACase, give: Callable[..., Any]) -> None:
    assert shown(begeleider, made).count("utrecht-button--primary-action") == 1

    give(OpenSafetyTask(case_id=made.case_id, task_id=uuid4(), note="Zorg"))
    give(
        RecordInstrument(
            case_id=made.case_id, result_id=uuid4(), instrument="gad7", completed_on=clock.today(), total=15
        )
    )

    page = shown(begeleider, made)
    assert page.count("utrecht-button--primary-action") == 1
    assert page.index("primary-action") < page.index("Overleggen of verwijzen")


def test_says_what_must_be_done_and_why(
    begeleider: TestClient, a_case: Callable[..., ACase], give: Callable[..., Any]
) -> None:
    waiting = a_case(intake=False)
    assert "nog geen intake (norm: 7 dagen)" in shown(begeleider, waiting)

    give(
        RecordInstrument(
            case_id=waiting.case_id,
            result_id=uuid4(),
            instrument="gad7",
            completed_on=clock.today(),
            total=15,
        )
    )

    assert "Score 15 op de GAD-7" in shown(begeleider, waiting)


def test_leads_on_when_nothing_presses(begeleider: TestClient, made: ACase, give: Callable[..., Any]) -> None:
    assert "Doel vastleggen" in shown(begeleider, made)
    give(SetGoal(case_id=made.case_id, goal_id=uuid4(), words="Weer doorslapen"))
    assert f'primary-action bv-button" href="/trajecten/{made.number}/product"' in shown(begeleider, made)
    give(StartProduct(case_id=made.case_id, product="short_help", started_on=clock.today()))
    assert f'primary-action bv-button" href="/trajecten/{made.number}/gesprek-plannen"' in shown(
        begeleider, made
    )


def test_says_once_what_was_done(begeleider: TestClient, made: ACase) -> None:
    posted_to(begeleider, f"/trajecten/{made.number}/notitie", {"tekst": "Belde zelf."})

    assert "De notitie is toegevoegd." in shown(begeleider, made)
    assert "De notitie is toegevoegd." not in shown(begeleider, made)


def test_draws_the_scores_of_a_questionnaire_that_was_filled_in_twice(
    begeleider: TestClient, made: ACase, give: Callable[..., Any]
) -> None:
    for total in (60, 44):
        assert "bv-line-chart" not in shown(begeleider, made)
        give(
            RecordInstrument(
                case_id=made.case_id,
                result_id=uuid4(),
                instrument="who5",
                completed_on=clock.today(),
                total=total,
            )
        )

    page = shown(begeleider, made)
    assert "bv-line-chart" in page
    assert "Score 44 van 100: op of onder de grens van 50." in page
    assert "Score 60 van 100: boven de grens van 50." in page


def test_offers_a_correction_of_every_fact(
    begeleider: TestClient, made: ACase, give: Callable[..., Any], house: House
) -> None:
    give(AddNote(case_id=made.case_id, text="Verkeerd"))
    note = house.case_file.dossier(actor_of("begeleider"), made.number)
    assert note is not None
    version = note.notes[0].version
    assert f"/trajecten/{made.number}/corrigeren?feit={version}" in shown(begeleider, made)

    give(CorrectFact(case_id=made.case_id, version=version, replacement=None, reason="wrong_case"))

    assert "Verkeerd" not in shown(begeleider, made)


def test_shows_how_each_line_of_consent_stands(
    begeleider: TestClient, made: ACase, give: Callable[..., Any]
) -> None:
    lines: tuple[tuple[str, Literal["granted", "refused"], int], ...] = (
        ("general_practitioner", "granted", 0),
        ("company_doctor", "granted", 9),
        ("partner", "refused", 0),
    )
    for recipient, decision, days in lines:
        give(
            RecordConsent(
                case_id=made.case_id,
                line_id=uuid4(),
                recipient=recipient,
                purpose="home_front" if recipient == "partner" else "referral",
                data_class="help_question",
                decision=decision,
                valid_from=clock.today() + timedelta(days=days),
                given_by="told",
            )
        )

    page = shown(begeleider, made)
    for word in ("<span>geldt</span>", "<span>geldt nog niet</span>", "<span>geweigerd</span>"):
        assert word in page


def test_leads_to_the_dossier_as_known_on_a_day(begeleider: TestClient, made: ACase) -> None:
    page = shown(begeleider, made)

    assert f'action="/trajecten/{made.number}/historie"' in page
    assert "Zoals bekend op" in page


def test_offers_to_reopen_a_closed_case_and_nothing_else_to_add(
    begeleider: TestClient, made: ACase, give: Callable[..., Any]
) -> None:
    give(CloseCase(case_id=made.case_id, outcome="question_answered", closed_on=clock.today()))

    page = shown(begeleider, made)
    assert "Traject heropenen" in page
    assert f"/trajecten/{made.number}/gesprek-plannen" not in page
    assert "afgesloten" in page


def test_is_not_there_for_anybody_else(log_in: Callable[..., TestClient], made: ACase) -> None:
    for username in ("begeleider2", "teamleider", "management", "auditor", "ombuds", "beheer"):
        assert log_in(username).get(f"/trajecten/{made.number}").status_code == 404
    assert log_in("begeleider").get("/trajecten/T-2026-9999").status_code == 404


def test_can_be_drawn_so_that_nothing_can_be_added_or_put_right(
    made: ACase, give: Callable[..., Any], house: House
) -> None:
    give(SetGoal(case_id=made.case_id, goal_id=uuid4(), words="Weer doorslapen"))
    dossier = house.case_file.dossier(actor_of("begeleider"), made.number)
    assert isinstance(dossier, Dossier)

    page = environment().get_template("case_sections.html").render(dossier=dossier, names={}, readonly=True)

    assert "Weer doorslapen" in page
    assert "<a " not in page
    assert "<form" not in page
