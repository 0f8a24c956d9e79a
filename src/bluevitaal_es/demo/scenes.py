"""A few cases of the demonstration that always show what the service is for: something is waiting in each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.decide_referral import DecideReferral
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.record_consent import RecordConsent
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.demo import own_pages, words
from bluevitaal_es.demo.course import Course, Step
from bluevitaal_es.demo.lives import intake, registration
from bluevitaal_es.demo.people import BEGELEIDERS
from bluevitaal_es.events.case import IntakeHeld
from bluevitaal_es.vocabulary import CaseId

Play = Callable[[Random, date, str], Iterator[Step]]


@dataclass(frozen=True, slots=True)
class Scene:
    """How long ago a case began, and what happens in it."""

    began: timedelta
    play: Play


def _begun(random: Random, begin: date) -> Course:
    course = Course(random, CaseId(_id(random)), BEGELEIDERS[0], begin)
    course.later(0, 0)
    return course


def _id(random: Random) -> CaseId:
    return CaseId(Course(random, CaseId(BEGELEIDERS[0].staff_id), BEGELEIDERS[0], date.min).new_id())


def _helped(course: Course, number: str) -> Iterator[Step]:
    """Up to and including the intake, a product and a goal."""
    yield from registration(course, number)
    course.later(2, 3)
    yield from intake(course)
    started = StartProduct(case_id=course.case_id, product="short_help", started_on=course.day)
    yield course.step(started, hour=16)
    goal, approach = words.GOALS[0]
    yield course.step(
        SetGoal(case_id=course.case_id, goal_id=course.new_id(), words=goal, approach=approach), hour=16
    )


def unsafe_answer(random: Random, begin: date, number: str) -> Iterator[Step]:
    """A PHQ-9 with its ninth item answered: a safety task waits for a human."""
    course = _begun(random, begin)
    yield from _helped(course, number)
    course.later(5, 5)
    yield course.step(
        RecordInstrument(
            case_id=course.case_id,
            result_id=course.new_id(),
            instrument="phq9",
            completed_on=course.day,
            answers=(2, 2, 1, 2, 1, 1, 1, 0, 1),
        ),
        hour=9,
    )


def positive_score(random: Random, begin: date, number: str) -> Iterator[Step]:
    """A TSQ of 7 that asks for a decision."""
    course = _begun(random, begin)
    yield from _helped(course, number)
    course.later(3, 3)
    yield course.step(
        RecordInstrument(
            case_id=course.case_id,
            result_id=course.new_id(),
            instrument="tsq",
            completed_on=course.day,
            answers=(1, 1, 1, 1, 0, 1, 1, 1, 0, 0),
            no_single_event=True,
        ),
        hour=9,
    )


def forgotten_referral(random: Random, begin: date, number: str) -> Iterator[Step]:
    """A referral that was decided and not sent: what got lost at the Loket (S-065)."""
    course = _begun(random, begin)
    yield from _helped(course, number)
    course.later(4, 4)
    yield course.step(
        RecordConsent(
            case_id=course.case_id,
            line_id=course.new_id(),
            recipient="external_therapist",
            purpose="referral",
            data_class="help_question",
            decision="granted",
            valid_from=course.day,
            given_by="signed_on_paper",
        ),
        hour=10,
    )
    yield course.step(
        DecideReferral(
            case_id=course.case_id,
            referral_id=course.new_id(),
            target="external_therapist",
            data_classes=("help_question",),
        ),
        hour=11,
    )


def five_talks(random: Random, begin: date, number: str) -> Iterator[Step]:
    """Five talks since the intake: the evaluation comes before the sixth. The intake was put right once."""
    course = _begun(random, begin)
    yield from _helped(course, number)
    course.later(1, 1)
    corrected = IntakeHeld(
        help_primary="sleep",
        help_others=("work_pressure",),
        expectation=words.EXPECTATIONS[2],
        no_single_event=True,
        weapon_access="no",
        place="client_home",
        procedure="6305/1",
    )
    yield course.step(
        CorrectFact(case_id=course.case_id, version=3, replacement=corrected, reason="learned_later"), hour=9
    )
    for _ in range(5):
        course.later(3, 4)
        yield course.step(
            HoldTalk(
                case_id=course.case_id,
                talk_id=course.new_id(),
                held_at=course.at(10),
                channel="face_to_face",
                place="client_home",
                minutes=60,
                note=random.choice(words.NOTES),
            ),
            hour=12,
        )


def unassigned(random: Random, begin: date, number: str) -> Iterator[Step]:
    """A registration for which nobody has been found yet."""
    course = _begun(random, begin)
    registered = RegisterCase(
        case_id=course.case_id,
        number=number,
        target_group="current_staff",
        unit="RTD",
        channel="phone",
        route="colleague",
    )
    yield course.step(registered, hour=9, actor=BEGELEIDERS[1].actor)


SCENES = (
    Scene(timedelta(days=12), unsafe_answer),
    Scene(timedelta(days=9), positive_score),
    Scene(timedelta(days=16), forgotten_referral),
    Scene(timedelta(days=32), five_talks),
    Scene(timedelta(days=5), unassigned),
    Scene(timedelta(days=1), unassigned),
    Scene(own_pages.BEGAN, own_pages.full_page),
    Scene(timedelta(days=20), own_pages.told_of),
)
