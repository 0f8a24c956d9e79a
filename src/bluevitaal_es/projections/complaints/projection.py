"""Events in, one row out for each complaint: its kind, its terms and how far it came, never its words."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, LiteralString, get_args

from bluevitaal_es.events import complaint as events
from bluevitaal_es.events.base import Event, Forgotten
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.projecting import Cursor, Projection, ReadStream

#: What each later fact changes; of who took it up only the first counts.
_STEPS: Mapping[type[Event], LiteralString] = {
    events.ComplaintTakenUp: "UPDATE complaint SET taken_up_by = coalesce(taken_up_by, %(actor)s),"
    " taken_up_at = coalesce(taken_up_at, %(at)s)"
    " WHERE complaint_id = %(complaint_id)s",
    events.ComplaintQuestionAsked: "UPDATE complaint SET asked_at = %(at)s"
    " WHERE complaint_id = %(complaint_id)s",
    events.ComplaintReplied: "UPDATE complaint SET replied_at = %(at)s WHERE complaint_id = %(complaint_id)s",
    events.ComplaintAnswered: "UPDATE complaint SET answered_at = %(at)s, outcome = %(outcome)s"
    " WHERE complaint_id = %(complaint_id)s",
    events.ComplaintWithdrawn: "UPDATE complaint SET withdrawn_at = %(at)s"
    " WHERE complaint_id = %(complaint_id)s",
    events.ComplaintClosed: "UPDATE complaint SET closed_at = %(at)s WHERE complaint_id = %(complaint_id)s",
}


class ComplaintsProjection(Projection):
    """Every complaint, without content."""

    name: ClassVar[str] = "complaints"
    rows_of_stream: ClassVar[Mapping[str, str]] = {"complaint": "complaint_id"}
    hears: ClassVar[frozenset[str] | None] = frozenset(
        kind.stored_as for kind in get_args(events.ComplaintEvent) if kind is not Forgotten
    )

    def apply(self, cursor: Cursor, batch: Sequence[Recorded], read_stream: ReadStream) -> None:
        """Write what the batch changes."""
        for recorded in batch:
            event = recorded.event
            if isinstance(event, events.ComplaintFiled):
                cursor.execute(
                    "INSERT INTO complaint (complaint_id, kind, channel, code_hash, client_id, filed_at,"
                    " take_up_by, due_on) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
                    [
                        recorded.stream_id,
                        event.kind,
                        event.channel,
                        event.code_hash,
                        event.client_id,
                        recorded.happened_at,
                        event.take_up_by,
                        event.due_on,
                    ],
                )
                continue
            cursor.execute(
                _STEPS[type(event)],
                {
                    "complaint_id": recorded.stream_id,
                    "at": recorded.happened_at,
                    "actor": recorded.actor_id,
                    "outcome": event.outcome if isinstance(event, events.ComplaintAnswered) else None,
                },
            )
