"""What people typed and have not recorded yet: sealed, for their own eyes, and gone after a stated time."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, LiteralString
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.web.house import House

_PURPOSE = "draft"

#: The kinds of draft: what they are called, and where each goes on.
REGISTRATION, INTAKE = "registration", "intake"
_LABELS = {REGISTRATION: "Aanmelding", INTAKE: "Intake"}


@dataclass(frozen=True)
class Draft:
    """One draft. `body` is JSON-able; `recorded` says that it became facts and only a receipt is left."""

    id: UUID
    kind: str
    case_id: UUID | None = None
    number: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    saved_at: datetime | None = None
    recorded: bool = False

    @property
    def kept_until(self) -> date:
        """The last day on which the draft is there, if it is not saved again."""
        return clock.day_of((self.saved_at or clock.now()) + keeping_time())


@dataclass(frozen=True)
class DraftRow:
    """A draft in the list "Nog niet af"."""

    kind: str
    label: str
    href: str
    saved_at: datetime
    kept_until: date


def keeping_time() -> timedelta:
    """Return how long a draft is kept after it was last saved: the norm `client_draft_days`."""
    return timedelta(days=catalogue().norms.client_draft_days)


class Drafts:
    """The drafts in this house. Everybody finds their own only; another's is as one that is not there."""

    def __init__(self, house: House) -> None:
        self._pool = house.database.pool
        self._seal = house.seal
        self._unseal = house.unseal

    def find(self, actor: Actor, draft_id: UUID) -> Draft | None:
        """Return the actor's own draft with this id, also one that was recorded; None when there is none."""
        return self._first(
            "SELECT id, kind, case_id, number, body, saved_at, recorded_at FROM web.draft"
            " WHERE id = %(id)s AND owner = %(owner)s AND saved_at > %(oldest)s",
            {"id": draft_id, "owner": actor.id, "oldest": clock.now() - keeping_time()},
        )

    def is_of_another(self, actor: Actor, draft_id: UUID) -> bool:
        """Say whether this id is taken by somebody else's draft, so that nothing can be kept under it."""
        with self._pool.connection() as connection:
            found = connection.execute(
                "SELECT 1 FROM web.draft WHERE id = %(id)s AND owner <> %(owner)s",
                {"id": draft_id, "owner": actor.id},
            ).fetchone()
        return found is not None

    def keep(
        self, actor: Actor, draft: Draft, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    ) -> Draft | None:
        """Save `change` of the body as it is now and return the draft; two windows at once lose nothing.

        The first save makes the draft. None when the draft is another's, or was recorded meanwhile.
        """
        self.expire()
        now = clock.now()
        with self._pool.connection() as connection:
            connection.execute(
                "INSERT INTO web.draft (id, owner, kind, case_id, number, body, saved_at)"
                " VALUES (%(id)s, %(owner)s, %(kind)s, %(case_id)s, %(number)s, %(body)s, %(now)s)"
                " ON CONFLICT (id) DO NOTHING",
                {
                    "id": draft.id,
                    "owner": actor.id,
                    "kind": draft.kind,
                    "case_id": draft.case_id,
                    "number": draft.number,
                    "body": self._sealed({}),
                    "now": now,
                },
            )
            row = connection.execute(
                "SELECT id, kind, case_id, number, body, saved_at, recorded_at FROM web.draft"
                " WHERE id = %(id)s AND owner = %(owner)s FOR UPDATE",
                {"id": draft.id, "owner": actor.id},
            ).fetchone()
            if row is None or row[6] is not None:
                return None
            body = change(self._opened(row[4]))
            connection.execute(
                "UPDATE web.draft SET body = %(body)s, saved_at = %(now)s WHERE id = %(id)s",
                {"id": draft.id, "body": self._sealed(body), "now": now},
            )
        return Draft(row[0], row[1], row[2], row[3], body, now)

    def number_for(self, actor: Actor, draft: Draft, fresh: Callable[[], str]) -> str:
        """Return the case number that this draft is recorded under: `fresh()` the first time it is asked."""
        if draft.number is not None:
            return draft.number
        offered = fresh()
        with self._pool.connection() as connection:
            row = connection.execute(
                "UPDATE web.draft SET number = coalesce(number, %(number)s)"
                " WHERE id = %(id)s AND owner = %(owner)s RETURNING number",
                {"id": draft.id, "owner": actor.id, "number": offered},
            ).fetchone()
        return offered if row is None else str(row[0])

    def recorded(self, actor: Actor, draft: Draft, receipt: Mapping[str, Any]) -> None:
        """Drop everything that was typed; `receipt` stays, for the confirmation and a second submit."""
        with self._pool.connection() as connection:
            connection.execute(
                "UPDATE web.draft SET body = %(body)s, saved_at = %(now)s, recorded_at = %(now)s"
                " WHERE id = %(id)s AND owner = %(owner)s",
                {"id": draft.id, "owner": actor.id, "body": self._sealed(receipt), "now": clock.now()},
            )

    def receipt(self, actor: Actor, kind: str, number: str) -> Mapping[str, Any] | None:
        """Return the receipt of the actor's recorded draft of that kind about that case, None without one."""
        found = self._first(
            "SELECT id, kind, case_id, number, body, saved_at, recorded_at FROM web.draft"
            " WHERE owner = %(owner)s AND kind = %(kind)s AND number = %(number)s"
            " AND recorded_at IS NOT NULL AND saved_at > %(oldest)s",
            {"owner": actor.id, "kind": kind, "number": number, "oldest": clock.now() - keeping_time()},
        )
        return None if found is None else found.body

    def drop(self, actor: Actor, draft_id: UUID) -> None:
        """Throw the actor's draft away."""
        with self._pool.connection() as connection:
            connection.execute(
                "DELETE FROM web.draft WHERE id = %(id)s AND owner = %(owner)s AND recorded_at IS NULL",
                {"id": draft_id, "owner": actor.id},
            )

    def of(self, actor: Actor, kind: str = "") -> list[DraftRow]:
        """Return the actor's unfinished drafts (of one kind), the one saved last first."""
        with self._pool.connection() as connection:
            rows = connection.execute(
                "SELECT id, kind, case_id, number, body, saved_at, recorded_at FROM web.draft"
                " WHERE owner = %(owner)s AND recorded_at IS NULL AND saved_at > %(oldest)s"
                " AND (%(kind)s = '' OR kind = %(kind)s) ORDER BY saved_at DESC, id",
                {"owner": actor.id, "kind": kind, "oldest": clock.now() - keeping_time()},
            ).fetchall()
        return [_row(self._draft(row)) for row in rows]

    def expire(self) -> int:
        """Throw away every draft that was not saved for `keeping_time`; return how many there were."""
        with self._pool.connection() as connection:
            gone = connection.execute(
                "DELETE FROM web.draft WHERE saved_at <= %(oldest)s", {"oldest": clock.now() - keeping_time()}
            )
            return gone.rowcount

    def _first(self, statement: LiteralString, values: Mapping[str, Any]) -> Draft | None:
        with self._pool.connection() as connection:
            row = connection.execute(statement, values).fetchone()
        return None if row is None else self._draft(row)

    def _draft(self, row: tuple[Any, ...]) -> Draft:
        key, kind, case_id, number, body, saved_at, recorded_at = row
        return Draft(key, kind, case_id, number, self._opened(body), saved_at, recorded_at is not None)

    def _sealed(self, body: Mapping[str, Any]) -> bytes:
        return self._seal(_PURPOSE, json.dumps(body, ensure_ascii=False).encode())

    def _opened(self, sealed: bytes) -> Mapping[str, Any]:
        body = json.loads(self._unseal(_PURPOSE, bytes(sealed)))
        assert isinstance(body, dict)
        return body


def _row(draft: Draft) -> DraftRow:
    assert draft.saved_at is not None
    what = _LABELS[draft.kind]
    if draft.kind == INTAKE:
        label, href = f"{what} bij {draft.number}", f"/trajecten/{draft.number}/intake"
    else:
        about = draft.body.get("label")
        label = f"{what}: {about}" if about else what
        href = f"/trajecten/nieuw/{draft.id}"
    return DraftRow(draft.kind, label, href, draft.saved_at, draft.kept_until)
