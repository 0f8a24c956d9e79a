from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from bluevitaal_es import clock
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.handle import Outcome
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.events import EVENT_TYPES
from bluevitaal_es.web.corrections import CORRECTABLE, change_form, changes, initial
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.correction import router
from tests.web.conftest import ACase, actor_of, staff_id_of, token_in
from tests.web.test_texts import entry

ROUTERS = [router]
REGISTERED, ASSIGNED, INTAKE, TALK = 1, 2, 3, 4

LogIn = Callable[[str], TestClient]


@pytest.fixture
def case(a_case: Callable[..., ACase], give: Callable[..., Outcome]) -> ACase:
    """A case registered ten days ago, with a talk of 45 minutes five days ago."""
    now = clock.now()
    with clock.standing_at(now - timedelta(days=10)):
        made = a_case()
    with clock.standing_at(now - timedelta(days=5)):
        give(
            HoldTalk(
                case_id=made.case_id,
                talk_id=uuid4(),
                held_at=clock.now(),
                channel="face_to_face",
                place="client_home",
                minutes=45,
                note="Sliep slecht.",
            )
        )
    return made


def address(case: ACase, version: int, **query: str) -> str:
    more = "".join(f"&{key}={value}" for key, value in query.items())
    return f"/trajecten/{case.number}/corrigeren?feit={version}{more}"


def fields_in(page: str) -> dict[str, str]:
    """Return what the hidden controls of the form hold."""
    return {
        name: page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0] for name in ("versie", "opdracht")
    }


def send(browser: TestClient, where: str, **answers: str) -> Any:
    page = browser.get(where).text
    return browser.post(where, data={"csrf": token_in(page)} | fields_in(page) | answers)


def talk_answers(**changed: str) -> dict[str, str]:
    when = clock.today() - timedelta(days=5)
    as_it_is = {
        "channel": "face_to_face",
        "place": "client_home",
        "minutes": "45",
        "note": "Sliep slecht.",
        "gebeurd": when.isoformat(),
        "waarom": "typing_error",
    }
    return as_it_is | changed


def dossier(house: House, case: ACase) -> Any:
    house.wait_for(10**6)
    return house.case_file.dossier(actor_of("begeleider"), case.number)


def test_shows_the_fact_as_it_stands_in_the_form(log_in: LogIn, case: ACase) -> None:
    page = log_in("begeleider").get(address(case, TALK)).text

    assert "legde een gesprek vast: 45 minuten, persoonlijk, bij de cliënt thuis." in page
    assert 'value="45"' in page
    assert "Sliep slecht.</textarea>" in page
    assert "Typefout" in page


def test_corrects_a_talk_and_keeps_the_rest(log_in: LogIn, case: ACase, house: House) -> None:
    browser = log_in("begeleider")
    answer = send(browser, address(case, TALK), **talk_answers(minutes="30", toelichting="Verkeken."))

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/trajecten/{case.number}/corrigeren/gedaan?feit=4"
    talk = dossier(house, case).talks[0]
    assert (talk.minutes, talk.note, talk.place) == (30, "Sliep slecht.", "client_home")


def test_shows_old_beside_new_afterwards(log_in: LogIn, case: ACase) -> None:
    browser = log_in("begeleider")
    sent = send(browser, address(case, TALK), **talk_answers(minutes="30"))
    page = browser.get(sent.headers["location"]).text

    assert "Correctie vastgelegd" in page
    assert page.index("Minuten") < page.index(">45<") < page.index(">30<")
    assert "Sliep slecht." not in page


def test_compares_a_second_correction_with_the_first(log_in: LogIn, case: ACase) -> None:
    browser = log_in("begeleider")
    send(browser, address(case, TALK), **talk_answers(minutes="30"))
    sent = send(browser, address(case, TALK), **talk_answers(minutes="60"))
    page = browser.get(sent.headers["location"]).text

    assert ">30<" in page
    assert ">60<" in page
    assert ">45<" not in page


def test_moves_a_fact_to_another_day(log_in: LogIn, case: ACase, house: House) -> None:
    earlier = clock.today() - timedelta(days=7)
    answer = send(log_in("begeleider"), address(case, TALK), **talk_answers(gebeurd=earlier.isoformat()))

    assert answer.status_code == 303
    assert clock.day_of(dossier(house, case).talks[0].at) == earlier


def test_corrects_a_fact_to_the_day_of_registration(log_in: LogIn, case: ACase) -> None:
    first = clock.today() - timedelta(days=10)
    answer = send(log_in("begeleider"), address(case, TALK), **talk_answers(gebeurd=first.isoformat()))

    assert answer.status_code == 303


def test_refuses_a_day_before_registration_and_keeps_what_was_typed(log_in: LogIn, case: ACase) -> None:
    before = clock.today() - timedelta(days=30)
    answers = talk_answers(gebeurd=before.isoformat(), note="Een langere notitie.")
    answer = send(log_in("begeleider"), address(case, TALK), **answers)

    assert answer.status_code == 409
    assert "vóór de aanmelding" in answer.text
    assert "Een langere notitie." in answer.text


def test_refuses_a_correction_that_changes_nothing(log_in: LogIn, case: ACase) -> None:
    answer = send(log_in("begeleider"), address(case, TALK), **talk_answers())

    assert answer.status_code == 409
    assert "U hebt niets veranderd." in answer.text


