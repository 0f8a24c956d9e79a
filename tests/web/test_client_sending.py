"""What a client sends from the own pages: its effect, its copy, its answer, and what is refused."""

import json
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.break_confidentiality import ConfirmBreach, ProposeBreach
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.commands.forget_person import ApproveErasure, PlaceLegalHold
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.record_consent import RecordConsent
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.commands.share_information import ShareInformation
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.dutch import dutch_date, dutch_date_short
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages import ROUTERS as EVERY_ROUTER
from tests.web.conftest import ACase, actor_of
from tests.web.own_pages import OwnPages, own_pages

__all__ = ["own_pages"]

ROUTERS = EVERY_ROUTER

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]
Give = Callable[..., Outcome]
Open = Callable[[CaseId], OwnPages]


def consent(case: ACase) -> RecordConsent:
    return RecordConsent(
        case_id=case.case_id,
        line_id=uuid4(),
        recipient="general_practitioner",
        purpose="consultation",
        data_class="help_question",
        decision="granted",
        valid_from=clock.today(),
        given_by="signed_on_paper",
    )


def sharing(case: ACase) -> ShareInformation:
    return ShareInformation(
        case_id=case.case_id,
        recipient="general_practitioner",
        purpose="consultation",
        data_classes=("help_question",),
        summary="Gebeld",
        shared_on=clock.today(),
    )


def talked(case: ACase) -> HoldTalk:
    return HoldTalk(case_id=case.case_id, talk_id=uuid4(), held_at=clock.now(), channel="phone")


@pytest.mark.requirement("S-159")
def test_takes_a_consent_back_with_the_effect_it_has_on_paper(
    a_case: MakeCase, give: Give, own_pages: Open
) -> None:
    case = a_case()
    line = consent(case)
    give(line)
    give(sharing(case))

    page = own_pages(case.case_id).sent(f"intrekken?regel={line.line_id}")

    assert "Vanaf nu delen wij dit niet meer." in page
    with pytest.raises(refusals.ConsentIsMissing):
        give(sharing(case))


@pytest.mark.requirement("S-159")
def test_limits_a_consent_to_a_day_or_turns_it_into_a_no(
    a_case: MakeCase, give: Give, own_pages: Open
) -> None:
    case = a_case()
    line, until = consent(case), clock.today() + timedelta(days=30)
    give(line)
    mine = own_pages(case.case_id)

    page = mine.sent(f"veranderen?regel={line.line_id}", besluit="granted", tot=dutch_date_short(until))
    assert f"tot en met {dutch_date(until)}" in page
    newest = mine.dossier.consents[-1]
    assert (newest.valid_until, newest.given_by) == (until, "signed_on_screen")

    mine.sent(f"veranderen?regel={newest.line_id}", besluit="refused")
    with pytest.raises(refusals.ConsentIsMissing):
        give(sharing(case))


def test_leaves_the_lines_goals_and_talks_of_another_alone(
    a_case: MakeCase, give: Give, own_pages: Open
) -> None:
    mine, other = a_case(), a_case()
    line, talk, goal_id = consent(other), talked(other), uuid4()
    for order in (line, talk, SetGoal(case_id=other.case_id, goal_id=goal_id, words="Van een ander")):
        give(order)
    pages = own_pages(mine.case_id)

    for address in (
        f"intrekken?regel={line.line_id}",
        f"veranderen?regel={line.line_id}",
        f"cijfer?doel={goal_id}",
        f"gesprek?gesprek={talk.talk_id}",
        f"thuis-stoppen?wie={uuid4()}",
        "bestaat-niet",
    ):
        assert pages.browser.get(f"/mijn/doen/{address}").status_code == 404, address
        assert pages.send(address, csrf=_token(pages)).status_code == 404, address


def _token(pages: OwnPages) -> str:
    return pages.browser.get("/mijn/doen/doel").text.split('name="csrf" value="', 1)[1].split('"', 1)[0]


def test_brings_a_low_answer_to_the_begeleider_the_same_day(
    a_case: MakeCase, give: Give, own_pages: Open, log_in: LogIn
) -> None:
    case = a_case()
    talk = talked(case)
    give(talk)

    own_pages(case.case_id).sent(f"gesprek?gesprek={talk.talk_id}", vertrouwelijk="no")

    work = log_in("begeleider").get("/?wat=vandaag").text
    assert "Lage beoordeling lezen" in work
    assert f"/trajecten/{case.number}/beoordeling?gesprek={talk.talk_id}" in work


