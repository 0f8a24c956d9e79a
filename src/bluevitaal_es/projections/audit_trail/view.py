"""The auditor's questions: one case event by event without content, and whether the log is whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from typing import Final, LiteralString
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor, may, roles_for
from bluevitaal_es.settings import Settings
from bluevitaal_es.store.checkpoint import (
    Checkpoint,
    CheckpointVerdict,
    Finding,
    check_against,
    kept_checkpoints,
)
from bluevitaal_es.store.growth import make_growth_proof
from bluevitaal_es.store.reading import View
from bluevitaal_es.store.reading_log import verify_reading
from bluevitaal_es.store.signing import PublicKey, SigningKeyFault, open_signing_key
from bluevitaal_es.store.verify import verify
from bluevitaal_es.vocabulary import erasure_stream


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
class OwnErasure:
    """How far a client's wish to be forgotten has come; None for what has not happened."""

    asked_at: datetime | None = None
    approved_at: datetime | None = None
    held: bool = False
    forgotten_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody asked and it is not done."""
        return self.asked_at is not None and self.forgotten_at is None


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A checkpoint kept beside the log, over the first `position` events and `looks`, as its `text`.

    `which` is its place among those that are kept, the oldest being 1; 0 where nobody asks for it.
    """

    which: int
    position: int
    looks: int | None
    made_at: datetime
    key_id: str
    text: str


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """What came of checking the whole log; `reason` and `position` as of store.verify, None when it is whole.

    `checked` events, from the first on, are as they were appended; `head_hash` is the hash of the last one.
    Of the kept checkpoints `held` are so; `broken` is the oldest that is not, with the reason that
    store.checkpoint gives, and `unsure` could not be judged: this machine has not the key that signed them.
    What begins with looks_ is the same of the log of who looked.
    """

    checked: int
    head_hash: bytes
    position: int | None
    reason: str | None
    checked_at: datetime
    seconds: float
    held: int
    broken: tuple[SignedCheckpoint, str] | None
    unsure: int
    looks_checked: int
    looks_position: int | None
    looks_reason: str | None

    @property
    def chain_ok(self) -> bool:
        """Whether the chain is whole, whatever was signed before."""
        return self.reason is None

    @property
    def ok(self) -> bool:
        """Whether both chains are whole and still contain all that was signed."""
        return self.chain_ok and self.looks_reason is None and self.broken is None


_ROWS: Final[LiteralString] = (
    "SELECT t.position, t.stream_id, t.version, t.type, t.happened_at, t.recorded_at, t.actor_id,"
    " t.actor_role, t.command_id, t.correlation_id, t.causation_id, t.corrects, c.number FROM audit_trail t "
)


