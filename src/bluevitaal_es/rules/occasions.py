"""What in a case is to be told to somebody: the facts that ask for a notice, and until when they do."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of, start_of
from bluevitaal_es.events import case as events
from bluevitaal_es.events import portal
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.duties import CaseClock, duties_of, tick
from bluevitaal_es.rules.duty import DutyKind
from bluevitaal_es.rules.notices import Reach, follow_reach, last_moment

#: So long before an evaluation its preparation is asked of the client.
PREPARATION = timedelta(days=7)
#: Wakes staff at any hour when it has waited too long.
ON_CALL = DutyKind.SAFETY


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing to tell, to the client or to staff; its id is the same however often it is found."""

    id: UUID
    kind: str
    at: datetime
    from_at: datetime
    until_at: datetime
    staff_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """What must be known of a case to say what is to be told about it."""

    case_id: UUID | None = None
    begeleider_id: UUID | None = None
    assigned: Occasion | None = None
    joined: bool = False
    open: bool = False
    wrote: tuple[datetime, ...] = ()
    clock: CaseClock = field(default_factory=CaseClock)
    reach: Reach = field(default_factory=Reach)


def follow_telling(telling: Telling, recorded: Recorded) -> Telling:
    """Return what is to be told after one more fact that holds; facts taken over from before tell nothing."""
    telling = replace(
        telling, clock=tick(telling.clock, recorded), reach=follow_reach(telling.reach, recorded)
    )
    event, at = recorded.event, recorded.happened_at
    match event:
        case events.CaseRegistered():
            return replace(telling, case_id=recorded.stream_id, open=True)
        case events.BegeleiderAssigned() | events.BegeleiderReassigned():
            told = None
            by_another = recorded.actor_id != str(event.begeleider_id)
            if by_another and event.source is None:
                key = uuid5(recorded.stream_id, f"new_work:{recorded.version}")
                told = Occasion(key, "new_work", at, at, last_moment("new_work", at), event.begeleider_id)
            return replace(telling, begeleider_id=event.begeleider_id, assigned=told)
        case events.ClientJoined():
            return replace(telling, joined=True)
        case portal.MessageSent() if event.sender == "begeleider":
            return replace(telling, wrote=(*telling.wrote, at)[-2:])
        case events.CaseClosed():
            return replace(telling, open=False)
        case events.CaseReopened():
            return replace(telling, open=True)
        case _:
            return telling


def occasions_of(telling: Telling) -> tuple[Occasion, ...]:
    """Return all there is to tell about a case, whoever is to know; nothing about one that is closed."""
    if telling.case_id is None or not telling.open:
        return ()
    found = [*_appointments(telling), *_on_call(telling)]
    if telling.joined:
        found += [*_messages(telling), *_preparation(telling)]
    if telling.assigned is not None:
        found.append(telling.assigned)
    return tuple(found)


def _appointments(telling: Telling) -> list[Occasion]:
    """Return a reminder for each planned talk, told on the day before; moved is another reminder."""
    assert telling.case_id is not None
    return [
        Occasion(
            uuid5(telling.case_id, f"appointment:{talk_id}:{at.isoformat()}"),
            "appointment_tomorrow",
            at,
            start_of(day_of(at) - timedelta(days=1)),
            last_moment("appointment_tomorrow", at),
        )
        for talk_id, at in telling.clock.planned.items()
    ]


def _messages(telling: Telling) -> list[Occasion]:
    """Return that something new waits: once a day, however much was written."""
    return [_something_new(telling, at) for at in {day_of(at): at for at in reversed(telling.wrote)}.values()]


def _preparation(telling: Telling) -> list[Occasion]:
    """Return that an evaluation can be prepared, a week ahead."""
    found = [duty for duty in duties_of(telling.clock) if duty.kind is DutyKind.EVALUATION]
    return [_something_new(telling, start_of(day_of(duty.due_at - PREPARATION))) for duty in found]


def _something_new(telling: Telling, at: datetime) -> Occasion:
    assert telling.case_id is not None
    key = uuid5(telling.case_id, f"something_new:{day_of(at)}")
    return Occasion(key, "something_new", at, at, last_moment("something_new", at))


def _on_call(telling: Telling) -> list[Occasion]:
    """Return what nobody picked up and cannot wait for the morning: to the begeleider and the team leads."""
    assert telling.case_id is not None
    wait = timedelta(minutes=catalogue().norms.safety_escalation_minutes)
    return [
        Occasion(
            uuid5(telling.case_id, f"cannot_wait:{duty.key}"),
            "cannot_wait",
            duty.since,
            duty.since + wait,
            last_moment("cannot_wait", duty.since + wait),
            telling.begeleider_id,
        )
        for duty in duties_of(telling.clock)
        if duty.kind is ON_CALL
    ]
