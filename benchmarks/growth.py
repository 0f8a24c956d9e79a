"""Whether cost grows with history: the same questions to logs of ten thousand events and more."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from uuid import UUID, uuid4

from benchmarks.ground import Ground, Place
from benchmarks.lives import busiest
from benchmarks.reading import BATCH
from benchmarks.side_by_side import forget_the_peak, peak, side_by_side
from bluevitaal_es import clock
from bluevitaal_es.access import SCHEDULER, Actor
from bluevitaal_es.app import projections
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.projections.case_file.view import CaseFileView
from bluevitaal_es.projections.caseload.view import CaseloadView
from bluevitaal_es.projections.duties.view import DutiesView
from bluevitaal_es.store import Append, NewEvent, verify
from bluevitaal_es.store.projector import Projector
from bluevitaal_es.vocabulary import Role

#: How often each question is asked, and events read or rebuilt for a rate at most.
TIMES = 40


@dataclass(frozen=True, slots=True)
class Growth:
    """What things cost on a log of some size: by what is done, milliseconds or events a second.

    `memory` is the most that a process held, in megabytes, while each of them was done.
    """

    events: int
    costs: dict[str, float]
    memory: dict[str, float]


#: Named as in the table; those of a rate are in events a second, all others in milliseconds.
RATES = ("filling", "replay", "all projections", "verify")


def growth_at(ground: Ground, log: list[Recorded], events: int) -> Growth:
    """Fill a log with `events` events, draw all read models, and ask."""
    with ground.fresh() as place:
        growth = Growth(events, {}, {})

        def take(name: str, measure: Callable[[], float]) -> None:
            forget_the_peak()
            growth.costs[name] = measure()
            growth.memory[name] = peak()

        projector = Projector(place.database, place.store, projections())
        projector.prepare()
        with side_by_side(place, log) as processes:

            def share(name: str, work: Callable[[], float], size: int) -> None:
                growth.costs[name] = _rate(lambda: growth.memory.update({name: work()}), size)

            share("filling", lambda: processes.fill(events), events)
            head = place.store.head()
            share("all projections", lambda: processes.draw(projector, head), head)
        begeleider, number = busiest(place)
        actor = Actor(str(begeleider), "Bench", Role.BEGELEIDER, frozenset({begeleider}))
        files, caseload = CaseFileView(place.database), CaseloadView(place.database)
        duties = DutiesView(place.database)
        dossier = files.dossier(actor, number)
        assert dossier is not None
        assert dossier.involvement is not None
        case_id, now = dossier.involvement.case_id, clock.now()
        note = place.store.read(case_id)[-1]
        stream, version = uuid4(), iter(range(10_000))
        take("append", lambda: _milliseconds(lambda: place.store.append(_one(stream, next(version), note))))
        take("load case", lambda: _milliseconds(lambda: place.store.read(case_id)))
        take("case page", lambda: _milliseconds(lambda: files.dossier(actor, number)))
        take("caseload", lambda: _milliseconds(lambda: caseload.cases_of(actor)))
        take("duties", lambda: _milliseconds(lambda: duties.unflagged_overdue(SCHEDULER, now)))
        take("replay", lambda: _rate(lambda: _replayed(place, head), min(head, 20_000)))
        take("verify", lambda: _rate(lambda: _verified(place), head))
        return growth


def _one(stream: UUID, version: int, like: Recorded) -> Append:
    events = [NewEvent(like.event, like.happened_at)]
    return Append(stream, version, events, "bench", Role.BEGELEIDER, uuid4(), uuid4())


def _milliseconds(work: Callable[[], object]) -> float:
    took = []
    for _ in range(TIMES):
        begin = perf_counter()
        work()
        took.append(perf_counter() - begin)
    return median(took) * 1000


def _rate(work: Callable[[], object], size: int) -> float:
    begin = perf_counter()
    work()
    return size / (perf_counter() - begin)


def _replayed(place: Place, head: int) -> None:
    for after in range(max(head - 20_000, 0), head, BATCH):
        place.store.read_log(after=after, limit=BATCH)


def _verified(place: Place) -> None:
    with place.connection() as connection:
        assert verify(connection).ok
