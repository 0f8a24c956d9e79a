"""The auditor's questions: one case event by event without content, and whether the log is whole."""

from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may
from bluevitaal_es.store.reading import View
from bluevitaal_es.store.verify import verify


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event as the auditor sees it; `number` is that of its case, None for other streams."""

    position: int
    stream_id: UUID
    version: int
    type: str
    happened_at: datetime
    recorded_at: datetime
    actor_id: str
    actor_role: str
    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    corrects: int | None
    number: str | None


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """What came of checking the whole log; `reason` and `position` as of store.verify, None when it is whole.

    `checked` events, from the first on, are as they were appended; `head_hash` is the hash of the last one.
    """

    checked: int
    head_hash: bytes
    position: int | None
    reason: str | None
    checked_at: datetime
    seconds: float

    @property
    def ok(self) -> bool:
        """Whether the chain is whole."""
        return self.reason is None


class AuditTrailView(View):
    """Answers with envelopes, never with what is in them."""

    def case(self, actor: Actor, number: str, *, known_at: datetime | None = None) -> list[AuditRow]:
        """Return the events of the case with that number recorded up to `known_at`, oldest first."""
        if not may(actor, Act.AUDIT_CASE):
            return []
        return self._all(
            AuditRow,
            "SELECT t.position, t.stream_id, t.version, t.type, t.happened_at, t.recorded_at, t.actor_id,"
            " t.actor_role, t.command_id, t.correlation_id, t.causation_id, t.corrects, c.number"
            " FROM audit_trail t JOIN audited_case c ON c.stream_id = t.stream_id"
            " WHERE c.number = %(number)s"
            " AND (%(known_at)s::timestamptz IS NULL OR t.recorded_at <= %(known_at)s) ORDER BY t.version",
            {"number": number, "known_at": known_at},
        )

    def case_id(self, actor: Actor, number: str) -> UUID | None:
        """Return the stream of a case number."""
        if not may(actor, Act.AUDIT_CASE):
            return None
        rows = self._dicts("SELECT stream_id FROM audited_case WHERE number = %(number)s", {"number": number})
        return rows[0]["stream_id"] if rows else None

    def latest(self, actor: Actor, limit: int = 50) -> list[AuditRow]:
        """Return the newest events of the whole log, newest first."""
        if not may(actor, Act.AUDIT_CASE):
            return []
        return self._all(
            AuditRow,
            "SELECT t.position, t.stream_id, t.version, t.type, t.happened_at, t.recorded_at, t.actor_id,"
            " t.actor_role, t.command_id, t.correlation_id, t.causation_id, t.corrects, c.number"
            " FROM audit_trail t LEFT JOIN audited_case c ON c.stream_id = t.stream_id"
            " ORDER BY t.position DESC LIMIT %(limit)s",
            {"limit": limit},
        )

    def verify(self, actor: Actor) -> ChainVerdict | None:
        """Recompute the whole chain from the rows as they lie in the database; None for who may not ask."""
        if not may(actor, Act.VERIFY_LOG):
            return None
        checked_at, begun = clock.now(), perf_counter()
        with self._database.pool.connection() as connection:
            found = verify(connection)
        return ChainVerdict(
            found.head, found.head_hash, found.position, found.reason, checked_at, perf_counter() - begun
        )