class AuditTrailView(View):
    """Answers with envelopes, never with what is in them."""

    def case(self, actor: Actor, number: str, *, known_at: datetime | None = None) -> list[AuditRow]:
        """Return the events of the case with that number recorded up to `known_at`, oldest first."""
        if not may(actor, Act.AUDIT_CASE):
            return []
        return self._all(
            AuditRow,
            _ROWS + "JOIN audited_case c ON c.stream_id = t.stream_id"
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

    def own_erasure(self, actor: Actor) -> OwnErasure:
        """Return how far the wish of the client who asks has come; nothing for anybody else."""
        if actor.case_id is None or actor.role not in roles_for(Act.SEE_OWN_CASE):
            return OwnErasure()
        rows = self._dicts(
            "SELECT type, recorded_at FROM audit_trail WHERE stream_id = %(stream_id)s ORDER BY version",
            {"stream_id": erasure_stream(actor.case_id)},
        )
        return _erasure_of([(row["type"], row["recorded_at"]) for row in rows])

    def latest(self, actor: Actor, limit: int = 50) -> list[AuditRow]:
        """Return the newest events of the whole log, newest first."""
        if not may(actor, Act.AUDIT_CASE):
            return []
        return self._all(
            AuditRow,
            _ROWS + "LEFT JOIN audited_case c ON c.stream_id = t.stream_id"
            " ORDER BY t.position DESC LIMIT %(limit)s",
            {"limit": limit},
        )

    def counted(self, actor: Actor, types: Sequence[str]) -> dict[str, int]:
        """Return how many events there are of each of these types, those of forgotten people too."""
        if not may(actor, Act.AUDIT_CASE):
            return {}
        rows = self._dicts(
            "SELECT type, count(*) AS times FROM audit_trail WHERE type = ANY(%(types)s) GROUP BY type",
            {"types": list(types)},
        )
        return {row["type"]: row["times"] for row in rows}

    def of_types(self, actor: Actor, types: Sequence[str], limit: int = 50) -> list[AuditRow]:
        """Return the newest events of these types, newest first."""
        if not may(actor, Act.AUDIT_CASE):
            return []
        return self._all(
            AuditRow,
            _ROWS + "LEFT JOIN audited_case c ON c.stream_id = t.stream_id"
            " WHERE t.type = ANY(%(types)s) ORDER BY t.position DESC LIMIT %(limit)s",
            {"types": list(types), "limit": limit},
        )

    def checkpoint(self, actor: Actor) -> SignedCheckpoint | None:
        """Return the newest checkpoint kept beside the log, if there is one."""
        if not may(actor, Act.VERIFY_LOG):
            return None
        with self._database.pool.connection() as connection:
            kept = kept_checkpoints(connection, last=1)
        return _shown(kept[0]) if kept else None

    def checkpoints(self, actor: Actor) -> list[SignedCheckpoint]:
        """Return every checkpoint kept beside the log, newest first."""
        if not may(actor, Act.VERIFY_LOG):
            return []
        with self._database.pool.connection() as connection:
            kept = kept_checkpoints(connection)
        return [_shown(each, which) for which, each in enumerate(kept, start=1)][::-1]

    def growth(self, actor: Actor, which: int) -> tuple[SignedCheckpoint, str] | None:
        """Return a kept checkpoint and the proof that the newest one contains it; None if there is no such.

        The log is recomputed for it. Raises ConfigurationFault when it does not lead to both.
        """
        if not may(actor, Act.VERIFY_LOG):
            return None
        with self._database.pool.connection() as connection:
            kept = kept_checkpoints(connection)
            connection.commit()
            if not 1 <= which <= len(kept):
                return None
            earlier = kept[which - 1]
            return _shown(earlier, which), make_growth_proof(connection, earlier, kept[-1])

    def public_key(self, actor: Actor, settings: Settings) -> tuple[str, str] | None:
        """Return the number and the PEM text of the key to check with; None where this machine has it not."""
        key = _public_key(settings) if may(actor, Act.VERIFY_LOG) else None
        return None if key is None else (key.key_id, key.pem)

    def verify(self, actor: Actor, settings: Settings) -> ChainVerdict | None:
        """Recompute both chains from the rows as they lie in the database; None for who may not ask.

        The kept checkpoints are held against it as far as `settings` say where their key is.
        """
        if not may(actor, Act.VERIFY_LOG):
            return None
        key = _public_key(settings)
        checked_at, begun = clock.now(), perf_counter()
        with self._database.pool.connection() as connection:
            kept = kept_checkpoints(connection)
            connection.commit()
            if key is None:
                found = CheckpointVerdict(verify(connection), verify_reading(connection))
            else:
                found = check_against(connection, [each for each in kept if each.key_id == key.key_id], key)
        chain = found.chain
        return ChainVerdict(
            checked=chain.head,
            head_hash=chain.head_hash,
            position=chain.position,
            reason=chain.reason,
            checked_at=checked_at,
            seconds=perf_counter() - begun,
            held=sum(finding.ok for finding in found.findings),
            broken=_first_broken(found.findings),
            unsure=len(kept) - len(found.findings),
            looks_checked=found.looks.head,
            looks_position=found.looks.position,
            looks_reason=found.looks.reason,
        )


def _public_key(settings: Settings) -> PublicKey | None:
    """Return the key that checkpoints are signed with; a web process on its own need not have it."""
    try:
        return open_signing_key(settings, may_make=False).public
    except SigningKeyFault:
        return None


def _first_broken(findings: Sequence[Finding]) -> tuple[SignedCheckpoint, str] | None:
    for finding in findings:
        if finding.reason is not None:
            return _shown(finding.checkpoint), finding.reason
    return None


def _shown(checkpoint: Checkpoint, which: int = 0) -> SignedCheckpoint:
    return SignedCheckpoint(
        which, checkpoint.position, checkpoint.looks, checkpoint.made_at, checkpoint.key_id, checkpoint.text
    )


def _erasure_of(steps: list[tuple[str, datetime]]) -> OwnErasure:
    found, holds = OwnErasure(), 0
    for step, at in steps:
        match step:
            case "erasure.requested":
                found = replace(found, asked_at=at, approved_at=None)
            case "erasure.withdrawn":
                found = replace(found, asked_at=None, approved_at=None)
            case "erasure.approved":
                found = replace(found, approved_at=at)
            case "erasure.hold_placed" | "erasure.hold_lifted":
                holds += 1 if step == "erasure.hold_placed" else -1
            case "erasure.person_forgotten":
                found = replace(found, forgotten_at=at)
    return replace(found, held=holds > 0)
