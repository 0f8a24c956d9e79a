"""One fictitious life of a case, as commands with their moments; the rules decide as ever."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from bluevitaal_es.access import Actor
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.calendar import add_working_days, is_working_day
from bluevitaal_es.clock import AMSTERDAM, day_of
from bluevitaal_es.commands.add_note import RateSatisfaction
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider, ReassignBegeleider
from bluevitaal_es.commands.base import Command
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.commands.decide_referral import AnswerReferral, DecideReferral, SendReferral
from bluevitaal_es.commands.hold_evaluation import HoldEvaluation
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import HoldTalk, MissTalk
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.record_consent import RecordConsent, WithdrawConsent
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.record_work_status import RecordWorkStatus
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.set_goal import RateGoal, SetGoal
from bluevitaal_es.commands.settle_decision import SettleConsultOrRefer
from bluevitaal_es.commands.settle_safety_task import SettleSafetyTask
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.demo import words
from bluevitaal_es.demo.people import BEGELEIDERS, LEAD, Person
from bluevitaal_es.vocabulary import CaseId


@dataclass(frozen=True, slots=True)
class Step:
    """One command, given by somebody at a moment in UTC."""

    at: datetime
    actor: Actor
    command: Command[Any]


@dataclass(slots=True)
class Course:
    """Where a life has come while it is being written."""

    random: Random
    case_id: CaseId
    person: Person
    day: date
    talks: int = 0
    talks_since: int = 0
    evaluated: date | None = None
    last: datetime | None = None

    def new_id(self) -> UUID:
        """Return an id that follows from the seed."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def later(self, fewest: int, most: int) -> date:
        """Move on by so many days, to a working day."""
        self.day += timedelta(days=self.random.randint(fewest, most))
        while not is_working_day(self.day):
            self.day += timedelta(days=1)
        return self.day

    def at(self, hour: int | None = None) -> datetime:
        """Return a moment in office hours of the present day, in UTC."""
        hour = hour if hour is not None else self.random.randint(9, 16)
        local = datetime.combine(self.day, time(hour, self.random.randint(0, 59)), AMSTERDAM)
        return local.astimezone(UTC)

    def step(self, command: Command[Any], hour: int | None = None, actor: Actor | None = None) -> Step:
        """Return a step at the present day, after the steps before it."""
        return self.step_at(self.at(hour), command, actor)

    def step_at(self, moment: datetime, command: Command[Any], actor: Actor | None = None) -> Step:
        """Return a step at a moment, or just after the step before it."""
        if self.last is not None:
            moment = max(moment, self.last + timedelta(minutes=1))
        self.last = moment
        return Step(moment, actor or self.person.actor, command)


def life(random: Random, begin: date, now: datetime, number: str, person: Person) -> Iterator[Step]:
    """Give the steps of one case that begins on a day, until it ends or `now` comes.

    Consent comes before referral, the evaluation before the next talk; some cases are left with work that
    is late, as happens.
    """
    course = Course(random, CaseId(UUID(int=random.getrandbits(128), version=4)), person, begin)
    today = day_of(now)
    for step in _steps(course, number, today):
        if step.at >= now:
            return
        yield step


def _steps(course: Course, number: str, today: date) -> Iterator[Step]:
    yield from registration(course, number)
    late = today - course.day < timedelta(days=20) and course.random.random() < 0.35
    if late:
        return
    course.later(1, 9)
    yield from intake(course)
    yield from consents(course)
    product = catalogue().products[product_for(course)]
    yield course.step(
        StartProduct(case_id=course.case_id, product=product.key, started_on=course.day), hour=16
    )
    goal_id = course.new_id()
    goal, approach = course.random.choice(words.GOALS)
    yield course.step(
        SetGoal(case_id=course.case_id, goal_id=goal_id, words=goal, approach=approach), hour=17
    )
    course.evaluated = course.day
    most = min(product.max_talks or 12, course.random.randint(2, 14))
    for turn in range(most):
        yield from talk(course, today)
        if turn == 1 and course.random.random() < 0.45:
            yield from _screening(course)
        if turn == 2 and course.random.random() < 0.4:
            yield from _referral(course, today)
        due = course.talks_since >= product.evaluation_every
        weeks = timedelta(weeks=product.evaluation_weeks) - timedelta(days=16)
        assert course.evaluated is not None
        if due or course.day - course.evaluated > weeks:
            if today - course.day < timedelta(days=35) and course.random.random() < 0.4:
                return
            yield from _evaluation(course)
    yield from _ending(course, goal_id)


