"""Where members of staff want notices: their own choice, sealed, and never shown to others."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.database import Database

_PURPOSE: Final = "notice address"
#: Who left gets no notices any more.
_WORKS_HERE: Final = (
    "EXISTS (SELECT FROM web.account w WHERE w.staff_id = a.staff_id AND w.disabled_at IS NULL)"
)


class StaffAddresses:
    """The addresses of one database; `seal` and `unseal` take (purpose, bytes)."""

    def __init__(
        self,
        database: Database,
        seal: Callable[[str, bytes], bytes],
        unseal: Callable[[str, bytes], bytes],
    ) -> None:
        self._database = database
        self._seal = seal
        self._unseal = unseal

    def keep(self, staff_id: UUID, email: str | None) -> None:
        """Keep the address of a member of staff; without one they get no notices."""
        with self._database.pool.connection() as connection:
            if email is None:
                connection.execute("DELETE FROM web.notice_address WHERE staff_id = %s", [staff_id])
                return
            connection.execute(
                "INSERT INTO web.notice_address (staff_id, sealed, set_at) VALUES (%s, %s, %s)"
                " ON CONFLICT (staff_id) DO UPDATE SET sealed = EXCLUDED.sealed, set_at = EXCLUDED.set_at",
                [staff_id, self._seal(_PURPOSE, email.encode()), clock.now()],
            )

    def of(self, staff_id: UUID) -> str | None:
        """Return the address of a member of staff, None when they want no notices."""
        with self._database.pool.connection() as connection:
            row = connection.execute(
                f"SELECT a.sealed FROM web.notice_address a WHERE a.staff_id = %s AND {_WORKS_HERE}",  # noqa: S608 (our own words)
                [staff_id],
            ).fetchone()
        return None if row is None else self._unseal(_PURPOSE, bytes(row[0])).decode()

    def everybody(self) -> list[UUID]:
        """Return the members of staff who want notices."""
        with self._database.pool.connection() as connection:
            rows = connection.execute(
                f"SELECT a.staff_id FROM web.notice_address a WHERE {_WORKS_HERE} ORDER BY 1"  # noqa: S608 (our own)
            ).fetchall()
        return [row[0] for row in rows]
