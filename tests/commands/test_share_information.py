from typing import Any

import pytest

from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.share_information import ShareInformation
from bluevitaal_es.events.case import InformationShared
from tests.lives import closed, consent, registered, withdrawn
from tests.spec import BRAM, CASE, day, given, on, uid


def share(shared_on: str = "2026-01-12", **fields: Any) -> ShareInformation:
    defaults = {
        "case_id": CASE,
        "recipient": "manager",
        "purpose": "work_agreement",
        "data_classes": ("functional_limits",),
        "summary": "Geen nachtdiensten tot maart",
        "shared_on": day(shared_on),
    }
    return ShareInformation(**{**defaults, **fields})


def limits(**fields: Any) -> Any:
    return consent("manager", "work_agreement", "functional_limits", **fields)


@pytest.mark.requirement("S-027")
def test_shares_and_names_the_lines_that_allow_it() -> None:
    given(registered(), limits()).at("2026-01-12").when(share()).then(
        InformationShared(
            recipient="manager",
            purpose="work_agreement",
            data_classes=("functional_limits",),
            summary="Geen nachtdiensten tot maart",
            consent_line_ids=(uid("line"),),
        )
    )


@pytest.mark.requirement("S-027")
@pytest.mark.parametrize(
    "lines",
    [
        [],
        [consent("hr", "work_agreement", "functional_limits")],
        [limits(decision="refused")],
        [limits(until="2026-01-11")],
        [limits(), withdrawn()],
        [limits(), limits(line="newer", decision="refused")],
    ],
    ids=["none", "other recipient", "refused", "over", "withdrawn", "replaced"],
)
def test_refuses_without_a_matching_consent_in_force(lines: list[Any]) -> None:
    given(registered(), *lines).at("2026-01-12").when(share()).then_refused(
        refusals.ConsentIsMissing,
        recipient="manager",
        purpose="work_agreement",
        data_classes=("functional_limits",),
    )


@pytest.mark.requirement("S-026")
def test_lets_nobody_share_on_the_day_on_which_consent_was_taken_back() -> None:
    case = given(registered(), limits(), on("2026-01-10 16:00", withdrawn()))

    assert len(case.when(share("2026-01-09")).events) == 1
    case.when(share("2026-01-10")).then_refused(refusals.ConsentIsMissing)


def test_refuses_to_share_nothing() -> None:
    given(registered(), limits()).when(share(data_classes=())).then_refused(refusals.NothingToShare)


@pytest.mark.parametrize(
    ("field", "value"),
    [("recipient", "neighbour"), ("purpose", "gossip"), ("data_classes", ("everything",))],
)
def test_refuses_a_code_that_is_not_in_the_catalogue(field: str, value: Any) -> None:
    given(registered(), limits()).when(share(**{field: value})).then_refused(
        refusals.CodeIsNotKnown, field=field
    )


def test_refuses_a_day_before_registration_or_in_the_future() -> None:
    case = given(registered(), limits(since="2025-01-01")).at("2026-01-12")

    case.when(share("2026-01-04")).then_refused(refusals.BeforeRegistration)
    case.when(share("2026-01-13")).then_refused(refusals.LiesInTheFuture)


def test_refuses_a_closed_case_and_another_begeleider() -> None:
    given(registered(), limits(), closed()).when(share()).then_refused(refusals.CaseIsClosed)
    given(registered(), limits()).by(BRAM).when(share()).then_refused(refusals.NotAllowed)
