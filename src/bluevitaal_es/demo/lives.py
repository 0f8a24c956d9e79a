"""One fictitious life of a case, as commands with their moments; the rules decide as ever."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.clock import day_of
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.record_consent import RecordConsent
from bluevitaal_es.commands.record_work_status import RecordWorkStatus
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.demo import words
from bluevitaal_es.demo.course import Course, Step
from bluevitaal_es.demo.people import Person
from bluevitaal_es.demo.turns import ending, evaluation, referral, screening, talk
from bluevitaal_es.vocabulary import CaseId


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
            yield from screening(course)
        if turn == 2 and course.random.random() < 0.4:
            yield from referral(course, today)
        due = course.talks_since >= product.evaluation_every
        weeks = timedelta(weeks=product.evaluation_weeks) - timedelta(days=16)
        assert course.evaluated is not None
        if due or course.day - course.evaluated > weeks:
            if today - course.day < timedelta(days=35) and course.random.random() < 0.4:
                return
            yield from evaluation(course)
    yield from ending(course, goal_id)


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


def product_for(course: Course) -> str:
    """Return the key of a product that fits many questions."""
    return course.random.choice(["short_help", "short_help", "long_term_support", "aftercare"])
