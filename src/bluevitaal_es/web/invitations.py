"""Invitations by a code, for clients and for whoever they have at home, and the account that it opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from argon2 import PasswordHasher

from bluevitaal_es import clock
from bluevitaal_es.database import Database
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web import codes
from bluevitaal_es.web.accounts import UsernameIsTaken, as_username
from bluevitaal_es.web.passwords import HASHER

#: So long an invitation that nobody used is still told of on the page of its case.
UNUSED_KEPT: Final = timedelta(days=30)
#: So long an account at home is kept. Nothing that a client shows lasts longer.
AT_HOME_KEPT: Final = timedelta(days=400)

_PURPOSE: Final = "invitation"


class CodeIsSpent(Exception):
    """Somebody used the code a moment ago."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation for one case, as far as whoever made it sees it.

    One for somebody `at_home` opens nothing but what the client chose under that id.
    """

    id: UUID
    case_id: UUID
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    ended_at: datetime | None
    at_home: UUID | None = None

    @property
    def is_open(self) -> bool:
        """Whether the code still lets somebody in."""
        return self.used_at is None and self.ended_at is None and clock.now() < self.expires_at

    @property
    def role(self) -> Role:
        """As what somebody comes in with it."""
        return Role.CLIENT if self.at_home is None else Role.HOME_FRONT


class Invitations:
    """The invitations of one database; safe to share between threads and processes."""

    def __init__(self, database: Database, hasher: PasswordHasher = HASHER) -> None:
        self._database = database
        self._hasher = hasher

    def add(
        self, invitation_id: UUID, case_id: UUID, expires_at: datetime, at_home: UUID | None = None
    ) -> str | None:
        """Return the code of a new invitation; those before it end. None when it was made already."""
        code, now = codes.make(), clock.now()
        with self._database.pool.connection() as connection:
            if connection.execute("SELECT 1 FROM web.invitation WHERE id = %s", [invitation_id]).fetchone():
                return None
            connection.execute(
                "UPDATE web.invitation SET ended_at = %s"
                " WHERE case_id = %s AND at_home IS NOT DISTINCT FROM %s"
                " AND used_at IS NULL AND ended_at IS NULL",
                [now, case_id, at_home],
            )
            connection.execute(
                "DELETE FROM web.invitation WHERE used_at IS NULL AND expires_at < %s", [now - UNUSED_KEPT]
            )
            connection.execute(
                "DELETE FROM web.account WHERE at_home IS NOT NULL AND made_at < %s", [now - AT_HOME_KEPT]
            )
            connection.execute(
                "INSERT INTO web.invitation (id, case_id, code_hash, made_at, expires_at, at_home)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                [invitation_id, case_id, codes.hash_of(_PURPOSE, code), now, expires_at, at_home],
            )
        return code

    def end(self, invitation_id: UUID) -> None:
        """Let the code of an invitation that was not used open nothing more."""
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE web.invitation SET ended_at = %s"
                " WHERE id = %s AND used_at IS NULL AND ended_at IS NULL",
                [clock.now(), invitation_id],
            )

    def last_of(self, case_id: UUID, at_home: UUID | None = None) -> Invitation | None:
        """Return the newest invitation of a client, or of somebody at home."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                "SELECT id, case_id, made_at, expires_at, used_at, ended_at, at_home FROM web.invitation"
                " WHERE case_id = %s AND at_home IS NOT DISTINCT FROM %s ORDER BY made_at DESC LIMIT 1",
                [case_id, at_home],
            ).fetchone()
        return None if row is None else Invitation(*row)

    def by_code(self, code: str) -> Invitation | None:
        """Return the open invitation with this code; one that ended is as one that never was."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                "SELECT id, case_id, made_at, expires_at, used_at, ended_at, at_home FROM web.invitation"
                " WHERE code_hash = %s",
                [codes.hash_of(_PURPOSE, code)],
            ).fetchone()
        found = None if row is None else Invitation(*row)
        return found if found is not None and found.is_open else None

    def open_account(self, invitation: Invitation, pseudonym: str, password: str) -> None:
        """Make the account and spend the code; an earlier account for the same invitation is closed.

        Raises UsernameIsTaken, with the code still good, and CodeIsSpent.
        """
        now, hashed = clock.now(), self._hasher.hash(password)
        username = as_username(pseudonym)
        with self._database.pool.connection() as connection:
            used = connection.execute(
                "UPDATE web.invitation SET used_at = %s"
                " WHERE id = %s AND used_at IS NULL AND ended_at IS NULL",
                [now, invitation.id],
            )
            if used.rowcount != 1:
                raise CodeIsSpent
            connection.execute(
                "DELETE FROM web.account WHERE case_id = %s AND at_home IS NOT DISTINCT FROM %s",
                [invitation.case_id, invitation.at_home],
            )
            added = connection.execute(
                "INSERT INTO web.account (username, name, role, case_id, at_home, password_hash, made_at)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [
                    username,
                    pseudonym.strip(),
                    str(invitation.role),
                    invitation.case_id,
                    invitation.at_home,
                    hashed,
                    now,
                ],
            )
            if added.rowcount != 1:
                raise UsernameIsTaken
