"""What happens in a fictitious case once help has begun: talks, screening, referral, evaluation, the end."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID, uuid5

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.catalogue.calendar import add_working_days
from bluevitaal_es.commands.add_note import RateSatisfaction
from bluevitaal_es.commands.assign_begeleider import ReassignBegeleider
from bluevitaal_es.commands.close_case import CloseCase
from bluevitaal_es.commands.decide_referral import AnswerReferral, DecideReferral, SendReferral
from bluevitaal_es.commands.hold_evaluation import HoldEvaluation
from bluevitaal_es.commands.hold_talk import HoldTalk, MissTalk
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.record_consent import RecordConsent, WithdrawConsent
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.record_work_status import RecordWorkStatus
from bluevitaal_es.commands.set_goal import RateGoal
from bluevitaal_es.commands.settle_decision import SettleConsultOrRefer
from bluevitaal_es.commands.settle_safety_task import SettleSafetyTask
from bluevitaal_es.demo import words
from bluevitaal_es.demo.course import Course, Step
from bluevitaal_es.demo.people import BEGELEIDERS, LEAD


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


def screening(course: Course) -> Iterator[Step]:
    """A questionnaire is filled in, and what it asks for is done."""
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


def referral(course: Course, today: date) -> Iterator[Step]:
    """Consent is given, and a referral decided, sent and answered."""
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


def evaluation(course: Course) -> Iterator[Step]:
    """The evaluation is held with a colleague; now and then the case changes hands."""
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


def ending(course: Course, goal_id: UUID) -> Iterator[Step]:
    """Work and goals are looked back on, and the case is closed."""
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
