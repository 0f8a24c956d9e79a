"""What the command line replays of a case on a day is what the pages show of it, then and now."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from bluevitaal_es import clock
from bluevitaal_es.access import Involvement
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.base import CaseCommand
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.demo.people import BEGELEIDERS
from bluevitaal_es.projections.case_file.view import as_json
from bluevitaal_es.projections.case_history.view import Entry
from bluevitaal_es.vocabulary import CaseId
from bluevitaal_es.web.dutch import dutch_date_short
from tests.conftest import TestPostgres
from tests.journeys.person import Person
from tests.journeys.service import Service, running_service

NOOR = BEGELEIDERS[0].actor


def case_of(service: Service, number: str) -> Involvement:
    involvement = service.parts.house().caseload.involvement(NOOR, number)
    assert involvement is not None
    return involvement


def entries_of(service: Service, number: str) -> list[Entry]:
    return service.parts.house().history.entries(NOOR, case_of(service, number))


def chosen_cases(service: Service) -> list[str]:
    """Return two cases of Noor: the one with most facts, and one in which something was corrected."""
    house = service.parts.house()
    numbers = [case.number for case in house.caseload.cases_of(NOOR, status="all", limit=1000)]
    lives = {number: entries_of(service, number) for number in numbers}
    corrected = [number for number, life in lives.items() if any("corrected" in entry.type for entry in life)]
    assert corrected
    others = {number: life for number, life in lives.items() if number != corrected[0]}
    return [max(others, key=lambda number: len(others[number])), corrected[0]]


def telling_days(entries: list[Entry]) -> list[date]:
    """Return the day of the first fact, the day before the newest correction or the middle one, and today."""
    days = [clock.day_of(entry.recorded_at) for entry in entries]
    corrected = [day for entry, day in zip(entries, days, strict=True) if "corrected" in entry.type]
    between = corrected[-1] - timedelta(days=1) if corrected else days[len(days) // 2]
    return [days[0], max(between, days[0]), clock.today()]


@pytest.mark.browser
@pytest.mark.slow("starts the command line anew for each case and day")
def test_replays_a_case_as_its_pages_show_it_on_any_day(
    service: Service, person: Callable[..., Person]
) -> None:
    house, begeleider = service.parts.house(), person("begeleider")
    for number in chosen_cases(service):
        for day in telling_days(entries_of(service, number)):
            replayed = service.command("replay", number, "--as-of", day.isoformat(), "--json")
            known = house.replay.known_at(NOOR, case_of(service, number), clock.end_of(day))
            assert known is not None
            assert json.loads(replayed) == json.loads(as_json(known))
            assert facts_on_page(begeleider, number, day) == facts_of_command(service, number, day)
        live = house.case_file.dossier(NOOR, number)
        assert live is not None
        assert json.loads(replayed) == json.loads(as_json(live))


def facts_of_command(service: Service, number: str, day: date) -> list[tuple[str, ...]]:
    """Return number, day and kind of each fact that the command line lists."""
    lines = service.command("replay", number, "--as-of", day.isoformat()).splitlines()
    return sorted((line[:4].strip(), line[6:24].strip(), line[26:]) for line in lines)


def facts_on_page(begeleider: Person, number: str, day: date) -> list[tuple[str, ...]]:
    """Return number, day and kind of each fact that the history shows as known on a day."""
    begeleider.go(f"/trajecten/{number}/historie?kijk=bekend&dag={dutch_date_short(day)}")
    facts = begeleider.page.evaluate(
        "[...document.querySelectorAll('.bv-event')].map(e => {"
        "  const said = Object.fromEntries([...e.querySelectorAll('dt')]"
        "    .map(t => [t.textContent.trim(), t.nextElementSibling.textContent.trim()]));"
        "  return [said['Nummer in dit traject'], said['Gebeurd op'], said['Soort feit']];"
        "})"
    )
    return sorted(tuple(fact) for fact in facts)


@pytest.mark.slow("starts a second service, and the command line for each day")
def test_replays_to_the_letter_what_the_live_dossier_said_on_that_day(
    postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory
) -> None:
    case_id, begin = CaseId(uuid4()), clock.now() - timedelta(days=9)
    with running_service(postgres, tmp_path_factory.mktemp("days"), filled=False) as service:
        number = service.parts.desk.next_case_number(clock.day_of(begin).year)
        said: dict[date, str] = {}
        for after, commands in enumerate(a_life(case_id, number, clock.day_of(begin))):
            moment = begin + timedelta(days=after)
            said[clock.day_of(moment)] = lived(service, number, commands, moment)
        assert len(set(said.values())) == len(said)

        for day, words in said.items():
            replayed = service.command("replay", number, "--as-of", day.isoformat(), "--json")
            assert json.loads(replayed) == json.loads(words), day


def lived(service: Service, number: str, commands: list[CaseCommand], moment: datetime) -> str:
    """Give commands at a moment and return what the live dossier then says."""
    with clock.standing_at(moment):
        for command in commands:
            position = service.parts.desk.handle(command, NOOR).position
    assert service.parts.projector.wait_for(position)
    dossier = service.parts.house().case_file.dossier(NOOR, number)
    assert dossier is not None
    return as_json(dossier)


def a_life(case_id: CaseId, number: str, begin: date) -> list[list[CaseCommand]]:
    """Return what is done each day; on the last the intake is put right."""
    held = HoldIntake(
        case_id=case_id, held_on=begin + timedelta(days=1), help_primary="sleep", weapon_access="no"
    )
    return [
        [
            RegisterCase(case_id=case_id, number=number, target_group="current_staff", registered_on=begin),
            AssignBegeleider(case_id=case_id, begeleider_id=BEGELEIDERS[0].staff_id),
        ],
        [held],
        [SetGoal(case_id=case_id, goal_id=uuid4(), words="Weer doorslapen")],
        [AddNote(case_id=case_id, text="Slaapt beter.")],
        [CorrectFact(case_id=case_id, version=4, replacement=None, reason="wrong_case")],
    ]
