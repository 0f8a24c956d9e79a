from threading import Barrier, Thread

import pytest

from bluevitaal_es import clock
from bluevitaal_es.access import asker
from bluevitaal_es.automations.flag_overdue_duties import (
    flag_id,
    flag_overdue_duties,
    flag_overdue_requests,
)
from bluevitaal_es.commands.answer_request import RecordAttempt, TakeRequest
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.handle import Desk
from bluevitaal_es.commands.hold_evaluation import PostponeEvaluation
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.make_request import AskForContact
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.projections.duties.view import DutiesView
from bluevitaal_es.projections.first_requests.view import FirstRequestsView
from bluevitaal_es.vocabulary import CaseId
from tests.spec import ANNA, CASE, LEAD, day, moment, uid
from tests.world import World


def register(world: World, case_id: CaseId, number: str) -> None:
    order = RegisterCase(case_id=case_id, number=number, target_group="current_staff")
    world.do(order, AssignBegeleider(case_id=case_id, begeleider_id=uid("anna")), at="2026-01-05")


def flag(world: World, at: str) -> int:
    with clock.standing_at(moment(at)):
        flagged = flag_overdue_duties(world.desk, DutiesView(world.database), clock.now())
    world.projector.catch_up()
    return flagged


def flags(world: World) -> list[str]:
    return [found.event.stored_as for found in world.log() if found.event.stored_as.endswith("overdue")]


def test_flags_what_is_overdue_once(world: World) -> None:
    register(world, CASE, "T-2026-0001")

    assert flag(world, "2026-01-12 23:59") == 0
    assert flag(world, "2026-01-13 00:00") == 1
    assert flag(world, "2026-01-13 00:01") == 0
    assert flags(world) == ["case.duty_overdue"]


@pytest.mark.requirement("S-042")
def test_flags_every_evaluation_moment_that_passes(world: World) -> None:
    register(world, CASE, "T-2026-0001")
    world.do(HoldIntake(case_id=CASE, held_on=day("2026-01-06"), help_primary="ptsd"), at="2026-01-06")

    assert flag(world, "2026-02-18") == 1
    postpone = PostponeEvaluation(case_id=CASE, until=day("2026-02-27"), reason="client_ill")
    world.do(postpone, at="2026-02-19")
    assert flag(world, "2026-02-27") == 0
    assert flag(world, "2026-02-28") == 1
    assert flags(world) == ["case.evaluation_moment_overdue"] * 2


def test_says_that_the_clock_did_it(world: World) -> None:
    register(world, CASE, "T-2026-0001")
    flag(world, "2026-01-13")

    last = world.log()[-1]
    assert (last.actor_id, str(last.actor_role)) == ("scheduler", "scheduler")
    assert last.command_id == flag_id(CASE, "intake")


def test_repeats_what_was_done_when_the_views_are_behind(world: World) -> None:
    register(world, CASE, "T-2026-0001")
    view, late = DutiesView(world.database), moment("2026-01-13")

    with clock.standing_at(late):
        first = flag_overdue_duties(world.desk, view, late)
        again = flag_overdue_duties(world.desk, view, late)

    assert (first, again) == (1, 0)


def test_flags_once_however_many_clocks_run(world: World) -> None:
    cases = [CaseId(uid(f"case {n}")) for n in range(12)]
    for number, case_id in enumerate(cases, 1):
        register(world, case_id, f"T-2026-{number:04}")
    start, faults = Barrier(3), list[BaseException]()

    def run() -> None:
        start.wait()
        try:
            # The log asks its own clock for the moment of recording, so that no process is ahead of another.
            flag_overdue_duties(Desk(world.store), DutiesView(world.database), moment("2026-01-13"))
        except BaseException as fault:
            faults.append(fault)
            raise

    threads = [Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert len(flags(world)) == len(cases)
    assert {found.stream_id for found in world.log() if found.event.stored_as == "case.duty_overdue"} == set(
        cases
    )
    assert ANNA.id not in {found.actor_id for found in world.log()[-len(cases) :]}


def flag_requests(world: World, at: str) -> int:
    with clock.standing_at(moment(at)):
        flagged = flag_overdue_requests(world.desk, FirstRequestsView(world.database), clock.now())
    world.projector.catch_up()
    return flagged


def test_flags_each_step_of_a_request_that_nobody_took_in_time_once(world: World) -> None:
    request, view = uid("request"), FirstRequestsView(world.database)
    order = AskForContact(request_id=request, for_whom="other", reach="phone", phone="06 1234")
    world.do(order, by=asker(request), at="2026-03-02")

    assert flag_requests(world, "2026-03-03 23:59") == 0
    assert flag_requests(world, "2026-03-04 00:00") == 1
    assert flag_requests(world, "2026-03-04 00:01") == 0
    (row,) = view.everybody_waiting(ANNA)
    assert row.flagged
    assert view.in_team(LEAD, moment("2026-03-04 00:00")).late == 1

    world.do(TakeRequest(request_id=request), at="2026-03-04")
    world.do(RecordAttempt(request_id=request, outcome="no_answer"), at="2026-03-04")
    assert not view.everybody_waiting(ANNA)[0].flagged
    assert flag_requests(world, "2026-03-05 12:00") == 0
    assert flag_requests(world, "2026-03-06 00:00") == 1
    assert flags(world) == ["request.overdue"] * 2
    assert world.log()[-1].command_id == flag_id(request, "request:1")
