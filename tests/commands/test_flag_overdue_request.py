import pytest

from bluevitaal_es.access import SCHEDULER, Actor, asker
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.flag_overdue_request import FlagOverdueRequest
from bluevitaal_es.events.first_request import (
    RequestAttempted,
    RequestMade,
    RequestOverdue,
    RequestTaken,
    RequestWithdrawn,
)
from tests.spec import ANNA, given, moment, on, uid

REQUEST = uid("request")
MADE = on("2026-03-02 10:00", RequestMade(for_whom="other", reach="phone", urgent=False, phone="06 1234"))
FLAG = FlagOverdueRequest(request_id=REQUEST, duty="request:0")
DUE = moment("2026-03-03 23:59").replace(second=59, microsecond=999999)
OVERDUE = RequestOverdue(duty="request:0", rule="request_norm", due_at=DUE)


def test_flags_a_request_that_nobody_reached_by_its_norm() -> None:
    waiting = given(MADE).by(SCHEDULER)

    waiting.at("2026-03-03 23:59").when(FLAG).then_nothing()
    waiting.at("2026-03-04 00:00").when(FLAG).then(OVERDUE)
    given(MADE, OVERDUE).by(SCHEDULER).at("2026-03-04").when(FLAG).then_nothing()


def test_flags_one_that_cannot_wait_after_the_hours_of_its_norm() -> None:
    made = on("2026-03-02 10:00", RequestMade(for_whom="other", reach="phone", urgent=True, phone="06 1234"))

    given(made).by(SCHEDULER).at("2026-03-02 12:00").when(FLAG).then_nothing()
    assert len(given(made).by(SCHEDULER).at("2026-03-02 12:01").when(FLAG).events) == 1


def test_is_silent_about_a_step_that_was_taken_and_a_request_that_is_over() -> None:
    tried = on("2026-03-03 10:00", RequestAttempted(outcome="no_answer"))
    taken = RequestTaken(begeleider_id=uid("anna"))

    given(MADE, taken, tried).by(SCHEDULER).at("2026-03-10").when(FLAG).then_nothing()
    given(MADE, RequestWithdrawn()).by(SCHEDULER).at("2026-03-10").when(FLAG).then_nothing()
    given().by(SCHEDULER).at("2026-03-10").when(FLAG).then_nothing()


@pytest.mark.parametrize("other", [ANNA, asker(REQUEST)])
def test_is_for_the_clock_alone(other: Actor) -> None:
    given(MADE).by(other).at("2026-03-04").when(FLAG).then_refused(refusals.NotAllowed)