def registration(course: Course, number: str) -> Iterator[Step]:
    """Somebody asks for help and a begeleider takes the case on."""
    codes, random = catalogue(), course.random
    groups = (
        ["current_staff"] * 71 + ["former_staff"] * 10 + ["manager"] * 8 + ["family"] * 6 + ["trainee"] * 5
    )
    group = random.choice(groups)
    units = [unit.code for unit in codes.units.valid_on(course.day)]
    anonymous = random.random() < 0.55
    yield course.step(
        RegisterCase(
            case_id=course.case_id,
            number=number,
            target_group=group,
            anonymous_to_employer=anonymous,
            unit="GEEN" if group == "family" else random.choice(units),
            channel=random.choice(["phone", "phone", "phone", "email", "website"]),
            route=random.choice(["internet", "colleague", "manager", "information_card", "other"]),
            reason_not_internal=random.choice([None, "anonymity", "low_threshold", "quick_response"]),
            client_name=None if anonymous and random.random() < 0.6 else random.choice(words.CLIENT_NAMES),
        ),
        hour=9,
    )
    yield course.step(AssignBegeleider(case_id=course.case_id, begeleider_id=course.person.staff_id), hour=10)


def intake(course: Course) -> Iterator[Step]:
    """The intake is held and the work status asked."""
    random = course.random
    primary = random.choice(
        ["ptsd", "conflict_at_work", "relationship", "sleep", "work_pressure", "low_mood"]
    )
    event = course.day - timedelta(days=random.randint(20, 400)) if primary == "ptsd" else None
    yield course.step(
        HoldIntake(
            case_id=course.case_id,
            held_on=course.day,
            help_primary=primary,
            help_others=("financial",) if random.random() < 0.3 else (),
            expectation=random.choice(words.EXPECTATIONS),
            index_event_on=event,
            no_single_event=event is None,
            weapon_access=random.choice(["no", "no", "not_applicable", "yes"]),
            place="client_home",
            note=random.choice(words.NOTES),
        ),
        hour=14,
    )
    yield course.step(
        RecordWorkStatus(
            case_id=course.case_id,
            status=random.choice(["working", "partly_working", "not_working"]),
            moment="start",
            recorded_on=course.day,
        ),
        hour=15,
    )


def consents(course: Course) -> Iterator[Step]:
    """The client decides who may know what."""
    random = course.random
    for recipient, data_class in (
        ("general_practitioner", "full_dossier"),
        ("company_doctor", "client_fact"),
    ):
        if random.random() < 0.5:
            continue
        line_id = course.new_id()
        yield course.step(
            RecordConsent(
                case_id=course.case_id,
                line_id=line_id,
                recipient=recipient,
                purpose="referral",
                data_class=data_class,
                decision="granted" if random.random() < 0.85 else "refused",
                valid_from=course.day,
                valid_until=course.day + timedelta(days=365),
                given_by="signed_on_paper",
            ),
            hour=15,
        )


def talk(course: Course, today: date) -> Iterator[Step]:
    """A talk is planned, and held, missed or still to come."""
    random, talk_id = course.random, course.new_id()
    planned_on = course.at(17)
    course.later(6, 14)
    held_at = course.at(11)
    yield course.step_at(
        planned_on,
        PlanTalk(
            case_id=course.case_id,
            talk_id=talk_id,
            planned_for=held_at,
            channel="face_to_face",
            place="client_home",
        ),
    )
    if today - course.day < timedelta(days=9) and random.random() < 0.3:
        course.day = today + timedelta(days=1)
        return
    if random.random() < 0.08:
        missed = MissTalk(case_id=course.case_id, talk_id=talk_id, reason="client_ill")
        yield course.step(missed, hour=13)
        return
    yield course.step(
        HoldTalk(
            case_id=course.case_id,
            talk_id=talk_id,
            held_at=held_at,
            channel="face_to_face",
            place="client_home",
            minutes=random.choice([45, 60, 75]),
            note=random.choice(words.NOTES),
        ),
        hour=13,
    )
    course.talks += 1
    course.talks_since += 1


