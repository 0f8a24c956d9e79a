"""How soon somebody who asked for contact is reached: by office hours, sooner when it cannot wait."""

from datetime import datetime, timedelta

from bluevitaal_es import clock
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.calendar import add_office_time, add_working_days
from bluevitaal_es.events.first_request import Attempt, Reach
from bluevitaal_es.rules.duty import Duty, DutyKind, DutyRule


def due_at(
    reach: Reach, urgent: bool, made_at: datetime, last: tuple[Attempt, datetime] | None = None
) -> datetime:
    """Return the last moment of the next step, after the `last` attempt if there was one.

    Who rings by themselves is waited for as long as their code is sure to work.
    """
    norms = catalogue().norms
    if last is not None:
        return clock.end_of(add_working_days(clock.day_of(last[1]), norms.request_answer_working_days))
    if reach == "code":
        return clock.end_of(clock.day_of(made_at + timedelta(days=norms.client_draft_days)))
    if urgent:
        return add_office_time(made_at, timedelta(minutes=norms.request_urgent_minutes))
    return clock.end_of(add_working_days(clock.day_of(made_at), norms.request_answer_working_days))


def duty_of(
    reach: Reach,
    urgent: bool,
    made_at: datetime,
    attempts: int = 0,
    last: tuple[Attempt, datetime] | None = None,
) -> Duty:
    """Return the next step of a request that is open; each attempt is followed by a step of its own."""
    if last is not None:
        rule, since = DutyRule.REQUEST_AGAIN, last[1]
    else:
        rule, since = (DutyRule.REQUEST_CALLS if reach == "code" else DutyRule.REQUEST_NORM), made_at
    return Duty(
        f"request:{attempts}",
        DutyKind.FIRST_REQUEST,
        rule,
        since,
        due_at(reach, urgent, made_at, last),
        attempts,
    )