def test_asks_for_the_reason(log_in: LogIn, case: ACase) -> None:
    answer = send(log_in("begeleider"), address(case, TALK), **talk_answers(minutes="30", waarom=""))

    assert answer.status_code == 422
    assert "Fout:" in answer.text


def test_empties_a_field_that_may_be_empty(log_in: LogIn, case: ACase, house: House) -> None:
    send(log_in("begeleider"), address(case, TALK), **talk_answers(place="-", minutes=""))

    talk = dossier(house, case).talks[0]
    assert (talk.place, talk.minutes) == (None, None)


def test_strikes_a_fact_through(log_in: LogIn, case: ACase, house: House) -> None:
    browser = log_in("begeleider")
    sent = send(browser, address(case, TALK, doorstrepen="ja"), waarom="wrong_case")

    assert sent.status_code == 303
    assert dossier(house, case).talks == ()
    assert "telt niet meer mee" in browser.get(sent.headers["location"]).text


def test_puts_a_struck_fact_back(log_in: LogIn, case: ACase, house: House) -> None:
    browser = log_in("begeleider")
    send(browser, address(case, TALK, doorstrepen="ja"), waarom="wrong_case")
    sent = send(browser, address(case, TALK), **talk_answers())

    assert sent.status_code == 303
    assert dossier(house, case).talks[0].minutes == 45


def test_refuses_to_strike_the_registration_through(log_in: LogIn, case: ACase) -> None:
    page = log_in("begeleider").get(address(case, REGISTERED, doorstrepen="ja")).text

    assert "Feit corrigeren" in page
    assert "Dit feit hoort hier niet" not in page


def test_says_which_answers_of_an_intake_contradict_each_other(log_in: LogIn, case: ACase) -> None:
    day = (clock.today() - timedelta(days=10)).isoformat()
    answer = send(
        log_in("begeleider"),
        address(case, INTAKE),
        help_primary="sleep",
        help_others="sleep",
        gebeurd=day,
        waarom="learned_later",
    )

    assert answer.status_code == 409
    assert "niet allebei" in answer.text


def test_refuses_a_unit_that_was_not_there_then(
    log_in: LogIn, a_case: Callable[..., ACase], house: House
) -> None:
    with clock.standing_at(datetime(2026, 2, 2, 9, tzinfo=UTC)):
        case = a_case()
    answers = {"target_group": "current_staff", "anonymous_to_employer": "ja", "unit": "LE"}
    answer = send(
        log_in("begeleider"), address(case, REGISTERED), **answers, gebeurd="2-2-2026", waarom="other"
    )

    assert answer.status_code == 422
    assert dossier(house, case).unit is None


def test_leads_from_a_score_to_recording_it_anew(
    log_in: LogIn, case: ACase, give: Callable[..., Outcome]
) -> None:
    give(
        RecordInstrument(
            case_id=case.case_id,
            result_id=uuid4(),
            instrument="who5",
            completed_on=clock.today(),
            answers=(3, 3, 3, 3, 3),
        )
    )
    page = log_in("begeleider").get(address(case, 5)).text

    assert "leg hem opnieuw vast" in page
    assert 'name="total"' not in page


def test_shows_what_somebody_else_recorded_meanwhile(
    log_in: LogIn, a_case: Callable[..., ACase], give: Callable[..., Outcome]
) -> None:
    case = a_case(assigned=False)
    browser, where = log_in("begeleider"), address(case, REGISTERED)
    page = browser.get(where).text
    give(AssignBegeleider(case_id=case.case_id, begeleider_id=staff_id_of("begeleider")), "teamleider")

    day = clock.today().isoformat()
    answers = {"target_group": "manager", "anonymous_to_employer": "ja", "gebeurd": day, "waarom": "other"}
    typed = {"csrf": token_in(page)} | fields_in(page) | answers | {"client_name": "Jan Fictief"}
    answer = browser.post(where, data=typed)

    assert answer.status_code == 409
    assert "Cora Verzonnen wees Anna Voorbeeld als begeleider aan." in answer.text
    assert "Jan Fictief" in answer.text
    again = {"csrf": token_in(answer.text)} | fields_in(answer.text) | answers
    assert browser.post(where, data=again).status_code == 303


@pytest.mark.parametrize("version", ["99", "0", "x", "²", ""])
def test_is_not_there_for_a_fact_that_does_not_exist(log_in: LogIn, case: ACase, version: str) -> None:
    answer = log_in("begeleider").get(f"/trajecten/{case.number}/corrigeren", params={"feit": version})

    assert answer.status_code == 404


@pytest.mark.parametrize("username", ["begeleider2", "teamleider", "auditor"])
def test_is_not_there_for_who_does_not_guide_the_case(log_in: LogIn, case: ACase, username: str) -> None:
    assert log_in(username).get(address(case, TALK)).status_code == 404


@pytest.mark.parametrize("stored_as", CORRECTABLE)
def test_asks_only_for_fields_that_the_fact_has_and_gives_them_back_unchanged(stored_as: str) -> None:
    told = entry(stored_as)
    today = clock.today()
    form = change_form(stored_as, told.data, today)
    asked = {ask.field for ask in CORRECTABLE[stored_as].asks}
    assert asked <= set(EVENT_TYPES[stored_as].model_fields)

    shown = form.with_initial(initial(stored_as, told.data, today))
    read = form.read(dict(shown.typed) | {"waarom": "typing_error"})

    assert read.errors == {}
    filled = changes(stored_as, read.values)
    again = initial(stored_as, told.data, today)
    assert filled == {key: value for key, value in again.items() if key in asked}