def _screening(course: Course) -> Iterator[Step]:
    random, result_id = course.random, course.new_id()
    if random.random() < 0.5:
        answers = tuple(random.choice([0, 1]) for _ in range(10))
        yield course.step(
            RecordInstrument(
                case_id=course.case_id,
                result_id=result_id,
                instrument="tsq",
                completed_on=course.day,
                answers=answers,
                no_single_event=True,
            ),
            hour=14,
        )
        positive, unsafe = sum(answers) >= 6, False
    else:
        ninth = 1 if random.random() < 0.2 else 0
        answers = (*(random.choice([0, 1, 1, 2]) for _ in range(8)), ninth)
        yield course.step(
            RecordInstrument(
                case_id=course.case_id,
                result_id=result_id,
                instrument="phq9",
                completed_on=course.day,
                answers=answers,
            ),
            hour=14,
        )
        positive, unsafe = sum(answers) >= 10, ninth > 0
    if unsafe:
        yield course.step(
            SettleSafetyTask(
                case_id=course.case_id,
                task_id=uuid5(result_id, "safety"),
                outcome="safety_plan",
                conversation=random.choice(words.CONVERSATIONS),
                means_asked=True,
                agreements=random.choice(words.AGREEMENTS),
            ),
            hour=15,
        )
    if positive:
        course.later(1, 3)
        yield course.step(
            SettleConsultOrRefer(
                case_id=course.case_id,
                decision_id=uuid5(result_id, "consult-or-refer"),
                choice=random.choice(["consult", "refer", "neither"]),
                reason="Besproken met een collega en met de cliënt.",
            ),
            hour=11,
        )


def _referral(course: Course, today: date) -> Iterator[Step]:
    random, referral_id, line_id = course.random, course.new_id(), course.new_id()
    target = random.choice(["unit_company_doctor", "external_therapist", "psychotrauma_centre"])
    recipient = catalogue().referral_targets[target].recipient
    data_class = "functional_limits" if recipient == "company_doctor" else "help_question"
    if not catalogue().consent.may_be_given(recipient, "referral", data_class):
        data_class = "client_fact"
    course.later(1, 2)
    yield course.step(
        RecordConsent(
            case_id=course.case_id,
            line_id=line_id,
            recipient=recipient,
            purpose="referral",
            data_class=data_class,
            decision="granted",
            valid_from=course.day,
            valid_until=course.day + timedelta(days=180),
            given_by="signed_on_paper",
        ),
        hour=9,
    )
    yield course.step(
        DecideReferral(
            case_id=course.case_id,
            referral_id=referral_id,
            target=target,
            data_classes=(data_class,),
            reason="Past beter bij de hulpvraag.",
        ),
        hour=10,
    )
    if today - course.day < timedelta(days=15) and random.random() < 0.5:
        return
    course.day = add_working_days(course.day, 1)
    yield course.step(SendReferral(case_id=course.case_id, referral_id=referral_id), hour=10)
    if random.random() < 0.3:
        yield course.step(WithdrawConsent(case_id=course.case_id, line_id=line_id), hour=12)
    course.later(4, 12)
    answer = random.choice(["accepted", "accepted", "waiting_list"])
    yield course.step(AnswerReferral(case_id=course.case_id, referral_id=referral_id, answer=answer), hour=10)


def _evaluation(course: Course) -> Iterator[Step]:
    course.later(0, 2)
    yield course.step(
        HoldEvaluation(
            case_id=course.case_id,
            held_on=course.day,
            colleague=course.random.choice([p.name for p in BEGELEIDERS if p is not course.person]),
            dependency=course.random.choice(["no", "no", "some"]),
            conclusion=course.random.choice(words.CONCLUSIONS),
            decision="continue",
        ),
        hour=16,
    )
    course.evaluated, course.talks_since = course.day, 0
    if course.random.random() < 0.06:
        taker = course.random.choice([p for p in BEGELEIDERS if p is not course.person])
        yield course.step(
            ReassignBegeleider(
                case_id=course.case_id,
                begeleider_id=taker.staff_id,
                reason="caseload",
                handover="Loopt goed.",
            ),
            hour=17,
            actor=LEAD.actor,
        )
        course.person = taker


def _ending(course: Course, goal_id: UUID) -> Iterator[Step]:
    random = course.random
    course.later(3, 10)
    yield course.step(
        RecordWorkStatus(
            case_id=course.case_id,
            status=random.choice(["working", "working", "partly_working", "not_working"]),
            moment="end",
            recorded_on=course.day,
        ),
        hour=9,
    )
    yield course.step(
        RateGoal(case_id=course.case_id, goal_id=goal_id, rater="client", rating=random.randint(5, 9)),
        hour=10,
    )
    yield course.step(
        CloseCase(
            case_id=course.case_id,
            outcome=random.choice(["can_go_on_alone", "can_go_on_alone", "referred", "question_answered"]),
            closed_on=course.day,
            ratings=((goal_id, "begeleider", random.randint(5, 9)),),
            expectation_met=random.choice(["yes", "partly"]),
        ),
        hour=11,
    )
    if random.random() < 0.5:
        yield course.step(RateSatisfaction(case_id=course.case_id, rating=random.randint(6, 10)), hour=12)


def product_for(course: Course) -> str:
    """Return the key of a product that fits many questions."""
    return course.random.choice(["short_help", "short_help", "long_term_support", "aftercare"])
