"""Many writers at once: positions stay dense, the events of an append together, and nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bluevitaal_es.database import Database
from bluevitaal_es.store import Append, AppendOutcome, EventStore, Keyring, VersionConflict, verify
from bluevitaal_es.store.keys import KeyEncryptionKey
from tests.store.conftest import EVENT_TYPES, note

#: For each writer its appends: which of three streams, and how many events.
plans = st.lists(
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), min_size=1, max_size=5), min_size=2, max_size=5
)


def at_the_right_version(store: EventStore, stream_id: UUID, size: int) -> tuple[Append, AppendOutcome]:
    """Append, reading again after each conflict, as a command does; then give the very same command again."""
    command = uuid4()
    while True:
        texts = [f"{command} {number}" for number in range(size)]
        append = note(stream_id, len(store.read(stream_id)), *texts, command_id=command)
        try:
            outcome = store.append(append)
        except VersionConflict:
            continue
        assert store.append(append) == AppendOutcome(outcome.positions, repeated=True)
        return append, outcome


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=plans)
def test_keeps_order_whatever_writers_do_at_once(
    shared_database: Database, plan: list[list[tuple[int, int]]]
) -> None:
    stores = [
        EventStore(shared_database, Keyring(KeyEncryptionKey(bytes(32)), shared_database), EVENT_TYPES)
        for _ in range(2)
    ]
    streams = [uuid4() for _ in range(3)]
    start = stores[0].head()

    def write(number: int) -> list[tuple[Append, AppendOutcome]]:
        store = stores[number % 2]
        return [at_the_right_version(store, streams[stream], size) for stream, size in plan[number]]

    with ThreadPoolExecutor(len(plan)) as writers:
        done = [answer for answers in writers.map(write, range(len(plan))) for answer in answers]

    log = stores[0].read_log(after=start, limit=10_000)
    assert [recorded.position for recorded in log] == list(range(start + 1, start + len(log) + 1))
    assert sorted(position for _, outcome in done for position in outcome.positions) == [
        recorded.position for recorded in log
    ]
    for append, outcome in done:
        own = [recorded for recorded in log if recorded.position in outcome.positions]
        assert {recorded.command_id for recorded in own} == {append.command_id}
        assert [recorded.event for recorded in own] == [new.event for new in append.events]
    for stream in streams:
        versions = [recorded.version for recorded in log if recorded.stream_id == stream]
        assert versions == list(range(1, len(versions) + 1))
    assert all(one.recorded_at <= next_.recorded_at for one, next_ in pairwise(log))
    with shared_database.pool.connection() as connection:
        assert verify(connection).ok
