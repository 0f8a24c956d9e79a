"""The outbox: what is to be sent, held by one sender at a time, without any address or word."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from bluevitaal_es.database import Database

#: So long one sender holds a notice; longer than any carrier is waited for.
HELD: Final = timedelta(minutes=3)
#: So long a notice that is done is kept, so that it is not made again.
KEPT: Final = timedelta(days=30)

_COLUMNS: Final = "id, occasion_id, case_id, staff_id, kind, at, until_at, tries, unsure"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice to the client of a case, or to a member of staff; `at` is the moment that it is about."""

    id: UUID
    occasion_id: UUID
    case_id: UUID | None
    staff_id: UUID | None
    kind: str
    at: datetime
    until_at: datetime
    tries: int = 0
    unsure: int = 0


class Outbox:
    """The notices of one database; safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, notice: Waiting, now: datetime, next_at: datetime) -> bool:
        """Keep a notice for `next_at`; say whether it is new. The same id is kept once, sent or not."""
        with self._database.pool.connection() as connection:
            added = connection.execute(
                "INSERT INTO web.notice"
                " (id, occasion_id, case_id, staff_id, kind, at, until_at, made_at, next_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [
                    notice.id,
                    notice.occasion_id,
                    notice.case_id,
                    notice.staff_id,
                    notice.kind,
                    notice.at,
                    notice.until_at,
                    now,
                    next_at,
                ],
            )
        return added.rowcount == 1

    def take(self, now: datetime) -> Waiting | None:
        """Return a notice whose time has come, held for this sender; None when there is none."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                f"UPDATE web.notice SET taken_until = %(held)s WHERE id = ("  # noqa: S608 (our own columns)
                " SELECT id FROM web.notice WHERE done_at IS NULL AND next_at <= %(now)s"
                " AND (taken_until IS NULL OR taken_until <= %(now)s)"
                f" ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING {_COLUMNS}",
                {"held": now + HELD, "now": now},
            ).fetchone()
        return None if row is None else Waiting(*row)

    def begin(self, notice_id: UUID) -> None:
        """Put down that it is now handed over: until the outcome is known, it may have left."""
        self._change(notice_id, "tries = tries + 1, unsure = unsure + 1")

    def again(self, notice_id: UUID, next_at: datetime, *, begun: bool) -> None:
        """Let it be taken again from `next_at`; with `begun`, it surely did not leave this time."""
        sure = ", unsure = unsure - 1" if begun else ""
        self._change(notice_id, f"taken_until = NULL, next_at = %(at)s{sure}", next_at)

    def done(self, notice_id: UUID, outcome: Literal["sent", "not_sent", "dropped"], now: datetime) -> None:
        """Close it; it is not made again."""
        self._change(notice_id, "taken_until = NULL, done_at = %(at)s, outcome = %(outcome)s", now, outcome)
        with self._database.pool.connection() as connection:
            connection.execute("DELETE FROM web.notice WHERE done_at < %s", [now - KEPT])

    def _change(self, notice_id: UUID, what: str, at: datetime | None = None, outcome: str = "") -> None:
        statement = f"UPDATE web.notice SET {what} WHERE id = %(id)s"  # noqa: S608 (our own words)
        with self._database.pool.connection() as connection:
            connection.execute(statement.encode(), {"id": notice_id, "at": at, "outcome": outcome})
