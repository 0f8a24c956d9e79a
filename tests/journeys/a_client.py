"""A client with a life of some weeks: what journeys through the own pages begin with."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from bluevitaal_es import clock
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.base import CaseCommand
from bluevitaal_es.commands.decide_referral import DecideReferral
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.record_consent import RecordConsent
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.record_work_status import RecordWorkStatus
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.set_goal import RateGoal, SetGoal
from bluevitaal_es.commands.share_information import ShareInformation
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.demo.people import BEGELEIDERS
from bluevitaal_es.vocabulary import CaseId
from tests.journeys.service import Service

GOAL = "Weer een hele nacht slapen"


@dataclass(frozen=True)
class AClient:
    """Somebody with a case."""

    case_id: CaseId
    number: str


def live(service: Service) -> AClient:
    """Let a case live for five weeks with Noor van Dam; a referral waits to be sent."""
    parts, case_id, goal_id, now = service.parts, CaseId(uuid4()), uuid4(), clock.now()
    today = clock.today()
    begin = today - timedelta(weeks=5)
    number = parts.desk.next_case_number(begin.year)
    orders: list[CaseCommand] = [
        RegisterCase(case_id=case_id, number=number, target_group="current_staff", registered_on=begin),
        AssignBegeleider(case_id=case_id, begeleider_id=BEGELEIDERS[0].staff_id, on=begin),
        HoldIntake(case_id=case_id, held_on=begin, help_primary="sleep"),
        StartProduct(case_id=case_id, product="short_help", started_on=begin),
        SetGoal(case_id=case_id, goal_id=goal_id, words=GOAL, approach="Om elf uur naar bed"),
        _consent(case_id, "general_practitioner", "help_question"),
        _consent(case_id, "company_doctor", "functional_limits"),
        _consent(case_id, "external_therapist", "help_question", "referral"),
        RateGoal(case_id=case_id, goal_id=goal_id, rater="client", rating=3),
        _who5(case_id, 1),
        _work(case_id, "not_working", "start", None),
        ShareInformation(
            case_id=case_id,
            recipient="general_practitioner",
            purpose="consultation",
            data_classes=("help_question",),
            summary="Gevraagd om mee te denken over slapen.",
            shared_on=today - timedelta(weeks=4),
        ),
        RateGoal(case_id=case_id, goal_id=goal_id, rater="client", rating=5),
        RateGoal(case_id=case_id, goal_id=goal_id, rater="begeleider", rating=6),
        _who5(case_id, 2),
        _work(case_id, "partly_working", "during", 50),
        HoldTalk(
            case_id=case_id,
            talk_id=uuid4(),
            held_at=now - timedelta(days=1, hours=1),
            channel="face_to_face",
            place="client_home",
            minutes=60,
        ),
        DecideReferral(
            case_id=case_id,
            referral_id=uuid4(),
            target="external_therapist",
            data_classes=("help_question",),
        ),
        PlanTalk(case_id=case_id, talk_id=uuid4(), planned_for=now + timedelta(days=6), channel="phone"),
    ]
    for order in orders:
        outcome = parts.desk.handle(order, BEGELEIDERS[0].actor)
    assert parts.projector.wait_for(outcome.position)
    return AClient(case_id, number)


def _consent(
    case_id: CaseId, recipient: str, data_class: str, purpose: str = "consultation"
) -> RecordConsent:
    return RecordConsent(
        case_id=case_id,
        line_id=uuid4(),
        recipient=recipient,
        purpose=purpose,
        data_class=data_class,
        decision="granted",
        valid_from=clock.today() - timedelta(weeks=5),
        given_by="signed_on_paper",
    )


def _who5(case_id: CaseId, answer: int) -> RecordInstrument:
    return RecordInstrument(
        case_id=case_id,
        result_id=uuid4(),
        instrument="who5",
        completed_on=clock.day_of(clock.now()) - timedelta(weeks=5 if answer == 1 else 2),
        answers=(answer, answer, answer, answer, answer + 2),
    )


def _work(case_id: CaseId, status: str, moment: str, percent: int | None) -> RecordWorkStatus:
    on = clock.today() - timedelta(weeks=5 if moment == "start" else 1)
    return RecordWorkStatus(case_id=case_id, status=status, moment=moment, percent=percent, recorded_on=on)
