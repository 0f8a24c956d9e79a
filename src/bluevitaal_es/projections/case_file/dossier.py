"""What a dossier holds: plain frozen values, each with `version`, its place in the case, for corrections."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from bluevitaal_es import clock
from bluevitaal_es.access import Involvement
from bluevitaal_es.clock import day_of
from bluevitaal_es.projections.case_file.conference import Discussions
from bluevitaal_es.projections.case_file.confidentiality import Confidentiality
from bluevitaal_es.projections.case_file.own_side import OwnSide
from bluevitaal_es.rules.consent import ConsentLines
from bluevitaal_es.rules.duties import CaseClock, duties_of
from bluevitaal_es.rules.duty import Duty
from bluevitaal_es.rules.emergencies import Emergencies, open_now
from bluevitaal_es.rules.notices import Reach
from bluevitaal_es.rules.portal import spells_at_home
from bluevitaal_es.rules.ties import Ties

Day = date


@dataclass(frozen=True, slots=True)
class Intake:
    """The intake as it was held."""

    version: int
    held_at: datetime
    help_primary: str | None
    help_others: tuple[str, ...]
    expectation: str | None
    index_event_on: Day | None
    index_event_month_only: bool
    no_single_event: bool
    weapon_access: str | None
    place: str | None
    note: str | None
    procedure: str


@dataclass(frozen=True, slots=True)
class Consent:
    """One line of consent and how it stands; `ended_at` is the moment of withdrawal or replacement."""

    version: int
    line_id: UUID
    recipient: str
    purpose: str
    data_class: str
    granted: bool
    valid_from: Day
    valid_until: Day | None
    given_by: str
    text_version: str
    recorded_at: datetime
    ended_at: datetime | None = None
    withdrawn: bool = False

    @property
    def ended_on(self) -> Day | None:
        """The day of withdrawal or replacement."""
        return None if self.ended_at is None else day_of(self.ended_at)

    def in_force(self, day: Day) -> bool:
        """Say whether this line, looked at by itself, still allows something at the end of that day."""
        ended = self.ended_on is not None and self.ended_on <= day
        over = self.valid_until is not None and self.valid_until < day
        return self.granted and not ended and not over and self.valid_from <= day


@dataclass(frozen=True, slots=True)
class GoalRating:
    """One rating of a goal, 0 to 10."""

    rater: Literal["client", "begeleider"]
    rating: int
    rated_at: datetime
    note: str | None


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal in the client's words."""

    version: int
    goal_id: UUID
    words: str
    approach: str | None
    set_at: datetime
    ratings: tuple[GoalRating, ...] = ()

    def latest(self, rater: str) -> int | None:
        """Return the newest rating by the client or the begeleider, if there is one."""
        found = [rating.rating for rating in self.ratings if rating.rater == rater]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class ProductRun:
    """A product that was started, with its limits."""

    version: int
    product: str
    started_at: datetime
    max_talks: int | None
    evaluation_every: int
    evaluation_weeks: int
    reason: str | None
    ends_on: Day | None


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk that is planned, was held or was missed; `at` is the planned or held moment."""

    version: int
    talk_id: UUID
    status: Literal["planned", "held", "missed"]
    at: datetime
    channel: str
    place: str | None
    crisis: bool
    minutes: int | None = None
    note: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A questionnaire that was filled in."""

    version: int
    result_id: UUID
    instrument: str
    completed_at: datetime
    total: int
    band: str | None
    at_or_over_cut_off: bool
    interpretation: str
    answers: tuple[int, ...] | None
    safety_items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A consult-or-refer decision; `choice` is None while it is open."""

    version: int
    decision_id: UUID
    instrument: str
    total: int
    due_on: Day
    choice: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class SafetyTask:
    """A safety task; `conversation` is None while it is open."""

    version: int
    task_id: UUID
    trigger: str
    opened_at: datetime
    due_at: datetime
    note: str | None
    outcome: str | None = None
    conversation: str | None = None
    agreements: str | None = None
    means_asked: bool | None = None
    informed: str | None = None
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral and how far it came."""

    version: int
    referral_id: UUID
    target: str
    status: Literal["decided", "sent", "answered", "dropped"]
    identifying: bool
    data_classes: tuple[str, ...]
    handover: str
    decided_at: datetime
    reason: str | None = None
    sent_at: datetime | None = None
    answer: str | None = None
    note: str | None = None
    consent_line_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Something that was told to a recipient."""

    version: int
    recipient: str
    purpose: str
    data_classes: tuple[str, ...]
    summary: str
    shared_at: datetime
    consent_line_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An evaluation that was held, or put off until a day."""

    version: int
    status: Literal["held", "postponed"]
    at: datetime
    colleague: str | None = None
    medical_psychiatric: str | None = None
    dependency: str | None = None
    conclusion: str | None = None
    decision: str | None = None
    until: Day | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WorkStatus:
    """Work status at a moment."""

    version: int
    status: str
    moment: str
    percent: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """A note in the dossier."""

    version: int
    text: str
    written_at: datetime
    actor_id: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that holds in one case. `version` counts the facts of its stream, corrections among them."""

    case_id: UUID | None = None
    number: str = ""
    version: int = 0
    registered_at: datetime | None = None
    registered_by: str = ""
    registered_version: int = 0
    target_group: str = ""
    anonymous_to_employer: bool = True
    unit: str | None = None
    channel: str | None = None
    route: str | None = None
    reason_not_internal: str | None = None
    client_name: str | None = None
    contact_wish: str | None = None
    help_primary_at_registration: str | None = None
    help_others_at_registration: tuple[str, ...] = ()
    begeleider_id: UUID | None = None
    from_register: bool = False
    intake: Intake | None = None
    consents: tuple[Consent, ...] = ()
    consent_lines: ConsentLines = field(default_factory=dict)
    goals: tuple[Goal, ...] = ()
    products: tuple[ProductRun, ...] = ()
    talks: tuple[Talk, ...] = ()
    talks_counted_before: int = 0
    results: tuple[Result, ...] = ()
    decisions: tuple[Decision, ...] = ()
    safety_tasks: tuple[SafetyTask, ...] = ()
    referrals: tuple[Referral, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    work_statuses: tuple[WorkStatus, ...] = ()
    notes: tuple[Note, ...] = ()
    own: OwnSide = field(default_factory=OwnSide)
    discussions: Discussions = ()
    emergencies: Emergencies = ()
    reach: Reach = field(default_factory=Reach)
    satisfaction: int | None = None
    closed_at: datetime | None = None
    outcome: str | None = None
    expectation_met: str | None = None
    closing_summary: str | None = None
    reopened_reason: str | None = None
    forgotten: int = 0
    confidentiality: Confidentiality = field(default_factory=Confidentiality)
    clock: CaseClock = field(default_factory=CaseClock)
    ties: Ties = field(default_factory=Ties)

    @property
    def involvement(self) -> Involvement | None:
        """What ties people to this case, for the policy; None for a dossier of nothing."""
        if self.case_id is None:
            return None
        return Involvement(
            self.case_id,
            self.begeleider_id,
            self.registered_by or None,
            self.ties.covers,
            self.ties.inspections,
            open_now(self.emergencies, clock.now()),
            spells_at_home(self.clock.portal.invitations, self.consent_lines),
        )

    @property
    def is_open(self) -> bool:
        """Whether the case is running."""
        return self.registered_at is not None and self.closed_at is None

    @property
    def status(self) -> Literal["waiting", "running", "closed"]:
        """Where the case stands: waiting for its intake, running, or closed."""
        if self.closed_at is not None:
            return "closed"
        return "running" if self.intake is not None else "waiting"

    @property
    def product(self) -> ProductRun | None:
        """The product that runs now, if one was started."""
        return self.products[-1] if self.products else None

    @property
    def duties(self) -> tuple[Duty, ...]:
        """What is or will be due, soonest first."""
        return duties_of(self.clock)

    @property
    def stopped(self) -> frozenset[UUID]:
        """The discussions on an agenda that the client no longer allows."""
        planned = self.clock.agenda.planned
        return frozenset(key for key, item in planned.items() if item.stopped_at is not None)

    @property
    def talks_held(self) -> int:
        """Talks held with a day of their own, crisis contacts not counted."""
        return sum(1 for talk in self.talks if talk.status == "held" and not talk.crisis)

    @property
    def open_safety(self) -> tuple[SafetyTask, ...]:
        """Safety tasks that a human must still settle."""
        return tuple(task for task in self.safety_tasks if task.conversation is None)
