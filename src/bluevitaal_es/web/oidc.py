"""Staff who log in by the login service of their organisation (OpenID Connect): the way there and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import compare_digest, token_urlsafe
from typing import Any, Final
from urllib.parse import urlencode

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bluevitaal_es import clock
from bluevitaal_es.settings import LoginService, is_safe_address
from bluevitaal_es.vocabulary import BY_CODE, Role
from bluevitaal_es.web.accounts import Account, Accounts
from bluevitaal_es.web.house import House
from bluevitaal_es.web.session_table import FRESH
from bluevitaal_es.web.standing import roles_of

#: So long somebody may take to log in at the service.
WAY_LASTS: Final = timedelta(minutes=10)
#: So long what the service says about itself is believed before it is asked again.
METADATA_LASTS: Final = timedelta(minutes=10)
#: Seconds in which the service must answer.
ANSWERS_WITHIN: Final = 5.0
#: Seconds that its clock may differ from ours.
CLOCKS_DIFFER: Final = 60
#: Signatures of a private key only: our own secret must not be able to sign for the service.
ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]

_LOGIN: Final = "oidc login"


class NotLetIn(Exception):
    """The login service does not bring somebody in; `reason` is one word for the log, not for the page.

    `name` is the user name that the service vouched for, "" when it did not come that far.
    """

    def __init__(self, reason: str, name: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.name = name


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send a browser, and the token that only this browser gets."""

    url: str
    browser: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came back, where they were on their way to, and whether a second proof was part of it."""

    account: Account
    to: str
    proven: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """What is kept of somebody who is on the way."""

    nonce: str
    verifier: str
    to: str


class Oidc:
    """The login service as one process talks to it; safe to share between threads."""

    def __init__(self, house: House, service: LoginService) -> None:
        self._house = house
        self._pool = house.database.pool
        self._accounts = Accounts(house.database)
        self._seal, self._unseal = house.seal, house.unseal
        self._service = service
        self._metadata: tuple[datetime, dict[str, Any]] | None = None

    def depart(self, redirect_uri: str, to: str) -> Departure:
        """Send somebody who wants to go `to` an own page to the service; raises NotLetIn without one."""
        endpoint = self._endpoint("authorization_endpoint")
        state, browser = token_urlsafe(32), token_urlsafe(32)
        way = _Way(nonce=token_urlsafe(32), verifier=token_urlsafe(48), to=to)
        # Who is to be believed about a second proof is asked for one of the last ten minutes.
        fresh = {"max_age": int(FRESH.total_seconds())} if self._service.second_proofs else {}
        with self._client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                endpoint, state=state, code_verifier=way.verifier, nonce=way.nonce, **fresh
            )
        kept = json.dumps({"nonce": way.nonce, "verifier": way.verifier, "to": way.to}).encode()
        now = clock.now()
        with self._pool.connection() as connection:
            connection.execute("DELETE FROM web.oidc_login WHERE expires_at <= %s", [now])
            connection.execute(
                "INSERT INTO web.oidc_login (state_hash, browser_hash, sealed, expires_at)"
                " VALUES (%s, %s, %s, %s)",
                [_hash(state), _hash(browser), self._seal(_LOGIN, kept), now + WAY_LASTS],
            )
        return Departure(str(url), browser)

    def arrive(self, answer: Mapping[str, str], browser: str, redirect_uri: str) -> Arrival:
        """Return who comes back with this `answer` (the query) in this browser; raises NotLetIn."""
        way = self._way_of(answer.get("state", ""), browser)
        if answer.get("iss", self._service.issuer) != self._service.issuer:
            raise NotLetIn("other_issuer")
        code = answer.get("code", "")
        if not code:
            raise NotLetIn("refused_there")
        claims = self._claims(code, way, redirect_uri)
        return Arrival(self._account_of(claims), way.to, self._is_proven(claims))

    def farewell(self, back: str) -> str:
        """Return where somebody logs out of the service too, and comes `back`; "" if there is no such place.

        Raises NotLetIn when the service does not answer.
        """
        if "end_session_endpoint" not in self._about_itself():
            return ""
        asked = {"client_id": self._service.client_id, "post_logout_redirect_uri": back}
        return f"{self._endpoint('end_session_endpoint')}?{urlencode(asked)}"

    def _way_of(self, state: str, browser: str) -> _Way:
        """Take the row of a state: whoever brings it, and in whichever browser, it is then gone."""
        with self._pool.connection() as connection:
            row = connection.execute(
                "DELETE FROM web.oidc_login WHERE state_hash = %s RETURNING browser_hash, sealed, expires_at",
                [_hash(state)],
            ).fetchone()
        if row is None:
            raise NotLetIn("unknown_state")
        browser_hash, sealed, expires_at = row
        if not compare_digest(_hash(browser), bytes(browser_hash)):
            raise NotLetIn("other_browser")
        if expires_at <= clock.now():
            raise NotLetIn("too_late")
        return _Way(**json.loads(self._unseal(_LOGIN, bytes(sealed))))

    def _claims(self, code: str, way: _Way, redirect_uri: str) -> dict[str, Any]:
        """Return what the service says about somebody, with its signature and its every condition checked."""
        service = self._service
        try:
            with self._client(redirect_uri) as client:
                given = client.fetch_token(
                    self._endpoint("token_endpoint"), code=code, code_verifier=way.verifier
                )
            keys = KeySet.import_key_set({"keys": self._read(self._endpoint("jwks_uri"))["keys"]})
            token = jwt.decode(given["id_token"], keys, algorithms=ALGORITHMS)
            jwt.JWTClaimsRegistry(
                now=int(clock.now().timestamp()),
                leeway=CLOCKS_DIFFER,
                iss={"essential": True, "value": service.issuer},
                aud={"essential": True, "value": service.client_id},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": way.nonce},
            ).validate(token.claims)
        except OAuthError as fault:
            raise NotLetIn("code_refused") from fault
        except httpx2.HTTPError as fault:
            raise NotLetIn("service_unreachable") from fault
        except (JoseError, KeyError, TypeError, ValueError) as fault:
            raise NotLetIn("token_refused") from fault
        audience = token.claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        if token.claims.get("azp", None if several else service.client_id) != service.client_id:
            raise NotLetIn("token_refused")
        return token.claims

    def _account_of(self, claims: Mapping[str, Any]) -> Account:
        """Return the account of somebody in the role that the service names, which must hold here now.

        At the first time it is found by name, from then on by `sub`.
        """
        sub, issuer = claims["sub"], self._service.issuer
        if not isinstance(sub, str) or not sub.isprintable():
            raise NotLetIn("token_refused")
        with self._pool.connection() as connection:
            row = connection.execute(
                "SELECT username FROM web.oidc_identity WHERE issuer = %s AND sub = %s", [issuer, sub]
            ).fetchone()
        name = row[0] if row else claims.get(self._service.username_claim)
        account = self._accounts.find(name) if isinstance(name, str) and name.isprintable() else None
        if account is None:
            raise NotLetIn("no_account", name if isinstance(name, str) else "")
        if account.disabled_at is not None:
            raise NotLetIn("account_ended", account.username)
        named = self._roles(claims)
        if account.role in BY_CODE or len(named) != 1 or not named <= set(roles_of(self._house, account)):
            raise NotLetIn("other_role", account.username)
        if row is None:
            self._link(sub, account.username)
        return replace(account, role=named.pop())

    def _link(self, sub: str, username: str) -> None:
        with self._pool.connection() as connection:
            linked = connection.execute(
                "INSERT INTO web.oidc_identity (issuer, sub, username, linked_at) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [self._service.issuer, sub, username, clock.now()],
            )
        if linked.rowcount != 1:
            raise NotLetIn("account_of_another", username)
        self._accounts.note(username, "oidc_linked")

    def _roles(self, claims: Mapping[str, Any]) -> set[Role]:
        """Return the roles that the service gives somebody here; other values do not count."""
        given = claims.get(self._service.roles_claim)
        values = [given] if isinstance(given, str) else given if isinstance(given, list) else []
        roles = self._service.roles
        return {roles[value] for value in values if isinstance(value, str) and value in roles}

    def _is_proven(self, claims: Mapping[str, Any]) -> bool:
        """Say whether the service vouches for a second proof, of the last ten minutes."""
        methods, at = claims.get("amr"), claims.get("auth_time")
        if not isinstance(methods, list) or not isinstance(at, int | float):
            return False
        age = clock.now().timestamp() - at
        vouched = any(isinstance(one, str) and one in self._service.second_proofs for one in methods)
        return vouched and -CLOCKS_DIFFER <= age <= FRESH.total_seconds() + CLOCKS_DIFFER

    def _client(self, redirect_uri: str) -> OAuth2Client:
        service = self._service
        methods = self._about_itself().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return OAuth2Client(
            service.client_id,
            service.client_secret,
            scope="openid profile",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method=(
                "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
            ),
            timeout=ANSWERS_WITHIN,
        )

    def _endpoint(self, name: str) -> str:
        address = self._about_itself().get(name)
        if not isinstance(address, str) or not is_safe_address(address):
            raise NotLetIn("service_misconfigured")
        return address

    def _about_itself(self) -> dict[str, Any]:
        """Return what the service says about itself; raises NotLetIn when it is not there or another."""
        issuer, now = self._service.issuer, clock.now()
        if self._metadata is not None and timedelta(0) <= now - self._metadata[0] < METADATA_LASTS:
            return self._metadata[1]
        try:
            said = self._read(issuer.rstrip("/") + "/.well-known/openid-configuration")
        except (httpx2.HTTPError, ValueError) as fault:
            raise NotLetIn("service_unreachable") from fault
        if said.get("issuer") != issuer:
            raise NotLetIn("service_misconfigured")
        self._metadata = (now, said)
        return said

    def _read(self, address: str) -> dict[str, Any]:
        """Return the object that lies at an address of the service; raises HTTPError or ValueError."""
        answer = httpx2.get(address, timeout=ANSWERS_WITHIN).raise_for_status()
        said = answer.json()
        if not isinstance(said, dict):
            raise ValueError("not an object")
        return said


def _hash(text: str) -> bytes:
    return sha256(text.encode()).digest()
