"""Requests as rows of a list of duties: what to do, by when and why, and nothing of what was asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bluevitaal_es import clock
from bluevitaal_es.projections.first_requests.view import RequestRow
from bluevitaal_es.web.dutch import dutch_time
from bluevitaal_es.web.request_words import step_of, why_of


def due_rows(
    rows: Sequence[RequestRow], now: datetime, names: Mapping[str, str] | None = None
) -> list[dict[str, object]]:
    """Return the rows for `bv.due_list`, with who has each when `names` are given."""
    return [_row(row, now, names or {}) for row in rows]


def is_due(row: RequestRow, now: datetime) -> bool:
    """Whether something has to be done today, or had to be before."""
    return clock.day_of(row.due_at) <= clock.day_of(now)


def _row(row: RequestRow, now: datetime, names: Mapping[str, str]) -> dict[str, object]:
    late, today = row.due_at < now, clock.day_of(row.due_at) == clock.day_of(now)
    status = ""
    if today and row.urgent and not row.attempts:
        moment = dutch_time(row.due_at)
        status = f"te laat sinds {moment} uur" if late else f"vóór {moment} uur"
    return {
        "step": step_of(row),
        "case": "Aanvraag",
        "case_href": f"/aanvragen/{row.request_id}",
        "who": names.get(str(row.taken_by), "") if row.taken_by else "",
        "due": clock.day_of(row.due_at),
        "status": status,
        "why": why_of(row),
        "href": f"/aanvragen/{row.request_id}",
        "action": "Openen",
        "kind": "late" if late else "today" if today else "planned",
    }
