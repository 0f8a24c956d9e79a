"""Health and counts."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.cases import router as cases
from bluevitaal_es.web.pages.health import Measured, router
from tests.web.conftest import ACase

ROUTERS = (router, cases)


def test_lives_without_asking_the_database(house: House, nobody: TestClient) -> None:
    house.database.pool.close()

    assert nobody.get("/health/live").json() == {"status": "live"}


def test_is_ready_when_every_view_is_near_the_end_of_the_log(
    nobody: TestClient, a_case: Callable[..., ACase]
) -> None:
    a_case()

    answer = nobody.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    assert answer.json()["position"] > 0


def test_is_not_ready_far_behind_the_log(
    nobody: TestClient, house: House, a_case: Callable[..., ACase], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_case()
    monkeypatch.setattr("bluevitaal_es.web.pages.health.READY_WITHIN", 0)
    assert nobody.get("/health/ready").status_code == 200
    with house.database.pool.connection() as connection:
        connection.execute("UPDATE view_duties.position SET position = 1")

    answer = nobody.get("/health/ready")

    assert answer.status_code == 503
    assert list(answer.json()["projections"]) == ["duties"]


def test_is_not_ready_without_a_database(nobody: TestClient, house: House) -> None:
    house.database.pool.close()

    answer = nobody.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["status"] == "no database"


def test_counts_by_route_and_never_by_id(
    app: FastAPI, log_in: Callable[[str], TestClient], a_case: Callable[..., ACase]
) -> None:
    app.add_middleware(Measured)
    case = a_case()
    browser = log_in("begeleider")
    browser.get(f"/trajecten?nummer={case.number}")
    browser.get(f"/trajecten/{case.number}/weg")

    counted = browser.get("/metrics").text

    assert 'bluevitaal_requests_total{method="GET",route="/trajecten",status="200"}' in counted
    assert 'bluevitaal_projection_lag{projection="caseload"} 0.0' in counted
    assert case.number not in counted
    assert str(case.case_id) not in counted
