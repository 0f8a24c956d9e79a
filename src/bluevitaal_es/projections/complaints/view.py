"""Questions about complaints: what is due, one with its words for who may read them, and the own ones."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, LiteralString
from uuid import UUID

from bluevitaal_es.access import Act, Actor, complainant, may, roles_for
from bluevitaal_es.database import Database
from bluevitaal_es.events import complaint as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.store.reading import View
from bluevitaal_es.store.store import EventStore

_COLUMNS: LiteralString = (
    "SELECT complaint_id, kind, channel, client_id, filed_at, take_up_by, due_on, taken_up_by, taken_up_at,"
    " asked_at, replied_at, answered_at, outcome, withdrawn_at, closed_at FROM complaint "
)

#: What is to be done with a complaint, and the rule that makes it due.
Rule = Literal["take_up_norm", "answer_due", "reply_to_read", "withdrawn_to_close"]


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do with a complaint: by which rule, since when, and its last day; None without a term."""

    rule: Rule
    since: datetime
    due_on: date | None


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """One complaint without its words."""

    complaint_id: UUID
    kind: str
    channel: str
    client_id: UUID | None
    filed_at: datetime
    take_up_by: date
    due_on: date
    taken_up_by: str | None
    taken_up_at: datetime | None
    asked_at: datetime | None
    replied_at: datetime | None
    answered_at: datetime | None
    outcome: str | None
    withdrawn_at: datetime | None
    closed_at: datetime | None

    @property
    def reference(self) -> str:
        """A short name to speak of it on the phone; it opens nothing."""
        return f"K-{self.complaint_id.hex[:6].upper()}"

    @property
    def runs(self) -> bool:
        """Whether anything is still done with it."""
        return self.withdrawn_at is None and self.closed_at is None

    @property
    def due(self) -> Due | None:
        """What is to be done with it now, if anything is."""
        if self.closed_at is not None:
            return None
        if self.withdrawn_at is not None:
            return Due("withdrawn_to_close", self.withdrawn_at, None)
        if self.taken_up_at is None:
            return Due("take_up_norm", self.filed_at, min(self.take_up_by, self.due_on))
        if self.answered_at is None:
            return Due("answer_due", self.filed_at, self.due_on)
        if self.replied_at is not None and self.replied_at > self.answered_at:
            return Due("reply_to_read", self.replied_at, None)
        return None


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said or done: its `kind` is the last part of the event's stored name."""

    kind: str
    by_complainant: bool
    actor_id: str
    at: datetime
    text: str | None


@dataclass(frozen=True, slots=True)
class ComplaintFile:
    """A complaint with its words, as whoever treats it and whoever filed it read them."""

    row: ComplaintRow
    text: str
    about: str | None
    case_number: str | None
    name: str | None
    reach: str | None
    said: tuple[Said, ...]
    version: int


class ComplaintsView(View):
    """Answers whoever treats complaints, and whoever filed one; nobody else in the service."""

    def __init__(self, database: Database, store: EventStore) -> None:
        super().__init__(database)
        self._store = store

    def all(self, actor: Actor) -> list[ComplaintRow]:
        """Return the complaints that the actor treats, what runs first, by the last day for an answer."""
        if not may(actor, Act.TREAT_OBJECTION):
            return []
        return self._all(
            ComplaintRow,
            _COLUMNS + "WHERE %(everything)s OR kind = 'objection'"
            " ORDER BY closed_at DESC NULLS FIRST, due_on, filed_at",
            {"everything": may(actor, Act.TREAT_COMPLAINT)},
        )

    def one(self, actor: Actor, complaint_id: UUID) -> ComplaintFile | None:
        """Return one complaint with its words, for who treats it and for its complainant."""
        row = self._one(ComplaintRow, _COLUMNS + "WHERE complaint_id = %(id)s", {"id": complaint_id})
        if row is None or not _may_read(actor, row):
            return None
        history = self._store.read(complaint_id)
        filed = history[0].event if history else None
        if not isinstance(filed, events.ComplaintFiled):
            return None
        return ComplaintFile(
            row,
            filed.text,
            filed.about,
            filed.case_number,
            filed.name,
            filed.reach,
            tuple(_said(found) for found in history[1:]),
            len(history),
        )

    def behind(self, actor: Actor, code_hash: str) -> UUID | None:
        """Return the complaint with that code, for a complainant who has it."""
        if not may(actor, Act.SPEAK_AS_COMPLAINANT):
            return None
        rows = self._dicts(
            "SELECT complaint_id FROM complaint WHERE code_hash = %(hash)s", {"hash": code_hash}
        )
        return rows[0]["complaint_id"] if rows else None

    def own(self, actor: Actor) -> list[ComplaintRow]:
        """Return what the client who asks filed on the own page, newest first; nothing for anybody else."""
        if actor.case_id is None or actor.role not in roles_for(Act.SEE_OWN_CASE):
            return []
        return self._all(
            ComplaintRow,
            _COLUMNS + "WHERE client_id = %(client_id)s ORDER BY filed_at DESC",
            {"client_id": actor.case_id},
        )


def _may_read(actor: Actor, row: ComplaintRow) -> bool:
    if may(actor, Act.TREAT_COMPLAINT) or (row.kind == "objection" and may(actor, Act.TREAT_OBJECTION)):
        return True
    if actor.role in roles_for(Act.SEE_OWN_CASE):
        return row.client_id is not None and row.client_id == actor.case_id
    return may(actor, Act.SPEAK_AS_COMPLAINANT) and actor.id == complainant(row.complaint_id).id


def _said(recorded: Recorded) -> Said:
    event = recorded.event
    text = getattr(event, "text", None) or getattr(event, "reason", None)
    return Said(
        event.stored_as.rpartition(".")[2],
        recorded.actor_id == complainant(recorded.stream_id).id,
        recorded.actor_id,
        recorded.happened_at,
        text,
    )
