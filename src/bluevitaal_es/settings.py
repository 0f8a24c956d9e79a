"""What the environment may set, read once; every other module is given a `Settings`."""

import binascii
import os
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from bluevitaal_es.vocabulary import NOT_APPOINTED, Role

YES = frozenset({"1", "ja", "yes", "true", "aan", "on"})
NO = frozenset({"", "0", "nee", "no", "false", "uit", "off"})

#: The roles that a login service may give: those of staff.
ROLES_OF_STAFF: Final[Mapping[str, Role]] = {str(role): role for role in Role if role not in NOT_APPOINTED}


#: A sender of mail: an address, with or without a name before it; in one line.
_SENDER: Final = re.compile(r"(?:[^<>@\r\n]{1,60} <)?[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?")


class ConfigurationFault(Exception):
    """Something is set that cannot work; the text is one Dutch line for whoever starts the program."""


@dataclass(frozen=True, kw_only=True)
class LoginService:
    """The login service (OpenID Connect) of the organisation, and what its word is good for here.

    `roles` says which value of the claim `roles_claim` is which role here. `username_claim` finds an account
    the first time. `second_proofs` are the values of `amr` that vouch for a second proof; none: never.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    roles: Mapping[str, Role] = field(default_factory=lambda: ROLES_OF_STAFF)
    roles_claim: str = "roles"
    username_claim: str = "preferred_username"
    second_proofs: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not is_safe_address(self.issuer):
            raise ConfigurationFault("BLUEVITAAL_OIDC_ISSUER moet een adres zijn dat met https:// begint.")
        if self.username_claim == "email":
            raise ConfigurationFault(
                "BLUEVITAAL_OIDC_GEBRUIKERSNAAM_CLAIM mag niet “email” zijn: een adres kan van eigenaar"
                " wisselen."
            )
        if not set(self.roles.values()) <= set(ROLES_OF_STAFF.values()):
            raise ConfigurationFault("BLUEVITAAL_OIDC_ROLLEN mag alleen rollen van medewerkers geven.")


@dataclass(frozen=True, kw_only=True)
class NoticeService:
    """Who carries notices out of the house: a mail server, a webhook for text messages, or neither."""

    smtp_url: str = field(default="", repr=False)
    sender: str = ""
    sms_url: str = field(default="", repr=False)
    sms_token: str = field(default="", repr=False)
    link: str = ""

    def __post_init__(self) -> None:
        if self.smtp_url and not _is_mail_server(self.smtp_url):
            raise ConfigurationFault(
                "BLUEVITAAL_NOTICE_SMTP_URL moet lijken op smtps://naam:wachtwoord@server:465 of smtp://server:587."
            )
        if self.smtp_url and not _SENDER.fullmatch(self.sender):
            raise ConfigurationFault(
                "Stel bij BLUEVITAAL_NOTICE_SMTP_URL ook BLUEVITAAL_NOTICE_FROM in:"
                " een neutraal adres, zoals “Agenda <bericht@voorbeeld.nl>”."
            )
        for name, url in (("SMS_URL", self.sms_url), ("LINK", self.link)):
            if url and not is_safe_address(url):
                raise ConfigurationFault(
                    f"BLUEVITAAL_NOTICE_{name} moet een adres zijn dat met https:// begint."
                )


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this process was set up. Secrets stay out of its representation."""

    data_dir: Path
    database_url: str | None = field(default=None, repr=False)
    owner_url: str | None = field(default=None, repr=False)
    kek_file: Path | None = None
    kek: str | None = field(default=None, repr=False)
    checkpoint_key_file: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False
    organisation: str = "BlueVitaal"
    phone: str = ""
    secure_cookies: bool = False
    login_service: LoginService | None = None
    notices: NoticeService = field(default_factory=NoticeService)

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise ConfigurationFault(
                f"De poort moet een getal van 0 tot en met 65535 zijn, niet {self.port}."
            )
        if self.kek is not None and self.kek_file is not None:
            raise ConfigurationFault("Stel BLUEVITAAL_KEK of BLUEVITAAL_KEK_FILE in, niet allebei.")
        if self.kek is not None:
            _thirty_two_bytes(self.kek)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **overrides: Any) -> "Settings":
        """Read the environment (the process's own unless given); overrides that are not None win.

        Cookies are only sent over TLS by default when a real database server is set and this is no
        demonstration: the zero-install server speaks plain HTTP on the machine itself.

        Raises ConfigurationFault, in one Dutch line, for a value that cannot work.
        """
        given = os.environ if environment is None else environment
        chosen = {name: value for name, value in overrides.items() if value is not None}
        if "kek" in chosen or "kek_file" in chosen:
            chosen = {"kek": None, "kek_file": None} | chosen
        database_url = chosen.get("database_url", _text(given, "DATABASE_URL"))
        demo = chosen.get("demo", _yes_or_no(given, "BLUEVITAAL_DEMO", default=False))
        from_outside = {
            "data_dir": _path(given, "BLUEVITAAL_DATA_DIR") or _default_data_dir(given),
            "database_url": database_url,
            "owner_url": _text(given, "MIGRATION_DATABASE_URL"),
            "kek_file": _path(given, "BLUEVITAAL_KEK_FILE"),
            "kek": _text(given, "BLUEVITAAL_KEK"),
            "checkpoint_key_file": _path(given, "BLUEVITAAL_CHECKPOINT_KEY_FILE"),
            "host": _text(given, "BLUEVITAAL_HOST") or cls.host,
            "port": _port(given),
            "demo": demo,
            "organisation": _text(given, "BLUEVITAAL_ORGANISATIE") or cls.organisation,
            "phone": _text(given, "BLUEVITAAL_TELEFOON") or cls.phone,
            "secure_cookies": _yes_or_no(
                given, "BLUEVITAAL_SECURE_COOKIES", default=database_url is not None and not demo
            ),
            "login_service": _login_service(given),
            "notices": NoticeService(
                smtp_url=_text(given, "BLUEVITAAL_NOTICE_SMTP_URL") or "",
                sender=_text(given, "BLUEVITAAL_NOTICE_FROM") or "",
                sms_url=_text(given, "BLUEVITAAL_NOTICE_SMS_URL") or "",
                sms_token=_text(given, "BLUEVITAAL_NOTICE_SMS_TOKEN") or "",
                link=_text(given, "BLUEVITAAL_NOTICE_LINK") or "",
            ),
        }
        settings = cls(**(from_outside | chosen))
        return replace(settings, data_dir=Path(settings.data_dir).expanduser().absolute())

    def kek_bytes(self) -> bytes | None:
        """Return the 32 bytes of the key-encryption key when the environment carries it, else None."""
        return None if self.kek is None else _thirty_two_bytes(self.kek)


