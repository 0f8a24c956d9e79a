"""What is sent to a page, before any page reads it: its length, and the character set it says to be in."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from bluevitaal_es.web.security import protect


async def _echo(request: Request) -> Response:
    return JSONResponse(dict(await request.form()))


@pytest.fixture
def browser() -> TestClient:
    app = Starlette(routes=[Route("/", _echo, methods=["POST"])])
    protect(app)
    return TestClient(app, headers={"Origin": "http://testserver"})


@pytest.mark.parametrize(
    "charset",
    ["unicode_escape", "undefined", "idna", "utf-7", '"utf-16"', "latin-1", "", "utf-8x", "u" * 500, "é"],
)
def test_lets_nobody_choose_how_the_bytes_of_a_form_are_read(browser: TestClient, charset: str) -> None:
    for said in (f"; charset={charset}", f";ChArSeT={charset}", f"; charset=utf-8; charset={charset}"):
        kind = f"multipart/form-data; boundary=x{said}".encode("latin-1")
        parts = '--x\r\nContent-Disposition: form-data; name="tekst"\r\n\r\n+2AA- \\ud800\r\n--x--'

        assert browser.post("/", content=parts, headers={b"Content-Type": kind}).status_code == 415, said


@pytest.mark.parametrize("said", ["", "; charset=UTF-8", ";charset=utf8", '; charset="utf-8"'])
def test_reads_a_form_as_utf_8(browser: TestClient, said: str) -> None:
    parts = '--x\r\nContent-Disposition: form-data; name="tekst"\r\n\r\n+2AA- \\ud800 é\r\n--x--'

    answer = browser.post(
        "/", content=parts.encode(), headers={"Content-Type": f"multipart/form-data; boundary=x{said}"}
    )

    assert answer.json() == {"tekst": "+2AA- \\ud800 é"}


@pytest.mark.parametrize("length", ["²", "-1", "9" * 5000, "1e3", "1_0", "x"])
def test_takes_nothing_of_a_length_that_is_no_number(browser: TestClient, length: str) -> None:
    answer = browser.post("/", content=b"x=1", headers={b"Content-Length": length.encode("latin-1")})

    assert answer.status_code == 413
