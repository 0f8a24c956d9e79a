"""Whenever a request was taken back and its key is still there, let it go: a page may have ended too soon."""

from collections.abc import Callable
from uuid import UUID

from bluevitaal_es.access import SCHEDULER
from bluevitaal_es.commands.refusals import ErasureIsNotApproved
from bluevitaal_es.projections.first_requests.view import FirstRequestsView

JOB = "let_go_of_requests"


def let_go_of_requests(let_go: Callable[[UUID], object], requests: FirstRequestsView) -> int:
    """Let go of every request that waits for it; return how many. One taken on meanwhile is left alone."""
    gone = 0
    for request_id in requests.to_let_go(SCHEDULER):
        try:
            let_go(request_id)
        except ErasureIsNotApproved:
            continue
        gone += 1
    return gone
