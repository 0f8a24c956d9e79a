"""A password that somebody chooses: typed twice, and good enough."""

from typing import Final

from bluevitaal_es.web import passwords
from bluevitaal_es.web.forms import Filled, Password


def asked_twice(label: str, what: str, which: str) -> tuple[Password, Password]:
    """Return the two fields for a password; `what` ("een wachtwoord") is chosen and `which` repeated."""
    return (
        Password(
            "wachtwoord-nieuw",
            label,
            autocomplete="new-password",
            hint=f"Minstens {passwords.SHORTEST} tekens. Een korte zin is makkelijk te onthouden.",
            missing=f"Kies {what}.",
        ),
        Password(
            "wachtwoord-weer",
            f"{label}, nog een keer",
            autocomplete="new-password",
            missing=f"Vul {which} nog een keer in.",
        ),
    )


#: The fields for another password than the one that somebody has.
NEW_PASSWORD: Final = asked_twice("Nieuw wachtwoord", "een nieuw wachtwoord", "het nieuwe wachtwoord")


def password_checked(filled: Filled, username: str) -> Filled:
    """Return a form with `wachtwoord-nieuw` and `wachtwoord-weer`, and what is wrong about them."""
    if not filled.ok:
        return filled
    fault = passwords.refused(filled.text("wachtwoord-nieuw"), username)
    if fault:
        return filled.with_error("wachtwoord-nieuw", fault)
    if filled.text("wachtwoord-nieuw") != filled.text("wachtwoord-weer"):
        return filled.with_error(
            "wachtwoord-weer", "Dit is niet hetzelfde. Typ het nieuwe wachtwoord nog eens."
        )
    return filled
