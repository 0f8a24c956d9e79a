"""How often a password or a code may be tried: counted in the database, so that it holds across processes."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from bluevitaal_es import clock
from bluevitaal_es.database import Database
from bluevitaal_es.web.dutch import dutch_count

TRIES_WITHIN: Final = timedelta(minutes=15)
#: The first wait, and the longest: every next wait is twice as long, until somebody gets in or a day goes by.
FIRST_WAIT: Final = timedelta(minutes=15)
LONGEST_WAIT: Final = timedelta(hours=4)
TRIES_KEPT: Final = timedelta(days=1)


class TooManyTries(Exception):
    """Too many wrong tries; `minutes` says how long to wait."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"wait {minutes} minutes")
        self.minutes = minutes


@dataclass(frozen=True, slots=True)
class Gate:
    """Something that is tried, and how often it may be. An office may share an address: `shared`."""

    kind: str
    most: int
    shared: bool = False


NAME: Final = Gate("name", 10)
ADDRESS: Final = Gate("address", 50, shared=True)
#: The second proof of somebody whose password was right.
PROOF: Final = Gate("proof", 5)
PROOF_ADDRESS: Final = Gate("proof address", 50, shared=True)
#: The code for another password.
PASSWORD_CODE: Final = Gate("password code", 5)
PASSWORD_CODE_ADDRESS: Final = Gate("password code address", 20, shared=True)
#: An invitation: there is no name yet.
INVITATION_ADDRESS: Final = Gate("invitation address", 20, shared=True)
#: What is sent at the front door, and the codes of what was sent there: nobody has a name.
FRONT_DOOR_ADDRESS: Final = Gate("front door address", 20, shared=True)
REQUEST_CODE_ADDRESS: Final = Gate("request code address", 20, shared=True)
#: A complaint that is filed, and the code on its receipt; there is no name.
COMPLAINT_ADDRESS: Final = Gate("complaint address", 10, shared=True)
COMPLAINT_CODE_ADDRESS: Final = Gate("complaint code address", 20, shared=True)
#: Somebody who is sent to the login service of the organisation, until they come back and get in.
OIDC_ADDRESS: Final = Gate("oidc address", 50, shared=True)
#: The private address of a calendar; programs of many people may fetch from one address.
CALENDAR_ADDRESS: Final = Gate("calendar address", 50, shared=True)

Tried = tuple[Gate, str]


def address_of(request: Request) -> str:
    """Return the address that a request came from, "" when it came from none."""
    return request.client.host if request.client else ""


def wait_words(refusal: TooManyTries) -> str:
    """Return in Dutch how long to wait."""
    return f"Wacht {dutch_count(refusal.minutes, 'minuut', 'minuten')}"


def failed_too_often(refusal: TooManyTries) -> str:
    """Return in Dutch what somebody is told who tried a wrong password or code too often."""
    return f"Het is te vaak mislukt. {wait_words(refusal)} en probeer het dan weer."


def refused_until(page: Response, refusal: TooManyTries) -> Response:
    """Return the page, which also tells a program when it may try again."""
    page.headers["Retry-After"] = str(refusal.minutes * 60)
    return page


class Tries:
    """The tries of one database; safe to share between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def count(self, *tried: Tried) -> None:
        """Count a try before it is judged: several processes at once can then not go past the number.

        Raises TooManyTries when one of them has had its number, whether what was tried exists or not.
        """
        now = clock.now()
        ends = []
        with self._database.pool.connection() as connection:
            # In the order of the keys, so that two tries at once wait for each other and never both.
            for key, gate in _in_order(tried):
                connection.execute(
                    "INSERT INTO web.login_attempt (tried, first_at, tries) VALUES (%s, %s, 0)"
                    " ON CONFLICT DO NOTHING",
                    [key, now],
                )
                row = connection.execute(
                    "SELECT first_at, tries, locks, locked_until FROM web.login_attempt WHERE tried = %s"
                    " FOR UPDATE",
                    [key],
                ).fetchone()
                assert row is not None
                first, tries, locks, locked_until = _next(gate, now, *row)
                if locked_until is not None:
                    ends.append(locked_until)
                connection.execute(
                    "UPDATE web.login_attempt SET first_at = %s, tries = %s, locks = %s, locked_until = %s"
                    " WHERE tried = %s",
                    [first, tries, locks, locked_until, key],
                )
        if ends:
            raise TooManyTries(max(1, math.ceil((max(ends) - now) / timedelta(minutes=1))))

    def forgive(self, *tried: Tried) -> None:
        """Forget the wrong tries of a name that was right after all; an address gets only this one back."""
        with self._database.pool.connection() as connection:
            for key, gate in _in_order(tried):
                connection.execute(
                    "UPDATE web.login_attempt SET tries = CASE WHEN %(all)s THEN 0"
                    " ELSE greatest(0, tries - 1) END, locks = CASE WHEN %(all)s THEN 0 ELSE locks END"
                    " WHERE tried = %(key)s",
                    {"all": not gate.shared, "key": key},
                )

    def tidy(self) -> None:
        """Throw away what was counted more than a day ago."""
        with self._database.pool.connection() as connection:
            connection.execute(
                "DELETE FROM web.login_attempt WHERE tried IN"
                " (SELECT tried FROM web.login_attempt WHERE first_at < %s FOR UPDATE SKIP LOCKED)",
                [clock.now() - TRIES_KEPT],
            )


def _next(
    gate: Gate, now: datetime, first_at: datetime, tries: int, locks: int, locked_until: datetime | None
) -> tuple[datetime, int, int, datetime | None]:
    """Return the row after one more try; who tries while waiting waits no longer for it."""
    if locked_until is not None and locked_until > now:
        return first_at, tries, locks, locked_until
    if locked_until is not None or first_at <= now - TRIES_WITHIN:
        return now, 1, locks, None
    if tries + 1 > gate.most:
        return now, tries + 1, locks + 1, now + min(FIRST_WAIT * 2**locks, LONGEST_WAIT)
    return first_at, tries + 1, locks, None


def _in_order(tried: tuple[Tried, ...]) -> list[tuple[bytes, Gate]]:
    keys = {sha256(gate.kind.encode() + b"\x00" + text.encode()).digest(): gate for gate, text in tried}
    return sorted(keys.items(), key=lambda pair: pair[0])
