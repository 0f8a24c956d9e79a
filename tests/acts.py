"""Random acts in the life of a case: commands that somebody might well give, some of them wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from hypothesis import strategies as st

from bluevitaal_es.access import SCHEDULER, Actor
from bluevitaal_es.aggregates.case import CASE as CASE_STREAM
from bluevitaal_es.aggregates.case import Case
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands.add_note import AddNote, RateSatisfaction
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider, ReassignBegeleider
from bluevitaal_es.commands.base import CaseCommand, Command
from bluevitaal_es.commands.break_confidentiality import ConfirmBreach, ProposeBreach, RejectBreach
from bluevitaal_es.commands.close_case import CloseCase, ReopenCase
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.decide_referral import (
    AnswerReferral,
    DecideReferral,
    DropReferral,
    SendReferral,
)
from bluevitaal_es.commands.flag_overdue import FlagOverdue
from bluevitaal_es.commands.grant_cover import GrantCover
from bluevitaal_es.commands.guard_confidentiality import DiscussAnonymity, RecordPressure
from bluevitaal_es.commands.handle import decide
from bluevitaal_es.commands.hold_evaluation import HoldEvaluation, PostponeEvaluation
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import HoldTalk, MissTalk
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.record_consent import RecordConsent, WithdrawConsent
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.record_work_status import RecordWorkStatus
from bluevitaal_es.commands.refusals import Refusal
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.request_information import RequestInformation
from bluevitaal_es.commands.set_goal import RateGoal, SetGoal
from bluevitaal_es.commands.settle_decision import SettleConsultOrRefer
from bluevitaal_es.commands.settle_safety_task import OpenSafetyTask, SettleSafetyTask
from bluevitaal_es.commands.share_information import ShareInformation
from bluevitaal_es.commands.sign_statement import SignStatement
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.events.recorded import Recorded
from bluevitaal_es.rules.duties import duties_of
from bluevitaal_es.rules.effective import effective
from bluevitaal_es.rules.statement import digest, standing, statement_text
from bluevitaal_es.vocabulary import CaseId, Role
from tests import conference_acts
from tests.spec import CLIENT, LEAD, moment, uid

EVERYWHERE = Actor(
    id=str(uid("anna")),
    name="Anna Verzonnen",
    role=Role.BEGELEIDER,
    begeleider_ids=frozenset({uid("anna"), uid("bram")}),
)
#: Who does what nobody else may do.
ACTORS = {"flag": SCHEDULER, "agree": LEAD, "disagree": LEAD, "object": CLIENT}
BEGIN = moment("2026-01-05")

RECIPIENTS = ["general_practitioner", "company_doctor"]
TARGETS = {"general_practitioner": "general_practitioner", "company_doctor": "unit_company_doctor"}
DATA = ["help_question", "screening_scores", "full_dossier"]


@dataclass(frozen=True)
class Act:
    """Something that is tried so many hours after what was tried before it.

    `make` turns a case, its history and the moment into a command; None when there is nothing to do it on.
    """

    name: str
    hours: int
    make: Callable[["Life"], Command[Any] | None]
    actor: Actor = EVERYWHERE

    def __repr__(self) -> str:
        return f"{self.name} after {self.hours} h"


@dataclass(frozen=True)
class Life:
    """One case as it stands: its history and the moment it is."""

    case_id: CaseId
    history: tuple[Recorded, ...]
    now: datetime

    @cached_property
    def case(self) -> Case:
        """The case as the rules see it."""
        return CASE_STREAM.fold(effective(self.history))

    def try_out(self, act: Act) -> "Life":
        """Return the life after an act; only the time goes on when a rule forbids it."""
        later = Life(self.case_id, self.history, self.now + timedelta(hours=act.hours))
        command = act.make(later)
        if command is None:
            return later
        try:
            facts = decide(command, later.history, act.actor, later.now)
        except Refusal:
            return later
        recorded = list(later.history)
        command_id = uuid5(self.case_id, f"command {len(recorded)}")
        for fact in facts:
            place = len(recorded) + 1
            recorded.append(
                Recorded(
                    position=place,
                    stream_id=self.case_id,
                    version=place,
                    event=fact.event,
                    happened_at=fact.happened_at,
                    recorded_at=later.now,
                    actor_id=act.actor.id,
                    actor_role=act.actor.role,
                    command_id=command_id,
                    correlation_id=command_id,
                    causation_id=None,
                )
            )
        return Life(self.case_id, tuple(recorded), later.now)


def begun(case_id: CaseId, number: str = "T-2026-0001") -> Life:
    """Return a life that has just been registered."""
    register = RegisterCase(case_id=case_id, number=number, target_group="current_staff", unit="NN")
    return Life(case_id, (), BEGIN).try_out(Act("register", 0, lambda _: register))


def _told(case: Case, n: int, flag: bool) -> tuple[str, str]:
    """Return a recipient and a class of data: those of a line of consent, or any."""
    lines = [line for line in case.consents.values() if line.recipient in RECIPIENTS]
    if lines and flag:
        return lines[n % len(lines)].recipient, lines[n % len(lines)].data_class
    return RECIPIENTS[n % 2], DATA[n % 3]


def _of(known: Any, chosen: int, instead: UUID) -> UUID:
    """Return one of the ids that a case knows, or one that it does not."""
    ordered = sorted(known)
    return ordered[chosen % len(ordered)] if ordered and chosen < 9 else instead


def _make(name: str, n: int, flag: bool, life: Life) -> CaseCommand | None:
    case, today = life.case, day_of(life.now)
    the: dict[str, Any] = {"case_id": life.case_id}
    yesterday = today - timedelta(days=n % 3)
    stranger = uid("stranger")
    match name:
        case "assign":
            return AssignBegeleider(begeleider_id=uid("anna"), **the)
        case "reassign":
            return ReassignBegeleider(begeleider_id=uid("bram" if flag else "anna"), reason="match", **the)
        case "cover":
            until = today + timedelta(days=n)
            return GrantCover(begeleider_id=uid("bram" if flag else "anna"), until=until, **the)
        case "intake":
            return HoldIntake(held_on=yesterday, help_primary="ptsd", help_others=("sleep",), **the)
        case "consent":
            return RecordConsent(
                line_id=uuid5(life.case_id, f"line {len(life.history)}"),
                recipient=RECIPIENTS[n % 2],
                purpose={5: "consultation", 8: "obtain_information", 9: "obtain_information"}.get(
                    n, "referral"
                ),
                data_class=DATA[n % 3],
                decision="granted" if flag or n % 2 else "refused",
                valid_from=yesterday,
                valid_until=today + timedelta(days=n) if flag else None,
                given_by="told",
                **the,
            )
        case "withdraw":
            return WithdrawConsent(line_id=_of(case.consents, n, stranger), **the)
        case "goal":
            return SetGoal(
                goal_id=uid(f"goal {n % 2}"), words="Weer slapen", approach="Elke dag naar buiten", **the
            )
        case "rate":
            goal = _of(case.goals, n, stranger)
            return RateGoal(goal_id=goal, rater="client" if flag else "begeleider", rating=n % 11, **the)
        case "product":
            key = ["information_advice", "short_help", "long_term_support", "crisis_support"][n % 4]
            return StartProduct(product=key, started_on=yesterday, **the)
        case "plan":
            return PlanTalk(
                talk_id=uuid5(life.case_id, f"talk {len(life.history)}"),
                planned_for=life.now + timedelta(days=n),
                channel="phone",
                crisis=flag and n < 3,
                **the,
            )
        case "hold":
            unplanned = uuid5(life.case_id, f"talk {len(life.history)}")
            return HoldTalk(
                talk_id=_of(case.planned, n, unplanned) if case.planned else unplanned,
                held_at=life.now - timedelta(hours=n * 7),
                channel="phone",
                crisis=flag and n < 3,
                despite_evaluation="Stond voor de deur" if n == 4 else None,
                **the,
            )
        case "miss":
            return MissTalk(talk_id=_of(case.planned, n, stranger), reason="client_ill", **the)
        case "questionnaire":
            result = uuid5(life.case_id, f"result {len(life.history)}")
            if flag:
                answers = (n % 4,) * 8 + (1 if n > 6 else 0,)
                return RecordInstrument(
                    result_id=result, instrument="phq9", completed_on=today, answers=answers, **the
                )
            return RecordInstrument(
                result_id=result, instrument="tsq", completed_on=today, total=min(n, 10), **the
            )
        case "settle decision":
            decision = _of(case.open_decisions, n, stranger)
            return SettleConsultOrRefer(decision_id=decision, choice="consult", reason="Overlegd", **the)
        case "concern":
            return OpenSafetyTask(task_id=uid(f"task {n % 2}"), note="Klonk somber", **the)
        case "settle safety":
            return SettleSafetyTask(
                task_id=_of(case.open_safety, n, stranger),
                outcome="safety_plan",
                conversation="Gesproken",
                means_asked=flag,
                agreements="Belt morgen",
                **the,
            )
        case "refer":
            recipient, data_class = _told(case, n, flag)
            return DecideReferral(
                referral_id=uuid5(life.case_id, f"referral {len(case.referrals)}"),
                target=TARGETS[recipient],
                identifying=n != 7,
                data_classes=(data_class,),
                decided_on=yesterday,
                **the,
            )
        case "send":
            return SendReferral(
                referral_id=_of(case.referrals, n, stranger), sent_on=yesterday if flag else None, **the
            )
        case "answer":
            return AnswerReferral(referral_id=_of(case.referrals, n, stranger), answer="accepted", **the)
        case "drop":
            return DropReferral(referral_id=_of(case.referrals, n, stranger), reason="Toch niet", **the)
        case "share":
            recipient, data_class = _told(case, n, flag)
            return ShareInformation(
                recipient=recipient,
                purpose="referral",
                data_classes=(data_class,),
                summary="Verteld",
                shared_on=yesterday,
                **the,
            )
        case "request":
            recipient, data_class = _told(case, n, flag)
            return RequestInformation(
                recipient=recipient,
                data_classes=(data_class,),
                question="Hoe gaat het?",
                requested_on=yesterday,
                **the,
            )
        case "need":
            return ProposeBreach(
                breach_id=uid(f"breach {n % 3}"),
                ground="life_in_danger",
                reason="Gevaar",
                recipient=RECIPIENTS[n % 2],
                data_classes=(DATA[n % 3],),
                told="Adres",
                client_informed=flag,
                not_informed_reason=None if n == 7 else "Niet te bereiken",
                **the,
            )
        case "agree":
            return ConfirmBreach(breach_id=_of(case.breaches, n, stranger), **the)
        case "disagree":
            return RejectBreach(breach_id=_of(case.breaches, n, stranger), reason="Bel eerst", **the)
        case "sign":
            text = statement_text(standing(case.consents, today), "2026-1")
            return SignStatement(
                statement_id=uuid5(life.case_id, f"statement {len(life.history)}"),
                text_sha256=digest(text) if n else "0" * 64,
                signed="on_paper",
                scan_sha256="ab" * 32,
                scan_type="application/pdf",
                **the,
            )
        case "anonymity":
            return DiscussAnonymity(
                obstacle="costs", explained="Uitgelegd", choice="known", discussed_on=yesterday, **the
            )
        case "pressure":
            return RecordPressure(
                pressed_by="hr", aim="end_help", description="Belde", happened_on=yesterday, **the
            )
        case "evaluate":
            return HoldEvaluation(
                held_on=yesterday,
                colleague="Carla Collega",
                dependency="no",
                conclusion="Het gaat",
                decision="extend" if flag else "continue",
                new_max_talks=(case.max_talks or case.talks_held) + n,
                **the,
            )
        case "postpone":
            until = today + timedelta(days=3 * n)
            return PostponeEvaluation(until=until, reason="client_asked", **the)
        case "work":
            after = "three_months_after" if flag else "during"
            return RecordWorkStatus(status="working", moment=after, recorded_on=yesterday, percent=n, **the)
        case "note":
            return AddNote(text="Belde af", on=yesterday, **the)
        case "satisfaction":
            return RateSatisfaction(rating=n, **the)
        case "close" if n < 6:
            return None
        case "close":
            raters: Any = ("client", "begeleider")
            ratings = tuple((goal, rater, n) for goal in sorted(case.goals) for rater in raters)
            return CloseCase(
                outcome="can_go_on_alone", closed_on=yesterday, ratings=ratings if flag else (), **the
            )
        case "reopen":
            return ReopenCase(reason="Belde opnieuw", **the)
        case "flag":
            duties = duties_of(case.clock)
            return FlagOverdue(duty=duties[n % len(duties)].key, **the) if duties else None
        case "correct":
            return _correction(life, n, flag, today - timedelta(days=n))
        case _ if name in conference_acts.NAMES:
            return conference_acts.made(name, n, flag, case, life.now, len(life.history))
        case _:
            raise AssertionError(name)


def _correction(life: Life, n: int, flag: bool, day: Any) -> CaseCommand:
    fact = life.history[-1 - n % len(life.history)]
    return CorrectFact(
        case_id=life.case_id,
        version=fact.version,
        replacement=fact.event if flag else None,
        happened_on=day if flag else None,
        reason="typing_error",
    )


#: What people do in a case; the more often a word stands here, the more often they do it.
COURSE = (
    "assign reassign cover intake intake consent consent consent withdraw goal rate product plan plan hold"
    " hold hold hold miss questionnaire questionnaire concern refer refer send send answer drop share share"
    " evaluate postpone work note satisfaction close reopen flag request need agree agree disagree sign"
    " anonymity pressure"
)
COURSE_NAMES = [*COURSE.split(), *conference_acts.NAMES, "settle decision", "settle safety", "settle safety"]


def acts(*, corrections: bool = True) -> st.SearchStrategy[Act]:
    """Return random acts; with `corrections` earlier facts are put right or taken away as well."""
    names = COURSE_NAMES + (["correct", "correct"] if corrections else [])

    def made(name: str, hours: int, n: int, flag: bool) -> Act:
        actor = ACTORS.get(name, EVERYWHERE)
        return Act(f"{name} {n}{' !' if flag else ''}", hours, lambda life: _make(name, n, flag, life), actor)

    return st.builds(
        made,
        st.sampled_from(names),
        st.sampled_from([0, 1, 5, 24, 24, 72, 240]),
        st.integers(0, 11),
        st.booleans(),
    )
