"""Rounds that take turns, so that a busy machine is busy for both sides, and medians of what they give."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from threading import Barrier
from time import perf_counter

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Pace:
    """What a round gave: operations a second, and the time of one at the middle and at 99 % (seconds)."""

    per_second: float
    p50: float
    p99: float


def pace_of(clients: Sequence[Work], times: int) -> Pace:
    """Let each client, in a thread of its own, do its work `times` times."""
    barrier = Barrier(len(clients) + 1)

    def run(work: Work) -> list[float]:
        took = []
        barrier.wait()
        for _ in range(times):
            begin = perf_counter()
            work()
            took.append(perf_counter() - begin)
        return took

    with ThreadPoolExecutor(len(clients)) as threads:
        running = [threads.submit(run, work) for work in clients]
        barrier.wait()
        begin = perf_counter()
        took = sorted(one for done in running for one in done.result())
        elapsed = perf_counter() - begin
    return Pace(len(took) / elapsed, took[len(took) // 2], took[int(len(took) * 0.99)])


def rate_of(work: Work, size: int = 1) -> Pace:
    """Do something once and say how many of the `size` things in it are done in a second."""
    begin = perf_counter()
    work()
    took = perf_counter() - begin
    return Pace(size / took, took, took)


def take_turns(rounds: int, sides: dict[str, Callable[[], Pace]]) -> dict[str, list[Pace]]:
    """Measure each side in each round, the first side alternating, and return their paces by name."""
    names = list(sides)
    found: dict[str, list[Pace]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names if number % 2 else reversed(names):
            found[name].append(sides[name]())
    return found


def ratio(paces: dict[str, list[Pace]], side: str, floor: str) -> float:
    """Return how fast a side is for each operation of the floor: the median over the rounds."""
    pairs = zip(paces[side], paces[floor], strict=True)
    return median(ours.per_second / theirs.per_second for ours, theirs in pairs)


def middle(paces: Sequence[Pace]) -> Pace:
    """Return the medians of some rounds."""
    return Pace(
        median(pace.per_second for pace in paces),
        median(pace.p50 for pace in paces),
        median(pace.p99 for pace in paces),
    )
