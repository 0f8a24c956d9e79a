"""Who checks the log without us finds all they need on one page, and the program they get from it says so."""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bluevitaal_es.database import Database
from bluevitaal_es.store.checkpoint import Checkpoint, key_to_sign_with, make_checkpoint
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.own_check import router
from tests.attacker import make_right_from, tamper
from tests.web.conftest import ACase
from tools import verify_log

ROUTERS = (router,)
PAGE = "/audit/zelf-controleren"
PROGRAM, KEY = f"{PAGE}/verify_log.py", f"{PAGE}/sleutel.pem"
FIRST, GROWTH = "/audit/controlepunt/1", "/audit/controlepunt/1/aansluiting"

LogIn = Callable[[str], TestClient]


def sign(house: House, day: int) -> Checkpoint:
    key = key_to_sign_with(house.settings, house.database)
    return make_checkpoint(house.database, key, datetime(2026, 3, day, 1, 0, tzinfo=UTC))


def test_hands_out_all_that_is_needed_to_check_it_elsewhere(
    a_case: Callable[..., ACase], house: House, database: Database, log_in: LogIn, tmp_path: Path
) -> None:
    ombuds = log_in("ombuds")
    assert "Er is nog geen controlepunt." in ombuds.get(PAGE).text
    assert [ombuds.get(address).status_code for address in (FIRST, GROWTH, KEY)] == [404, 404, 404]
    a_case()
    first = sign(house, 2)
    a_case()
    sign(house, 5)

    page = ombuds.get(PAGE).text
    for link in re.findall(r'href="(/audit/[^"]+)"', page):
        answer = ombuds.get(link)
        assert answer.status_code == 200, link
        name = answer.headers["content-disposition"].split('"')[1]
        (tmp_path / name).write_bytes(answer.content)
    (command,) = re.findall(r"<code>(<span.+python3.+)</code>", page)
    _, *words = re.sub("<[^>]+>", "", command).split()
    told = subprocess.run(
        [sys.executable, "-I", "-S", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert first.key_id in page
    assert (tmp_path / "verify_log.py").read_bytes() == Path(verify_log.__file__).read_bytes()
    assert (tmp_path / "controlepunt-2026-03-02.txt").read_text() == first.text
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"de eerste {first.position} gebeurtenissen" in told.stdout
    assert "De handtekening klopt." in told.stdout
    with database.owner() as owner:
        looks = owner.execute(
            "SELECT DISTINCT object_ref, event_code FROM reading.event"
            " WHERE object_ref LIKE '/audit/%%' AND outcome = 0 ORDER BY 1"
        ).fetchall()
    assert looks == [
        ("/audit/controlepunt/{which}", "export"),
        ("/audit/controlepunt/{which}/aansluiting", "export"),
        (PAGE, "read"),
        (KEY, "export"),
        (PROGRAM, "export"),
    ]

    tamper(database.owner_dsn, "UPDATE log.event SET actor_id = 'iemand' WHERE position = 2")
    make_right_from(database.owner_dsn, 1)
    refused = ombuds.get(GROWTH)
    assert refused.status_code == 409
    assert "past niet bij het controlepunt van 2026-03-02 01:00:00 UTC" in refused.text


@pytest.mark.parametrize("username", ["begeleider", "management"])
def test_is_not_there_for_others(house: House, log_in: LogIn, username: str) -> None:
    sign(house, 2)
    browser = log_in(username)

    for address in (PAGE, PROGRAM, KEY, FIRST, GROWTH):
        assert browser.get(address).status_code == 404, address
