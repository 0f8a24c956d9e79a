"""Events to measure with: fictitious cases of the demonstration, told again under other ids."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import LiteralString
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from benchmarks.ground import Place
from bluevitaal_es import app
from bluevitaal_es.demo.filling import fill, prepare_demo
from bluevitaal_es.events.base import Event
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.events.staff import StaffMemberAdded
from bluevitaal_es.settings import Settings
from bluevitaal_es.store import Append, EventStore, NewEvent

#: Appends in one call while a log is filled.
AT_ONCE = 100
BUSIEST: LiteralString = (
    "SELECT begeleider_id, min(number) FROM caseload WHERE begeleider_id IS NOT NULL AND closed_at IS NULL"
    " GROUP BY begeleider_id ORDER BY count(*) DESC LIMIT 1"
)


def demonstration(cases: int, seed: int = 1) -> list[Recorded]:
    """Return the whole log of a demonstration, in order."""
    with TemporaryDirectory(prefix="bluevitaal-bench-") as folder:
        settings = Settings.from_environment({}, data_dir=Path(folder), demo=True)
        with app.opened(settings) as parts:
            prepare_demo(parts)
            fill(parts, cases=cases, seed=seed)
            return parts.store.read_log(after=0, limit=1_000_000)


def told_again(log: list[Recorded], events: int, *, first: int = 0, every: int = 1) -> Iterator[Append]:
    """Yield appends that begin streams, until they hold `events` events: the log, then its cases again.

    Several may share the telling: each begins with another one and leaves out the others'.
    """
    streams: dict[UUID, list[Recorded]] = {}
    for recorded in log:
        streams.setdefault(recorded.stream_id, []).append(recorded)
    done, telling = 0, first
    while done < events:
        other = uuid5(NAMESPACE_OID, str(telling)) if telling else None
        for stream_id, history in streams.items():
            if other and isinstance(history[0].event, StaffMemberAdded):
                continue
            yield Append(
                stream_id=uuid5(other, stream_id.hex) if other else stream_id,
                expected_version=0,
                events=[
                    NewEvent(_elsewhere(found.event, other, telling), found.happened_at) for found in history
                ],
                actor_id=history[0].actor_id,
                actor_role=history[0].actor_role,
                command_id=uuid4(),
                correlation_id=uuid4(),
            )
            done += len(history)
            if done >= events:
                return
        telling += every


def _elsewhere(event: Event, other: UUID | None, telling: int) -> Event:
    if other is None:
        return event
    changed: dict[str, object] = {}
    for name in type(event).model_fields:
        value = getattr(event, name)
        if isinstance(value, UUID):
            changed[name] = uuid5(other, value.hex)
        elif name == "number" and isinstance(value, str):
            changed[name] = f"{value}-{telling}"
    return event.model_copy(update=changed) if changed else event


def append_all(store: EventStore, appends: Iterable[Append]) -> None:
    """Append many of them in one call at a time."""
    waiting: list[Append] = []
    for append in appends:
        waiting.append(append)
        if len(waiting) == AT_ONCE:
            store.append_many(waiting)
            waiting = []
    store.append_many(waiting)


def busiest(place: Place) -> tuple[UUID, str]:
    """Return the begeleider with the most open cases, and the number of one of those."""
    with place.database.pool.connection() as connection:
        row = connection.execute(BUSIEST).fetchone()
    assert row is not None
    return row[0], row[1]
