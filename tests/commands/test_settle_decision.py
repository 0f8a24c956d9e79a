from typing import Literal

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.settle_decision import SettleConsultOrRefer
from bluevitaal_es.events.case import ConsultOrReferSettled
from tests.lives import closed, decision_opened, decision_settled, registered
from tests.spec import BRAM, CASE, given, uid


def settle(choice: Literal["consult", "refer", "neither"] = "consult") -> SettleConsultOrRefer:
    return SettleConsultOrRefer(case_id=CASE, decision_id=uid("decision"), choice=choice, reason="Overlegd")


@pytest.mark.requirement("S-053")
@pytest.mark.parametrize("choice", ["consult", "refer", "neither"])
def test_takes_the_decision_with_its_reason(choice: Literal["consult", "refer", "neither"]) -> None:
    given(registered(), decision_opened()).when(settle(choice)).then(
        ConsultOrReferSettled(decision_id=uid("decision"), choice=choice, reason="Overlegd")
    )


def test_refuses_to_settle_what_is_not_open() -> None:
    given(registered()).when(settle()).then_refused(refusals.DecisionIsNotOpen)
    given(registered(), decision_opened(), decision_settled()).when(settle()).then_refused(
        refusals.DecisionIsNotOpen
    )


def test_refuses_a_closed_case() -> None:
    given(registered(), decision_opened(), closed()).when(settle()).then_refused(refusals.CaseIsClosed)


def test_refuses_another_begeleider() -> None:
    given(registered(), decision_opened()).by(BRAM).when(settle()).then_refused(refusals.NotAllowed)
