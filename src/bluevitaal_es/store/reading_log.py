"""The log of who looked: a second chain beside the event log, added to through one function."""

import hmac
from collections.abc import Callable
from hashlib import sha256
from struct import Struct, error
from typing import Final
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from bluevitaal_es.access import Act, Actor, may, roles_for
from bluevitaal_es.database import Database
from bluevitaal_es.looking import NEWEST, Look, Seen
from bluevitaal_es.store.keys import Keyring
from bluevitaal_es.store.verify import Chain, Verdict, verify_chain
from bluevitaal_es.vocabulary import Role

_START = Struct(">hIqIq")
_COLUMNS = 18


class ReadingLog:
    """Records looks and answers who looked; safe to share between threads and processes."""

    def __init__(self, database: Database, keyring: Keyring, site: str) -> None:
        self._database = database
        self._term_key = keyring.kek.derived("search terms")
        self._site = site

    def record(self, look: Look) -> int:
        """Add a look and return its position, once the database has it for good; raises when it has not."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                "SELECT reading.append(%s, %s, %s::smallint, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    look.code,
                    look.action,
                    look.outcome,
                    look.actor.id,
                    look.actor.role.value,
                    look.purpose,
                    look.case_id,
                    look.object_type,
                    look.object_ref,
                    look.rule,
                    look.relation,
                    self.term_hash(look.term) if look.term else None,
                    look.session,
                    look.correlation_id,
                    self._site,
                ],
            ).fetchone()
        assert row is not None
        return int(row[0])

    def term_hash(self, term: str) -> bytes:
        """Return the 32 bytes kept for a search term: equal for equal terms, and nothing without the key."""
        return hmac.new(self._term_key, term.strip().casefold().encode(), sha256).digest()

    def looks_at(self, actor: Actor, case_id: UUID) -> list[Seen]:
        """Return the newest looks at a case, newest first.

        Who checks the log gets all of them, with ids; a client gets those of others at their own case that
        were given, without ids; anybody else gets none. What the ombudsfunctionaris looked at is for the
        client, for themselves, and for the functionaris gegevensbescherming: nobody else in the service.
        """
        everything = may(actor, Act.AUDIT_CASE)
        if not everything and not (actor.role in roles_for(Act.SEE_OWN_CASE) and actor.case_id == case_id):
            return []
        with (
            self._database.pool.connection() as connection,
            connection.cursor(row_factory=class_row(Seen)) as cursor,
        ):
            return cursor.execute(
                "SELECT position, recorded_at, event_code AS code, outcome,"
                " CASE WHEN %(everything)s THEN actor_id ELSE '' END AS actor_id,"
                " actor_role, purpose, object_type, relation"
                " FROM reading.event WHERE case_id = %(case_id)s"
                " AND (%(everything)s OR (outcome = 0 AND relation <> 'own'))"
                " AND (NOT %(everything)s OR %(whole)s OR actor_role <> %(ombuds)s OR actor_id = %(me)s)"
                " ORDER BY position DESC LIMIT %(limit)s",
                {
                    "everything": everything,
                    "whole": may(actor, Act.SEE_OWN_INITIATIVE),
                    "ombuds": Role.OMBUDS.value,
                    "me": actor.id,
                    "case_id": case_id,
                    "limit": NEWEST,
                },
            ).fetchall()


def verify_reading(
    connection: psycopg.Connection, progress: Callable[[int, int], None] | None = None
) -> Verdict:
    """Recompute every hash of the reading log, as `verify` does for the event log.

    No checkpoint signs this chain: the loss of its newest rows is not found.
    """
    return verify_chain(connection, READING_CHAIN, progress)


def _place_and_time(row: bytes) -> tuple[int, int]:
    """Return position and recorded_at (microseconds since 2000) of a row as COPY sends it."""
    try:
        columns, _, position, _, recorded_at = _START.unpack_from(row)
    except error:
        raise psycopg.DataError("the server sent a row that is none") from None
    if columns != _COLUMNS:
        raise psycopg.DataError(f"the server sent a row of {columns} columns")
    return position, recorded_at


READING_CHAIN: Final = Chain(
    rows=(
        "COPY (SELECT position, recorded_at, event_code, action, outcome, actor_id, actor_role, purpose,"
        " case_id, object_type, object_ref, rule, relation, query_hash, session_id, correlation_id, site,"
        " hash FROM reading.event ORDER BY position) TO STDOUT (FORMAT binary)"
    ),
    head="SELECT position FROM reading.head",
    place_and_time=_place_and_time,
)
