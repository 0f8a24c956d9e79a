from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread
from uuid import uuid4

import pytest

from bluevitaal_es import clock
from bluevitaal_es.access import IMPORTER
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.handle import Context
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.events.case import DutyOverdue
from bluevitaal_es.store import Append, NewEvent
from bluevitaal_es.vocabulary import CaseId
from tests.conftest import TestPostgres
from tests.spec import ANNA, BRAM, CASE, LEAD, moment, uid
from tests.world import World, opened

REGISTER = RegisterCase(case_id=CASE, number="T-2026-0001", target_group="current_staff")
NOTE = AddNote(case_id=CASE, text="Belde af")


def assign(to: str) -> AssignBegeleider:
    return AssignBegeleider(case_id=CASE, begeleider_id=uid(to))


@pytest.fixture
def real(postgres: TestPostgres, tmp_path: Path) -> Iterator[World]:
    """A world whose log is no demonstration."""
    with opened(postgres, tmp_path, demo=False) as made:
        yield made


def test_records_who_did_it_when_and_why(world: World) -> None:
    context = Context(uuid4(), uuid4(), uuid4())

    with clock.standing_at(moment("2026-01-05 09:30")):
        outcome = world.desk.handle(REGISTER, ANNA, context=context)

    (recorded,) = world.stream(CASE)
    assert (outcome.position, outcome.events) == (recorded.position, ("case.registered",))
    assert (recorded.actor_id, recorded.actor_role) == (ANNA.id, ANNA.role)
    assert recorded.recorded_at == recorded.happened_at == moment("2026-01-05 09:30")
    assert (recorded.command_id, recorded.correlation_id, recorded.causation_id) == (
        context.command_id,
        context.correlation_id,
        context.causation_id,
    )


def test_lets_a_real_log_ask_its_own_clock(real: World) -> None:
    before = clock.now()

    real.desk.handle(REGISTER, ANNA)

    (recorded,) = real.stream(CASE)
    assert before <= recorded.happened_at <= recorded.recorded_at <= clock.now()


def test_does_a_command_once_however_often_it_is_sent(world: World) -> None:
    context = Context.fresh()
    world.desk.handle(REGISTER, ANNA)
    first = world.desk.handle(NOTE, ANNA, context=context)
    again = world.desk.handle(NOTE, ANNA, context=context)

    assert len(world.stream(CASE)) == 2
    assert (again.position, again.events) == (first.position, ())


def test_is_silent_about_what_was_done_before(world: World) -> None:
    goal = SetGoal(case_id=CASE, goal_id=uid("goal"), words="Weer slapen")
    world.desk.handle(REGISTER, ANNA)
    first = world.desk.handle(goal, ANNA)

    again = world.desk.handle(goal, ANNA)

    assert (again.position, again.events) == (first.position, ())


def test_appends_nothing_when_refused(world: World) -> None:
    world.desk.handle(REGISTER, ANNA)

    with pytest.raises(refusals.NotAllowed):
        world.desk.handle(NOTE, BRAM)

    assert len(world.stream(CASE)) == 1


def test_refuses_when_somebody_else_changed_the_case_meanwhile(world: World) -> None:
    world.desk.handle(REGISTER, ANNA)
    world.desk.handle(assign("anna"), LEAD)

    with pytest.raises(refusals.ChangedMeanwhile) as refused:
        world.desk.handle(NOTE, ANNA, seen_version=1)

    assert refused.value.details == {"since_version": 1}
    assert world.desk.handle(NOTE, ANNA, seen_version=2).events == ("case.note_added",)


def test_lets_ones_own_changes_and_the_flags_of_the_clock_pass(world: World) -> None:
    world.desk.handle(REGISTER, ANNA)
    world.desk.handle(NOTE, ANNA)
    flag = DutyOverdue(duty="intake", kind="intake", rule="intake_norm", due_at=moment("2026-01-12"))
    world.store.append(
        Append(CASE, 2, [NewEvent(flag, clock.now())], "scheduler", IMPORTER.role, uuid4(), uuid4())
    )

    assert world.desk.handle(NOTE, ANNA, seen_version=1).events == ("case.note_added",)


def test_decides_anew_when_another_append_came_first(real: World) -> None:
    real.desk.handle(REGISTER, ANNA)
    start = Barrier(2)
    outcomes: list[object] = []

    def take(name: str) -> None:
        start.wait()
        try:
            outcomes.append(real.desk.handle(assign(name), LEAD))
        except refusals.Refusal as refusal:
            outcomes.append(refusal)

    threads = [Thread(target=take, args=[name]) for name in ("anna", "bram")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(real.stream(CASE)) == 2
    assert sum(isinstance(found, refusals.BegeleiderIsAlreadyAssigned) for found in outcomes) == 1


def test_appends_several_streams_together_or_not_at_all(world: World) -> None:
    def register(name: str, number: str) -> RegisterCase:
        return RegisterCase(case_id=CaseId(uid(name)), number=number, target_group="current_staff")

    both = [register("one", "T-2026-0001"), register("two", "T-2026-0002")]
    outcome = world.desk.handle_together(both, ANNA, Context.fresh())
    assert outcome.events == ("case.registered", "case.registered")

    broken = [
        register("three", "T-2026-0003"),
        RegisterCase(case_id=CaseId(uid("four")), number="T-2026-0004", target_group="stranger"),
    ]
    with pytest.raises(refusals.CodeIsNotKnown):
        world.desk.handle_together(broken, ANNA, Context.fresh())
    assert world.stream(uid("three")) == []
    assert world.desk.begun_from(uid("one")) is True
    assert world.desk.begun_from(uid("three")) is False


def test_hands_out_a_case_number_once(world: World) -> None:
    numbers = {world.desk.next_case_number(2026) for _ in range(3)}

    assert numbers == {"T-2026-0001", "T-2026-0002", "T-2026-0003"}
    assert world.desk.next_case_number(2027) == "T-2027-0001"
