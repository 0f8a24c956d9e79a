"""A login service on a free port of this machine, and people who log in there."""

import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from urllib.parse import urlsplit

import flask
import httpx2
import oidc_provider_mock
from starlette.testclient import TestClient
from werkzeug.serving import make_server

from bluevitaal_es.settings import LoginService
from bluevitaal_es.web.house import House
from bluevitaal_es.web.pages.oidc_login import BACK, BEGIN

Claims = dict[str, object]
#: What the service says of the begeleider of the tests, unless a test says otherwise.
BEGELEIDER: Claims = {"preferred_username": "begeleider", "roles": ["begeleider", "koor"]}


@contextmanager
def a_login_service() -> Iterator[str]:
    """Run the service and give its issuer."""
    service = oidc_provider_mock.app(require_nonce=True)
    service.before_request(_Pkce().refused)
    server = make_server("localhost", 0, service, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


class _Pkce:
    """Refuses a code without the verifier of a challenge that was asked with; the service itself does not."""

    def __init__(self) -> None:
        self.challenges: set[str] = set()

    def refused(self) -> tuple[dict[str, str], int] | None:
        """Keep a challenge, or say that a verifier is wrong."""
        asked = flask.request
        if asked.path == "/oauth2/authorize" and asked.args.get("code_challenge_method") == "S256":
            self.challenges.add(asked.args["code_challenge"])
        if asked.path != "/oauth2/token":
            return None
        verifier = asked.form.get("code_verifier", "")
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        return None if challenge in self.challenges else ({"error": "invalid_grant"}, 400)


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