def test_asks_for_at_least_one_answer_about_a_talk_and_keeps_the_rest(
    a_case: MakeCase, give: Give, own_pages: Open
) -> None:
    case = a_case()
    talk = talked(case)
    give(talk)

    answer = own_pages(case.case_id).send(f"gesprek?gesprek={talk.talk_id}", toelichting="Het ging snel")

    assert answer.status_code == 409
    assert "Kies bij ten minste één vraag een antwoord." in answer.text
    assert "Het ging snel" in answer.text


@pytest.mark.requirement("S-182")
def test_brings_a_message_to_the_begeleider_and_nobody_else(
    a_case: MakeCase, own_pages: Open, log_in: LogIn, house: House
) -> None:
    case = a_case()
    own_pages(case.case_id).sent("bericht", bericht="Mag ik donderdag komen?")

    assert "Bericht beantwoorden" in log_in("begeleider").get("/").text
    assert "Mag ik donderdag komen?" in log_in("begeleider").get(f"/trajecten/{case.number}").text
    for username, path in (("auditor", f"/audit/{case.number}"), ("teamleider", "/team")):
        assert "Mag ik donderdag komen?" not in log_in(username).get(path).text
    with house.database.pool.connection() as connection:
        stored = connection.execute("SELECT count(*) FROM log.event e WHERE e::text LIKE '%donderdag%'")
        assert stored.fetchone() == (0,)


def test_says_when_there_is_nobody_to_write_to(a_case: MakeCase, give: Give, own_pages: Open) -> None:
    waiting = own_pages(a_case(assigned=False, intake=False).case_id)
    assert "zodra u een begeleider hebt" in waiting.read("/mijn/berichten")
    assert waiting.browser.get("/mijn/doen/bericht").status_code == 404

    case = a_case()
    give(CloseCase(case_id=case.case_id, closed_on=clock.today(), outcome="stopped_by_client"))
    ended = own_pages(case.case_id)
    assert "U kunt altijd bellen." in ended.read("/mijn/berichten")
    assert "Antwoord uiterlijk" in ended.sent("bezwaar", waartegen="Dat u dit bewaart")


@pytest.mark.requirement("S-182")
def test_sets_a_goal_in_own_words(a_case: MakeCase, own_pages: Open) -> None:
    pages = own_pages(a_case().case_id)

    assert "“Weer koken”" in pages.sent("doel", doel="Weer koken")
    assert pages.send("doel", doel=" ").status_code == 422
    assert [goal.words for goal in pages.dossier.goals] == ["Weer koken"]


def test_makes_a_copy_that_holds_everything_and_is_recorded(
    a_case: MakeCase, own_pages: Open, house: House, log_in: LogIn
) -> None:
    case = a_case()
    log_in("begeleider").get(f"/trajecten/{case.number}")
    pages = own_pages(case.case_id)
    hostile = '"] #panic("x") = $\\frac{1}{2}$ // */ @ref <b> \\'
    pages.sent("bericht", bericht=hostile)

    to_read, data = (pages.browser.get(f"/mijn/gegevens/kopie.{kind}") for kind in ("pdf", "json"))

    assert to_read.content.startswith(b"%PDF-")
    for mark in (b"/MarkInfo", b"/StructTreeRoot", b"pdfuaid"):
        assert mark in to_read.content
    found = json.loads(data.content)
    assert found["trajectnummer"] == case.number
    assert [fact["inhoud"].get("text") for fact in found["feiten"]][-1] == hostile
    seen = {"wie": "Anna Voorbeeld, begeleider", "waarvoor": "Om u te helpen."}
    assert seen.items() <= found["wie_keek"][0].items()
    with house.database.pool.connection() as connection:
        exports = connection.execute(
            "SELECT count(*) FROM reading.event WHERE event_code = 'export' AND case_id = %s", [case.case_id]
        )
        assert exports.fetchone() == (2,)


