"""Passkeys: what a browser is asked, and whether its answer proves the person at this address."""

import json
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from starlette.requests import Request
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from bluevitaal_es.web.house import house_of

#: Longest answer of a device that is read, in characters.
MOST: Final = 20_000


@dataclass(frozen=True, slots=True)
class Passkey:
    """The public half of a key that a device holds, and how often it signed."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Place:
    """The address for which a passkey is good: its host, and the origin that the browser vouches for."""

    host: str
    origin: str

    @property
    def can_have_passkeys(self) -> bool:
        """Whether browsers make passkeys here: at a name, not at a number."""
        try:
            ip_address(self.host)
        except ValueError:
            return bool(self.host)
        return False


def place_of(request: Request) -> Place:
    """Return the address at which this page was asked; over TLS wherever cookies only go over TLS."""
    scheme = "https" if house_of(request).settings.secure_cookies else request.url.scheme
    return Place(request.url.hostname or "", f"{scheme}://{request.headers.get('host', '')}")


def to_register(
    place: Place, organisation: str, username: str, handle: bytes, challenge: bytes, known: list[bytes]
) -> str:
    """Return, as JSON, what the browser is asked for a new passkey; `known` keys are not made again."""
    options = generate_registration_options(
        rp_id=place.host,
        rp_name=organisation,
        user_name=username,
        user_id=handle,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=key) for key in known],
    )
    return options_to_json(options)


def registered(place: Place, challenge: bytes, answer: str) -> Passkey | None:
    """Return the passkey that the browser made, None when its answer does not hold."""
    if len(answer) > MOST:
        return None
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    return Passkey(made.credential_id, made.credential_public_key, made.sign_count)


def to_prove(place: Place, challenge: bytes, known: list[bytes]) -> str:
    """Return, as JSON, what the browser is asked of one of the `known` passkeys."""
    options = generate_authentication_options(
        rp_id=place.host,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=key) for key in known],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def credential_of(answer: str) -> bytes | None:
    """Return which passkey says it answers, None when that cannot be read."""
    try:
        said = json.loads(answer[:MOST])
        return base64url_to_bytes(said["rawId"])
    except (ValueError, KeyError, TypeError):
        return None


def proven(place: Place, challenge: bytes, answer: str, public_key: bytes, count: int) -> int | None:
    """Return how often the passkey signed by now, None when its answer does not hold or the count fell."""
    try:
        proof = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=public_key,
            credential_current_sign_count=count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    return proof.new_sign_count
