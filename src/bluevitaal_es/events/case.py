"""The life of a case: every event type of its stream, in the order in which a life goes."""

from datetime import date, datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from bluevitaal_es.events.base import Event, Forgotten


class ImportSource(BaseModel):
    """Where a fact of the past came from: file and own content (SHA-256, hex), sheet and row."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    file_sha256: str
    sheet: str
    row: int
    fingerprint: str


class CaseFact(Event):
    """A fact in the stream of one case; `source` is set when it came in from a register kept before."""

    source: ImportSource | None = None


class CaseRegistered(CaseFact):
    """Somebody asked for help and a case was opened for them."""

    stored_as: ClassVar[str] = "case.registered"

    number: str
    target_group: str
    anonymous_to_employer: bool
    unit: str | None = None
    channel: str | None = None
    route: str | None = None
    reason_not_internal: str | None = None
    client_name: str | None = None
    contact_wish: str | None = None
    help_primary: str | None = None
    help_others: tuple[str, ...] = ()


class Guiding(CaseFact):
    """Somebody guides the case from now on; why, where they had as many open cases as the norm (S-075)."""

    form: ClassVar[int] = 2

    begeleider_id: UUID
    open_cases: int | None = None
    above_norm_reason: str | None = None

    @classmethod
    def raised(cls, form: int, data: dict[str, Any]) -> dict[str, Any]:
        """Return `data`; the first form knew nothing of how many cases somebody has."""
        return data | {"open_cases": None, "above_norm_reason": None} if form == 1 else data


class BegeleiderAssigned(Guiding):
    """A begeleider took the case on."""

    stored_as: ClassVar[str] = "case.begeleider_assigned"


class BegeleiderReassigned(Guiding):
    """Another begeleider took the case over, with the reason for the change."""

    stored_as: ClassVar[str] = "case.begeleider_reassigned"

    previous_id: UUID
    reason: str
    handover: str | None = None


class CoverGranted(CaseFact):
    """Another begeleider stands in for the one who is absent, from now until the end of a day."""

    stored_as: ClassVar[str] = "case.cover_granted"

    begeleider_id: UUID
    until: date


class IntakeHeld(CaseFact):
    """The first talk in which the question for help was explored."""

    stored_as: ClassVar[str] = "case.intake_held"

    help_primary: str | None
    help_others: tuple[str, ...] = ()
    expectation: str | None = None
    index_event_on: date | None = None
    index_event_month_only: bool = False
    no_single_event: bool = False
    weapon_access: str | None = None
    place: str | None = None
    note: str | None = None
    procedure: str


class ConsentRecorded(CaseFact):
    """The client decided on one line: may this recipient know these data for this purpose and period."""

    stored_as: ClassVar[str] = "case.consent_recorded"

    line_id: UUID
    recipient: str
    purpose: str
    data_class: str
    decision: Literal["granted", "refused"]
    valid_from: date
    valid_until: date | None = None
    text_version: str
    given_by: Literal["signed_on_paper", "signed_on_screen", "told"]
    replaces: UUID | None = None


class ConsentWithdrawn(CaseFact):
    """The client took back a line of consent; what was shared before stays shared."""

    stored_as: ClassVar[str] = "case.consent_withdrawn"

    line_id: UUID
    note: str | None = None


class GoalSet(CaseFact):
    """A goal in the client's own words, with the agreed approach."""

    stored_as: ClassVar[str] = "case.goal_set"

    goal_id: UUID
    words: str
    approach: str | None = None


class GoalRated(CaseFact):
    """How far a goal has been reached, 0 to 10, by the client or by the begeleider."""

    stored_as: ClassVar[str] = "case.goal_rated"

    goal_id: UUID
    rater: Literal["client", "begeleider"]
    rating: int
    note: str | None = None


class ProductStarted(CaseFact):
    """A product from the catalogue began, in the version and with the limits of that day."""

    stored_as: ClassVar[str] = "case.product_started"

    product: str
    product_version: str
    max_talks: int | None
    evaluation_every: int
    evaluation_weeks: int
    reason: str | None = None
    ends_on: date | None = None


class TalkPlanned(CaseFact):
    """A talk was agreed for a moment."""

    stored_as: ClassVar[str] = "case.talk_planned"

    talk_id: UUID
    planned_for: datetime
    channel: str
    place: str | None = None
    crisis: bool = False


