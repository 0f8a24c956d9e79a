"""A case as the rules see it: its named questions, and how each fact changes the answers."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from bluevitaal_es.access import Involvement
from bluevitaal_es.aggregates.stream import Stream
from bluevitaal_es.events import case as events
from bluevitaal_es.events import confidentiality
from bluevitaal_es.events.base import Forgotten
from bluevitaal_es.events.conference import ConferenceEvent
from bluevitaal_es.events.notices import NoticeEvent
from bluevitaal_es.events.portal import HomeFrontJoined, PortalEvent
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.consent import ConsentLines, follow
from bluevitaal_es.rules.duties import CaseClock, tick
from bluevitaal_es.rules.emergencies import Emergencies, follow_emergencies
from bluevitaal_es.rules.notices import Reach, follow_reach
from bluevitaal_es.rules.portal import spells_at_home
from bluevitaal_es.rules.ties import Ties, knot


@dataclass(frozen=True, slots=True)
class Referral:
    """How far one referral has come."""

    target: str
    identifying: bool
    data_classes: tuple[str, ...]
    sent: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Breach:
    """Who proposed to break confidentiality, to tell whom, and how a second person answered."""

    proposed_by: str
    recipient: str
    answered: bool = False
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What decisions need to know of a case."""

    case_id: UUID | None = None
    registered_at: datetime | None = None
    registered_by: str | None = None
    #: Its number and the words of a name that was given: what says who it is about.
    called: tuple[str, ...] = ()
    begeleider_id: UUID | None = None
    intake_at: datetime | None = None
    closed_at: datetime | None = None
    clock: CaseClock = field(default_factory=CaseClock)
    consents: ConsentLines = field(default_factory=dict)
    ties: Ties = field(default_factory=Ties)
    goals: dict[UUID, frozenset[str]] = field(default_factory=dict)
    has_approach: bool = False
    product: str | None = None
    max_talks: int | None = None
    talks_held: int = 0
    planned: frozenset[UUID] = frozenset()
    talks_seen: frozenset[UUID] = frozenset()
    talks_missed: frozenset[UUID] = frozenset()
    open_decisions: frozenset[UUID] = frozenset()
    open_safety: frozenset[UUID] = frozenset()
    referrals: dict[UUID, Referral] = field(default_factory=dict)
    breaches: dict[UUID, Breach] = field(default_factory=dict)
    statements: frozenset[UUID] = frozenset()
    invitations: dict[UUID, date] = field(default_factory=dict)
    joined_by: frozenset[UUID] = frozenset()
    emergencies: Emergencies = ()
    reach: Reach = field(default_factory=Reach)

    @property
    def exists(self) -> bool:
        """Whether the case was registered."""
        return self.registered_at is not None

    @property
    def is_open(self) -> bool:
        """Whether the case was registered and is not closed."""
        return self.exists and self.closed_at is None

    @property
    def intake_was_held(self) -> bool:
        """Whether the intake took place."""
        return self.intake_at is not None

    @property
    def talk_limit_is_reached(self) -> bool:
        """Whether the product's maximum of talks was used up."""
        return self.max_talks is not None and self.talks_held >= self.max_talks

    @property
    def unrated_goals(self) -> dict[UUID, frozenset[str]]:
        """The goals with the raters that still have to rate them."""
        raters = frozenset({"client", "begeleider"})
        return {goal: raters - rated for goal, rated in self.goals.items() if raters - rated}

    @property
    def unsent_referrals(self) -> frozenset[UUID]:
        """Referrals that were decided and neither sent nor dropped."""
        return frozenset(key for key, found in self.referrals.items() if not found.sent and not found.ended)

    @property
    def involvement(self) -> Involvement | None:
        """What ties people to this case, for the policy."""
        if self.case_id is None:
            return None
        return Involvement(
            self.case_id,
            self.begeleider_id,
            self.registered_by,
            self.ties.covers,
            self.ties.inspections,
            at_home=spells_at_home(self.clock.portal.invitations, self.consents),
        )


