"""One life that goes through everything, the same every time."""

from collections.abc import Callable
from typing import Any

from bluevitaal_es.commands.add_note import AddNote
from bluevitaal_es.commands.assign_begeleider import AssignBegeleider
from bluevitaal_es.commands.base import Command
from bluevitaal_es.commands.bring_to_conference import PutOnAgenda
from bluevitaal_es.commands.correct_fact import CorrectFact
from bluevitaal_es.commands.decide_referral import DecideReferral
from bluevitaal_es.commands.grant_cover import GrantCover
from bluevitaal_es.commands.hold_intake import HoldIntake
from bluevitaal_es.commands.hold_talk import HoldTalk
from bluevitaal_es.commands.open_emergency import OpenEmergency
from bluevitaal_es.commands.plan_talk import PlanTalk
from bluevitaal_es.commands.record_instrument import RecordInstrument
from bluevitaal_es.commands.set_contact_wishes import SetContactWishes
from bluevitaal_es.commands.set_goal import SetGoal
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.events.case import NoteAdded
from bluevitaal_es.vocabulary import CaseId
from tests.acts import Act, Life, begun
from tests.spec import LEAD, day, moment, uid


def told(name: str = "case", number: str = "T-2026-0001") -> Life:
    """Return a life with talks, scores, a referral, two corrections, a conference and an emergency."""
    case_id = CaseId(uid(name))
    the: dict[str, Any] = {"case_id": case_id}

    def talk(n: int) -> HoldTalk:
        held_at = moment(f"2026-01-06 1{n}:00")
        return HoldTalk(talk_id=uid(f"{name} talk {n}"), held_at=held_at, channel="phone", **the)

    commands: list[Command[Any]] = [
        AssignBegeleider(begeleider_id=uid("anna"), **the),
        HoldIntake(held_on=day("2026-01-06"), help_primary="ptsd", **the),
        StartProduct(product="short_help", started_on=day("2026-01-06"), **the),
        SetGoal(goal_id=uid(f"{name} goal"), words="Weer slapen", approach="Elke dag naar buiten", **the),
        *[talk(n) for n in range(3)],
        PlanTalk(talk_id=uid(f"{name} next"), planned_for=moment("2026-02-10 10:00"), channel="phone", **the),
        RecordInstrument(
            result_id=uid(f"{name} result"),
            instrument="tsq",
            completed_on=day("2026-01-06"),
            total=8,
            **the,
        ),
        DecideReferral(
            referral_id=uid(f"{name} referral"), target="unit_company_doctor", identifying=False, **the
        ),
        AddNote(text="Belde af", **the),
        CorrectFact(version=6, replacement=None, reason="wrong_case", **the),
        CorrectFact(version=13, replacement=NoteAdded(text="Belde niet af"), reason="typing_error", **the),
        HoldIntake(held_on=day("2026-01-06"), help_primary="ptsd", **the),
        PlanTalk(talk_id=uid(f"{name} last"), planned_for=moment("2026-02-11 10:00"), channel="phone", **the),
        GrantCover(begeleider_id=uid("bram"), until=day("2026-01-30"), **the),
        PutOnAgenda(
            item_id=uid(f"{name} item"),
            forum="internal",
            told_as="theme",
            meeting_on=day("2026-02-12"),
            theme="sleep",
            question="Wat helpt?",
            agreed_on=day("2026-01-06"),
            agreed_how="in_talk",
            **the,
        ),
        SetContactWishes(wanted="email", email="reiger@voorbeeld.test", **the),
    ]
    life = begun(case_id, number)
    for command in commands:
        life = life.try_out(Act(type(command).__name__, 7, _answering(command)))
    emergency = OpenEmergency(
        emergency_id=uid(f"{name} emergency"), reason="acute_danger", explanation="Dreigt met geweld", **the
    )
    return life.try_out(Act("OpenEmergency", 7, _answering(emergency), LEAD))


def _answering(command: Command[Any]) -> Callable[[Life], Command[Any]]:
    return lambda _: command
