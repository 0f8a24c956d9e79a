"""Coming in and going out: both are recorded, and so is who was turned away, without the name they tried."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from psycopg.rows import dict_row
from starlette.testclient import TestClient

from bluevitaal_es.database import Database
from bluevitaal_es.web.accounts import Account
from bluevitaal_es.web.house import House
from bluevitaal_es.web.tries import NAME
from tests.web.conftest import PASSWORD, actor_of

ROUTERS: tuple[Any, ...] = ()


def recorded(database: Database) -> list[dict[str, Any]]:
    with database.pool.connection() as connection, connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute("SELECT * FROM reading.event ORDER BY position").fetchall()


def knock(browser: TestClient, name: str, password: str) -> int:
    answer = browser.post("/inloggen", data={"gebruikersnaam": name, "wachtwoord": password})
    return answer.status_code


def test_records_who_came_in_and_who_went_out(
    house: House, nobody: TestClient, person: Callable[[str], Account]
) -> None:
    person("begeleider")

    assert knock(nobody, "begeleider", PASSWORD) == 303
    assert nobody.post("/uitloggen").status_code == 303

    came, went = recorded(house.database)
    assert (came["event_code"], came["outcome"], came["purpose"]) == ("login", 0, "toegang")
    assert (went["event_code"], went["outcome"]) == ("logout", 0)
    assert came["actor_id"] == went["actor_id"] == actor_of("begeleider").id
    assert came["session_id"] == went["session_id"]


def test_going_out_twice_is_recorded_once(
    house: House, nobody: TestClient, person: Callable[[str], Account]
) -> None:
    person("begeleider")
    knock(nobody, "begeleider", PASSWORD)

    nobody.post("/uitloggen")
    nobody.post("/uitloggen")

    assert [row["event_code"] for row in recorded(house.database)] == ["login", "logout"]


def test_records_who_was_turned_away_without_the_name(
    house: House, nobody: TestClient, person: Callable[[str], Account]
) -> None:
    person("begeleider")

    assert knock(nobody, "begeleider", "verkeerd") == 422
    assert knock(nobody, "geheimewachtwoord", "verkeerd") == 422

    known, unknown = recorded(house.database)
    for row in (known, unknown):
        assert (row["event_code"], row["event_type"], row["outcome"]) == ("login", "login.wrong", 4)
        assert (row["actor_id"], row["actor_role"], row["case_id"]) == ("nobody", "nobody", None)
        assert len(row["query_hash"]) == 32
    assert known["query_hash"] != unknown["query_hash"]
    assert "geheim" not in repr([{**row, "query_hash": None, "hash": None} for row in (known, unknown)])


def test_records_that_a_name_is_locked(
    house: House, nobody: TestClient, person: Callable[[str], Account]
) -> None:
    person("begeleider")

    for _ in range(NAME.most):
        knock(nobody, "begeleider", "verkeerd")
    assert knock(nobody, "begeleider", PASSWORD) == 429

    last = recorded(house.database)[-1]
    assert (last["event_type"], last["outcome"]) == ("login.locked", 8)


@pytest.mark.parametrize("password", [PASSWORD, "verkeerd"])
def test_lets_nobody_in_whose_coming_cannot_be_recorded(
    app: FastAPI, house: House, person: Callable[[str], Account], password: str
) -> None:
    person("begeleider")
    browser = TestClient(
        app, headers={"Origin": "http://testserver"}, raise_server_exceptions=False, follow_redirects=False
    )
    with psycopg.connect(house.database.owner_dsn) as superuser:
        superuser.execute("REVOKE EXECUTE ON FUNCTION reading.append FROM bluevitaal_service")

    assert knock(browser, "begeleider", password) == 500
    assert not browser.cookies
