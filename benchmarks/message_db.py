"""The other peer: message-db, the fastest event store on PostgreSQL that we found, as its package comes."""

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import LiteralString
from uuid import uuid4

import psycopg
from rich.console import Console

from benchmarks.ground import Ground
from benchmarks.timing import Work
from tools.npm_packages import NotInstalled, install

LOCKED = Path(__file__).parent / "npm"
PACKAGE = "@eventide/message-db"
#: What its install.sh runs, in that order. Not its extension pgcrypto, which the embedded PostgreSQL does not
#: have: all that is used of it is gen_random_uuid, which is in PostgreSQL itself since version 13.
FOLDERS = ("roles", "schema", "tables", "types", "functions", "indexes", "views", "privileges")
#: As its own clients are set up: they log in as this role and look in its schema first.
AS_ITS_CLIENTS = "-c role=message_store -c search_path=message_store,public"
WRITE: LiteralString = (
    "SELECT message_store.write_message(%s::varchar, %s::varchar, %s::varchar, %s::jsonb, NULL::jsonb,"
    " %s::bigint)"
)
#: Its ratios to the same floor by number of clients, for where it cannot be installed: measured before ours
#: was designed, on 2 cores, with events as wide.
KNOWN = {1: 0.63, 4: 0.46, 16: 0.33}


def version() -> str:
    """Return the version that the lock file holds."""
    lock = json.loads((LOCKED / "package-lock.json").read_text(encoding="utf-8"))
    return str(lock["packages"][f"node_modules/{PACKAGE}"]["version"])


@contextmanager
def message_store(ground: Ground) -> Iterator[str | None]:
    """Give the conninfo of a database with message-db in it, None (and say why) where it cannot be had."""
    with TemporaryDirectory(prefix="bluevitaal-bench-") as folder, ExitStack() as opened:
        try:
            package = install(LOCKED, Path(folder)) / PACKAGE
        except NotInstalled as fault:
            Console(stderr=True).print(f"message-db is not measured: {fault}")
            yield None
            return
        dsn = opened.enter_context(ground.empty())
        with psycopg.connect(dsn) as owner:
            for name in FOLDERS:
                for file in sorted((package / "database" / name).glob("*.sql")):
                    owner.execute(file.read_bytes())
        yield dsn


@contextmanager
def message_db_side(dsn: str, clients: int, event_type: str, size: int) -> Iterator[Callable[[int], Work]]:
    """Give what makes a client that writes some events at once, each a JSON document of `size` bytes.

    Every client has a stream of the category `case`: message-db keeps order within a category, as we keep it
    in the whole log, by a lock.
    """
    empty = json.dumps({"text": ""})
    body = json.dumps({"text": secrets.token_hex(size)[: size - len(empty)]})
    with ExitStack() as opened:
        connections = [
            opened.enter_context(psycopg.connect(dsn, autocommit=True, options=AS_ITS_CLIENTS))
            for _ in range(clients)
        ]

        def side(events: int) -> Work:
            connection, stream, at = connections.pop(), f"case-{uuid4()}", -1
            connections.insert(0, connection)

            def messages() -> Sequence[tuple[object, ...]]:
                nonlocal at
                at += events
                return [
                    (str(uuid4()), stream, event_type, body, expected) for expected in range(at - events, at)
                ]

            def one() -> None:
                connection.execute(WRITE, messages()[0], prepare=True)

            def many() -> None:
                with connection.transaction():
                    connection.cursor().executemany(WRITE, messages())

            return one if events == 1 else many

        yield side
