from typing import Any

import pytest

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.settle_safety_task import OpenSafetyTask, SettleSafetyTask
from bluevitaal_es.events.case import SafetyTaskSettled
from bluevitaal_es.events.confidentiality import BreachConfirmed, BreachProposed
from tests.lives import closed, consent, registered, safety_opened, safety_settled, withdrawn
from tests.spec import BRAM, CASE, given, moment, on, uid

OPEN = OpenSafetyTask(case_id=CASE, task_id=uid("task"), note="Klonk somber")


def settle(**fields: Any) -> SettleSafetyTask:
    defaults = {
        "case_id": CASE,
        "task_id": uid("task"),
        "outcome": "talked_no_acute_danger",
        "conversation": "Gesproken",
        "means_asked": True,
        "agreements": "Belt morgen",
    }
    return SettleSafetyTask(**{**defaults, **fields})


def test_opens_a_task_that_is_due_within_the_hour() -> None:
    given(registered()).at("2026-01-12 23:30").when(OPEN).then(safety_opened(due="2026-01-13 00:30"))


def test_is_silent_when_the_task_is_open_already() -> None:
    given(registered(), safety_opened()).when(OPEN).then_nothing()


def test_refuses_to_open_a_task_in_a_closed_case() -> None:
    given(registered(), closed()).when(OPEN).then_refused(refusals.CaseIsClosed)


def test_refuses_another_begeleider() -> None:
    given(registered()).by(BRAM).when(OPEN).then_refused(refusals.NotAllowed)
    given(registered(), safety_opened()).by(BRAM).when(settle()).then_refused(refusals.NotAllowed)


def test_records_the_conversation_and_what_was_agreed() -> None:
    given(registered(), safety_opened()).when(settle()).then(safety_settled())


def test_keeps_no_risk_class() -> None:
    assert not {"risk", "risk_class", "level", "score"} & set(SafetyTaskSettled.model_fields)


@pytest.mark.parametrize(
    "outcome", [found.key for found in catalogue().safety_outcomes if found.others_informed]
)
def test_refuses_to_have_told_others_without_saying_whom_and_on_which_ground(outcome: str) -> None:
    case = given(registered(), safety_opened())
    told: dict[str, Any] = {"outcome": outcome, "informed": "Huisarts", "ground": "consent"}

    case.when(settle(outcome=outcome)).then_refused(refusals.InformingNeedsAGround)
    case.when(settle(outcome=outcome, informed="Huisarts")).then_refused(refusals.InformingNeedsAGround)
    case.when(settle(outcome=outcome, ground="consent")).then_refused(refusals.InformingNeedsAGround)
    case.when(settle(**told)).then_refused(refusals.ConsentIsMissing)
    case.when(settle(informed="Huisarts", ground="consent")).then_refused(refusals.OutcomeTellsNobody)


@pytest.mark.parametrize("data_class", ["safety", "full_dossier"])
def test_has_told_somebody_under_consent(data_class: str) -> None:
    told: dict[str, Any] = {"outcome": "general_practitioner", "informed": "Huisarts", "ground": "consent"}
    line = consent(purpose="consultation", data_class=data_class)

    given(registered(), line, safety_opened()).when(settle(**told)).then(safety_settled(**told))
    given(registered(), line, withdrawn(), safety_opened()).when(settle(**told)).then_refused(
        refusals.ConsentIsMissing
    )


@pytest.mark.requirement("S-031")
def test_has_told_somebody_out_of_need_only_after_a_second_person_agreed() -> None:
    told: dict[str, Any] = {
        "outcome": "emergency_number",
        "informed": "Meldkamer",
        "ground": "conflict_of_duties",
    }
    breach = BreachProposed(
        breach_id=uid("breach"),
        ground="life_in_danger",
        reason="Gevaar",
        recipient="emergency_services",
        data_classes=("safety",),
        told="Adres",
        client_informed=True,
        due_at=moment("2026-01-05 10:00"),
    )
    elsewhere = breach.model_copy(update={"recipient": "partner"})
    agreed = BreachConfirmed(breach_id=uid("breach"))

    given(registered(), safety_opened(), breach, agreed).when(settle(**told)).then(safety_settled(**told))
    for without in ([], [breach], [elsewhere, agreed]):
        given(registered(), safety_opened(), *without).when(settle(**told)).then_refused(
            refusals.BreachIsNotConfirmed
        )
    before = [on("2026-01-05", breach), on("2026-01-05", agreed), on("2026-01-06", safety_opened())]
    given(registered(), *before).when(settle(**told)).then_refused(refusals.BreachIsNotConfirmed)


@pytest.mark.parametrize(("field", "value"), [("outcome", "fine"), ("ground", "curiosity")])
def test_refuses_a_code_that_is_not_in_the_catalogue(field: str, value: str) -> None:
    given(registered(), safety_opened()).when(settle(**{field: value})).then_refused(
        refusals.CodeIsNotKnown, field=field, value=value
    )


def test_refuses_to_settle_what_is_not_open() -> None:
    given(registered()).when(settle()).then_refused(refusals.SafetyTaskIsNotOpen)
    given(registered(), safety_opened(), safety_settled()).when(settle()).then_refused(
        refusals.SafetyTaskIsNotOpen
    )
