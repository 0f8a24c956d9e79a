"""Dossiers opened in an emergency: until when, by whom, and whether a second person has judged it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.calendar import add_working_days
from bluevitaal_es.clock import day_of, end_of
from bluevitaal_es.events import case as events
from bluevitaal_es.events.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Emergency:
    """One opening. It is recorded as it happens, so it began when it was recorded."""

    emergency_id: UUID
    opened_by: str
    opened_role: str
    opened_at: datetime
    until: datetime
    reason: str
    explanation: str
    silence_ground: str | None
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None
    verdict: Literal["justified", "not_justified"] | None = None
    note: str | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether whoever opened the dossier may still look into it."""
        return self.opened_at <= now < self.until

    @property
    def review_due(self) -> datetime:
        """Until when a second person has to judge it."""
        days = catalogue().norms.emergency_review_working_days
        return end_of(add_working_days(day_of(self.opened_at), days))


Emergencies = tuple[Emergency, ...]


def follow_emergencies(found: Emergencies, recorded: Recorded) -> Emergencies:
    """Return the emergencies of a case after one more fact; one that was not justified ends then."""
    match recorded.event:
        case events.EmergencyOpened() as event:
            opened = Emergency(
                event.emergency_id,
                recorded.actor_id,
                str(recorded.actor_role),
                recorded.happened_at,
                event.open_until,
                event.reason,
                event.explanation,
                event.silence_ground,
            )
            return (*found, opened)
        case events.EmergencyReviewed() as event:
            return tuple(
                replace(
                    each,
                    reviewed_by=recorded.actor_id,
                    reviewed_at=recorded.happened_at,
                    verdict=event.verdict,
                    note=event.note,
                    silence_ground=event.silence_ground,
                    until=each.until
                    if event.verdict == "justified"
                    else min(each.until, recorded.happened_at),
                )
                if each.emergency_id == event.emergency_id
                else each
                for each in found
            )
        case _:
            return found


def ends_at(now: datetime) -> datetime:
    """Return when an emergency that begins now ends by itself."""
    return now + timedelta(hours=catalogue().norms.emergency_hours)


def open_now(found: Emergencies, now: datetime) -> frozenset[str]:
    """Return who has the dossier open in an emergency."""
    return frozenset(each.opened_by for each in found if each.is_open(now))


def as_ties(found: Emergencies) -> dict[str, str]:
    """Return until when each person has the dossier open in an emergency, as a read model keeps it."""
    latest: dict[str, datetime] = {}
    for each in found:
        latest[each.opened_by] = max(latest.get(each.opened_by, each.until), each.until)
    return {who: until.isoformat() for who, until in latest.items()}


def open_ties(ties: Mapping[str, str], now: datetime) -> frozenset[str]:
    """Return who of them has the dossier open at `now`."""
    return frozenset(who for who, until in ties.items() if now < datetime.fromisoformat(until))
