"""A program that appends from many threads and says what it asked and what it was told, until it is killed.

python -m tests.faults.writing_process DSN THREADS [STREAM VERSION]

Without a stream each thread writes three events at a time to one of its own. With a stream all threads write
to that one until it stands at the version; they begin when a line comes in.
"""

import os
import sys
import threading
from threading import Thread
from uuid import UUID, uuid4

from bluevitaal_es.database.pool import connect
from bluevitaal_es.store import EventStore, VersionConflict
from tests.faults.load import store_on
from tests.store.conftest import note


def say(*words: object) -> None:
    """Write one line at once, so that it is whole or not there whatever happens to this process."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def write_own(store: EventStore) -> None:
    """Append to a stream of its own for ever."""
    stream_id, version = uuid4(), 0
    while True:
        append = note(stream_id, version, "a", "b", "c")
        say("asked", append.command_id, stream_id, version)
        outcome = store.append(append)
        say("told", append.command_id, outcome.positions.start, outcome.positions.stop)
        version += 3


def write_against_others(store: EventStore, stream_id: UUID, last: int) -> None:
    """Append to a stream wherever it stands, and say who won which version."""
    version = 0
    while version < last:
        append = note(stream_id, version, "mine")
        try:
            outcome = store.append(append)
        except VersionConflict as conflict:
            say("lost", append.command_id, conflict.expected, conflict.actual)
            version = conflict.actual
        else:
            say("won", append.command_id, version, outcome.last_position)
            version += 1


def end_all(fault: threading.ExceptHookArgs) -> None:
    """Let the program fail with any of its threads."""
    threading.__excepthook__(fault)
    sys.stderr.flush()
    os._exit(1)


def main(dsn: str, threads: str, stream_id: str = "", last: str = "0") -> None:
    """Start the threads and wait for them."""
    threading.excepthook = end_all
    database = connect(dsn, dsn, "server", pool_size=4)
    store = store_on(database)
    against = [store, UUID(stream_id), int(last)] if stream_id else []
    running = [
        Thread(target=write_against_others if against else write_own, args=against or [store])
        for _ in range(int(threads))
    ]
    if against:
        say("ready")
        sys.stdin.readline()
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
