from typing import Any

import pytest

from bluevitaal_es.catalogue import catalogue
from bluevitaal_es.commands import refusals
from bluevitaal_es.commands.start_product import StartProduct
from bluevitaal_es.events.case import ProductStarted
from tests.lives import closed, registered
from tests.spec import BRAM, CASE, Given, day, given, on


def start(key: str = "short_help", started_on: str = "2026-01-12", **fields: Any) -> StartProduct:
    return StartProduct(case_id=CASE, product=key, started_on=day(started_on), **fields)


def case() -> Given:
    return given(on("2026-01-05", registered())).at("2026-01-12")


@pytest.mark.requirement("S-004")
@pytest.mark.parametrize("key", [found.key for found in catalogue().products if not found.needs_reason])
def test_copies_the_limits_that_the_catalogue_has_that_day(key: str) -> None:
    limits = catalogue().products[key]

    case().when(start(key)).then(
        ProductStarted(
            product=key,
            product_version=limits.version,
            max_talks=limits.max_talks,
            evaluation_every=limits.evaluation_every,
            evaluation_weeks=limits.evaluation_weeks,
        )
    )


@pytest.mark.requirement("S-042")
def test_asks_an_evaluation_after_five_to_eight_talks_in_every_product() -> None:
    assert {found.evaluation_every for found in catalogue().products} <= set(range(5, 9))


@pytest.mark.requirement("S-048")
@pytest.mark.parametrize(
    "fields", [{}, {"reason": "Verhuizing"}, {"reason": "", "ends_on": day("2026-03-01")}]
)
def test_refuses_case_management_without_reason_and_end(fields: dict[str, Any]) -> None:
    case().when(start("case_management", **fields)).then_refused(refusals.ProductNeedsReasonAndEnd)


@pytest.mark.requirement("S-048")
def test_starts_case_management_with_reason_and_end() -> None:
    limits = catalogue().products["case_management"]
    told: dict[str, Any] = {"reason": "Verhuizing", "ends_on": day("2026-03-01")}

    case().when(start("case_management", **told)).then(
        ProductStarted(
            product="case_management",
            product_version=limits.version,
            max_talks=limits.max_talks,
            evaluation_every=limits.evaluation_every,
            evaluation_weeks=limits.evaluation_weeks,
            **told,
        )
    )


@pytest.mark.requirement("S-002")
@pytest.mark.parametrize("key", ["procesmatige hulpverlening", "crisis_intervention", ""])
def test_refuses_what_is_no_product_of_ours(key: str) -> None:
    case().when(start(key)).then_refused(refusals.ProductIsNotOffered, product=key)


def test_refuses_to_start_before_registration() -> None:
    case().when(start(started_on="2026-01-04")).then_refused(refusals.BeforeRegistration)


def test_refuses_to_start_in_the_future() -> None:
    case().when(start(started_on="2026-01-13")).then_refused(refusals.LiesInTheFuture)


def test_refuses_a_closed_case() -> None:
    given(registered(), closed()).when(start()).then_refused(refusals.CaseIsClosed)


def test_refuses_another_begeleider() -> None:
    case().by(BRAM).when(start()).then_refused(refusals.NotAllowed)
