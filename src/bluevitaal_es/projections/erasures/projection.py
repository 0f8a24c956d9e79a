"""Events in, one row out for each client of whom it was asked, or decided, whether they are forgotten."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from bluevitaal_es.events import erasure as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.projecting import Cursor, Projection, ReadStream


class ErasuresProjection(Projection):
    """Requests, approvals, holds and certificates; these rows outlive what they are about."""

    name: ClassVar[str] = "erasures"
    hears: ClassVar[frozenset[str] | None] = frozenset(
        {
            events.ErasureRequested.stored_as,
            events.ErasureApproved.stored_as,
            events.LegalHoldPlaced.stored_as,
            events.LegalHoldLifted.stored_as,
            events.PersonForgotten.stored_as,
        }
    )

    def apply(self, cursor: Cursor, batch: Sequence[Recorded], read_stream: ReadStream) -> None:
        """Write what the batch changes."""
        for recorded in batch:
            match recorded.event:
                case events.ErasureRequested() as event:
                    _begin(cursor, event.case_id)
                    cursor.execute(
                        "UPDATE erasure SET number = coalesce(%s, number), ground = %s, retention_ends = %s,"
                        " requested_by = %s, requested_as = %s, requested_at = %s, approved_by = NULL,"
                        " approved_at = NULL WHERE case_id = %s",
                        [
                            event.number,
                            event.ground,
                            event.retention_ends,
                            recorded.actor_id,
                            recorded.actor_role.value,
                            recorded.recorded_at,
                            event.case_id,
                        ],
                    )
                case events.ErasureApproved() as event:
                    # As the aggregate has it: who asks and who approves have different roles.
                    cursor.execute(
                        "UPDATE erasure SET approved_by = %s, approved_at = %s"
                        " WHERE case_id = %s AND requested_as <> %s",
                        [recorded.actor_id, recorded.recorded_at, event.case_id, recorded.actor_role.value],
                    )
                case events.LegalHoldPlaced() as event:
                    _begin(cursor, event.case_id)
                    cursor.execute(
                        "UPDATE erasure SET number = coalesce(%s, number), approved_by = NULL,"
                        " approved_at = NULL WHERE case_id = %s",
                        [event.number, event.case_id],
                    )
                    cursor.execute(
                        "INSERT INTO hold (hold_id, case_id, ground, placed_by, placed_at)"
                        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (hold_id) DO NOTHING",
                        [
                            event.hold_id,
                            event.case_id,
                            event.ground,
                            recorded.actor_id,
                            recorded.recorded_at,
                        ],
                    )
                case events.LegalHoldLifted() as event:
                    cursor.execute("DELETE FROM hold WHERE hold_id = %s", [event.hold_id])
                case events.PersonForgotten() as event:
                    _begin(cursor, event.case_id)
                    cursor.execute(
                        "UPDATE erasure SET number = coalesce(%s, number), certified_by = %s,"
                        " certified_at = %s, certificate = %s, key_id = %s, facts = %s, destroyed_at = %s"
                        " WHERE case_id = %s",
                        [
                            event.number,
                            recorded.actor_id,
                            recorded.recorded_at,
                            recorded.position,
                            event.key_id,
                            event.facts,
                            event.destroyed_at,
                            event.case_id,
                        ],
                    )


def _begin(cursor: Cursor, case_id: UUID) -> None:
    cursor.execute("INSERT INTO erasure (case_id) VALUES (%s) ON CONFLICT DO NOTHING", [case_id])
