"""The second proofs of an account: passkeys, codes of an app, and codes on paper. Who has one keeps one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import compare_digest
from string import digits
from typing import Final, Literal
from uuid import UUID, uuid4

import pyotp

from bluevitaal_es import clock
from bluevitaal_es.vocabulary import BY_CODE
from bluevitaal_es.web import codes
from bluevitaal_es.web.accounts import Account
from bluevitaal_es.web.house import House
from bluevitaal_es.web.passkeys import Passkey
from bluevitaal_es.web.session_table import Session

Kind = Literal["passkey", "totp", "paper"]

KIND_NAMES: Final[dict[Kind, str]] = {
    "passkey": "Toegangssleutel",
    "totp": "Code uit een app",
    "paper": "Codes op papier",
}
#: Codes in reserve, and on the sheet of a client who uses nothing else.
RECOVERY_CODES, PAPER_CODES = 10, 20
#: A page that says how few codes are left does so from this number on.
FEW_CODES: Final = 3
#: So long a device may take to answer, and an app may be set up with the secret on the page.
CHALLENGE_LASTS: Final = timedelta(minutes=10)

_STEP: Final = 30
_TOTP: Final = "totp secret"
_CHALLENGE: Final = "challenge"
_RECOVERY: Final = "recovery code"


class LastFactorStays(Exception):
    """The only second proof of an account cannot be taken away; set up another first."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One way in which somebody gives a second proof, under the name that they gave it."""

    id: UUID
    kind: Kind
    name: str
    made_at: datetime
    last_used_at: datetime | None


