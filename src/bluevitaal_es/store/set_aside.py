"""Projections that stand before an event they cannot take in: left for a while, told of, and tried again."""

from time import monotonic

import structlog

from bluevitaal_es.database import Database

_log = structlog.get_logger()

#: Seconds until the first new try, and at most between two: each pause is twice the one before.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0


class SetAside:
    """Which projections rest, and until when; the database knows too, for whoever asks after their health."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._resting: dict[str, tuple[float, float]] = {}

    def __bool__(self) -> bool:
        return bool(self._resting)

    def rests(self, name: str) -> bool:
        """Say whether a projection is left alone for now."""
        return name in self._resting and monotonic() < self._resting[name][0]

    def due(self) -> bool:
        """Say whether it is time to try one of them again."""
        return any(monotonic() >= until for until, _ in self._resting.values())

    def add(self, name: str, position: int, fault: Exception) -> None:
        """Leave a projection that stands at a position alone, and say so, once for each try."""
        before = self._resting.get(name)
        pause = FIRST_PAUSE if before is None else min(2 * before[1], LONGEST_PAUSE)
        self._resting[name] = (monotonic() + pause, pause)
        kind = type(fault).__name__
        _log.error("projection_stuck", projection=name, after=position, kind=kind, again_in=pause)
        with self._database.pool.connection() as connection:
            connection.execute(
                "INSERT INTO clockwork.stuck VALUES (%s, %s, %s, clock_timestamp()) ON CONFLICT (projection)"
                " DO UPDATE SET position = excluded.position, fault = excluded.fault",
                [name, position, kind],
            )

    def done(self, name: str) -> None:
        """Take in that a projection could be drawn."""
        if self._resting.pop(name, None) is None:
            return
        _log.info("projection_goes_on", projection=name)
        with self._database.pool.connection() as connection:
            connection.execute("DELETE FROM clockwork.stuck WHERE projection = %s", [name])
