"""Browsers of tests: one in which nobody is logged in, and a session in one."""

from datetime import datetime

from fastapi import FastAPI
from starlette.testclient import TestClient

from bluevitaal_es.web.house import House
from bluevitaal_es.web.session import cookie_name
from bluevitaal_es.web.session_table import Sessions


def a_browser(app: FastAPI) -> TestClient:
    """Return a browser in which nobody is logged in; it does not follow redirects by itself."""
    return TestClient(app, headers={"Origin": "http://testserver"}, follow_redirects=False)


def let_in(
    browser: TestClient,
    house: House,
    username: str,
    *,
    proved_at: datetime | None = None,
    waits: bool = False,
) -> TestClient:
    """Log somebody in without the pages for it, and return their browser."""
    token = Sessions(house.database).open(username, proved_at=proved_at, waits=waits)
    browser.cookies.set(cookie_name(house.settings), token, domain="testserver.local", path="/")
    return browser
