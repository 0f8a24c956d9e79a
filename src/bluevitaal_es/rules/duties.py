"""What is due in a case, since when, until when and by which rule; one answer for all who ask."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.calendar import add_working_days
from bluevitaal_es.clock import day_of, end_of, start_of
from bluevitaal_es.events import case as events
from bluevitaal_es.events import confidentiality, notices
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.agenda import Agenda, attend
from bluevitaal_es.rules.duty import Duty, DutyKind, DutyRule
from bluevitaal_es.rules.portal import Portal, follow

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class CaseClock:
    """The little that must be known of a case to say what is due in it."""

    registered_at: datetime | None = None
    closed: bool = False
    assigned: bool = False
    intake_held: bool = False
    evaluation_every: int = 0
    evaluation_weeks: int = 0
    evaluation_from: datetime | None = None
    evaluation_basis: str = "start"
    evaluation_acts: int = 0
    postponed_at: datetime | None = None
    postponed_until: datetime | None = None
    talks: tuple[datetime, ...] = ()
    planned: dict[UUID, datetime] = field(default_factory=dict)
    decisions: dict[UUID, events.ConsultOrReferOpened] = field(default_factory=dict)
    decision_since: dict[UUID, datetime] = field(default_factory=dict)
    safety: dict[UUID, tuple[datetime, datetime, str]] = field(default_factory=dict)
    to_send: dict[UUID, tuple[str, datetime]] = field(default_factory=dict)
    to_answer: dict[UUID, tuple[str, datetime]] = field(default_factory=dict)
    breaches: dict[UUID, tuple[datetime, datetime]] = field(default_factory=dict)
    portal: Portal = field(default_factory=Portal)
    agenda: Agenda = field(default_factory=Agenda)
    unsent: dict[UUID, tuple[str, datetime]] = field(default_factory=dict)
    flagged: tuple[str, ...] = ()


def tick(clock: CaseClock, recorded: Recorded) -> CaseClock:
    """Return the clock after one more fact that holds; facts that move no duty leave it as it is."""
    event, at = recorded.event, recorded.happened_at
    clock = replace(clock, agenda=attend(clock.agenda, recorded))
    match event:
        case events.CaseRegistered():
            return replace(clock, registered_at=at)
        case events.BegeleiderAssigned() | events.BegeleiderReassigned():
            return replace(clock, assigned=True)
        case events.IntakeHeld():
            return _cadence_from(replace(clock, intake_held=True), recorded, clock.evaluation_every or 0)
        case events.ProductStarted():
            started = replace(clock, evaluation_weeks=event.evaluation_weeks)
            return _cadence_from(started, recorded, event.evaluation_every)
        case events.TalkPlanned():
            return replace(clock, planned=clock.planned | {event.talk_id: event.planned_for})
        case events.TalkHeld():
            uncounted = event.crisis or event.source is not None
            talks = clock.talks if uncounted else (*clock.talks, at)
            return replace(clock, talks=talks, planned=_without(clock.planned, event.talk_id))
        case events.TalkMissed():
            return replace(clock, planned=_without(clock.planned, event.talk_id))
        case events.EvaluationHeld():
            return replace(
                clock,
                evaluation_from=at,
                evaluation_basis="evaluation",
                evaluation_acts=clock.evaluation_acts + 1,
                postponed_until=None,
                talks=tuple(talk for talk in clock.talks if day_of(talk) > day_of(at)),
            )
        case events.EvaluationPostponed():
            return replace(
                clock,
                evaluation_acts=clock.evaluation_acts + 1,
                postponed_at=at,
                postponed_until=end_of(event.until),
                talks=(),
            )
        case events.ConsultOrReferOpened():
            return replace(
                clock,
                decisions=clock.decisions | {event.decision_id: event},
                decision_since=clock.decision_since | {event.decision_id: at},
            )
        case events.ConsultOrReferSettled():
            return replace(clock, decisions=_without(clock.decisions, event.decision_id))
        case events.SafetyTaskOpened():
            return replace(clock, safety=clock.safety | {event.task_id: (at, event.due_at, event.trigger)})
        case events.SafetyTaskSettled():
            return replace(clock, safety=_without(clock.safety, event.task_id))
        case events.ReferralDecided():
            return replace(clock, to_send=clock.to_send | {event.referral_id: (event.target, at)})
        case events.ReferralSent():
            target = clock.to_send.get(event.referral_id, ("", at))[0]
            waiting = clock.to_answer if event.source else clock.to_answer | {event.referral_id: (target, at)}
            return replace(clock, to_send=_without(clock.to_send, event.referral_id), to_answer=waiting)
        case events.ReferralAnswered() | events.ReferralDropped():
            return replace(
                clock,
                to_send=_without(clock.to_send, event.referral_id),
                to_answer=_without(clock.to_answer, event.referral_id),
            )
        case confidentiality.BreachProposed():
            return replace(clock, breaches=clock.breaches | {event.breach_id: (at, event.due_at)})
        case confidentiality.BreachConfirmed() | confidentiality.BreachRejected():
            return replace(clock, breaches=_without(clock.breaches, event.breach_id))
        case notices.NoticeNotSent():
            return replace(clock, unsent=clock.unsent | {event.notice_id: (event.notice, at)})
        case notices.NoticeSettled():
            return replace(clock, unsent=_without(clock.unsent, event.notice_id))
        case events.CaseClosed():
            return replace(clock, closed=True, planned={})
        case events.CaseReopened():
            return replace(
                clock,
                closed=False,
                evaluation_from=at,
                evaluation_basis="reopening",
                evaluation_acts=clock.evaluation_acts + 1,
                postponed_until=None,
                talks=(),
            )
        case events.EvaluationMomentOverdue() | events.DutyOverdue():
            return replace(clock, flagged=(*clock.flagged, event.duty))
        case _:
            return replace(clock, portal=follow(clock.portal, recorded))


def evaluation_duty(clock: CaseClock) -> Duty | None:
    """Return the coming or passed evaluation moment: after N talks or so many weeks, whichever comes first.

    N is the product's `evaluation_every` (5 to 8 talks, S-042), weeks its `evaluation_weeks` (default 6);
    a postponement moves the moment to its day, unless another N talks were held before it. `subject` says
    what `since` was: start, evaluation, postponement or reopening.
    """
    start = clock.evaluation_from
    if start is None or clock.closed:
        return None
    key = f"evaluation:{clock.evaluation_acts}"
    every = clock.evaluation_every or catalogue().norms.evaluation_talks
    weeks = clock.evaluation_weeks or catalogue().norms.evaluation_weeks
    since, basis = start, clock.evaluation_basis
    if clock.postponed_until is not None and clock.postponed_at is not None:
        since, basis, last = clock.postponed_at, "postponement", clock.postponed_until
        later = Duty(key, DutyKind.EVALUATION, DutyRule.EVALUATION_POSTPONED, since, last, 0, basis)
    else:
        last = end_of(day_of(start) + timedelta(weeks=weeks))
        later = Duty(key, DutyKind.EVALUATION, DutyRule.EVALUATION_WEEKS, since, last, weeks, basis)
    if len(clock.talks) >= every:
        nth = sorted(clock.talks)[every - 1]
        by_talks = end_of(day_of(nth))
        if by_talks <= last:
            rule = DutyRule.EVALUATION_TALKS
            return Duty(key, DutyKind.EVALUATION, rule, since, by_talks, len(clock.talks), basis)
    return later


def evaluation_blocks(clock: CaseClock, now: datetime) -> Duty | None:
    """Return the evaluation that must come before another talk is planned, if there is one."""
    duty = evaluation_duty(clock)
    if duty is None:
        return None
    if duty.rule is DutyRule.EVALUATION_TALKS or duty.due_at < now:
        return duty
    return None


def duties_of(clock: CaseClock) -> tuple[Duty, ...]:
    """Return everything that is or will be due in a case, soonest first.

    In a closed case only requests of the client wait: rights under the AVG do not end with the help.
    """
    if clock.registered_at is None:
        return ()
    found = _of_requests(clock.portal)
    if not clock.closed:
        found += [*_before_help(clock), *_of_talks(clock), *_of_screening(clock), *_of_referrals(clock)]
        found += [*_of_breaches(clock), *_of_client(clock.portal), *_of_agenda(clock.agenda)]
        found += _of_notices(clock)
        evaluation = evaluation_duty(clock)
        if evaluation is not None:
            found.append(evaluation)
    return tuple(sorted(found, key=lambda duty: (duty.due_at, duty.key)))


def _before_help(clock: CaseClock) -> list[Duty]:
    assert clock.registered_at is not None
    norms, since = catalogue().norms, clock.registered_at
    found: list[Duty] = []
    if not clock.assigned:
        due = end_of(add_working_days(day_of(since), norms.assignment_working_days))
        days = norms.assignment_working_days
        found.append(Duty("assign", DutyKind.ASSIGN, DutyRule.ASSIGNMENT_NORM, since, due, days))
    if not clock.intake_held:
        due = end_of(day_of(since) + timedelta(days=norms.intake_days))
        found.append(Duty("intake", DutyKind.INTAKE, DutyRule.INTAKE_NORM, since, due, norms.intake_days))
    return found


def _of_talks(clock: CaseClock) -> list[Duty]:
    days = catalogue().norms.talk_recording_working_days
    return [
        Duty(
            f"talk:{talk_id}",
            DutyKind.TALK_TO_RECORD,
            DutyRule.PLANNED_TALK_PASSED,
            planned_for,
            end_of(add_working_days(day_of(planned_for), days)),
            days,
        )
        for talk_id, planned_for in clock.planned.items()
    ]


def _of_screening(clock: CaseClock) -> list[Duty]:
    decisions = [
        Duty(
            f"decision:{decision_id}",
            DutyKind.CONSULT_OR_REFER,
            DutyRule.SCORE_AT_CUT_OFF,
            clock.decision_since[decision_id],
            end_of(opened.due_on),
            opened.total,
            opened.instrument,
        )
        for decision_id, opened in clock.decisions.items()
    ]
    safety = [
        Duty(f"safety:{task_id}", DutyKind.SAFETY, DutyRule.SAFETY_SIGNAL, since, due_at, 0, trigger)
        for task_id, (since, due_at, trigger) in clock.safety.items()
    ]
    return [*decisions, *safety]


def _of_referrals(clock: CaseClock) -> list[Duty]:
    norms = catalogue().norms
    sending = [
        Duty(
            f"send:{referral_id}",
            DutyKind.REFERRAL_TO_SEND,
            DutyRule.DECIDED_NOT_SENT,
            since,
            end_of(add_working_days(day_of(since), norms.referral_send_working_days)),
            norms.referral_send_working_days,
            target,
        )
        for referral_id, (target, since) in clock.to_send.items()
    ]
    answers = [
        Duty(
            f"answer:{referral_id}",
            DutyKind.REFERRAL_ANSWER,
            DutyRule.SENT_NOT_ANSWERED,
            since,
            end_of(day_of(since) + timedelta(days=norms.referral_answer_days)),
            norms.referral_answer_days,
            target,
        )
        for referral_id, (target, since) in clock.to_answer.items()
    ]
    return [*sending, *answers]


def _of_breaches(clock: CaseClock) -> list[Duty]:
    """Return what waits for a second person: whether confidentiality may be broken."""
    return [
        Duty(f"breach:{breach_id}", DutyKind.BREACH, DutyRule.BREACH_PROPOSED, since, due_at)
        for breach_id, (since, due_at) in clock.breaches.items()
    ]


def _of_client(portal: Portal) -> list[Duty]:
    days = catalogue().norms.message_answer_working_days
    found = [
        Duty(f"rating:{talk_id}", DutyKind.LOW_RATING, DutyRule.TALK_RATED_LOW, since, end_of(day_of(since)))
        for talk_id, since in portal.low_ratings.items()
    ]
    if portal.unanswered:
        first = min(portal.unanswered, key=lambda key: portal.unanswered[key])
        since, count = portal.unanswered[first], len(portal.unanswered)
        due = end_of(add_working_days(day_of(since), days))
        found.append(Duty(f"message:{first}", DutyKind.MESSAGE, DutyRule.CLIENT_WROTE, since, due, count))
    return found


def _of_agenda(agenda: Agenda) -> list[Duty]:
    """Return what the client no longer allows, off the agenda today, and what is discussed on its day."""
    days = catalogue().norms.talk_recording_working_days
    found = []
    for item_id, item in agenda.planned.items():
        if item.stopped_at is not None:
            kind, rule, since = DutyKind.TAKE_OFF_AGENDA, DutyRule.CONSENT_ENDED, item.stopped_at
            found.append(Duty(f"off:{item_id}", kind, rule, since, end_of(day_of(since))))
            continue
        kind, rule, due = DutyKind.DISCUSSION, DutyRule.ON_AGENDA, add_working_days(item.meeting_on, days)
        since = start_of(item.meeting_on)
        found.append(Duty(f"discussion:{item_id}", kind, rule, since, end_of(due), days, item.forum))
    return found


def _of_notices(clock: CaseClock) -> list[Duty]:
    """Return what the client was not told, for a human to tell the same day."""
    return [
        Duty(
            f"notice:{key}", DutyKind.NOTICE, DutyRule.NOTICE_NOT_SENT, since, end_of(day_of(since)), 0, kind
        )
        for key, (kind, since) in clock.unsent.items()
    ]


def _of_requests(portal: Portal) -> list[Duty]:
    return [
        Duty(
            f"request:{request_id}",
            DutyKind.CLIENT_REQUEST,
            DutyRule.CLIENT_ASKED,
            asked.since,
            end_of(asked.due_on),
            0,
            asked.kind,
        )
        for request_id, asked in portal.asked.items()
    ]


def _cadence_from(clock: CaseClock, recorded: Recorded, every: int) -> CaseClock:
    """Start counting to the first evaluation; for a case taken over, from the day of taking over."""
    if clock.evaluation_from is not None and clock.evaluation_every:
        return replace(clock, evaluation_every=every or clock.evaluation_every)
    past = isinstance(recorded.event, events.CaseFact) and recorded.event.source is not None
    start = recorded.recorded_at if past else recorded.happened_at
    return replace(clock, evaluation_every=every, evaluation_from=start)


def _without(mapping: dict[UUID, Value], key: UUID) -> dict[UUID, Value]:
    return {k: v for k, v in mapping.items() if k != key}
