"""The keeping time of the log of who looked: what is past it, and removing that on the word of two people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import psycopg

from bluevitaal_es.access import Actor, policy_version
from bluevitaal_es.database import Database
from bluevitaal_es.looking import Look
from bluevitaal_es.store.reading_log import ReadingLog
from bluevitaal_es.vocabulary import erasure_stream


class NotRemoved(Exception):
    """The database removes nothing: not signed longer ago than the term, held, or nobody else asked."""


@dataclass(frozen=True, slots=True)
class PastTerm:
    """The looks up to `upto` were all there when that was signed, longer ago than the term, and may go.

    There are `looks` of them. Those from `held_at` on stay for now: that one is of a client under legal hold.
    """

    upto: int
    looks: int
    signed_at: datetime
    held_at: int | None


def past_term(database: Database, years: int, held: Iterable[UUID]) -> PastTerm | None:
    """Return what may go when looks are kept for so many years; None when nothing may.

    `held` are the cases for which a legal hold stands.
    """
    with database.pool.connection() as connection:
        row = connection.execute(
            "SELECT b.upto, b.upto - coalesce((SELECT max(upto) FROM reading.removed), 0), b.signed_at,"
            " reading.first_held(%(held)s) FROM reading.may_go_upto(%(years)s, %(held)s) b"
            " ORDER BY b.upto DESC LIMIT 1",
            {"years": years, "held": list(held)},
        ).fetchone()
    return None if row is None else PastTerm(*row)


def ask_to_remove(reading: ReadingLog, past: PastTerm, actor: Actor) -> int:
    """Record that somebody asks for it, in the log of who looked itself, and return the position."""
    return reading.record(
        Look(
            actor,
            "removal",
            "D",
            0,
            "logboek",
            f"inzagen tot en met {past.upto}",
            "",
            uuid4(),
            detail="removal.asked",
        )
    )


def remove(database: Database, upto: int, years: int, held: Iterable[UUID], actor: Actor, site: str) -> int:
    """Remove the looks up to a place, as the second person; return how many went.

    Raises NotRemoved, with nothing removed, when the database does not find all that this takes.
    """
    cases = list(held)
    try:
        with database.pool.connection() as connection:
            row = connection.execute(
                "SELECT reading.remove(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [
                    upto,
                    years,
                    [erasure_stream(case_id) for case_id in cases],
                    cases,
                    actor.id,
                    actor.role.value,
                    uuid4(),
                    site,
                    policy_version(),
                ],
            ).fetchone()
    except psycopg.errors.InsufficientPrivilege as refused:
        raise NotRemoved(refused.diag.message_primary) from refused
    assert row is not None
    return int(row[0])
