"""When the last backup was made, as the clockwork remembers it: for some thirty days."""

from datetime import datetime

from bluevitaal_es.database import Database

JOB = "backup"


def remember(database: Database, begun_at: datetime, done_at: datetime, events: int) -> None:
    """Keep that a backup of so many events was made."""
    with database.pool.connection() as connection:
        connection.execute(
            "INSERT INTO clockwork.run (job, slot, started_at, finished_at, effects)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [JOB, begun_at, begun_at, done_at, events],
        )


def last_backup(database: Database) -> datetime | None:
    """Return of which moment the newest backup is; None when none was made lately."""
    with database.pool.connection() as connection:
        row = connection.execute("SELECT max(slot) FROM clockwork.run WHERE job = %s", [JOB]).fetchone()
    return None if row is None else row[0]
