"""What somebody without an account typed at the front door, and the code with which they come back."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from bluevitaal_es import clock
from bluevitaal_es.access import Actor, asker
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.web import codes
from bluevitaal_es.web.house import House
from bluevitaal_es.web.session_table import Sessions

_PURPOSE: Final = "first request"

Typed = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a code leads to: `typed` as long as it was not sent, and the last moment of the code."""

    id: UUID
    typed: Typed | None
    expires_at: datetime

    @property
    def was_sent(self) -> bool:
        """Whether what was typed lies in the log."""
        return self.typed is None

    @property
    def until(self) -> date:
        """The last day on which the code works."""
        return clock.day_of(self.expires_at)

    @property
    def actor(self) -> Actor:
        """Whoever has the code."""
        return asker(self.id)


def registration_of(request_id: UUID, taken_by: str) -> UUID:
    """Return the id of the registration that whoever took a request on begins from it."""
    return uuid5(request_id, f"registration by {taken_by}")


class FrontDoor:
    """The codes that were given and what waits behind them, in this house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._pool = house.database.pool

    def place_for(self, form_id: UUID, typed: Typed) -> tuple[UUID, str]:
        """Return the id and the code for what was typed in one form: the same when it is sent twice.

        Neither leads to the other, and only this house can make them.
        """
        secret = Sessions(self._house.database).form_secret()
        what = json.dumps([str(form_id), dict(typed)], sort_keys=True).encode()
        made_id = hmac.digest(secret, b"first request id\x00" + what, "sha256")
        code = codes.made_from(hmac.digest(secret, b"first request code\x00" + what, "sha256"))
        return UUID(bytes=made_id[:16], version=4), code

    def keep(self, request_id: UUID, code: str, typed: Typed) -> Kept:
        """Keep what was typed and not sent; gone after the norm `client_draft_days` unless kept anew.

        What was sent already stays as it is.
        """
        self.expire()
        expires_at = clock.end_of(clock.today() + timedelta(days=catalogue().norms.client_draft_days))
        sealed = self._house.seal(_PURPOSE, json.dumps(dict(typed)).encode())
        with self._pool.connection() as connection:
            connection.execute(
                "INSERT INTO web.first_request (id, code_hash, body, expires_at)"
                " VALUES (%(id)s, %(code)s, %(body)s, %(until)s) ON CONFLICT (id) DO UPDATE"
                " SET body = EXCLUDED.body, expires_at = EXCLUDED.expires_at"
                " WHERE first_request.body IS NOT NULL",
                {
                    "id": request_id,
                    "code": codes.hash_of(_PURPOSE, code),
                    "body": sealed,
                    "until": expires_at,
                },
            )
        return Kept(request_id, typed, expires_at)

    def sent(self, request_id: UUID) -> Kept:
        """Drop what was typed, now that it was sent; the code works on for the norm `request_code_days`."""
        expires_at = clock.end_of(clock.today() + timedelta(days=catalogue().norms.request_code_days))
        with self._pool.connection() as connection:
            connection.execute(
                "UPDATE web.first_request SET body = NULL, expires_at = %s WHERE id = %s",
                [expires_at, request_id],
            )
        return Kept(request_id, None, expires_at)

    def by_code(self, code: str) -> Kept | None:
        """Return what this code leads to; one that ended is as one that never was."""
        self.expire()
        with self._pool.connection() as connection:
            row = connection.execute(
                "SELECT id, body, expires_at FROM web.first_request WHERE code_hash = %s AND expires_at > %s",
                [codes.hash_of(_PURPOSE, code), clock.now()],
            ).fetchone()
        if row is None:
            return None
        typed = None if row[1] is None else json.loads(self._house.unseal(_PURPOSE, bytes(row[1])))
        return Kept(row[0], typed, row[2])

    def drop(self, request_id: UUID, taken_by: UUID | None = None) -> None:
        """Let the code lead nowhere any more; what was begun of a registration goes with it."""
        with self._pool.connection() as connection:
            connection.execute("DELETE FROM web.first_request WHERE id = %s", [request_id])
            if taken_by is not None:
                connection.execute(
                    "DELETE FROM web.draft WHERE id = %s AND recorded_at IS NULL",
                    [registration_of(request_id, str(taken_by))],
                )

    def expire(self) -> None:
        """Throw away whatever came to its last moment."""
        with self._pool.connection() as connection:
            connection.execute("DELETE FROM web.first_request WHERE expires_at <= %s", [clock.now()])
