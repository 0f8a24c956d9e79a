"""Whenever a duty has passed its due moment, flag it: once, however many clocks run."""

from datetime import datetime
from uuid import UUID, uuid5

from bluevitaal_es.access import SCHEDULER
from bluevitaal_es.commands.flag_overdue import FlagOverdue
from bluevitaal_es.commands.flag_overdue_request import FlagOverdueRequest
from bluevitaal_es.commands.handle import Context, Desk
from bluevitaal_es.projections.duties.view import DutiesView
from bluevitaal_es.projections.first_requests.view import FirstRequestsView
from bluevitaal_es.vocabulary import CaseId

JOB = "flag_overdue_duties"
REQUESTS_JOB = "flag_overdue_requests"


def flag_overdue_duties(desk: Desk, duties: DutiesView, now: datetime) -> int:
    """Flag every duty that is overdue at `now` and not flagged yet; return how many flags were recorded.

    The id of each command follows from case and duty, so a second clock, or a second try after a crash,
    repeats what was done instead of doing it again.
    """
    flagged = 0
    for duty in duties.unflagged_overdue(SCHEDULER, now):
        command_id = flag_id(duty.case_id, duty.key)
        outcome = desk.handle(
            FlagOverdue(case_id=CaseId(duty.case_id), duty=duty.key),
            SCHEDULER,
            context=Context(command_id, command_id),
        )
        flagged += len(outcome.events)
    return flagged


def flag_overdue_requests(desk: Desk, requests: FirstRequestsView, now: datetime) -> int:
    """Flag every request without an account whose next step is overdue, as a duty of a case is flagged."""
    flagged = 0
    for request_id, duty in requests.unflagged_overdue(SCHEDULER, now):
        command_id = flag_id(request_id, duty)
        outcome = desk.handle(
            FlagOverdueRequest(request_id=request_id, duty=duty),
            SCHEDULER,
            context=Context(command_id, command_id),
        )
        flagged += len(outcome.events)
    return flagged


def flag_id(case_id: UUID, duty: str) -> UUID:
    """Return the id of the one command that may ever flag this duty of this case or request."""
    return uuid5(case_id, f"overdue:{duty}")