class TalkHeld(CaseFact):
    """A talk took place, planned or not; `despite_evaluation`: why it went before one that was due."""

    stored_as: ClassVar[str] = "case.talk_held"

    talk_id: UUID
    channel: str
    place: str | None = None
    minutes: int | None = None
    crisis: bool = False
    note: str | None = None
    despite_evaluation: str | None = None


class TalkMissed(CaseFact):
    """A planned talk did not take place."""

    stored_as: ClassVar[str] = "case.talk_missed"

    talk_id: UUID
    reason: str
    note: str | None = None


class TalksCounted(CaseFact):
    """So many talks were held before; their days were not kept, so a count stays a count."""

    stored_as: ClassVar[str] = "case.talks_counted"

    count: int


class InstrumentRecorded(CaseFact):
    """A questionnaire was filled in: the answers are the fact, score and band follow from the key version."""

    stored_as: ClassVar[str] = "case.instrument_recorded"

    result_id: UUID
    instrument: str
    key_id: str
    answers: tuple[int, ...] | None
    total: int
    band: str | None
    at_or_over_cut_off: bool
    interpretation: Literal["valid", "too_early", "with_caution"]
    safety_items: tuple[int, ...] = ()


class ConsultOrReferOpened(CaseFact):
    """A score at or over its cut-off asks for a decision: consult, refer, or neither with a reason."""

    stored_as: ClassVar[str] = "case.consult_or_refer_opened"

    decision_id: UUID
    result_id: UUID
    instrument: str
    total: int
    due_on: date


class ConsultOrReferSettled(CaseFact):
    """The decision on a score was taken."""

    stored_as: ClassVar[str] = "case.consult_or_refer_settled"

    decision_id: UUID
    choice: Literal["consult", "refer", "neither"]
    reason: str


class SafetyTaskOpened(CaseFact):
    """Something was said or answered that a human must look into the same day."""

    stored_as: ClassVar[str] = "case.safety_task_opened"

    task_id: UUID
    trigger: Literal["questionnaire", "acute_concern"]
    result_id: UUID | None = None
    note: str | None = None
    due_at: datetime


class SafetyTaskSettled(CaseFact):
    """A human held the conversation and recorded what came of it; no risk class is ever computed."""

    stored_as: ClassVar[str] = "case.safety_task_settled"
    tells_outside: ClassVar[bool] = True

    task_id: UUID
    outcome: str
    conversation: str
    means_asked: bool
    agreements: str
    informed: str | None = None
    ground: str | None = None


class ReferralDecided(CaseFact):
    """Client and begeleider agreed to refer."""

    stored_as: ClassVar[str] = "case.referral_decided"

    referral_id: UUID
    target: str
    reason: str | None = None
    identifying: bool = True
    data_classes: tuple[str, ...] = ()
    handover: str = "warm"


class ReferralSent(CaseFact):
    """The referral left the house, under these lines of consent."""

    stored_as: ClassVar[str] = "case.referral_sent"
    tells_outside: ClassVar[bool] = True

    referral_id: UUID
    consent_line_ids: tuple[UUID, ...] = ()


class ReferralAnswered(CaseFact):
    """The receiver of a referral let us know."""

    stored_as: ClassVar[str] = "case.referral_answered"

    referral_id: UUID
    answer: str
    note: str | None = None


class ReferralDropped(CaseFact):
    """A referral that was decided will not be sent after all."""

    stored_as: ClassVar[str] = "case.referral_dropped"

    referral_id: UUID
    reason: str


class InformationShared(CaseFact):
    """Something about the client was told to a recipient, under these lines of consent."""

    stored_as: ClassVar[str] = "case.information_shared"
    tells_outside: ClassVar[bool] = True

    recipient: str
    purpose: str
    data_classes: tuple[str, ...]
    summary: str
    consent_line_ids: tuple[UUID, ...]


class EvaluationHeld(CaseFact):
    """The evaluation moment took place, with a colleague."""

    stored_as: ClassVar[str] = "case.evaluation_held"

    colleague: str
    medical_psychiatric: str | None = None
    dependency: Literal["no", "some", "yes"]
    conclusion: str
    decision: Literal["continue", "refer", "stop", "extend"]
    new_max_talks: int | None = None


class EvaluationPostponed(CaseFact):
    """The evaluation moment was put off to a later day, with a reason."""

    stored_as: ClassVar[str] = "case.evaluation_postponed"

    until: date
    reason: str
    note: str | None = None


