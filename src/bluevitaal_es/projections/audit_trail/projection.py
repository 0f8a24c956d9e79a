"""Events in, one content-free row for each out; of the facts themselves only the case number is kept.

The number outlives the client: after a case was forgotten it is that of the certificate.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from bluevitaal_es.events.base import Forgotten
from bluevitaal_es.events.case import CaseRegistered, FactCorrected
from bluevitaal_es.events.erasure import PersonForgotten
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.projecting import Cursor, Projection, ReadStream


class AuditTrailProjection(Projection):
    """Every event of every stream, without content."""

    name: ClassVar[str] = "audit_trail"
    rows_of_stream: ClassVar[Mapping[str, str]] = {"audit_trail": "stream_id"}

    def apply(self, cursor: Cursor, batch: Sequence[Recorded], read_stream: ReadStream) -> None:
        """Add the envelopes of the batch."""
        cursor.executemany(
            "INSERT INTO audit_trail (position, stream_id, version, type, happened_at, recorded_at, actor_id,"
            " actor_role, command_id, correlation_id, causation_id, corrects)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    recorded.position,
                    recorded.stream_id,
                    recorded.version,
                    _stored_type(recorded),
                    recorded.happened_at,
                    recorded.recorded_at,
                    recorded.actor_id,
                    str(recorded.actor_role),
                    recorded.command_id,
                    recorded.correlation_id,
                    recorded.causation_id,
                    recorded.event.version if isinstance(recorded.event, FactCorrected) else None,
                )
                for recorded in batch
            ],
        )
        cursor.executemany(
            "INSERT INTO audited_case (stream_id, number) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [
                (recorded.stream_id, recorded.event.number)
                for recorded in batch
                if isinstance(recorded.event, CaseRegistered)
            ],
        )
        for recorded in batch:
            if isinstance(recorded.event, PersonForgotten):
                _keep_number(cursor, recorded.event)


def _keep_number(cursor: Cursor, certificate: PersonForgotten) -> None:
    cursor.execute("DELETE FROM audited_case WHERE stream_id = %s", [certificate.case_id])
    if certificate.number is not None:
        # A complaint or request has a short name that is not ours to choose: two may be the same.
        cursor.execute(
            "INSERT INTO audited_case (stream_id, number) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [certificate.case_id, certificate.number],
        )


def _stored_type(recorded: Recorded) -> str:
    event = recorded.event
    return event.original_type if isinstance(event, Forgotten) else event.stored_as