def evolve(state: Case, recorded: Recorded) -> Case:
    """Return the case after one more fact that holds."""
    state = replace(
        state,
        clock=tick(state.clock, recorded),
        consents=follow(state.consents, recorded),
        ties=knot(state.ties, recorded),
        emergencies=follow_emergencies(state.emergencies, recorded),
        reach=follow_reach(state.reach, recorded),
    )
    event, at = recorded.event, recorded.happened_at
    match event:
        case events.CaseRegistered():
            return replace(
                state,
                case_id=recorded.stream_id,
                registered_at=at,
                registered_by=recorded.actor_id,
                called=(event.number, *(event.client_name or "").split()),
            )
        case events.BegeleiderAssigned() | events.BegeleiderReassigned():
            return replace(state, begeleider_id=event.begeleider_id)
        case events.IntakeHeld():
            return replace(state, intake_at=at)
        case events.GoalSet():
            goals = state.goals | {event.goal_id: frozenset[str]()}
            return replace(state, goals=goals, has_approach=state.has_approach or bool(event.approach))
        case events.GoalRated():
            if event.goal_id not in state.goals:
                return state
            rated = state.goals[event.goal_id] | {event.rater}
            return replace(state, goals=state.goals | {event.goal_id: rated})
        case events.ProductStarted():
            return replace(state, product=event.product, max_talks=event.max_talks, talks_held=0)
        case events.TalkPlanned():
            return replace(state, planned=state.planned | {event.talk_id})
        case events.TalkHeld():
            return replace(
                state,
                planned=state.planned - {event.talk_id},
                talks_seen=state.talks_seen | {event.talk_id},
                talks_held=state.talks_held + (0 if event.crisis else 1),
            )
        case events.TalkMissed():
            return replace(
                state,
                planned=state.planned - {event.talk_id},
                talks_seen=state.talks_seen | {event.talk_id},
                talks_missed=state.talks_missed | {event.talk_id},
            )
        case events.ConsultOrReferOpened():
            return replace(state, open_decisions=state.open_decisions | {event.decision_id})
        case events.ConsultOrReferSettled():
            return replace(state, open_decisions=state.open_decisions - {event.decision_id})
        case events.SafetyTaskOpened():
            return replace(state, open_safety=state.open_safety | {event.task_id})
        case events.SafetyTaskSettled():
            return replace(state, open_safety=state.open_safety - {event.task_id})
        case (
            events.ReferralDecided()
            | events.ReferralSent()
            | events.ReferralAnswered()
            | events.ReferralDropped()
        ):
            return replace(state, referrals=_followed(state.referrals, event))
        case events.EvaluationHeld():
            return replace(state, max_talks=event.new_max_talks or state.max_talks)
        case events.ClientInvited():
            return replace(state, invitations=state.invitations | {event.invitation_id: event.valid_until})
        case events.ClientInvitationWithdrawn():
            return replace(state, invitations=_without(state.invitations, event.invitation_id))
        case events.ClientJoined():
            return replace(
                state,
                invitations=_without(state.invitations, event.invitation_id),
                joined_by=state.joined_by | {event.invitation_id},
            )
        case events.CaseClosed():
            return replace(state, closed_at=at, planned=frozenset(), invitations={})
        case events.CaseReopened():
            return replace(state, closed_at=None)
        case confidentiality.BreachProposed():
            return replace(
                state, breaches=state.breaches | {event.breach_id: Breach(recorded.actor_id, event.recipient)}
            )
        case confidentiality.BreachConfirmed() | confidentiality.BreachRejected():
            if event.breach_id not in state.breaches:
                return state
            confirmed_at = at if isinstance(event, confidentiality.BreachConfirmed) else None
            answered = replace(state.breaches[event.breach_id], answered=True, confirmed_at=confirmed_at)
            return replace(state, breaches=state.breaches | {event.breach_id: answered})
        case confidentiality.StatementSigned():
            return replace(state, statements=state.statements | {event.statement_id})
        case (
            confidentiality.InformationRequested()
            | confidentiality.AnonymityDiscussed()
            | confidentiality.PressureRecorded()
        ):
            return state
        case (
            events.CoverGranted()
            | events.ConsentRecorded()
            | events.ConsentWithdrawn()
            | events.TalksCounted()
            | events.InstrumentRecorded()
            | events.InformationShared()
            | events.EvaluationPostponed()
            | events.WorkStatusRecorded()
            | events.NoteAdded()
            | events.SatisfactionRated()
            | events.EvaluationMomentOverdue()
            | events.DutyOverdue()
            | events.EmergencyOpened()
            | events.EmergencyReviewed()
            | events.FactCorrected()
            | Forgotten()
        ):
            return state
        case HomeFrontJoined():
            return replace(state, joined_by=state.joined_by | {event.code_id})
        case _ if isinstance(event, PortalEvent | ConferenceEvent | NoticeEvent):
            return state
        case _:
            raise TypeError(f"{type(event).__name__} is no event of a case")


def _without(invitations: dict[UUID, date], invitation_id: UUID) -> dict[UUID, date]:
    return {key: until for key, until in invitations.items() if key != invitation_id}


def _followed(
    referrals: dict[UUID, Referral],
    event: (events.ReferralDecided | events.ReferralSent | events.ReferralAnswered | events.ReferralDropped),
) -> dict[UUID, Referral]:
    key = event.referral_id
    match event:
        case events.ReferralDecided():
            return referrals | {key: Referral(event.target, event.identifying, event.data_classes)}
        case events.ReferralSent() if key in referrals:
            return referrals | {key: replace(referrals[key], sent=True)}
        case events.ReferralAnswered() | events.ReferralDropped() if key in referrals:
            return referrals | {key: replace(referrals[key], ended=True)}
        case _:
            return referrals


CASE: Stream[Case] = Stream("case", Case(), evolve)
