"""Whether cost grows with history: the same questions to logs of ten thousand events and more."""

import resource
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from uuid import UUID, uuid4

from benchmarks.ground import Ground, Place
from benchmarks.lives import append_all, told_again
from benchmarks.reading import BATCH
from bluevitaal_es import clock
from bluevitaal_es.access import SCHEDULER, Actor
from bluevitaal_es.app import projections
from bluevitaal_es.events.case import BegeleiderAssigned, CaseRegistered
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
    """What things cost on a log of some size: milliseconds, events a second, megabytes."""

    events: int
    append: float
    load: float
    case_page: float
    caseload_page: float
    duties: float
    replay: float
    rebuild: float
    verify: float
    memory: float


def growth_at(ground: Ground, log: list[Recorded], events: int) -> Growth:
    """Fill a log with `events` events, draw all read models, and ask."""
    with ground.fresh() as place:
        guided = _guided(append_and_remember(place, log, events))
        projector = Projector(place.database, place.store, projections())
        projector.prepare()
        begin = perf_counter()
        projector.catch_up()
        rebuild = place.store.head() / (perf_counter() - begin)
        head = place.store.head()
        case_id, number, begeleider = guided
        actor = Actor(str(begeleider), "Bench", Role.BEGELEIDER, frozenset({begeleider}))
        files, caseload = CaseFileView(place.database), CaseloadView(place.database)
        duties = DutiesView(place.database)
        assert files.dossier(actor, number) is not None
        now = clock.now()
        note = place.store.read(case_id)[-1]
        stream = uuid4()
        version = iter(range(10_000))
        return Growth(
            head,
            _milliseconds(lambda: place.store.append(_one_more(stream, next(version), note))),
            _milliseconds(lambda: place.store.read(case_id)),
            _milliseconds(lambda: files.dossier(actor, number)),
            _milliseconds(lambda: caseload.cases_of(actor)),
            _milliseconds(lambda: duties.unflagged_overdue(SCHEDULER, now)),
            _rate(lambda: _replayed(place, head), min(head, 20_000)),
            rebuild,
            _rate(lambda: _verified(place), head),
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        )


def append_and_remember(place: Place, log: list[Recorded], events: int) -> list[Append]:
    """Fill the log and return the appends of its last streams."""
    last: deque[Append] = deque(maxlen=200)

    def remembered() -> Iterator[Append]:
        for append in told_again(log, events):
            last.append(append)
            yield append

    append_all(place.store, remembered())
    return list(last)


def _guided(appends: list[Append]) -> tuple[UUID, str, UUID]:
    """Return stream, number and guide of a case that has one."""
    for append in reversed(appends):
        facts = [new.event for new in append.events]
        guides = [fact.begeleider_id for fact in facts if isinstance(fact, BegeleiderAssigned)]
        if guides and isinstance(facts[0], CaseRegistered):
            return append.stream_id, facts[0].number, guides[-1]
    raise AssertionError("no case has a guide")


def _one_more(stream: UUID, version: int, like: Recorded) -> Append:
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
