"""Every address as its own description allows it to be asked for, and worse: nothing breaks."""

from typing import Any

import pytest
import schemathesis
from fastapi.openapi.utils import get_openapi
from httpx import InvalidURL
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok

from bluevitaal_es.web.pages import ROUTERS
from tests.web.crowd import Crowd, app, crowd

__all__ = ["app", "crowd"]

pytestmark = pytest.mark.slow("asks for every address with made-up values")

WHO = ("", "begeleider", "auditor", "beheer")
EACH = settings(
    max_examples=4,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def description() -> dict[str, Any]:
    """Return what the pages ask for; the service itself hands out no such description."""
    routes = [route for router in ROUTERS for route in router.routes]
    return get_openapi(title="BlueVitaal", version="1", routes=routes)


def test_hands_out_no_description(crowd: Crowd) -> None:
    for path in ("/openapi.json", "/docs", "/redoc"):
        assert crowd.browsers["beheer"].get(path).status_code == 404


def test_breaks_on_nothing_that_can_be_asked(crowd: Crowd) -> None:
    broken: list[str] = []
    asked = 0
    for found in schemathesis.openapi.from_dict(description()).get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if operation.path == "/uitloggen":
            continue

        @EACH
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            nonlocal asked
            for name in WHO:
                body: dict[str, Any] = {"data": {"zqx": "x"}} if case.method.upper() == "POST" else {}
                try:
                    answer = crowd.browsers[name].request(
                        case.method, case.formatted_path, params=dict(case.query or {}), **body
                    )
                except (InvalidURL, UnicodeError):
                    continue
                asked += 1
                if answer.status_code >= 500 and case.path != "/health/ready":
                    broken.append(f"{case.method} {case.formatted_path} as {name}: {answer.status_code}")

        ask()
    assert broken == []
    assert asked > 400
