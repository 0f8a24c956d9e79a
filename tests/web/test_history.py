from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.correct_fact import CorrectFact, corrected
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.web.pages.history import router
from tests.web.conftest import ACase, actor_of

ROUTERS = [router]
FIRST = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

LogIn = Callable[[str], TestClient]


@pytest.fixture
def lived(a_case: Callable[..., ACase], give: Callable[..., Outcome]) -> ACase:
    """A case registered on 2 March 2026; a talk of 45 minutes on 5 March, corrected to 30 on 10 March."""
    with clock.standing_at(FIRST):
        case = a_case()
    with clock.standing_at(FIRST + timedelta(days=3)):
        talk_id = uuid4()
        give(
            HoldTalk(
                case_id=case.case_id,
                talk_id=talk_id,
                held_at=clock.now(),
                channel="phone",
                minutes=45,
                note="Sliep slecht.",
            )
        )
    with clock.standing_at(FIRST + timedelta(days=8)):
        stored = {"talk_id": str(talk_id), "channel": "phone", "minutes": 45, "note": "Sliep slecht."}
        give(
            CorrectFact(
                case_id=case.case_id,
                version=4,
                replacement=corrected("case.talk_held", stored, {"minutes": 30}),
                reason="typing_error",
                note="Ik keek verkeerd.",
            )
        )
    return case


def page_of(browser: TestClient, case: ACase, **query: str) -> str:
    answer = browser.get(f"/trajecten/{case.number}/historie", params=query)
    assert answer.status_code == 200
    return str(answer.text)


def test_tells_the_story_with_both_dates_newest_first(log_in: LogIn, lived: ACase) -> None:
    page = page_of(log_in("begeleider"), lived)

    assert "Anna Voorbeeld hield de intake: slaapproblemen." in page
    assert "Gebeurd op" in page
    assert "Vastgelegd op" in page
    assert "5 maart 2026, 10:00 uur" in page
    assert page.index("corrigeerde een eerder feit") < page.index("hield de intake")


def test_strikes_a_corrected_fact_through_beside_what_replaced_it(log_in: LogIn, lived: ACase) -> None:
    page = page_of(log_in("begeleider"), lived)

    assert "<s>Anna Voorbeeld legde een gesprek vast: 45 minuten, telefoon.</s>" in page
    assert "Een gesprek: 30 minuten, telefoon. Gewijzigd: minuten." in page
    assert "Reden: Typefout (Anna Voorbeeld, 10 maart 2026). Ik keek verkeerd." in page


def test_travels_to_what_was_known_on_a_day(log_in: LogIn, lived: ACase) -> None:
    page = page_of(log_in("begeleider"), lived, dag="9-3-2026")

    assert "U kijkt naar 9 maart 2026" in page
    assert "legde een gesprek vast: 45 minuten" in page
    assert "<s>" not in page
    assert "30 minuten" not in page
    assert "Corrigeren" not in page


def test_leaves_out_what_was_recorded_after_the_day(log_in: LogIn, lived: ACase) -> None:
    page = page_of(log_in("begeleider"), lived, dag="4 maart 2026")

    assert "hield de intake" in page
    assert "45 minuten" not in page


def test_shows_how_it_was_by_what_is_known_now(log_in: LogIn, lived: ACase) -> None:
    page = page_of(log_in("begeleider"), lived, dag="5-3-2026", kijk="was")

    assert "U kijkt naar 5 maart 2026" in page
    assert "Een gesprek: 30 minuten, telefoon." in page
    assert "corrigeerde een eerder feit" not in page


def test_shows_the_dossier_as_known_on_a_day(log_in: LogIn, lived: ACase) -> None:
    browser = log_in("begeleider")

    then = page_of(browser, lived, dag="9-3-2026", toon="dossier")
    now = page_of(browser, lived, dag="10-3-2026", toon="dossier")

    assert "45 minuten" in then
    assert "30 minuten" not in then
    assert "30 minuten" in now
    assert "45 minuten" not in now
    assert "/gesprek-vastleggen" not in then


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("gisteren of zo", "“gisteren of zo” is geen dag"),
        ("maart 2026", "“maart 2026” is geen dag"),
        ("31-2-2026", "“31-2-2026” is geen dag"),
        ("1-1-2199", "is nog niet geweest"),
        ("1-1-1700", "Zo ver terug gaat dit dossier niet"),
    ],
)
def test_answers_an_impossible_day_kindly(log_in: LogIn, lived: ACase, typed: str, said: str) -> None:
    page = page_of(log_in("begeleider"), lived, dag=typed)

    assert said in page
    assert "hield de intake" in page


def test_says_when_the_case_was_not_there_yet(log_in: LogIn, lived: ACase) -> None:
    page = page_of(log_in("begeleider"), lived, dag="1-3-2026")

    assert "Op 1 maart 2026 was er van dit traject nog niets bekend." in page
    assert "De aanmelding was op 2 maart 2026." in page


def test_treats_an_empty_day_as_today(log_in: LogIn, lived: ACase) -> None:
    page = page_of(log_in("begeleider"), lived, dag="", kijk="bekend")

    assert "U kijkt naar" not in page
    assert "Corrigeren" in page


def test_filters_by_kind(log_in: LogIn, lived: ACase) -> None:
    page = page_of(log_in("begeleider"), lived, soort="Gesprekken")

    assert "1 feit van 5" in page
    assert "legde een gesprek vast" in page
    assert "hield de intake" not in page


def test_filters_by_person(log_in: LogIn, lived: ACase) -> None:
    page = page_of(log_in("begeleider"), lived, persoon=actor_of("begeleider2").id)

    assert "Er is niets dat bij deze keuze past." in page
    assert "Wis de keuze" in page


def test_keeps_technical_data_behind_details(log_in: LogIn, lived: ACase) -> None:
    page = page_of(log_in("begeleider"), lived)

    assert "Toon details" in page
    assert "Plaats in het logboek" in page
    assert page.count("<details") == 5


@pytest.mark.parametrize("username", ["begeleider2", "teamleider", "management", "auditor", "beheer"])
def test_is_not_there_for_who_does_not_guide_the_case(log_in: LogIn, lived: ACase, username: str) -> None:
    answer = log_in(username).get(f"/trajecten/{lived.number}/historie")

    assert answer.status_code == 404
    assert "Slaap" not in answer.text


def test_is_not_there_for_a_case_that_does_not_exist(log_in: LogIn) -> None:
    assert log_in("begeleider").get("/trajecten/T-2026-9999/historie").status_code == 404


def test_escapes_what_people_wrote(
    log_in: LogIn, a_case: Callable[..., ACase], give: Callable[..., Outcome]
) -> None:
    case = a_case()
    give(AddNote(case_id=case.case_id, text="<script>alert(1)</script>"))

    assert "<script>alert" not in page_of(log_in("begeleider"), case)


def test_counts_a_correction_recorded_at_the_very_end_of_the_day(log_in: LogIn, lived: ACase) -> None:
    assert "30 minuten" in page_of(log_in("begeleider"), lived, dag=date(2026, 3, 10).isoformat())
