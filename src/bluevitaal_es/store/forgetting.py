"""Destroys the key of a client whose erasure was approved, and lets running processes know of it."""

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString
from uuid import UUID

import psycopg
import structlog

from bluevitaal_es.database import Database
from bluevitaal_es.store.keys import Keyring

NOTICE = "key_destroyed"
#: Seconds between looks at whether to stop.
LOOK_UP = 1.0

_log = structlog.get_logger()


class NotApproved(Exception):
    """The log does not hold an approval by a second person that still counts; nothing was destroyed."""


@dataclass(frozen=True, slots=True)
class KeyGone:
    """A key that was destroyed, when, and how many facts are unreadable without it."""

    key_id: UUID
    destroyed_at: datetime
    facts: int


class Forgetting:
    """The end of data keys in one database, and of the copies that this process holds."""

    def __init__(self, database: Database, keys: Keyring) -> None:
        self._database = database
        self._keys = keys

    def destroy(self, stream_id: UUID, approved_in: UUID, case_number: str) -> KeyGone:
        """Destroy every key of a stream or person, with the drafts, kept text and account that belong to it.

        The database itself looks for the request and the approval in the stream `approved_in`; asked again,
        it answers what was destroyed then. Raises NotApproved.
        """
        return self._ended(
            "SELECT key_id, destroyed_at, facts FROM keys.destroy(%s, %s, %s)",
            [stream_id, approved_in, case_number],
            stream_id,
        )

    def let_go(self, request_id: UUID, told_in: UUID) -> KeyGone:
        """Destroy every key of whoever took a request back before anybody took it on; nobody approves that.

        The database itself looks in the log whether it was so; the certificate comes in the stream `told_in`.
        Asked again, it answers what was destroyed then. Raises NotApproved.
        """
        return self._ended(
            "SELECT key_id, destroyed_at, facts FROM keys.let_go(%s, %s)", [request_id, told_in], request_id
        )

    def is_request(self, stream_id: UUID) -> bool:
        """Say whether a stream is a request that was taken back before anybody took it on."""
        with self._database.pool.connection() as connection:
            types = {
                row[0]
                for row in connection.execute(
                    "SELECT DISTINCT type FROM log.event WHERE stream_id = %s", [stream_id]
                ).fetchall()
            }
        return "request.withdrawn" in types and "request.taken" not in types

    def _ended(self, statement: LiteralString, values: list[object], stream_id: UUID) -> KeyGone:
        try:
            with self._database.pool.connection() as connection:
                row = connection.execute(statement, values).fetchone()
                former = connection.execute(
                    "SELECT key_id FROM keys.former_key WHERE stream_id = %s", [stream_id]
                ).fetchall()
        except psycopg.errors.InsufficientPrivilege as refused:
            raise NotApproved(refused.diag.message_primary) from refused
        assert row is not None
        for key_id in (row[0], *(gone[0] for gone in former)):
            self._keys.forget(key_id)
        return KeyGone(*row)

    def uncertified(self) -> list[UUID]:
        """Return the streams whose key was destroyed and whose certificate is not in the log yet."""
        with self._database.pool.connection() as connection:
            rows = connection.execute(
                "SELECT s.stream_id FROM keys.data_key d JOIN keys.stream_key s USING (key_id)"
                " WHERE d.destroyed_for IS NOT NULL AND NOT EXISTS ("
                " SELECT FROM log.event e WHERE e.stream_id = d.destroyed_for"
                " AND e.type = 'erasure.person_forgotten') ORDER BY d.destroyed_at"
            ).fetchall()
        return [row[0] for row in rows]

    def watch(self, stop: threading.Event) -> None:
        """Drop destroyed keys from this process until `stop` is set; survives a lost database."""
        while not stop.is_set():
            try:
                with psycopg.connect(self._database.service_dsn, autocommit=True) as connection:
                    self._watch(connection, stop)
            except psycopg.OperationalError as fault:
                _log.warning("key_watch_starts_over", kind=type(fault).__name__)
                stop.wait(0.5)

    def _watch(self, connection: psycopg.Connection, stop: threading.Event) -> None:
        connection.execute(f"LISTEN {NOTICE}")
        # What was destroyed while nobody listened.
        connection.execute("SET ROLE bluevitaal_service")
        rows = connection.execute("SELECT key_id FROM keys.data_key WHERE wrapped IS NULL").fetchall()
        late = [row[0] for row in rows]
        while not stop.is_set():
            for key_id in late:
                # Once more: a reader may have fetched it just before it went, and kept it just after.
                self._keys.forget(key_id)
            late = []
            for notice in connection.notifies(timeout=LOOK_UP, stop_after=1):
                late.append(UUID(notice.payload))
                self._keys.forget(late[-1])
