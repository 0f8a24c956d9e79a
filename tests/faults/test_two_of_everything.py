"""Two clocks, two projectors and two web processes on one database; one of each is killed half-way."""

import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

import psycopg
import pytest

from bluevitaal_es import clock, scheduler
from bluevitaal_es.store import projector
from tests.conftest import TestPostgres
from tests.faults.late import Late, free_ports, late_cases
from tests.faults.load import count, until

CASES = 60
PORTS = free_ports(2)
#: How long anything may take to come about.
SECONDS = 60
#: Lets nothing into the log before the test says so, and then slowly: somebody can be killed meanwhile.
GATE = 77
SLOWLY = f"""
CREATE FUNCTION public.slowly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({GATE}), pg_sleep(0.1);
    RETURN NEW;
END $$;
CREATE TRIGGER slowly BEFORE INSERT ON log.event FOR EACH ROW EXECUTE FUNCTION public.slowly();
"""

pytestmark = pytest.mark.slow("starts seven processes and kills three")


@pytest.fixture
def late(postgres: TestPostgres, tmp_path: Path) -> Late:
    """Cases with an intake ten weeks ago and nothing since, in a log that takes its time."""
    late = late_cases(postgres, tmp_path, CASES)
    with psycopg.connect(late.place.database_url) as owner:
        owner.execute(SLOWLY.encode())
    return late


def is_led(late: Late, lock: int) -> bool:
    """Say whether somebody holds the lock of those that lead."""
    held = (
        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
        " WHERE d.datname = current_database() AND locktype = 'advisory' AND granted AND objid = %s"
    )
    return count(late.place.database_url, held, lock) > 0


def stands_by(late: Late, since: datetime) -> bool:
    """Say whether somebody who came since then asked to lead, and does not."""
    idle = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_start > %s"
        " AND query LIKE 'SELECT pg_try_advisory_lock(%%' AND state = 'idle'"
    )
    return count(late.place.database_url, idle, since) > 0


@pytest.fixture
def running(late: Late) -> Iterator[dict[str, "subprocess.Popen[str]"]]:
    """Two of everything on one database; the first of each leads, the second stands by."""
    words = {
        "web 1": ("web", "--port", str(PORTS[0])),
        "web 2": ("web", "--port", str(PORTS[1])),
        "projections 1": ("projections",),
        "clock 1": ("scheduler", "--seconds", "0.5"),
        "projections 2": ("projections",),
        "clock 2": ("scheduler", "--seconds", "0.5"),
    }
    leading = {"projections 1": projector.LEADER_LOCK, "clock 1": scheduler.LEADER_LOCK}
    with ExitStack() as stack, psycopg.connect(late.place.database_url) as gate:
        gate.execute("SELECT pg_advisory_lock(%s)", [GATE])
        started = {}
        for name, each in words.items():
            since = clock.now()
            started[name] = stack.enter_context(late.place.running(*each))
            if name in leading:
                until(partial(is_led, late, leading[name]), SECONDS)
            elif name.endswith("2") and not name.startswith("web"):
                until(partial(stands_by, late, since), SECONDS)
        until(lambda: answers(PORTS[0]) and answers(PORTS[1]), SECONDS)
        gate.execute("SELECT pg_advisory_unlock(%s)", [GATE])
        yield started


def answers(port: int) -> bool:
    """Say whether the login page is there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/inloggen", timeout=5) as page:
            return bool(re.search("gebruikersnaam", page.read().decode()))
    except OSError:
        return False


@pytest.mark.requirement("S-042")
def test_every_overdue_evaluation_is_flagged_once_though_one_of_each_is_killed(
    late: Late, running: dict[str, "subprocess.Popen[str]"]
) -> None:
    until(lambda: len(late.flagged()) >= 3, SECONDS)

    for name in ("clock 1", "projections 1", "web 1"):
        running[name].send_signal(signal.SIGKILL)
    assert len(late.flagged()) < CASES

    until(lambda: len(late.flagged()) == CASES, SECONDS)
    time.sleep(2)
    assert set(late.flagged().values()) == {1}
    assert late.positions_have_no_hole()
    assert answers(PORTS[1])
    assert late.place.run("verify").returncode == 0
