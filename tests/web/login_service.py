"""A login service on a free port of this machine, and people who log in there."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx2
from oidc_provider_mock import run_server_in_thread
from starlette.testclient import TestClient

from bluevitaal_es.settings import LoginService
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.oidc_login import BACK, BEGIN

Claims = dict[str, object]
#: What the service says of the begeleider of the tests, unless a test says otherwise.
BEGELEIDER: Claims = {"preferred_username": "begeleider", "roles": ["begeleider", "koor"]}


@contextmanager
def a_login_service() -> Iterator[str]:
    """Run the service and give its issuer."""
    with run_server_in_thread(require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


def use(house: House, issuer: str, *, second_proofs: frozenset[str] = frozenset()) -> None:
    """Let a house that is no demonstration know the service."""
    service = LoginService(
        issuer=issuer, client_id="bluevitaal", client_secret="geheim", second_proofs=second_proofs
    )
    object.__setattr__(house.settings, "login_service", service)
    object.__setattr__(house.settings, "demo", False)


def knows(issuer: str, sub: str, claims: Claims) -> None:
    """Let the service know somebody."""
    httpx2.put(f"{issuer}/users/{sub}", json=claims).raise_for_status()


def departs(browser: TestClient, to: str = "") -> str:
    """Return where a browser is sent that asks for the login service."""
    answer = browser.get(BEGIN, params={"verder": to} if to else None)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def answers(address: str, sub: str) -> str:
    """Log in at the service as `sub`; return the query with which a browser is sent back."""
    answer = httpx2.post(address, data={"sub": sub})
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["location"])
    assert (back.netloc, back.path) == ("testserver", BACK)
    return back.query
