"""Puts the clock process together: APScheduler tells the time, one leader acts, each slot is taken once."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from bluevitaal_es import clock
from bluevitaal_es.app import Parts
from bluevitaal_es.automations import let_go_of_requests, make_notices, send_notices
from bluevitaal_es.automations.flag_overdue_duties import (
    JOB,
    REQUESTS_JOB,
    flag_overdue_duties,
    flag_overdue_requests,
)
from bluevitaal_es.commands.erasing import let_go
from bluevitaal_es.database import Database, DatabaseFault, Leadership
from bluevitaal_es.notices.addresses import StaffAddresses
from bluevitaal_es.notices.carrying import Carriers
from bluevitaal_es.notices.outbox import Outbox
from bluevitaal_es.projections.duties.view import DutiesView
from bluevitaal_es.projections.first_requests.view import FirstRequestsView
from bluevitaal_es.projections.notices.view import NoticesView
from bluevitaal_es.projections.staff.view import StaffView
from bluevitaal_es.settings import ConfigurationFault
from bluevitaal_es.store.checkpoint import kept_checkpoints, key_to_sign_with, make_checkpoint
from bluevitaal_es.store.sweeping import sweep

_log = structlog.get_logger()

#: Whoever holds this advisory lock is the clock that acts; the others stand by.
LEADER_LOCK = 7_301_011
#: How long the record of a run is kept.
KEPT = timedelta(days=30)

#: How often a day without checkpoint is looked at: a fault passes, and a whole check is not made each minute.
LOOK_FOR_CHECKPOINT = 3600.0


@dataclass(frozen=True, slots=True)
class Job:
    """Work for the clock: given the moment, it says how much it did. `seconds` is its own rhythm, if any."""

    work: Callable[[datetime], int]
    seconds: float | None = None


class Clockwork:
    """Runs jobs by the clock. Several may run: every slot of a job is taken by one of them."""

    def __init__(
        self, database: Database, jobs: dict[str, Job], *, seconds: float, lead: bool = True
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._seconds = seconds
        self._leadership = Leadership(database.service_dsn, LEADER_LOCK) if lead else None

    def run(self, stop: threading.Event) -> None:
        """Tick until `stop` is set."""
        ticking = BackgroundScheduler(timezone="UTC")
        ticking.add_job(
            self.tick,
            "interval",
            seconds=self._seconds,
            next_run_time=clock.now(),
            coalesce=True,
            misfire_grace_time=None,
            max_instances=1,
        )
        ticking.start()
        try:
            stop.wait()
        finally:
            ticking.shutdown(wait=True)
            if self._leadership is not None:
                self._leadership.close()

    def tick(self) -> None:
        """Run each job whose present slot nobody took, if this clock leads; survives a lost database."""
        try:
            if self._leadership is not None and not self._leadership.leads():
                return
            for name, job in self._jobs.items():
                self._take(name, job.work, job.seconds or self._seconds)
        except DatabaseFault as fault:
            _log.warning("clock_lost_database", kind=type(fault).__name__)

    def _take(self, name: str, work: Callable[[datetime], int], seconds: float) -> None:
        """Take the present slot and do its work; the work itself is harmless when done twice."""
        now = clock.now()
        slot = datetime.fromtimestamp(now.timestamp() // seconds * seconds, now.tzinfo)
        with self._database.pool.connection() as connection:
            taken = connection.execute(
                "INSERT INTO clockwork.run (job, slot, started_at) VALUES (%s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [name, slot, now],
            ).rowcount
            connection.execute("DELETE FROM clockwork.run WHERE slot < %s", [now - KEPT])
        if not taken:
            return
        effects = work(now)
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE clockwork.run SET finished_at = %s, effects = %s WHERE job = %s AND slot = %s",
                [clock.now(), effects, name, slot],
            )
        if effects:
            _log.info("clock_acted", job=name, count=effects)


def clockwork_of(parts: Parts, *, seconds: float = 60.0, lead: bool = True) -> Clockwork:
    """Return the clock of a service; `lead=False` leaves out the leader lock: none is needed."""
    duties, outbox = DutiesView(parts.database), Outbox(parts.database)
    requests = FirstRequestsView(parts.database)
    known = make_notices.Known(
        NoticesView(parts.database),
        duties,
        StaffView(parts.database),
        StaffAddresses(parts.database, parts.store.seal, parts.store.unseal),
    )
    sender = send_notices.Sender(parts.desk, outbox, known, Carriers(parts.settings.notices))
    jobs = {
        JOB: Job(lambda now: flag_overdue_duties(parts.desk, duties, now)),
        REQUESTS_JOB: Job(lambda now: flag_overdue_requests(parts.desk, requests, now)),
        let_go_of_requests.JOB: Job(
            lambda _now: let_go_of_requests.let_go_of_requests(
                partial(let_go, parts.desk, parts.forgetting), requests
            )
        ),
        make_notices.JOB: Job(lambda now: make_notices.make_notices(outbox, known, now)),
        send_notices.JOB: Job(sender.send),
        "sweep": Job(lambda _now: sweep(parts.database, parts.projector.reached()).keys),
        "daily_checkpoint": Job(lambda now: checkpoint_of_today(parts, now), LOOK_FOR_CHECKPOINT),
    }
    return Clockwork(parts.database, jobs, seconds=seconds, lead=lead)


def checkpoint_of_today(parts: Parts, now: datetime) -> int:
    """Sign what the log holds, once for each day (UTC) on which it holds anything; return how often."""
    with parts.database.pool.connection() as connection:
        last = kept_checkpoints(connection, last=1)
    # A clock that ran ahead may have signed with a later day, which must not stop those that come.
    if parts.store.head() == 0 or (last and last[0].made_at.date() == now.date()):
        return 0
    try:
        make_checkpoint(parts.database, key_to_sign_with(parts.settings, parts.database), now)
    except ConfigurationFault as fault:
        _log.error("checkpoint_not_made", kind=type(fault).__name__)
        return 0
    return 1
