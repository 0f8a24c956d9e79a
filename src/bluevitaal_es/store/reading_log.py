"""The log of who looked: a second chain beside the event log, added to through one function."""

import hmac
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from struct import Struct, error
from typing import Final, LiteralString
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from bluevitaal_es.access import Act, Actor, may, roles_for
from bluevitaal_es.database import Database
from bluevitaal_es.looking import NEWEST, Look, Seen
from bluevitaal_es.store.keys import Keyring
from bluevitaal_es.store.verify import NO_STREAM, Chain, Verdict, verify_chain
from bluevitaal_es.vocabulary import Role

_START = Struct(">hIqIq")
_COLUMNS = 29
#: The eleven fields that looks of before migration 0065 have not. No look with any of them ends like this:
#: text has no such bytes, and what follows the name of the policy is too short.
_ALL_ABSENT: Final = b"\xff\xff\xff\xff" * 11
#: The cases of a list lie beside the chain, and are held in it by their number and hash.
_LIST_CHANGED: LiteralString = """
    SELECT min(position) FROM reading.event e
    FULL JOIN (
        SELECT position, count(*) AS cases, max(place) AS last,
               sha256(string_agg(uuid_send(case_id), ''::bytea ORDER BY place)) AS hash
        FROM reading.shown GROUP BY position
    ) s USING (position)
    WHERE coalesce(s.cases, 0) <> coalesce(e.shown_count, 0)
       OR (s.cases > 0 AND (s.last <> s.cases OR s.hash IS DISTINCT FROM e.shown_hash))
"""
#: What was removed last must have been signed five years before, asked by one and done by another.
_WRONGLY_REMOVED: LiteralString = """
    SELECT r.upto FROM (SELECT * FROM reading.removed ORDER BY upto DESC LIMIT 1) r
    LEFT JOIN log.checkpoint c ON c.number = r.checkpoint AND c.looks = r.upto AND c.looks_hash = r.hash
    LEFT JOIN reading.event a ON a.position = r.asked AND a.event_type = 'removal.asked'
    LEFT JOIN reading.event d ON d.position = r.done AND d.event_type = 'removal.done'
    WHERE (
        c.made_at <= d.recorded_at - interval '5 years'
        AND a.object_ref = 'inzagen tot en met ' || r.upto AND a.object_ref = d.object_ref
        AND a.event_code = 'removal' AND a.event_code = d.event_code
        AND a.position < d.position AND a.actor_id <> d.actor_id AND a.actor_role <> d.actor_role
    ) IS NOT TRUE
"""


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
                "SELECT reading.append(%s, %s, %s::smallint, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
                " %s, %s, %s::smallint, %s, %s::smallint, %s, %s, %s, %s, %s::uuid[])",
                [
                    look.code,
                    look.action,
                    look.outcome,
                    look.actor_id,
                    look.actor_role,
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
                    look.detail,
                    look.on_behalf_of,
                    look.access_point.kind if look.access_point else None,
                    look.access_point.name if look.access_point else None,
                    look.life_cycle,
                    look.sensitivity,
                    look.policy,
                    look.consent,
                    look.second_factor,
                    None if look.shown is None else list(look.shown),
                ],
            ).fetchone()
        assert row is not None
        return int(row[0])

    def term_hash(self, term: str) -> bytes:
        """Return the 32 bytes kept for a search term: equal for equal terms, and nothing without the key."""
        return hmac.new(self._term_key, term.strip().casefold().encode(), sha256).digest()

    def looks_at(self, actor: Actor, case_id: UUID) -> list[Seen]:
        """Return the newest looks at a case, and at lists in which it stood, newest first.

        Who checks the log gets all of them, with ids; a client gets those of others at their own case that
        were given, with the ids of who was given content; anybody else gets none. What the ombudsfunctionaris
        looked at is for the client, for themselves, and for the functionaris gegevensbescherming: nobody else
        in the service.
        """
        everything = may(actor, Act.AUDIT_CASE)
        if not everything and not (actor.role in roles_for(Act.SEE_OWN_CASE) and actor.case_id == case_id):
            return []
        with (
            self._database.pool.connection() as connection,
            connection.cursor(row_factory=class_row(Seen)) as cursor,
        ):
            return cursor.execute(
                "SELECT e.position, e.recorded_at, e.event_code AS code, e.outcome,"
                " CASE WHEN %(everything)s OR e.relation IN ('guides', 'covers', 'emergency')"
                " OR e.actor_role = %(home)s THEN e.actor_id"
                " ELSE '' END AS actor_id, e.actor_role, e.purpose, e.object_type, e.relation, found.in_list"
                " FROM ("
                "  (SELECT position, false AS in_list FROM reading.event WHERE case_id = %(case_id)s"
                "   ORDER BY position DESC LIMIT %(limit)s)"
                "  UNION ALL"
                "  (SELECT position, true FROM reading.shown WHERE case_id = %(case_id)s"
                "   GROUP BY position ORDER BY position DESC LIMIT %(limit)s)"
                " ) found JOIN reading.event e USING (position)"
                " WHERE (%(everything)s OR (e.outcome = 0 AND e.relation <> 'own'))"
                " AND (NOT %(everything)s OR %(whole)s OR e.actor_role <> %(ombuds)s OR e.actor_id = %(me)s)"
                " ORDER BY e.position DESC LIMIT %(limit)s",
                {
                    "everything": everything,
                    "whole": may(actor, Act.SEE_OWN_INITIATIVE),
                    "ombuds": Role.OMBUDS.value,
                    "home": Role.HOME_FRONT.value,
                    "me": actor.id,
                    "case_id": case_id,
                    "limit": NEWEST,
                },
            ).fetchall()

    def goes_back_to(self) -> datetime | None:
        """Return the moment of the oldest look that is kept; None when there is none."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                "SELECT recorded_at FROM reading.event ORDER BY position LIMIT 1"
            ).fetchone()
        return None if row is None else row[0]


def verify_reading(
    connection: psycopg.Connection,
    progress: Callable[[int, int], None] | None = None,
    heard: Callable[[bytes], None] | None = None,
) -> Verdict:
    """Recompute every hash of the reading log, as `verify` does for the event log."""
    return verify_chain(connection, READING_CHAIN, progress, heard)


def canonical_look(row: bytes) -> bytes:
    """Return the canonical form of a look as COPY sends it: without the later fields when none is there."""
    canonical = row[2:-36]
    return canonical.removesuffix(_ALL_ABSENT)


def _found_in(row: bytes) -> tuple[int, int, bytes, int]:
    """Return position and recorded_at (microseconds since 2000) of a row, as the only stream there is."""
    try:
        columns, _, position, _, recorded_at = _START.unpack_from(row)
    except error:
        raise psycopg.DataError("the server sent a row that is none") from None
    if columns != _COLUMNS:
        raise psycopg.DataError(f"the server sent a row of {columns} columns")
    return position, recorded_at, NO_STREAM, position


READING_CHAIN: Final = Chain(
    rows=(
        "COPY (SELECT position, recorded_at, event_code, action, outcome, actor_id, actor_role, purpose,"
        " case_id, object_type, object_ref, rule, relation, query_hash, session_id, correlation_id, site,"
        " event_type, on_behalf_of, access_type, access_point, life_cycle, sensitivity, policy, consent_ref,"
        " second_factor, shown_count, shown_hash, hash FROM reading.event ORDER BY position) TO STDOUT"
        " (FORMAT binary)"
    ),
    head="SELECT position FROM reading.head",
    found_in=_found_in,
    canonical=canonical_look,
    also=((_LIST_CHANGED, "list"), (_WRONGLY_REMOVED, "removed")),
    start="SELECT upto, hash FROM reading.removed ORDER BY upto DESC LIMIT 1",
)
