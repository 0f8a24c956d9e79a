"""Fills a log and draws all read models from several processes, so that a million events take minutes."""

import gc
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.progress import Progress

from benchmarks.ground import Place, place_at
from benchmarks.lives import append_all, told_again
from bluevitaal_es.app import projections, settle
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.keys import KeyEncryptionKey
from bluevitaal_es.store.projector import Projector

#: One for each core, as far as it helps: a log takes one append at a time.
PROCESSES = min(os.cpu_count() or 1, 4)
#: How often it is looked how far they are (seconds).
LOOK = 0.5


@dataclass(frozen=True)
class Worker:
    """What a process has at hand: the place, opened anew, and the lives to tell again."""

    place: Place
    log: list[Recorded]


_worker: list[Worker] = []


class SideBySide:
    """Processes that work on one place, each of them begun."""

    def __init__(self, pool: ProcessPoolExecutor, place: Place) -> None:
        self._pool = pool
        self._place = place

    def fill(self, events: int) -> float:
        """Append `events` events; return the most memory that one process held, in megabytes."""
        share = -(-events // PROCESSES)
        works = [self._pool.submit(_fill, share, number) for number in range(PROCESSES)]
        return self._done("filling", works, events, self._place.store.head)

    def draw(self, projector: Projector, head: int) -> float:
        """Draw all read models, each by one process; return the most memory that one held, in megabytes."""
        works = [self._pool.submit(_draw, number) for number in range(PROCESSES)]
        return self._done("all projections", works, head, projector.reached)

    def _done(self, name: str, works: list[Future[float]], total: int, reached: Callable[[], int]) -> float:
        with Progress(transient=True) as bar:
            task = bar.add_task(name, total=total)
            while wait(works, timeout=LOOK).not_done:
                bar.update(task, completed=reached())
        return max(work.result() for work in works)


@contextmanager
def side_by_side(place: Place, log: list[Recorded]) -> Iterator[SideBySide]:
    """Give processes that have opened the place."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        PROCESSES, mp_context=context, initializer=_begin, initargs=(place.dsn, place.key.secret, log)
    ) as pool:
        wait([pool.submit(time.sleep, LOOK) for _ in range(PROCESSES)])
        yield SideBySide(pool, place)


def forget_the_peak() -> None:
    """Let Linux count the most memory of this process anew."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak() -> float:
    """Return the most memory that this process held since then, in megabytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def _begin(dsn: str, secret: bytes, log: list[Recorded]) -> None:
    settle()
    _worker.append(Worker(place_at(dsn, KeyEncryptionKey(secret)), log))


def _fill(events: int, number: int) -> float:
    (worker,) = _worker
    forget_the_peak()
    append_all(worker.place.store, told_again(worker.log, events, first=number, every=PROCESSES))
    return peak()


def _draw(number: int) -> float:
    (worker,) = _worker
    forget_the_peak()
    # Dealt out to and fro, so that not one process has all that stand early in the list and take longest.
    lanes = (number, 2 * PROCESSES - 1 - number)
    mine = [found for at, found in enumerate(projections()) if at % (2 * PROCESSES) in lanes]
    Projector(worker.place.database, worker.place.store, mine).catch_up()
    return peak()