def is_safe_address(text: str) -> bool:
    """Whether nobody can listen in on this address: over TLS, or on this machine itself."""
    try:
        parts = urlsplit(text)
        if parts.scheme == "https":
            return bool(parts.hostname)
        return parts.scheme == "http" and is_loopback(parts.hostname or "")
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Whether this host is this machine itself."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _is_mail_server(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _login_service(given: Mapping[str, str]) -> LoginService | None:
    """Return the login service that is set, None without one; raises ConfigurationFault for half of one."""
    issuer, client_id = _text(given, "BLUEVITAAL_OIDC_ISSUER"), _text(given, "BLUEVITAAL_OIDC_CLIENT_ID")
    secret, file = _text(given, "BLUEVITAAL_OIDC_SECRET"), _path(given, "BLUEVITAAL_OIDC_SECRET_FILE")
    if issuer is None and client_id is None and secret is None and file is None:
        return None
    if file is not None and secret is None:
        secret = _secret_in(file)
    elif file is not None:
        secret = None
    if issuer is None or client_id is None or secret is None:
        raise ConfigurationFault(
            "Stel BLUEVITAAL_OIDC_ISSUER en BLUEVITAAL_OIDC_CLIENT_ID in, en één van BLUEVITAAL_OIDC_SECRET"
            " en BLUEVITAAL_OIDC_SECRET_FILE."
        )
    return LoginService(
        issuer=issuer,
        client_id=client_id,
        client_secret=secret,
        roles=_roles(_text(given, "BLUEVITAAL_OIDC_ROLLEN")),
        roles_claim=_text(given, "BLUEVITAAL_OIDC_ROLLEN_CLAIM") or LoginService.roles_claim,
        username_claim=_text(given, "BLUEVITAAL_OIDC_GEBRUIKERSNAAM_CLAIM") or LoginService.username_claim,
        second_proofs=frozenset(_listed(_text(given, "BLUEVITAAL_OIDC_TWEEDE_STAP"))),
    )


def _secret_in(file: Path) -> str:
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        secret = ""
    if not secret:
        raise ConfigurationFault(f"BLUEVITAAL_OIDC_SECRET_FILE ({file}) is leeg of niet te lezen.")
    return secret


def _roles(text: str | None) -> Mapping[str, Role]:
    """Read `value=role, value=role`; without any the values are our own names of roles."""
    if text is None:
        return ROLES_OF_STAFF
    roles: dict[str, Role] = {}
    for pair in _listed(text):
        value, is_there, role = pair.rpartition("=")
        if not is_there or not value.strip() or role.strip() not in ROLES_OF_STAFF:
            known = ", ".join(ROLES_OF_STAFF)
            raise ConfigurationFault(
                f"BLUEVITAAL_OIDC_ROLLEN: “{pair}” moet “waarde=rol” zijn, met een rol uit: {known}."
            )
        roles[value.strip()] = ROLES_OF_STAFF[role.strip()]
    return roles


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def _text(given: Mapping[str, str], name: str) -> str | None:
    return given.get(name, "").strip() or None


def _path(given: Mapping[str, str], name: str) -> Path | None:
    text = _text(given, name)
    return None if text is None else Path(text).expanduser().absolute()


def _default_data_dir(given: Mapping[str, str]) -> Path:
    data_home = _path(given, "XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return data_home / "bluevitaal"


def _port(given: Mapping[str, str]) -> int:
    text = _text(given, "BLUEVITAAL_PORT") or str(Settings.port)
    try:
        return int(text)
    except ValueError:
        raise ConfigurationFault(f"BLUEVITAAL_PORT moet een getal zijn, niet “{text}”.") from None


def _yes_or_no(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = _text(given, name)
    if text is None:
        return default
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ConfigurationFault(f"{name} moet “ja” of “nee” zijn, niet “{text}”.")


def _thirty_two_bytes(text: str) -> bytes:
    try:
        key = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ConfigurationFault("BLUEVITAAL_KEK is geen geldige base64.") from None
    if len(key) != 32:
        raise ConfigurationFault(f"BLUEVITAAL_KEK moet 32 bytes zijn (base64), niet {len(key)}.")
    return key
