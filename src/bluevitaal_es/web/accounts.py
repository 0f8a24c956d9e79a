"""Local accounts: who may log in, with which password, and how often a wrong one may be tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from secrets import compare_digest, token_urlsafe
from typing import Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from bluevitaal_es import clock
from bluevitaal_es.access import Actor, Guest
from bluevitaal_es.database import Database
from bluevitaal_es.vocabulary import CaseId, Role
from bluevitaal_es.web import codes
from bluevitaal_es.web.passwords import HASHER
from bluevitaal_es.web.tries import ADDRESS, NAME, PASSWORD_CODE, PASSWORD_CODE_ADDRESS, Tries

#: How long a code for another password is good, and how long an owner can see what happened to an account.
PASSWORD_CODE_LASTS: Final = timedelta(hours=24)
ACTS_KEPT: Final = timedelta(days=365)

#: How the id of who looks in at home begins; the invitation follows.
AT_HOME: Final = "home:"

_PASSWORD_CODE: Final = "password code"  # noqa: S105 (what the code is for, no secret)


class UsernameIsTaken(Exception):
    """Somebody else logs in with this name already."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may log in. Staff have a `staff_id`, clients the id of their own case.

    Who looks in `at_home` by an invitation has the id of that, and of the case of whoever invited them.
    """

    username: str
    name: str
    role: Role
    staff_id: UUID | None = None
    case_id: UUID | None = None
    disabled_at: datetime | None = None
    at_home: UUID | None = None


@dataclass(frozen=True, slots=True)
class AccountAct:
    """Something that happened to an account; `what` is a key of the words on the page."""

    what: str
    by_owner: bool
    at: datetime


class Accounts:
    """The accounts of one database; safe to share between threads and processes."""

    def __init__(self, database: Database, hasher: PasswordHasher = HASHER) -> None:
        self._database = database
        self._hasher = hasher

    def add(self, account: Account, password: str) -> None:
        """Let somebody log in from now on; raises UsernameIsTaken."""
        with self._database.pool.connection() as connection:
            added = connection.execute(
                "INSERT INTO web.account (username, name, role, staff_id, case_id, at_home,"
                " password_hash, made_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [
                    as_username(account.username),
                    account.name,
                    str(account.role),
                    account.staff_id,
                    account.case_id,
                    account.at_home,
                    self._hasher.hash(password),
                    clock.now(),
                ],
            )
            if added.rowcount != 1:
                raise UsernameIsTaken

    def find(self, username: str) -> Account | None:
        """Return the account with this user name, ended or not."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                "SELECT username, name, role, staff_id, case_id, disabled_at, at_home FROM web.account"
                " WHERE username = %s",
                [as_username(username)],
            ).fetchone()
        return None if row is None else account_of(row)

    def everybody(self) -> list[Account]:
        """Return the accounts of staff, by user name; who came in by a code is not among them."""
        with self._database.pool.connection() as connection:
            rows = connection.execute(
                "SELECT username, name, role, staff_id, case_id, disabled_at, at_home FROM web.account"
                " WHERE case_id IS NULL ORDER BY username"
            ).fetchall()
        return [account_of(row) for row in rows]

    def log_in(self, username: str, password: str, address: str) -> Account | None:
        """Return whose name and password these are, or None; counts wrong tries by name and by address.

        Raises TooManyTries when either has had its number, whether the name exists or not.
        """
        tries, tried = Tries(self._database), ((NAME, as_username(username)), (ADDRESS, address))
        tries.count(*tried)
        account = self.verify(username, password)
        if account is not None:
            tries.forgive(*tried)
        return account

    def verify(self, username: str, password: str) -> Account | None:
        """Return the account, or None; an unknown name takes as much work as a wrong password."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                "SELECT username, name, role, staff_id, case_id, disabled_at, at_home, password_hash"
                " FROM web.account WHERE username = %s",
                [as_username(username)],
            ).fetchone()
        stored = _hash_of_nobody() if row is None else row[-1]
        try:
            self._hasher.verify(stored, password)
        except (VerifyMismatchError, InvalidHashError):
            return None
        if row is None:
            return None
        account = account_of(row[:-1])
        if account.disabled_at is not None:
            return None
        if self._hasher.check_needs_rehash(stored):
            self.change_password(account.username, password)
        return account

    def change_password(self, username: str, password: str) -> None:
        """Give an account another password."""
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE web.account SET password_hash = %s WHERE username = %s",
                [self._hasher.hash(password), as_username(username)],
            )

    def end(self, username: str) -> None:
        """Let an account log in no more, and end its sessions and its calendar address."""
        now, name = clock.now(), as_username(username)
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE web.account SET disabled_at = %s WHERE username = %s AND disabled_at IS NULL",
                [now, name],
            )
            connection.execute(
                "UPDATE web.session SET revoked_at = %s WHERE username = %s AND revoked_at IS NULL",
                [now, name],
            )
            connection.execute("DELETE FROM web.calendar_feed WHERE username = %s", [name])

    def resume(self, username: str) -> None:
        """Let an ended account log in again."""
        with self._database.pool.connection() as connection:
            connection.execute(
                "UPDATE web.account SET disabled_at = NULL WHERE username = %s", [as_username(username)]
            )

    def make_password_code(self, username: str) -> str:
        """Return a one-time code with which the owner chooses another password; an earlier one is void."""
        code = codes.make()
        with self._database.pool.connection() as connection:
            connection.execute(
                "INSERT INTO web.password_code (username, code_hash, expires_at) VALUES (%s, %s, %s)"
                " ON CONFLICT (username) DO UPDATE"
                " SET code_hash = EXCLUDED.code_hash, expires_at = EXCLUDED.expires_at",
                [
                    as_username(username),
                    codes.hash_of(_PASSWORD_CODE, code),
                    clock.now() + PASSWORD_CODE_LASTS,
                ],
            )
        return code

    def password_by_code(self, username: str, code: str, password: str, address: str) -> bool:
        """Change the password of who brings the right code and end their sessions; say whether it was.

        A wrong code and a name that does not exist are the same to whoever asks, in words and in work.
        Raises TooManyTries.
        """
        name = as_username(username)
        tries, tried = Tries(self._database), ((PASSWORD_CODE, name), (PASSWORD_CODE_ADDRESS, address))
        tries.count(*tried)
        given, hashed = codes.hash_of(_PASSWORD_CODE, code), self._hasher.hash(password)
        with self._database.pool.connection() as connection:
            row = connection.execute(
                "SELECT c.code_hash FROM web.password_code c JOIN web.account a USING (username)"
                " WHERE c.username = %s AND c.expires_at > %s AND a.disabled_at IS NULL FOR UPDATE OF c",
                [name, clock.now()],
            ).fetchone()
            if not compare_digest(given, bytes(32) if row is None else bytes(row[0])):
                return False
            connection.execute("DELETE FROM web.password_code WHERE username = %s", [name])
            connection.execute(
                "UPDATE web.account SET password_hash = %s WHERE username = %s", [hashed, name]
            )
            connection.execute(
                "UPDATE web.session SET revoked_at = %s WHERE username = %s AND revoked_at IS NULL",
                [clock.now(), name],
            )
        tries.forgive(*tried, (NAME, name))
        return True

    def note(self, username: str, what: str, *, by_owner: bool = True) -> None:
        """Write down what happened to an account, for its owner to see."""
        now = clock.now()
        with self._database.pool.connection() as connection:
            connection.execute(
                "INSERT INTO web.account_act (username, what, by_owner, at) VALUES (%s, %s, %s, %s)",
                [as_username(username), what, by_owner, now],
            )
            connection.execute("DELETE FROM web.account_act WHERE at < %s", [now - ACTS_KEPT])

    def acts(self, username: str) -> list[AccountAct]:
        """Return what happened to an account, the newest twenty, newest first."""
        with self._database.pool.connection() as connection:
            rows = connection.execute(
                "SELECT what, by_owner, at FROM web.account_act WHERE username = %s"
                " ORDER BY at DESC LIMIT 20",
                [as_username(username)],
            ).fetchall()
        return [AccountAct(*row) for row in rows]


def as_username(text: str) -> str:
    """Return a user name as it is kept: without spaces around it, in small letters."""
    return text.strip().lower()


def account_of(row: tuple[object, ...]) -> Account:
    """Return the account in a row of username, name, role, staff_id, case_id, disabled_at, at_home."""
    username, name, role, staff_id, case_id, disabled_at, at_home = row
    assert isinstance(username, str)
    assert isinstance(name, str)
    assert staff_id is None or isinstance(staff_id, UUID)
    assert case_id is None or isinstance(case_id, UUID)
    assert disabled_at is None or isinstance(disabled_at, datetime)
    assert at_home is None or isinstance(at_home, UUID)
    return Account(username, name, Role(str(role)), staff_id, case_id, disabled_at, at_home)


def actor_by_code(account: Account) -> Actor:
    """Return who somebody is that came in by a code: a client in their own case, or a guest in another's."""
    assert account.case_id is not None
    case_id = CaseId(account.case_id)
    if account.at_home is None:
        return Actor(f"client:{case_id}", account.name, Role.CLIENT, case_id=case_id)
    guest = Guest(case_id, account.at_home)
    return Actor(f"{AT_HOME}{account.at_home}", account.name, Role.HOME_FRONT, guest=guest)


@cache
def _hash_of_nobody() -> str:
    return HASHER.hash(token_urlsafe(32))
