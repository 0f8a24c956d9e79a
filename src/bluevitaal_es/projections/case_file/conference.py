"""What a dossier knows of the discussions of its case: what was put on an agenda, and what came of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from bluevitaal_es.events import case as case_events
from bluevitaal_es.events import conference as events
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.agenda import Status


@dataclass(frozen=True, slots=True)
class Discussion:
    """One discussion; `words` is what came of it, or why it came off. `version` is where it was put there."""

    version: int
    item_id: UUID
    forum: str
    unit: str | None
    told_as: str
    meeting_on: date
    theme: str
    question: str
    data_classes: tuple[str, ...]
    agreed_on: date
    agreed_how: str
    put_at: datetime
    status: Status = "planned"
    ended_at: datetime | None = None
    ended_version: int = 0
    words: str | None = None
    consent_line_ids: tuple[UUID, ...] = ()


Discussions = tuple[Discussion, ...]


def conferred(found: Discussions, recorded: Recorded) -> Discussions:
    """Return the discussions of a case after one more fact that holds."""
    match recorded.event:
        case events.CasePutOnAgenda() as event:
            put = Discussion(
                recorded.version,
                event.item_id,
                event.forum,
                event.unit,
                event.told_as,
                event.meeting_on,
                event.theme,
                event.question,
                event.data_classes,
                event.agreed_on,
                event.agreed_how,
                recorded.happened_at,
            )
            return (*found, put)
        case events.CaseTakenOffAgenda() as event:
            return _ended(found, event.item_id, "taken_off", recorded, event.reason)
        case events.DiscussionObjected() as event:
            return _ended(found, event.item_id, "objected", recorded, event.note)
        case events.CaseDiscussed() as event:
            lines = event.consent_line_ids
            return _ended(found, event.item_id, "discussed", recorded, event.outcome, lines)
        case case_events.CaseClosed():
            at = recorded.happened_at
            return tuple(
                replace(one, status="case_closed", ended_at=at) if one.status == "planned" else one
                for one in found
            )
        case _:
            return found


def _ended(
    found: Discussions,
    item_id: UUID,
    status: Status,
    recorded: Recorded,
    words: str | None,
    lines: tuple[UUID, ...] = (),
) -> Discussions:
    return tuple(
        replace(
            one,
            status=status,
            ended_at=recorded.happened_at,
            ended_version=recorded.version,
            words=words,
            consent_line_ids=lines,
        )
        if one.item_id == item_id
        else one
        for one in found
    )
