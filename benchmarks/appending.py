"""What an append costs, chained and encrypted, against a bare INSERT of a row as wide."""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from typing import LiteralString
from uuid import uuid4

from eventsourcing.persistence import StoredEvent

from benchmarks.figures import FLOOR, MESSAGE_DB, OURS, PEER, Figure, figure
from benchmarks.ground import Ground, Place
from benchmarks.library import library_recorder
from benchmarks.message_db import message_db_side, message_store
from benchmarks.timing import Pace, Work, middle, pace_of, take_turns
from bluevitaal_es import clock
from bluevitaal_es.store.payload import START
from bluevitaal_es.store.recorder import Entry, Write
from bluevitaal_es.vocabulary import Role

#: Bytes in an event before it is sealed, and the tag that sealing adds.
PLAIN, TAG = 443, 16
ACTOR = "8c9f6a2e-0f0e-4a58-9f04-1d9b3f5f7c11"
TYPE = "case.note_added"
INSERT: LiteralString = (
    "INSERT INTO floor.event (stream_id, stream_version, type, form, happened_at, actor_id, actor_role,"
    " command_id, correlation_id, payload, hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
#: By number of clients: what the ratio must be and should be.
WANTED = {1: (0.7, 1.0), 4: (0.55, 1.0), 16: (0.75, 1.3), 64: (1.2, 2.0)}
PEERS = (PEER, MESSAGE_DB)


def append_figures(
    ground: Ground, rounds: int, operations: int, only: Collection[int] = ()
) -> Iterator[Figure]:
    """Yield a figure for each number of clients, `operations` appends a round, and one for five events.

    `only` leaves out other numbers of clients, and the five events, which one client appends, without it.
    """
    with ground.fresh() as place, message_store(ground) as other, _sides(place, other) as sides:
        for clients, (must, aim) in WANTED.items():
            if only and clients not in only:
                continue
            paces = _paces(sides, clients, 1, rounds, operations)
            yield figure(f"append, {_clients(clients)}", "INSERT of a row", paces, must, aim, peers=PEERS)
            if clients == 16:
                ours, theirs = middle(paces[OURS]).p99, middle(paces[FLOOR]).p99
                yield Figure(
                    "append, 16 clients, p99",
                    "p99 of that INSERT",
                    ours / theirs,
                    must=1.0,
                    peers={
                        peer: middle(paces[peer]).p99 / theirs if peer in paces else None for peer in PEERS
                    },
                    detail=f"{ours * 1000:.1f} against {theirs * 1000:.1f} ms",
                    more_is_better=False,
                )
        if not only or 1 in only:
            paces = _paces(sides, 1, 5, rounds, operations // 4)
            yield figure(
                "append of 5 events, 1 client", "5 INSERTs in a transaction", paces, 0.5, 0.8, peers=PEERS
            )


def _clients(number: int) -> str:
    return "1 client" if number == 1 else f"{number} clients"


Side = Callable[[int], Work]


@contextmanager
def _sides(place: Place, message_db: str | None) -> Iterator[dict[str, Side]]:
    payload = os.urandom(START.size + PLAIN + TAG)
    plain, link = os.urandom(PLAIN), os.urandom(32)
    recorder = place.store.recorder
    library = library_recorder(place)
    now = clock.now()
    with ExitStack() as opened:
        connections = [opened.enter_context(place.connection()) for _ in range(max(WANTED))]

        def floor(events: int) -> Work:
            connection, stream, at = connections.pop(), uuid4(), 0
            connections.insert(0, connection)

            def rows() -> list[tuple[object, ...]]:
                nonlocal at
                at += events
                command = uuid4()
                return [
                    (stream, at - n, TYPE, 1, now, ACTOR, "begeleider", command, command, payload, link)
                    for n in range(events)
                ]

            def one() -> None:
                connection.execute(INSERT, rows()[0], prepare=True)

            def many() -> None:
                with connection.transaction():
                    connection.cursor().executemany(INSERT, rows())

            return one if events == 1 else many

        def ours(events: int) -> Work:
            stream, at = uuid4(), 0

            def work() -> None:
                nonlocal at
                entries = [Entry(stream, at + n + 1, TYPE, 1, now, plain) for n in range(events)]
                at += events
                command = uuid4()
                (done,) = recorder.write(
                    [Write(entries, command, command, None, ACTOR, Role.BEGELEIDER.value)]
                )
                assert done.kind == "appended"

            return work

        def peer(events: int) -> Work:
            stream, at = uuid4(), 0

            def work() -> None:
                nonlocal at
                stored = [StoredEvent(stream, at + n + 1, TYPE, payload) for n in range(events)]
                at += events
                library.insert_events(stored)

            return work

        sides: dict[str, Side] = {FLOOR: floor, OURS: ours, PEER: peer}
        if message_db is not None:
            sides[MESSAGE_DB] = opened.enter_context(message_db_side(message_db, max(WANTED), TYPE, PLAIN))
        yield sides
        library.datastore.close()


def _paces(
    sides: dict[str, Side], clients: int, events: int, rounds: int, operations: int
) -> dict[str, list[Pace]]:
    def turn(side: Side) -> Callable[[], Pace]:
        works = [side(events) for _ in range(clients)]
        for work in works:
            work()
        return lambda: pace_of(works, max(operations // clients, 20))

    return take_turns(rounds, {name: turn(side) for name, side in sides.items()})
