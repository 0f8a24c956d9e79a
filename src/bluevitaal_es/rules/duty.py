"""One thing that is due: what kind of work, and the rule that asks for it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DutyKind(StrEnum):
    """The kinds of work that can be due."""

    ASSIGN = "assign"
    INTAKE = "intake"
    EVALUATION = "evaluation"
    TALK_TO_RECORD = "talk_to_record"
    CONSULT_OR_REFER = "consult_or_refer"
    SAFETY = "safety"
    REFERRAL_TO_SEND = "referral_to_send"
    REFERRAL_ANSWER = "referral_answer"
    BREACH = "breach"
    MESSAGE = "message"
    LOW_RATING = "low_rating"
    CLIENT_REQUEST = "client_request"
    DISCUSSION = "discussion"
    TAKE_OFF_AGENDA = "take_off_agenda"
    NOTICE = "notice"
    FIRST_REQUEST = "first_request"


class DutyRule(StrEnum):
    """The rule that makes a duty due; the pages put it into words with its `count` and `since`."""

    ASSIGNMENT_NORM = "assignment_norm"
    INTAKE_NORM = "intake_norm"
    EVALUATION_TALKS = "evaluation_talks"
    EVALUATION_WEEKS = "evaluation_weeks"
    EVALUATION_POSTPONED = "evaluation_postponed"
    PLANNED_TALK_PASSED = "planned_talk_passed"
    SCORE_AT_CUT_OFF = "score_at_cut_off"
    SAFETY_SIGNAL = "safety_signal"
    DECIDED_NOT_SENT = "decided_not_sent"
    SENT_NOT_ANSWERED = "sent_not_answered"
    BREACH_PROPOSED = "breach_proposed"
    CLIENT_WROTE = "client_wrote"
    TALK_RATED_LOW = "talk_rated_low"
    CLIENT_ASKED = "client_asked"
    ON_AGENDA = "on_agenda"
    CONSENT_ENDED = "consent_ended"
    NOTICE_NOT_SENT = "notice_not_sent"
    REQUEST_NORM = "request_norm"
    REQUEST_AGAIN = "request_again"
    REQUEST_CALLS = "request_calls"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do. `key` names it in its case for ever; `count`: talks, weeks, days or points."""

    key: str
    kind: DutyKind
    rule: DutyRule
    since: datetime
    due_at: datetime
    count: int = 0
    subject: str | None = None
