"""After forgetting: old rows, statistics and write-ahead log that still hold what was dropped are swept away.

PostgreSQL keeps a deleted row in its file until the place is needed, a sample of the values of each column
in pg_statistic, and a copy of every change in its write-ahead log, whose old files it uses again unwiped.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import LiteralString

import psycopg
import structlog
from psycopg import sql

from bluevitaal_es.database import Database

_log = structlog.get_logger()

#: How often a table that somebody uses is tried: for about four seconds.
PATIENCE = 20
#: Files of the write-ahead log that are written over at most; our settings keep fewer than this.
MOST_SEGMENTS = 200

STATISTICS = "VACUUM FULL pg_catalog.pg_statistic"
WAL = "SELECT pg_switch_wal()"
CHECKPOINT = "CHECKPOINT"


@dataclass(frozen=True, slots=True)
class Swept:
    """How many destroyed keys waited for this, what the login may not do, and which tables were in use."""

    keys: int
    not_allowed: tuple[str, ...] = ()
    in_use: tuple[str, ...] = ()


def sweep(database: Database, reached: int) -> Swept:
    """Sweep if keys were destroyed whose certificates the read models, all at `reached`, have come to.

    What another login has to do is in the answer and is not tried again; tables in use are, the next time.
    """
    with psycopg.connect(database.owner_dsn, autocommit=True) as connection:
        due = [
            row[0]
            for row in connection.execute(
                "SELECT d.key_id FROM keys.data_key d WHERE d.wrapped IS NULL AND d.swept_at IS NULL"
                " AND EXISTS (SELECT FROM log.event e WHERE e.stream_id = d.destroyed_for"
                " AND e.type = 'erasure.person_forgotten' AND e.position <= %s)",
                [reached],
            ).fetchall()
        ]
        if not due:
            return Swept(0)
        in_use = _sweep_tables(connection)
        not_allowed = _sweep_statistics(connection) + _sweep_log_files(connection)
        swept = Swept(len(due), tuple(not_allowed), tuple(in_use))
        if not swept.in_use:
            connection.execute(
                "UPDATE keys.data_key SET swept_at = clock_timestamp() WHERE key_id = ANY (%s)", [due]
            )
    _log.info("leftovers_swept", keys=swept.keys, not_allowed=len(not_allowed), in_use=len(in_use))
    return swept


def _sweep_tables(connection: psycopg.Connection) -> list[str]:
    """Write every table that held something personal anew; return those that somebody did not let go of."""
    tables = connection.execute(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('keys', 'web')"
        " OR schemaname LIKE 'view\\_%' ORDER BY 1, 2"
    ).fetchall()
    in_use = []
    for schema, table in tables:
        statement = sql.SQL("VACUUM (FULL, ANALYZE) {}").format(sql.Identifier(schema, table))
        if not _unlocked(connection, partial(connection.execute, statement)):
            in_use.append(f"{schema}.{table}")
    return in_use


def _sweep_statistics(connection: psycopg.Connection) -> list[str]:
    """Drop the samples of the values that stood in the tables; PostgreSQL only warns when it may not."""
    warned: list[str] = []
    connection.add_notice_handler(lambda notice: warned.append(notice.severity_nonlocalized or ""))
    done = _unlocked(connection, partial(connection.execute, STATISTICS))
    return [] if done and "WARNING" not in warned else [STATISTICS]


def _sweep_log_files(connection: psycopg.Connection) -> list[str]:
    """End the present file of the write-ahead log, write over those kept for later, and drop the old ones."""
    not_allowed = []
    may_set = _allowed(connection, "ALTER SYSTEM SET wal_recycle = off")
    try:
        if may_set:
            _reload(connection, "off")
            for _ in range(MOST_SEGMENTS):
                _end_segment(connection)
                if not _segments_ahead(connection):
                    break
        elif not _allowed(connection, WAL):
            not_allowed.append(WAL)
        if not _allowed(connection, CHECKPOINT) or not may_set:
            not_allowed.append(CHECKPOINT)
        else:
            _end_segment(connection)
            connection.execute(CHECKPOINT)
    finally:
        if may_set:
            connection.execute("ALTER SYSTEM RESET wal_recycle")
            connection.execute("SELECT pg_reload_conf()")
    return not_allowed


def _end_segment(connection: psycopg.Connection) -> None:
    # An empty file is not ended, so there is something in it first; the rest is written over with zeros.
    connection.execute("SELECT pg_logical_emit_message(false, 'bluevitaal', '')")
    connection.execute(WAL)


def _segments_ahead(connection: psycopg.Connection) -> int:
    row = connection.execute(
        "SELECT count(*) FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'"
        " AND name > pg_walfile_name(pg_current_wal_insert_lsn())"
    ).fetchone()
    return 0 if row is None else int(row[0])


def _reload(connection: psycopg.Connection, wanted: str) -> None:
    connection.execute("SELECT pg_reload_conf()")
    for _ in range(100):
        if connection.execute("SHOW wal_recycle").fetchone() == (wanted,):
            return
        time.sleep(0.02)


def _allowed(connection: psycopg.Connection, statement: LiteralString) -> bool:
    try:
        connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _unlocked(connection: psycopg.Connection, work: Callable[[], object]) -> bool:
    """Do work that locks, giving way to whoever is there; say whether it could be done in the end."""
    # Shorter than the server's deadlock_timeout, so that never a reader has to give in.
    connection.execute("SET lock_timeout = '200ms'")
    for _ in range(PATIENCE):
        try:
            work()
        except psycopg.errors.LockNotAvailable:
            continue
        return True
    return False