@pytest.mark.parametrize("informed", [True, False])
def test_tells_what_was_said_in_need_unless_a_recorded_ground_forbids_it(
    a_case: MakeCase, own_pages: Open, give: Give, informed: bool
) -> None:
    case, breach_id = a_case(), uuid4()
    give(
        ProposeBreach(
            case_id=case.case_id,
            breach_id=breach_id,
            ground="life_in_danger",
            reason="Waarom het niet anders kan",
            recipient="crisis_service",
            recipient_name="Dienst Oost",
            data_classes=("safety",),
            told="Dat u vannacht niet alleen mocht zijn.",
            client_informed=informed,
            not_informed_reason=None if informed else "Dan is een ander in gevaar",
        )
    )
    pages = own_pages(case.case_id)
    before = pages.read("/mijn/wie-keek")
    give(ConfirmBreach(case_id=case.case_id, breach_id=breach_id), "teamleider")

    page = pages.read("/mijn/wie-keek")
    copy = pages.browser.get("/mijn/gegevens/kopie.json").text

    assert "Crisisdienst" not in before
    for said in (
        "Crisisdienst (Dienst Oost)",
        "Gedeeld: zorgen over uw veiligheid. Waarvoor: een noodgeval. Dat u vannacht niet alleen mocht zijn.",
        "Hiervoor gaf u geen toestemming. De reden: uw leven was in gevaar.",
        "Anna Voorbeeld vroeg hierom, en Cora Verzonnen besliste dat het mocht.",
    ):
        assert (said in page) is informed
    for said in ("Crisisdienst (Dienst Oost)", "Dat u vannacht", "case.breach_confirmed", str(breach_id)):
        assert (said in copy) is informed
    assert "een ander in gevaar" not in page + copy


def test_says_how_far_a_wish_to_be_forgotten_has_come(
    a_case: MakeCase, own_pages: Open, house: House, give: Give
) -> None:
    case = a_case()
    pages = own_pages(case.case_id)

    assert pages.send("vergeten").status_code == 422
    assert "Een tweede persoon moet het nog goedkeuren." in pages.sent("vergeten", zeker="ja")
    assert "Uw gegevens blijven staan." in pages.sent("toch-niet")
    pages.sent("vergeten", zeker="ja")
    give(ApproveErasure(case_id=case.case_id), "fg")
    assert "Goedgekeurd" in pages.read("/mijn/gegevens")
    give(
        PlaceLegalHold(case_id=case.case_id, number=case.number, hold_id=uuid4(), ground="complaint"),
        "beheer",
    )
    assert "Kan nu nog niet" in pages.read("/mijn/gegevens")
    assert house.audit.own_erasure(actor_of("begeleider")).asked_at is None


def test_shows_at_home_chosen_parts_while_consent_holds(a_case: MakeCase, own_pages: Open) -> None:
    pages = own_pages(a_case().case_id)
    pages.sent("doel", doel="Weer koken")
    until = dutch_date_short(clock.today() + timedelta(days=60))
    pages.sent("thuis", wie="Mijn partner", wat=["goals", "next_talk"], tot=until)
    invited = pages.dossier.own.home_front[-1]
    view = f"/mijn/thuis/zo-ziet-het-eruit?wie={invited.invitation_id}"
    assert "“Weer koken”" in pages.read(view)

    line = next(one for one in pages.dossier.consents if one.data_class == "goals_and_progress")
    pages.sent(f"intrekken?regel={line.line_id}")

    assert "Weer koken" not in pages.read(view)
    assert "U trok de toestemming daarvoor in." in pages.read("/mijn/thuis")
    pages.sent(f"thuis-stoppen?wie={invited.invitation_id}")
    assert pages.browser.get(view).status_code == 404


def test_refuses_home_a_year_too_long_and_nothing_at_all(a_case: MakeCase, own_pages: Open) -> None:
    pages = own_pages(a_case().case_id)
    late = dutch_date_short(clock.today() + timedelta(days=400))

    answer = pages.send("thuis", wie="Mijn partner", wat="goals", tot=late)
    assert answer.status_code == 409
    assert "Kies een dag van vandaag tot en met" in answer.text
    assert pages.send("thuis", wie="Mijn partner", tot=late).status_code == 422


def test_shows_the_begeleider_the_preparation_at_the_evaluation(
    a_case: MakeCase, own_pages: Open, log_in: LogIn
) -> None:
    case = a_case()
    page = own_pages(case.case_id).sent("voorbereiden", wens="Minder vaak praten")

    assert "Minder vaak praten" in page
    assert "Minder vaak praten" in log_in("begeleider").get(f"/trajecten/{case.number}/evaluatie").text
