"""Whenever a notice waits and may leave, hand it to a carrier, and record what became of it."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

import structlog

from bluevitaal_es.access import SCHEDULER
from bluevitaal_es.automations.make_notices import Known
from bluevitaal_es.commands.base import CaseCommand
from bluevitaal_es.commands.handle import Context, Desk
from bluevitaal_es.commands.record_notice import RecordNoticeNotSent, RecordNoticeSent, Why
from bluevitaal_es.notices.carrying import Carriers, NotHandedOver, Refused, Unsure, Via
from bluevitaal_es.notices.outbox import HELD, Outbox, Waiting
from bluevitaal_es.rules.notices import Never, Wait, may_notify, words
from bluevitaal_es.vocabulary import CaseId

JOB = "send_notices"

#: How long after each try that failed the next one comes; after the last a human is asked.
BACKOFF: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
#: How often a notice may have left without anybody knowing: the first time, and once more.
MOST_UNSURE: Final = 2

_log = structlog.get_logger()


class _CarrierFails(Exception):
    """A carrier did not take a notice; what is to become of that notice was settled."""


class Sender:
    """Sends what waits in one outbox. Any number may run: each notice is held by one of them."""

    def __init__(self, desk: Desk, outbox: Outbox, known: Known, carriers: Carriers) -> None:
        self._desk = desk
        self._outbox = outbox
        self._known = known
        self._carriers = carriers

    def send(self, now: datetime) -> int:
        """Send everything that may leave at `now`; return how many notices left.

        A carrier that does not answer ends the round, so that other work of the clock need not wait for it.
        """
        sent = 0
        while (notice := self._outbox.take(now)) is not None:
            try:
                sent += self._one(notice, now)
            except _CarrierFails:
                break
        return sent

    def _one(self, notice: Waiting, now: datetime) -> bool:
        """Send one notice if it may leave: wishes and hours are asked for at this very moment."""
        if now >= notice.until_at:
            return self._give_up(notice, "too_late", now)
        if not self._still_needed(notice):
            return self._drop(notice, now)
        verdict = may_notify(self._known.wishes(notice.case_id, notice.staff_id), notice.kind, now)
        if isinstance(verdict, Never):
            return self._drop(notice, now)
        if isinstance(verdict, Wait):
            return self._later(notice, verdict.until, "too_late", now, begun=False)
        if not self._carriers.carries(verdict.via):
            return self._give_up(notice, "not_set_up", now)
        if notice.unsure >= MOST_UNSURE:
            return self._give_up(notice, "unsure", now)
        self._outbox.begin(notice.id)
        try:
            self._carriers.carry(verdict.via, verdict.address, words(notice.kind, notice.at), notice.id)
        except Refused:
            return self._give_up(notice, "refused", now)
        except NotHandedOver as fault:
            if notice.tries >= len(BACKOFF):
                self._give_up(notice, "unreachable", now)
            else:
                self._later(notice, now + BACKOFF[notice.tries], "unreachable", now, begun=True)
            raise _CarrierFails from fault
        except Unsure as fault:
            self._later(notice, now + HELD, "unsure", now, begun=False)
            raise _CarrierFails from fault
        self._left(notice, verdict.via)
        self._outbox.done(notice.id, "sent", now)
        return True

    def _still_needed(self, notice: Waiting) -> bool:
        if notice.kind == "open_work":
            return True
        return self._known.notices.still_to_tell(SCHEDULER, notice.occasion_id)

    def _left(self, notice: Waiting, via: Via) -> None:
        if notice.staff_id is None and notice.case_id is not None:
            case_id = CaseId(notice.case_id)
            order = RecordNoticeSent(case_id=case_id, notice_id=notice.id, notice=notice.kind, via=via)
            self._record(order, notice.id)

    def _later(self, notice: Waiting, at: datetime, why: Why, now: datetime, *, begun: bool) -> bool:
        """Let it be tried again, unless it would then be too late."""
        if at >= notice.until_at:
            return self._give_up(notice, why, now)
        self._outbox.again(notice.id, at, begun=begun)
        return False

    def _give_up(self, notice: Waiting, why: Why, now: datetime) -> bool:
        """Tell the begeleider that somebody must call; what staff did not get stands on their own page."""
        if notice.staff_id is None and notice.case_id is not None:
            case_id = CaseId(notice.case_id)
            order = RecordNoticeNotSent(case_id=case_id, notice_id=notice.id, notice=notice.kind, why=why)
            self._record(order, notice.id)
        self._outbox.done(notice.id, "not_sent", now)
        _log.warning("notice_not_sent", kind=notice.kind, reason_code=why)
        return False

    def _drop(self, notice: Waiting, now: datetime) -> bool:
        """Let go of what nobody needs or wants any more."""
        self._outbox.done(notice.id, "dropped", now)
        return False

    def _record(self, order: CaseCommand, notice_id: UUID) -> None:
        command_id = uuid5(notice_id, "outcome")
        self._desk.handle(order, SCHEDULER, context=Context(command_id, command_id))
