"""Two clocks, two projectors and two web processes on one database; one of each is killed half-way."""

import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import TestPostgres
from tests.faults.late import Late, free_ports, late_cases

CASES = 60
PORTS = free_ports(2)

pytestmark = pytest.mark.slow("starts seven processes and kills three")


@pytest.fixture
def late(postgres: TestPostgres, tmp_path: Path) -> Late:
    """Cases with an intake ten weeks ago and nothing since."""
    return late_cases(postgres, tmp_path, CASES)


def until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Wait for a condition; say whether it came."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


@pytest.fixture
def running(late: Late) -> Iterator[dict[str, "subprocess.Popen[str]"]]:
    """Two of everything on one database; the second clocks stand by."""
    words = {
        "projections 1": ("projections",),
        "projections 2": ("projections",),
        "clock 1": ("scheduler", "--seconds", "0.5"),
        "clock 2": ("scheduler", "--seconds", "0.5"),
        "web 1": ("web", "--port", str(PORTS[0])),
        "web 2": ("web", "--port", str(PORTS[1])),
    }
    with ExitStack() as stack:
        yield {name: stack.enter_context(late.place.running(*each)) for name, each in words.items()}


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
    assert until(lambda: answers(PORTS[0]) and answers(PORTS[1]))
    assert until(lambda: len(late.flagged()) >= 3)

    for name in ("clock 1", "projections 1", "web 1"):
        running[name].send_signal(signal.SIGKILL)

    assert until(lambda: len(late.flagged()) == CASES)
    time.sleep(2)
    assert set(late.flagged().values()) == {1}
    assert late.positions_have_no_hole()
    assert answers(PORTS[1])
    assert late.place.run("verify").returncode == 0
