"""Brings the rows of one projection up to a batch of the log: rows and position in one transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from bluevitaal_es.events.erasure import PersonForgotten
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.projecting import Projection
from bluevitaal_es.store.store import EventStore

MOVE = sql.SQL("UPDATE {}.position SET position = %s WHERE position = %s RETURNING position")


class Overtaken(Exception):
    """Another projector brought this projection further first."""


def schema_of(name: str) -> str:
    """Return the PostgreSQL schema in which the live tables of a projection lie."""
    return f"view_{name}"


def is_silent(projection: Projection, batch: Sequence[Recorded]) -> bool:
    """Say whether a batch changes nothing in a projection but its position."""
    return not projection.heard(batch) and not any(
        isinstance(recorded.event, PersonForgotten) for recorded in batch
    )


def advance(
    connection: psycopg.Connection[Any],
    projection: Projection,
    schema: str,
    reached: int,
    batch: Sequence[Recorded],
    store: EventStore,
) -> None:
    """Apply the part of `batch` beyond `reached`, in the transaction of a connection that stands in `schema`.

    Raises Overtaken when another projector came first: then the transaction is not to be committed.
    """

    def read_stream(stream_id: UUID, up_to: int) -> list[Recorded]:
        return [recorded for recorded in store.read(stream_id) if recorded.position <= up_to]

    fresh = [recorded for recorded in batch if recorded.position > reached]
    if not fresh:
        return
    with connection.pipeline(), connection.cursor() as moving, connection.cursor() as cursor:
        # The row of the position makes others wait. Whether it stood where expected need not be awaited
        # before the rest is sent: if not, nothing of it stays.
        moving.execute(MOVE.format(sql.Identifier(schema)), [fresh[-1].position, reached])
        try:
            heard = projection.heard(fresh)
            if heard:
                projection.apply(cursor, heard, read_stream)
            for recorded in fresh:
                if isinstance(recorded.event, PersonForgotten):
                    # Their stream took no more events since their key went: none of them comes after this.
                    gone = recorded.event.case_id
                    projection.forget(cursor, gone, read_stream(gone, recorded.position))
                    for stream_id in store.streams_beside(gone):
                        # Others go on there, so all that this batch drew of it is drawn anew.
                        theirs = read_stream(stream_id, fresh[-1].position)
                        projection.forget_beside(cursor, gone, stream_id, theirs)
            moved = moving.fetchone()
        except psycopg.Error:
            if moving.rowcount == 0:
                raise Overtaken from None
            raise
        if moved is None:
            raise Overtaken