class Factors:
    """The second proofs of everybody in this house; safe to share between threads and processes."""

    def __init__(self, house: House) -> None:
        self._pool = house.database.pool
        self._seal, self._unseal = house.seal, house.unseal

    def of(self, username: str) -> list[Factor]:
        """Return somebody's second proofs in the order in which they were set up."""
        with self._pool.connection() as connection:
            rows = connection.execute(
                "SELECT id, kind, name, made_at, last_used_at FROM web.factor"
                " WHERE username = %s ORDER BY made_at, id",
                [username],
            ).fetchall()
        return [Factor(*row) for row in rows]

    def has_one(self, username: str) -> bool:
        """Say whether somebody has set up a second proof."""
        return bool(self.of(username))

    def add_app(self, username: str, name: str, secret: str, code: str) -> bool:
        """Set up an app that shows codes, when `code` is one of its; say whether it was."""
        step = _step_of(secret, code, after=0)
        if step is None:
            return False
        with self._pool.connection() as connection:
            connection.execute(
                "INSERT INTO web.factor (id, username, kind, name, made_at, sealed, last_step)"
                " VALUES (%s, %s, 'totp', %s, %s, %s, %s)",
                [uuid4(), username, name, clock.now(), self._seal(_TOTP, secret.encode()), step],
            )
        return True

    def add_passkey(self, username: str, name: str, key: Passkey) -> bool:
        """Set up a passkey; False when that key belongs to somebody already."""
        with self._pool.connection() as connection:
            added = connection.execute(
                "INSERT INTO web.factor"
                " (id, username, kind, name, made_at, credential_id, public_key, sign_count)"
                " VALUES (%s, %s, 'passkey', %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [uuid4(), username, name, clock.now(), key.credential_id, key.public_key, key.sign_count],
            )
        return added.rowcount == 1

    def add_paper(self, username: str) -> None:
        """Let codes on paper be the second proof itself, for a client with no other device."""
        with self._pool.connection() as connection:
            connection.execute(
                "INSERT INTO web.factor (id, username, kind, name, made_at)"
                " SELECT %s, %s, 'paper', %s, %s WHERE NOT EXISTS"
                " (SELECT FROM web.factor WHERE username = %s AND kind = 'paper')",
                [uuid4(), username, KIND_NAMES["paper"], clock.now(), username],
            )

    def rename(self, username: str, factor_id: UUID, name: str) -> None:
        """Give one of somebody's second proofs another name."""
        with self._pool.connection() as connection:
            connection.execute(
                "UPDATE web.factor SET name = %s WHERE id = %s AND username = %s", [name, factor_id, username]
            )

    def remove(self, username: str, factor_id: UUID) -> None:
        """Take one of somebody's second proofs away; raises LastFactorStays."""
        with self._pool.connection() as connection:
            rows = connection.execute(
                "SELECT id FROM web.factor WHERE username = %s ORDER BY id FOR UPDATE", [username]
            ).fetchall()
            if rows == [(factor_id,)]:
                raise LastFactorStays
            connection.execute(
                "DELETE FROM web.factor WHERE id = %s AND username = %s", [factor_id, username]
            )

    def remove_all(self, username: str) -> None:
        """Take all second proofs and codes of somebody away: at the next login they set up a new one."""
        with self._pool.connection() as connection:
            connection.execute("DELETE FROM web.factor WHERE username = %s", [username])
            connection.execute("DELETE FROM web.recovery_code WHERE username = %s", [username])

    def takes_code(self, username: str, code: str) -> bool:
        """Say whether this is a code of one of somebody's apps that was not used before; it is used now."""
        with self._pool.connection() as connection:
            rows = connection.execute(
                "SELECT id, sealed, last_step FROM web.factor WHERE username = %s AND kind = 'totp'"
                " FOR UPDATE",
                [username],
            ).fetchall()
            for factor_id, sealed, last_step in rows:
                step = _step_of(self._unseal(_TOTP, bytes(sealed)).decode(), code, after=last_step)
                if step is not None:
                    connection.execute(
                        "UPDATE web.factor SET last_step = %s, last_used_at = %s WHERE id = %s",
                        [step, clock.now(), factor_id],
                    )
                    return True
        return False

    def takes_passkey(
        self, username: str, credential_id: bytes, sign_count: Callable[[bytes, int], int | None]
    ) -> bool:
        """Say whether this passkey of somebody's gave its proof; `sign_count` judges that.

        `sign_count(public key, last count)` returns the new count, or None for an answer that is no proof.
        """
        with self._pool.connection() as connection:
            row = connection.execute(
                "SELECT id, public_key, sign_count FROM web.factor"
                " WHERE username = %s AND credential_id = %s FOR UPDATE",
                [username, credential_id],
            ).fetchone()
            if row is None:
                return False
            counted = sign_count(bytes(row[1]), row[2])
            if counted is None:
                return False
            connection.execute(
                "UPDATE web.factor SET sign_count = %s, last_used_at = %s WHERE id = %s",
                [counted, clock.now(), row[0]],
            )
        return True

    def credentials(self, username: str) -> list[bytes]:
        """Return the ids of somebody's passkeys."""
        with self._pool.connection() as connection:
            rows = connection.execute(
                "SELECT credential_id FROM web.factor WHERE username = %s AND kind = 'passkey'", [username]
            ).fetchall()
        return [bytes(row[0]) for row in rows]

    def make_codes(self, username: str, how_many: int = RECOVERY_CODES) -> list[str]:
        """Return new recovery codes, to be shown once; the earlier ones open nothing any more."""
        fresh, now = [codes.make() for _ in range(how_many)], clock.now()
        with self._pool.connection() as connection:
            connection.execute("DELETE FROM web.recovery_code WHERE username = %s", [username])
            for code in fresh:
                connection.execute(
                    "INSERT INTO web.recovery_code (username, code_hash, made_at) VALUES (%s, %s, %s)",
                    [username, codes.hash_of(_RECOVERY, code), now],
                )
        return fresh

    def takes_recovery_code(self, username: str, code: str) -> bool:
        """Say whether this is a recovery code of somebody that was not used before; it is used now."""
        with self._pool.connection() as connection:
            used = connection.execute(
                "UPDATE web.recovery_code SET used_at = %s"
                " WHERE username = %s AND code_hash = %s AND used_at IS NULL",
                [clock.now(), username, codes.hash_of(_RECOVERY, code)],
            )
        return used.rowcount == 1

    def codes_left(self, username: str) -> int:
        """Return how many recovery codes somebody has left."""
        with self._pool.connection() as connection:
            row = connection.execute(
                "SELECT count(*) FROM web.recovery_code WHERE username = %s AND used_at IS NULL", [username]
            ).fetchone()
        assert row is not None
        return int(row[0])

    def challenge(self, session: Session, purpose: str, fresh: Callable[[], bytes]) -> bytes:
        """Return what this session was asked for a purpose: the same for ten minutes, and then `fresh()`."""
        now = clock.now()
        with self._pool.connection() as connection:
            connection.execute("DELETE FROM web.challenge WHERE made_at <= %s", [now - CHALLENGE_LASTS])
            connection.execute(
                "INSERT INTO web.challenge (session_id, purpose, sealed, made_at) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [session.public_id, purpose, self._seal(_CHALLENGE, fresh()), now],
            )
            row = connection.execute(
                "SELECT sealed FROM web.challenge WHERE session_id = %s AND purpose = %s",
                [session.public_id, purpose],
            ).fetchone()
        assert row is not None
        return self._unseal(_CHALLENGE, bytes(row[0]))

    def answered(self, session: Session, purpose: str) -> bytes | None:
        """Return what this session was asked and forget it, None when that was too long ago or never."""
        with self._pool.connection() as connection:
            row = connection.execute(
                "DELETE FROM web.challenge WHERE session_id = %s AND purpose = %s"
                " RETURNING CASE WHEN made_at > %s THEN sealed END",
                [session.public_id, purpose, clock.now() - CHALLENGE_LASTS],
            ).fetchone()
        return None if row is None or row[0] is None else self._unseal(_CHALLENGE, bytes(row[0]))


def new_secret() -> bytes:
    """Return a new secret for an app: 160 bits, as the letters that are typed over."""
    return pyotp.random_base32().encode()


def address_for_app(secret: str, account: Account, organisation: str) -> str:
    """Return what the QR code holds."""
    return pyotp.TOTP(secret, interval=_STEP).provisioning_uri(
        name=account.username, issuer_name=organisation
    )


def may_use_paper(account: Account) -> bool:
    """Say whether codes on paper alone will do: for whoever came in by a code, with or without a device."""
    return account.role in BY_CODE


def _step_of(secret: str, code: str, *, after: int) -> int | None:
    """Return the half minute whose code this is, now or one to either side, if it comes `after` another."""
    totp, now = pyotp.TOTP(secret, interval=_STEP), int(clock.now().timestamp()) // _STEP
    given = "".join(character for character in code if character in digits)
    found = None
    for step in (now - 1, now, now + 1):
        if compare_digest(totp.generate_otp(step), given) and step > after:
            found = step
    return found
