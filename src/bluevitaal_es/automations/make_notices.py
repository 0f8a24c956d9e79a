"""Whenever there is something to tell, put a notice in the outbox: once, however many clocks run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from bluevitaal_es.access import SCHEDULER
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of, end_of, start_of
from bluevitaal_es.notices.addresses import StaffAddresses
from bluevitaal_es.notices.outbox import Outbox, Waiting
from bluevitaal_es.projections.duties.view import DutiesView
from bluevitaal_es.projections.notices.view import NoticesView, OccasionRow
from bluevitaal_es.projections.staff.view import StaffView
from bluevitaal_es.rules.notices import Never, Wait, Wishes, may_notify
from bluevitaal_es.vocabulary import Role

JOB = "make_notices"


@dataclass(frozen=True)
class Known:
    """Where the clock looks: what is to be told, what is late, who works here, and how to reach each."""

    notices: NoticesView
    duties: DutiesView
    staff: StaffView
    addresses: StaffAddresses

    def wishes(self, case_id: UUID | None, staff_id: UUID | None) -> Wishes | None:
        """Return how somebody wants to be reached now: a member of staff, else the client of the case."""
        if staff_id is not None:
            email = self.addresses.of(staff_id)
            return Wishes("email", email=email, no_work_device=False) if email else None
        return None if case_id is None else self.notices.wishes_of(SCHEDULER, case_id)


def make_notices(outbox: Outbox, known: Known, now: datetime) -> int:
    """Put every notice that is to be sent into the outbox; return how many are new.

    The id follows from what is told and to whom, so a second clock adds nothing. What could not be sent in
    time, or not at all by the wishes of whoever it is for, is not made.
    """
    made = 0
    for row in known.notices.to_tell(SCHEDULER, now):
        for notice in _for(row, known):
            made += _put(outbox, known, notice, now)
    for notice in _digests(known, now):
        made += _put(outbox, known, notice, now)
    return made


def _put(outbox: Outbox, known: Known, notice: Waiting, now: datetime) -> bool:
    verdict = may_notify(known.wishes(notice.case_id, notice.staff_id), notice.kind, now)
    if isinstance(verdict, Never):
        return False
    next_at = verdict.until if isinstance(verdict, Wait) else now
    return next_at < notice.until_at and outbox.put(notice, now, next_at)


def _for(row: OccasionRow, known: Known) -> Iterator[Waiting]:
    """Give the notice for whoever an occasion is for; what cannot wait goes to the team leads as well."""
    if catalogue().notices[row.kind].to == "client":
        yield Waiting(row.id, row.id, row.case_id, None, row.kind, row.at, row.until_at)
        return
    people = set() if row.staff_id is None else {row.staff_id}
    if row.kind == "cannot_wait":
        everybody = known.staff.everybody(SCHEDULER)
        people |= {one.staff_id for one in everybody if one.role == Role.TEAMLEIDER}
    for staff_id in sorted(people):
        notice_id = uuid5(row.id, str(staff_id))
        yield Waiting(notice_id, row.id, row.case_id, staff_id, row.kind, row.at, row.until_at)


def _digests(known: Known, now: datetime) -> Iterator[Waiting]:
    """Give one notice a day to each begeleider with overdue work, however much that is."""
    late, day = known.duties.who_is_late(SCHEDULER, now), day_of(now)
    if not late:
        return
    for staff_id in known.addresses.everybody():
        if known.staff.ids_of(staff_id) & late:
            notice_id = uuid5(staff_id, f"open_work:{day}")
            yield Waiting(notice_id, notice_id, None, staff_id, "open_work", start_of(day), end_of(day))
