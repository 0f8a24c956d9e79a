"""What was shown on a day is what is rebuilt of that day later: a case, a consent and the figures."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from bluevitaal_es import clock
from bluevitaal_es.access import Actor, Involvement
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.erasing import carry_out
from bluevitaal_es.commands.forget_person import ApproveErasure, RequestErasure
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.record_consent import RecordConsent, WithdrawConsent
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.events.case import CaseRegistered
from bluevitaal_es.projections.case_file.replay import CaseReplay
from bluevitaal_es.projections.case_file.view import CaseFileView, as_json
from bluevitaal_es.projections.figures.replay import FiguresReplay
from bluevitaal_es.projections.figures.view import Figures, FiguresView
from bluevitaal_es.rules.consent import as_of, may_tell
from bluevitaal_es.store.forgetting import Forgetting
from bluevitaal_es.vocabulary import CaseId, Role
from tests.spec import ADMIN, ANNA, BRAM, CASE, LEAD, day, moment, uid
from tests.world import World

NUMBER = "T-2026-0001"
LINE = UUID("33333333-3333-4333-8333-333333333333")
MANAGEMENT = Actor("m", "Mo Verzonnen", Role.MANAGEMENT)
OFFICER = Actor("f", "Fay Verzonnen", Role.FG)
OF_ANNA = Involvement(CASE, uid("anna"), ANNA.id)
QUESTION = ("general_practitioner", "referral", ("help_question",))


def register(world: World, at: str, times: int, group: str, *, first: int = 0) -> None:
    """Let people be registered who are nothing but a number here."""
    for place in range(first, first + times):
        name = f"{at} {group} {place}"
        number = world.desk.next_case_number(2026)
        world.do(
            RegisterCase(case_id=CaseId(uid(name)), number=number, target_group=group, unit="NN"),
            by=BRAM,
            at=at,
        )


def life(world: World) -> Callable[[], Any]:
    """Return a generator of days on which something is recorded that changes what is shown."""
    the: dict[str, Any] = {"case_id": CASE}

    def days() -> Any:
        world.desk.next_case_number(2026)
        world.do(
            RegisterCase(number=NUMBER, target_group="current_staff", unit="NN", client_name="Wolf", **the),
            AssignBegeleider(begeleider_id=uid("anna"), **the),
            at="2026-01-05",
        )
        register(world, "2026-01-05", 24, "current_staff")
        yield "2026-01-05"
        register(world, "2026-01-08", 11, "manager")
        world.do(
            HoldIntake(held_on=day("2026-01-08"), help_primary="sleep", weapon_access="no", **the),
            at="2026-01-08",
        )
        yield "2026-01-08"
        world.do(
            RecordConsent(
                line_id=LINE,
                recipient=QUESTION[0],
                purpose=QUESTION[1],
                data_class=QUESTION[2][0],
                decision="granted",
                valid_from=day("2026-01-12"),
                given_by="told",
                **the,
            ),
            at="2026-01-12",
        )
        yield "2026-01-12"
        was = world.stream(CASE)[0].event
        assert isinstance(was, CaseRegistered)
        right = was.model_copy(update={"target_group": "manager", "unit": "RTD"})
        world.do(CorrectFact(version=1, replacement=right, reason="typing_error", **the), at="2026-01-19")
        yield "2026-01-19"
        world.do(WithdrawConsent(line_id=LINE, **the), at="2026-01-26")
        world.do(CloseCase(outcome="contact_lost", closed_on=day("2026-01-26"), **the), at="2026-01-26")
        yield "2026-01-26"

    return days


def shown(world: World, on: str) -> tuple[str, str, Figures | None, Figures | None]:
    """Return what the pages show of the case, its consent and the figures at this moment."""
    with clock.standing_at(moment(f"{on} 23:00")):
        dossier = CaseFileView(world.database).dossier(ANNA, NUMBER)
        assert dossier is not None
        view = FiguresView(world.database)
        answer = may_tell(dossier.consent_lines, *QUESTION, as_of(day(on), clock.now()))
        return as_json(dossier), repr(answer), view.figures(MANAGEMENT), view.figures(LEAD)


def rebuilt(world: World, on: str) -> tuple[str, str, Figures | None, Figures | None]:
    """Return the same as it is rebuilt out of the log, at whatever moment this is."""
    end = clock.end_of(day(on))
    dossier = CaseReplay(world.store).known_at(ANNA, OF_ANNA, end)
    assert dossier is not None
    figures = FiguresReplay(world.database, world.store)
    answer = may_tell(dossier.consent_lines, *QUESTION, end)
    return as_json(dossier), repr(answer), figures.as_known(MANAGEMENT, end), figures.as_known(LEAD, end)


@pytest.mark.requirement("S-153")
def test_rebuilds_each_day_as_it_was_shown(world: World) -> None:
    then = {on: shown(world, on) for on in life(world)()}

    assert {on: rebuilt(world, on) for on in then} == then
    assert all(len({repr(told[part]) for told in then.values()}) > 1 for part in range(4))


@pytest.mark.requirement("S-153")
def test_rebuilds_the_figures_without_who_was_forgotten_and_nothing_else(world: World) -> None:
    then = {on: shown(world, on) for on in life(world)()}
    world.do(RequestErasure(case_id=CASE, number=NUMBER, ground="client_request"), by=ADMIN, at="2026-02-02")
    world.do(ApproveErasure(case_id=CASE), by=OFFICER, at="2026-02-02")
    with clock.standing_at(moment("2026-02-02")):
        forgetting = Forgetting(world.database, world.store.recorder.keys)
        carry_out(world.desk, forgetting, CASE, NUMBER, OFFICER)
    world.projector.catch_up()
    end = clock.end_of(day("2026-01-08"))

    now = FiguresReplay(world.database, world.store).as_known(LEAD, end)

    before = then["2026-01-08"][3]
    assert before is not None
    assert now is not None
    assert (before.total, now.total) == (36, 35)
    assert before.cases["target_group"].cells[1] == now.cases["target_group"].cells[1]


def test_leaves_nothing_behind_and_changes_nothing_that_is_shown_now(world: World) -> None:
    then = [shown(world, on) for on in life(world)()][-1]
    before = world.tables()

    for on in ("2025-12-31", "2026-01-08"):
        FiguresReplay(world.database, world.store).as_known(MANAGEMENT, clock.end_of(day(on)))

    assert world.tables() == before
    assert shown(world, "2026-01-26") == then


def test_knows_nothing_before_the_first_day_and_answers_nobody_else(world: World) -> None:
    register(world, "2026-01-05", 11, "manager")
    figures = FiguresReplay(world.database, world.store)

    before = figures.as_known(MANAGEMENT, clock.end_of(day("2026-01-04")))

    assert before is not None
    assert before.total is None
    for actor in (ANNA, ADMIN, OFFICER):
        assert figures.as_known(actor, clock.end_of(day("2026-01-05"))) is None
