"""Two clients of the demonstration with pages of their own: one sees much there, of one much was told."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Literal
from uuid import UUID, uuid4, uuid5

from bluevitaal_es import clock
from bluevitaal_es.access import Act, Actor
from bluevitaal_es.app import Parts
from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands.answer_enquiry import AnswerEnquiry
from bluevitaal_es.commands.ask_us import AnswerClient, AskUs
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.break_confidentiality import ConfirmBreach, ProposeBreach
from bluevitaal_es.commands.decide_referral import AnswerReferral, DecideReferral, SendReferral
from bluevitaal_es.commands.hold_evaluation import HoldEvaluation
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.invite_home_front import InviteHomeFront, JoinAtHome
from bluevitaal_es.commands.open_emergency import OpenEmergency, ReviewEmergency
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.rate_talk import FollowUpTalkRating, PrepareEvaluation, RateTalk
from bluevitaal_es.commands.record_consent import RecordConsent, WithdrawConsent
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.record_work_status import RecordWorkStatus
from bluevitaal_es.commands.register_case import RegisterCase
from bluevitaal_es.commands.send_message import SendMessage
from bluevitaal_es.commands.set_goal import RateGoal, SetGoal
from bluevitaal_es.commands.share_information import ShareInformation
from bluevitaal_es.commands.sign_statement import SignStatement
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.demo.course import Course, Step
from bluevitaal_es.demo.people import AT_HOME, BEGELEIDERS, CLIENTS, LEAD, PASSWORD, STAFF, Client
from bluevitaal_es.looking import Look
from bluevitaal_es.projections.case_file.dossier import Dossier
from bluevitaal_es.projections.case_file.view import CaseFileView
from bluevitaal_es.rules.statement import digest, standing, statement_text
from bluevitaal_es.vocabulary import Role
from bluevitaal_es.web.accounts import Account, Accounts, actor_by_code

SEES, WAS_TOLD_OF = CLIENTS
NOOR, SEM = BEGELEIDERS[0], BEGELEIDERS[1]
#: How long ago the first of the two began.
BEGAN = timedelta(days=56)


def full_page(random: Random, begin: date, number: str) -> Iterator[Step]:
    """Eight weeks with goals, talks, scores, consent both ways, messages and somebody who looks along."""
    course = Course(random, SEES.case_id, NOOR, begin)
    case_id, client = SEES.case_id, SEES.actor
    yield from _begun(course, number, "sleep")
    sleep, work, talks = course.new_id(), course.new_id(), [course.new_id() for _ in range(5)]
    doctor, therapist = course.new_id(), course.new_id()
    yield _consent(course, course.new_id(), "general_practitioner", "consultation", "help_question")
    yield _consent(course, doctor, "company_doctor", "consultation", "functional_limits")
    yield _consent(course, course.new_id(), "manager", "work_agreement", "functional_limits", "refused")
    yield course.step(
        SetGoal(
            case_id=case_id,
            goal_id=sleep,
            words="Ik wil weer een hele nacht kunnen slapen.",
            approach="Om elf uur naar bed, telefoon beneden.",
        ),
        hour=15,
    )
    yield from _how_it_is(course, sleep, rating=2, answer=1, work="not_working")
    yield from _talk(course, talks[0])
    yield _said(course, "Kan het volgende gesprek wat later op de dag?", client)
    yield _said(course, "Dat kan. Ik ben er om vier uur. Tot dan.")
    yield _rated(course, talks[0], "yes")
    yield from _talk(course, talks[1])
    yield _rated(course, talks[1], "no", "De deur stond open. Ik durfde niet alles te zeggen.")
    yield course.step(
        FollowUpTalkRating(
            case_id=case_id, talk_id=talks[1], done="Gebeld. Wij praten voortaan met de deur dicht."
        ),
        hour=17,
    )
    yield course.step(
        ShareInformation(
            case_id=case_id,
            recipient="general_practitioner",
            purpose="consultation",
            data_classes=("help_question",),
            summary="Gevraagd of er een reden is om niet te slapen die wij niet zien.",
            shared_on=course.day,
        ),
        hour=18,
    )
    yield course.step(
        SetGoal(case_id=case_id, goal_id=work, words="Twee ochtenden werken zonder buikpijn."),
        hour=19,
        actor=client,
    )
    yield from _how_it_is(course, sleep, rating=5, answer=2, work="partly_working", percent=25)
    yield course.step(
        PrepareEvaluation(case_id=case_id, better="Ik word minder vaak wakker.", wish="Meer over het werk."),
        hour=20,
        actor=client,
    )
    course.later(2, 2)
    yield course.step(
        HoldEvaluation(
            case_id=case_id,
            held_on=course.day,
            colleague=SEM.name,
            dependency="no",
            conclusion="Het slapen gaat beter. Wij gaan door, met meer aandacht voor het werk.",
            decision="continue",
        ),
        hour=10,
    )
    yield course.step(WithdrawConsent(case_id=case_id, line_id=doctor), hour=11, actor=client)
    yield from _talk(course, talks[2])
    yield _rated(course, talks[2], "yes")
    yield from _referred(course, therapist)
    asked = course.new_id()
    text = "Er staat dat ik niet werk. Ik werk twee ochtenden."
    yield course.step(
        AskUs(case_id=case_id, request_id=asked, kind="correction", text=text), hour=12, actor=client
    )
    yield course.step(
        AnswerClient(
            case_id=case_id, request_id=asked, outcome="done", answer="U hebt gelijk. Het staat er nu."
        ),
        hour=15,
    )
    yield from _how_it_is(course, sleep, rating=7, answer=3, work="partly_working", percent=50)
    yield from _talk(course, talks[3])
    yield course.step(
        InviteHomeFront(
            case_id=case_id,
            invitation_id=course.new_id(),
            called="Mijn partner",
            parts=("next_talk", "goals"),
            until=begin + BEGAN + timedelta(days=60),
        ),
        hour=18,
        actor=client,
    )
    next_talk = Course(random, case_id, NOOR, begin + BEGAN)
    next_talk.later(5, 5)
    yield course.step(
        PlanTalk(
            case_id=case_id,
            talk_id=talks[4],
            planned_for=next_talk.at(14),
            channel="face_to_face",
            place="client_home",
        ),
        hour=19,
    )
    yield _said(course, "Mijn partner wil een keer mee. Mag dat?", client)


def told_of(random: Random, begin: date, number: str) -> Iterator[Step]:
    """Danger: a colleague read what there was, a team lead judged that, and emergency services were told."""
    course = Course(random, WAS_TOLD_OF.case_id, NOOR, begin)
    case_id, emergency_id, breach_id = WAS_TOLD_OF.case_id, course.new_id(), course.new_id()
    yield from _begun(course, number, "work_pressure")
    yield from _talk(course, course.new_id())
    course.later(4, 4)
    yield course.step(
        OpenEmergency(
            case_id=case_id,
            emergency_id=emergency_id,
            reason="acute_danger",
            explanation="De cliënt belde in paniek en de begeleider was niet te bereiken.",
        ),
        hour=10,
        actor=SEM.actor,
    )
    yield course.step(
        ReviewEmergency(case_id=case_id, emergency_id=emergency_id, verdict="justified"),
        hour=15,
        actor=LEAD.actor,
    )
    yield course.step(
        ProposeBreach(
            case_id=case_id,
            breach_id=breach_id,
            ground="life_in_danger",
            reason="De cliënt neemt niet meer op en zei niet verder te willen.",
            recipient="emergency_services",
            data_classes=("safety",),
            told="Dat er gevaar is, en op welk adres.",
            client_informed=True,
        ),
        hour=16,
    )
    confirmed = ConfirmBreach(case_id=case_id, breach_id=breach_id)
    yield course.step(confirmed, hour=16, actor=LEAD.actor)
    enquiry = AnswerEnquiry(
        enquiry_id=course.new_id(),
        enquirer="Een leidinggevende",
        organisation="Een team in de regio",
        channel="phone",
        about="Een medewerker die er vandaag niet is",
        question="Is deze persoon bij jullie bekend?",
    )
    yield course.step(enquiry, hour=17, actor=SEM.actor)
    yield _said(course, "Gaat het vandaag? Ik bel u om tien uur.")


def let_in(parts: Parts) -> None:
    """Give both an account, and somebody at home of the first; let an auditor and a colleague look."""
    for client in CLIENTS:
        account = Account(client.username, client.name, Role.CLIENT, case_id=client.case_id)
        Accounts(parts.database).add(account, PASSWORD)
    dossier = CaseFileView(parts.database).own(SEES.actor)
    if dossier is None:
        return
    today = clock.today()
    text = statement_text(standing(dossier.consent_lines, today), catalogue().consent.text_on(today).version)
    signed = SignStatement(
        case_id=SEES.case_id,
        statement_id=uuid5(SEES.case_id, "statement"),
        text_sha256=digest(text),
        signed="on_screen",
        signer=SEES.name,
    )
    parts.desk.handle(signed, SEES.actor)
    _let_in_at_home(parts, dossier)
    auditor = next(person for person in STAFF if person.role is Role.AUDITOR)
    for client in CLIENTS:
        parts.reading.record(_look(auditor.actor, Act.AUDIT_CASE, client))
        parts.reading.record(_look(NOOR.actor, Act.OPEN_DOSSIER, client))


def _let_in_at_home(parts: Parts, dossier: Dossier) -> None:
    """Give whoever the first client invited an account, as if they used their code."""
    for invited in dossier.own.home_front[-1:]:
        account = Account(
            AT_HOME, "Account", Role.HOME_FRONT, case_id=SEES.case_id, at_home=invited.invitation_id
        )
        code_id = uuid5(invited.invitation_id, "code")
        parts.desk.handle(JoinAtHome(case_id=SEES.case_id, code_id=code_id), actor_by_code(account))
        Accounts(parts.database).add(account, PASSWORD)


def _look(actor: Actor, act: Act, client: Client) -> Look:
    guides = act is Act.OPEN_DOSSIER
    return Look(
        actor=actor,
        code="read",
        action="R",
        outcome=0,
        object_type="dossier" if guides else "controle",
        object_ref="/trajecten/{number}" if guides else "/audit/{number}",
        rule=act,
        correlation_id=uuid4(),
        relation="guides" if guides else "none",
        case_id=client.case_id,
        second_factor=True,
    )


def _begun(course: Course, number: str, question: str) -> Iterator[Step]:
    course.later(0, 0)
    yield course.step(
        RegisterCase(
            case_id=course.case_id,
            number=number,
            target_group="current_staff",
            anonymous_to_employer=True,
            unit="RTD",
            channel="phone",
            route="colleague",
        ),
        hour=9,
    )
    yield course.step(AssignBegeleider(case_id=course.case_id, begeleider_id=course.person.staff_id), hour=10)
    course.later(3, 3)
    intake = HoldIntake(case_id=course.case_id, held_on=course.day, help_primary=question, weapon_access="no")
    yield course.step(intake, hour=12)
    product = StartProduct(case_id=course.case_id, product="short_help", started_on=course.day)
    yield course.step(product, hour=13)


def _talk(course: Course, talk_id: UUID) -> Iterator[Step]:
    course.later(9, 9)
    yield course.step(
        HoldTalk(
            case_id=course.case_id,
            talk_id=talk_id,
            held_at=course.at(14),
            channel="face_to_face",
            place="client_home",
            minutes=60,
        ),
        hour=16,
    )


def _rated(course: Course, talk_id: UUID, answer: Literal["yes", "no"], note: str | None = None) -> Step:
    rated = RateTalk(
        case_id=course.case_id,
        talk_id=talk_id,
        heard="yes",
        helped="some",
        confidential=answer,
        note=note,
    )
    return course.step(rated, hour=16, actor=SEES.actor)


def _said(course: Course, text: str, actor: Actor | None = None) -> Step:
    said = SendMessage(case_id=course.case_id, message_id=course.new_id(), text=text)
    return course.step(said, hour=17, actor=actor)


def _consent(
    course: Course,
    line_id: UUID,
    recipient: str,
    purpose: str,
    data_class: str,
    decision: Literal["granted", "refused"] = "granted",
) -> Step:
    line = RecordConsent(
        case_id=course.case_id,
        line_id=line_id,
        recipient=recipient,
        purpose=purpose,
        data_class=data_class,
        decision=decision,
        valid_from=course.day,
        given_by="signed_on_paper",
    )
    return course.step(line, hour=14)


def _how_it_is(
    course: Course, goal_id: UUID, *, rating: int, answer: int, work: str, percent: int | None = None
) -> Iterator[Step]:
    """Both say how far the goal is, a questionnaire is filled in, and work is talked about."""
    case_id = course.case_id
    yield course.step(
        RateGoal(case_id=case_id, goal_id=goal_id, rater="client", rating=rating), actor=SEES.actor, hour=16
    )
    yield course.step(
        RateGoal(case_id=case_id, goal_id=goal_id, rater="begeleider", rating=rating + 1), hour=16
    )
    yield course.step(
        RecordInstrument(
            case_id=case_id,
            result_id=course.new_id(),
            instrument="who5",
            completed_on=course.day,
            answers=(answer, answer, answer + 1, answer, answer),
        ),
        hour=16,
    )
    moment = "start" if percent is None else "during"
    status = RecordWorkStatus(
        case_id=case_id, status=work, moment=moment, percent=percent, recorded_on=course.day
    )
    yield course.step(status, hour=16)


def _referred(course: Course, line_id: UUID) -> Iterator[Step]:
    referral_id, target = course.new_id(), "external_therapist"
    yield _consent(course, line_id, target, "referral", "help_question")
    yield course.step(
        DecideReferral(
            case_id=course.case_id,
            referral_id=referral_id,
            target=target,
            data_classes=("help_question",),
            reason="Voor hulp bij het slapen die wij zelf niet geven.",
        ),
        hour=17,
    )
    course.later(1, 1)
    yield course.step(SendReferral(case_id=course.case_id, referral_id=referral_id), hour=9)
    course.later(5, 5)
    answer = AnswerReferral(case_id=course.case_id, referral_id=referral_id, answer="accepted")
    yield course.step(answer, hour=10)