class WorkStatusRecorded(CaseFact):
    """Whether the client is at work, as the client tells it; never taken from the employer."""

    stored_as: ClassVar[str] = "case.work_status_recorded"

    status: str
    moment: str
    percent: int | None = None


class NoteAdded(CaseFact):
    """A note in the dossier."""

    stored_as: ClassVar[str] = "case.note_added"

    text: str


class SatisfactionRated(CaseFact):
    """The client's mark for the help, 1 to 10."""

    stored_as: ClassVar[str] = "case.satisfaction_rated"

    rating: int


class ClientInvited(CaseFact):
    """The client may open an account with a code, good until the end of a day; it is not in here."""

    stored_as: ClassVar[str] = "case.client_invited"

    invitation_id: UUID
    valid_until: date


class ClientInvitationWithdrawn(CaseFact):
    """An invitation that nobody used opens nothing any more."""

    stored_as: ClassVar[str] = "case.client_invitation_withdrawn"

    invitation_id: UUID


class ClientJoined(CaseFact):
    """The client opened an account with an invitation; under which name is nobody's business."""

    stored_as: ClassVar[str] = "case.client_joined"

    invitation_id: UUID


class CaseClosed(CaseFact):
    """The case ended, with its outcome."""

    stored_as: ClassVar[str] = "case.closed"

    outcome: str | None
    expectation_met: Literal["yes", "partly", "no", "not_asked"] = "not_asked"
    client_rating_missing: str | None = None
    summary: str | None = None


class CaseReopened(CaseFact):
    """A closed case was taken up again."""

    stored_as: ClassVar[str] = "case.reopened"

    reason: str


class EvaluationMomentOverdue(CaseFact):
    """The clock saw that an evaluation moment had passed without being held or postponed."""

    stored_as: ClassVar[str] = "case.evaluation_moment_overdue"

    duty: str
    rule: str
    due_at: datetime


class DutyOverdue(CaseFact):
    """The clock saw that another duty had passed its due moment."""

    stored_as: ClassVar[str] = "case.duty_overdue"

    duty: str
    kind: str
    rule: str
    due_at: datetime


class EmergencyOpened(CaseFact):
    """Somebody who is not involved opened the dossier in an emergency; it ends by itself at `open_until`.

    With `silence_ground` the client is not told for now, on that ground.
    """

    stored_as: ClassVar[str] = "case.emergency_opened"

    emergency_id: UUID
    reason: str
    explanation: str
    open_until: datetime
    silence_ground: str | None = None


class EmergencyReviewed(CaseFact):
    """A second person judged that emergency, and whether the client may know of it."""

    stored_as: ClassVar[str] = "case.emergency_reviewed"

    emergency_id: UUID
    verdict: Literal["justified", "not_justified"]
    note: str | None = None
    silence_ground: str | None = None


class FactCorrected(CaseFact):
    """An earlier fact was put right (or retracted: no replacement); the old one stays readable."""

    stored_as: ClassVar[str] = "case.fact_corrected"

    version: int
    original_type: str
    replacement: str | None
    replacement_form: int = 1
    happened_at: datetime | None
    reason: str
    note: str | None = None


#: Every event a case can hold; whoever folds a case must think of each of them.
CaseEvent = (
    CaseRegistered
    | BegeleiderAssigned
    | BegeleiderReassigned
    | CoverGranted
    | IntakeHeld
    | ConsentRecorded
    | ConsentWithdrawn
    | GoalSet
    | GoalRated
    | ProductStarted
    | TalkPlanned
    | TalkHeld
    | TalkMissed
    | TalksCounted
    | InstrumentRecorded
    | ConsultOrReferOpened
    | ConsultOrReferSettled
    | SafetyTaskOpened
    | SafetyTaskSettled
    | ReferralDecided
    | ReferralSent
    | ReferralAnswered
    | ReferralDropped
    | InformationShared
    | EvaluationHeld
    | EvaluationPostponed
    | WorkStatusRecorded
    | NoteAdded
    | SatisfactionRated
    | ClientInvited
    | ClientInvitationWithdrawn
    | ClientJoined
    | CaseClosed
    | CaseReopened
    | EvaluationMomentOverdue
    | DutyOverdue
    | EmergencyOpened
    | EmergencyReviewed
    | FactCorrected
    | Forgotten
)
