"""The client's own page: what it tells, in which words, and that it is about nobody else."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.record_consent import RecordConsent, WithdrawConsent
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.record_work_status import RecordWorkStatus
from bluevitaal_es.commands.set_goal import RateGoal, SetGoal
from bluevitaal_es.commands.share_information import ShareInformation
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.dutch import dutch_date
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.own import ROUTERS as OWN_ROUTERS
from tests.web.conftest import QUICK, ACase
from tests.web.entering import a_browser, let_in

ROUTERS = OWN_ROUTERS
#: The pages that can be read, and what stands in the title of the window.
PAGES = {
    "/mijn": "Mijn overzicht",
    "/mijn/herstel": "Hoe het gaat",
    "/mijn/berichten": "Berichten",
    "/mijn/toestemming": "Wie mag wat weten",
    "/mijn/wie-keek": "Wie keek er",
    "/mijn/gegevens": "Mijn gegevens",
    "/mijn/thuis": "Thuis",
    "/mijn/overleg": "Overleg over u",
}
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

LogIn = Callable[[str], TestClient]
MakeCase = Callable[..., ACase]
Give = Callable[..., Outcome]
See = Callable[..., str]


@pytest.fixture
def see(app: FastAPI, house: House) -> See:
    """Return a page as the client of a case sees it."""

    def seen(case_id: CaseId, path: str = "/mijn") -> str:
        name = f"client-{case_id}"
        if Accounts(house.database).find(name) is None:
            account = Account(name, "Zilverreiger 27", Role.CLIENT, case_id=case_id)
            Accounts(house.database, QUICK).add(account, "demo")
        browser = let_in(a_browser(app), house, name)
        answer = browser.get(path)
        assert answer.status_code == 200
        return str(answer.text)

    return seen


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def consent(case: ACase, recipient: str, data_class: str, **changes: object) -> RecordConsent:
    return RecordConsent.model_validate(
        {
            "case_id": case.case_id,
            "line_id": uuid4(),
            "recipient": recipient,
            "purpose": "consultation",
            "data_class": data_class,
            "decision": "granted",
            "valid_from": clock.today(),
            "given_by": "told",
            **changes,
        }
    )


def test_says_where_somebody_is_and_who_helps(a_case: MakeCase, see: See) -> None:
    waiting = a_case(assigned=False, intake=False)
    meeting = a_case(intake=False)
    running = a_case()

    assert "Wij zoeken een begeleider voor u." in words(see(waiting.case_id))
    assert "Anna Voorbeeld is uw begeleider. De volgende stap is een eerste gesprek" in words(
        see(meeting.case_id)
    )
    assert "U en Anna Voorbeeld zijn samen aan de slag." in words(see(running.case_id))


def test_shows_the_next_talk(a_case: MakeCase, give: Give, see: See) -> None:
    with clock.standing_at(START):
        case = a_case()
        for days in (9, 2):
            give(
                PlanTalk(
                    case_id=case.case_id,
                    talk_id=uuid4(),
                    planned_for=START + timedelta(days=days),
                    channel="phone",
                )
            )
        page = words(see(case.case_id))
        later = START + timedelta(days=30)

    with clock.standing_at(later):
        none_left = words(see(case.case_id))

    assert "Woensdag 4 maart 2026 om 10:00 uur, per telefoon" in page
    assert "11 maart" not in page
    assert "Er staat nog geen gesprek in de agenda." in none_left


def test_says_that_an_evaluation_whose_day_went_by_gets_a_new_day(a_case: MakeCase, see: See) -> None:
    with clock.standing_at(START):
        case = a_case()
        before = words(see(case.case_id))
    with clock.standing_at(START + timedelta(weeks=9)):
        first, recovery, form = (
            words(see(case.case_id, path)) for path in ("/mijn", "/mijn/herstel", "/mijn/doen/voorbereiden")
        )

    assert "Uiterlijk op 13 april 2026 kijkt u samen of de hulp past." in before
    assert "Op 13 april 2026 zou u samen kijken of de hulp past. Dat is nog niet gebeurd." in first
    for page in (first, recovery, form):
        assert "Uiterlijk op" not in page
        assert "Anna Voorbeeld maakt met u een nieuwe afspraak" in page
    assert "Stond gepland voor 13 april 2026" in recovery
    assert "Wilt u niet wachten? Stuur een bericht" in recovery


def test_shows_goals_in_own_words_with_the_latest_ratings(a_case: MakeCase, give: Give, see: See) -> None:
    case, goal_id = a_case(), uuid4()
    give(SetGoal(case_id=case.case_id, goal_id=goal_id, words="Weer rustig slapen"))
    for rating in (3, 6):
        give(RateGoal(case_id=case.case_id, goal_id=goal_id, rater="client", rating=rating))

    page = words(see(case.case_id, "/mijn/herstel"))

    assert "“Weer rustig slapen”" in page
    assert "Zo ver vindt u zelf dat u bent: 6 van 10" in page
    assert "3 van 10" not in page


def test_says_which_consent_holds_and_which_was_taken_back(a_case: MakeCase, give: Give, see: See) -> None:
    case = a_case()
    holds, taken_back = (
        consent(case, "company_doctor", "functional_limits"),
        consent(case, "general_practitioner", "help_question"),
    )
    give(holds)
    give(taken_back)
    give(WithdrawConsent(case_id=case.case_id, line_id=taken_back.line_id))

    page = words(see(case.case_id, "/mijn/toestemming"))

    assert re.search(r"Dit mag nu Bedrijfsarts: wat u in uw werk wel en niet kunt.*? Geldt Intrekken", page)
    assert re.search(r"Huisarts: uw hulpvraag\. Waarvoor: overleggen\. Ingetrokken op .*? Ingetrokken", page)


def test_says_what_was_shared_with_whom(a_case: MakeCase, give: Give, see: See) -> None:
    case = a_case()
    give(consent(case, "general_practitioner", "help_question"))
    give(
        ShareInformation(
            case_id=case.case_id,
            recipient="general_practitioner",
            purpose="consultation",
            data_classes=("help_question",),
            summary="Gevraagd om mee te denken over slapen.",
            shared_on=clock.today(),
        )
    )

    page = words(see(case.case_id, "/mijn/wie-keek"))

    assert "Gedeeld: uw hulpvraag. Waarvoor: overleggen. Gevraagd om mee te denken over slapen." in page
    assert f"Dat mocht met uw toestemming van {dutch_date(clock.today())}." in page


def test_shows_work_and_a_way_to_a_human(a_case: MakeCase, give: Give, see: See) -> None:
    case = a_case()
    give(
        RecordWorkStatus(
            case_id=case.case_id, status="partly_working", moment="start", recorded_on=clock.today()
        )
    )

    page = words(see(case.case_id, "/mijn/herstel"))

    assert "Gedeeltelijk aan het werk" in page
    assert "Bel Anna Voorbeeld, uw begeleider op het nummer waarop u zich aanmeldde, op werkdagen" in page


def test_draws_scores_without_labels_and_nothing_red(a_case: MakeCase, give: Give, see: See) -> None:
    case = a_case(client_name="Jan Vol Voluit")
    give(AddNote(case_id=case.case_id, text="notitiewoord"))
    give(
        RecordInstrument(
            case_id=case.case_id,
            result_id=uuid4(),
            instrument="phq9",
            completed_on=clock.today(),
            answers=(3, 3, 3, 3, 3, 3, 3, 3, 0),
        )
    )

    first, page = see(case.case_id), see(case.case_id, "/mijn/herstel")

    assert "PHQ" not in first
    assert "Van 0 tot 27. Lager is beter." in words(page)
    for hidden in ("rnstig", "grens", "omber", "notitiewoord", "Slaapproblemen", "Jan Vol Voluit"):
        assert hidden not in words(first + page)
    for red in ("bv-badge--late", "bv-due--late", "bv-notice--error", "bv-notice--warning"):
        assert red not in first + page


def test_draws_the_band_of_change_that_says_little_where_it_is_known(
    a_case: MakeCase, give: Give, see: See
) -> None:
    case = a_case()
    for instrument, answers in (("who5", (1, 1, 1, 1, 1)), ("gad7", (1, 1, 1, 1, 1, 1, 1))):
        give(
            RecordInstrument(
                case_id=case.case_id,
                result_id=uuid4(),
                instrument=instrument,
                completed_on=clock.today(),
                answers=answers,
            )
        )

    page = see(case.case_id, "/mijn/herstel")

    assert page.count("bv-strip") == 1
    assert "te klein om iets te betekenen" in words(page)
    assert "weten wij niet zeker hoe groot een verschil moet zijn" in words(page)


@pytest.mark.parametrize(("path", "title"), [*PAGES.items(), ("/mijn/doen/bericht", "Bericht schrijven")])
def test_has_a_neutral_title_a_human_and_a_quick_way_out(
    a_case: MakeCase, see: See, path: str, title: str
) -> None:
    page = see(a_case().case_id, path)

    assert f"<title>{title} – BlueVitaal Test</title>" in page
    assert "Verlaat deze pagina snel" in page
    assert "Bel Anna Voorbeeld, uw begeleider" in words(page)
    for word in ("politie", "Politie", "ziek", "zelfdoding", "hulpverlening", "cliënt bij ons"):
        assert word not in words(page)


def test_shows_each_client_only_their_own(a_case: MakeCase, give: Give, see: See) -> None:
    mine, other = a_case(), a_case(registered_on=date(2025, 5, 1))
    give(SetGoal(case_id=other.case_id, goal_id=uuid4(), words="Van een ander"))

    assert "Van een ander" not in see(mine.case_id, "/mijn/herstel")
    assert "Van een ander" in see(other.case_id, "/mijn/herstel")


@pytest.mark.parametrize("path", [*PAGES, "/mijn/doen/doel", "/mijn/gegevens/kopie.json"])
@pytest.mark.parametrize("username", ["begeleider", "teamleider", "auditor", "management"])
def test_is_not_there_for_staff(log_in: LogIn, username: str, path: str) -> None:
    assert log_in(username).get(path).status_code == 404
