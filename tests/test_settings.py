from base64 import b64encode
from pathlib import Path

import pytest

from bluevitaal_es.settings import ConfigurationFault, Settings
from bluevitaal_es.vocabulary import Role

KEK = b64encode(bytes(32)).decode()
OIDC = {
    "BLUEVITAAL_OIDC_ISSUER": "https://login.example",
    "BLUEVITAAL_OIDC_CLIENT_ID": "bluevitaal",
    "BLUEVITAAL_OIDC_SECRET": "geheim",
}


def test_needs_nothing_from_the_environment() -> None:
    settings = Settings.from_environment({})

    assert settings.database_url is None
    assert settings.data_dir.name == "bluevitaal"
    assert settings.port == 8000
    assert not settings.secure_cookies


def test_reads_what_is_set() -> None:
    settings = Settings.from_environment(
        {
            "DATABASE_URL": "postgresql://u@h/d",
            "BLUEVITAAL_DATA_DIR": "/srv/bv",
            "BLUEVITAAL_PORT": "9000",
            "BLUEVITAAL_ORGANISATIE": "Eenheid Zee",
            "BLUEVITAAL_TELEFOON": "088 000 00 00",
            "BLUEVITAAL_KEK": KEK,
        }
    )

    assert settings.database_url == "postgresql://u@h/d"
    assert settings.data_dir == Path("/srv/bv")
    assert (settings.port, settings.organisation) == (9000, "Eenheid Zee")
    assert settings.phone == "088 000 00 00"
    assert settings.kek_bytes() == bytes(32)
    assert settings.secure_cookies


def test_reads_a_login_service(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("uit een bestand\n")
    given = OIDC | {
        "BLUEVITAAL_OIDC_SECRET": "",
        "BLUEVITAAL_OIDC_SECRET_FILE": str(tmp_path / "secret"),
        "BLUEVITAAL_OIDC_ROLLEN": "bv=1=begeleider, bv-fg=beheerder",
        "BLUEVITAAL_OIDC_TWEEDE_STAP": "mfa, hwk",
    }

    service = Settings.from_environment(given).login_service

    assert service is not None
    assert service.client_secret == "uit een bestand"
    assert service.roles == {"bv=1": Role.BEGELEIDER, "bv-fg": Role.BEHEER}
    assert service.second_proofs == {"mfa", "hwk"}
    assert (service.roles_claim, service.username_claim) == ("roles", "preferred_username")
    assert "uit een" not in repr(service)


def test_has_no_login_service_unless_one_is_set() -> None:
    assert Settings.from_environment({}).login_service is None
    service = Settings.from_environment(OIDC).login_service
    assert service is not None
    assert not service.second_proofs
    assert Role.CLIENT not in service.roles.values()


def test_lets_an_override_win_and_ignores_an_absent_one(tmp_path: Path) -> None:
    environment = {"BLUEVITAAL_DATA_DIR": "/srv/bv", "BLUEVITAAL_PORT": "9000"}

    settings = Settings.from_environment(environment, data_dir=tmp_path, port=None)

    assert (settings.data_dir, settings.port) == (tmp_path, 9000)


def test_puts_the_data_in_the_xdg_data_home() -> None:
    assert Settings.from_environment({"XDG_DATA_HOME": "/x"}).data_dir == Path("/x/bluevitaal")


@pytest.mark.parametrize(
    "environment",
    [
        {"BLUEVITAAL_PORT": "acht"},
        {"BLUEVITAAL_PORT": "70000"},
        {"BLUEVITAAL_KEK": "%%%"},
        {"BLUEVITAAL_KEK": b64encode(b"kort").decode()},
        {"BLUEVITAAL_KEK": KEK, "BLUEVITAAL_KEK_FILE": "/k"},
        {"BLUEVITAAL_DEMO": "misschien"},
        {"BLUEVITAAL_OIDC_ISSUER": "https://login.example"},
        {**OIDC, "BLUEVITAAL_OIDC_SECRET": ""},
        {**OIDC, "BLUEVITAAL_OIDC_SECRET_FILE": "/s"},
        {**OIDC, "BLUEVITAAL_OIDC_SECRET": "", "BLUEVITAAL_OIDC_SECRET_FILE": "/is/er/niet"},
        {**OIDC, "BLUEVITAAL_OIDC_ISSUER": "http://login.example"},
        {**OIDC, "BLUEVITAAL_OIDC_ISSUER": "login.example"},
        {**OIDC, "BLUEVITAAL_OIDC_GEBRUIKERSNAAM_CLAIM": "email"},
        {**OIDC, "BLUEVITAAL_OIDC_ROLLEN": "groep-1"},
        {**OIDC, "BLUEVITAAL_OIDC_ROLLEN": "groep-1=client"},
    ],
)
def test_refuses_a_wrong_value_in_one_line(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigurationFault) as refused:
        Settings.from_environment(environment)

    assert "\n" not in str(refused.value)


def test_keeps_secrets_out_of_its_representation() -> None:
    settings = Settings.from_environment({"DATABASE_URL": "postgresql://u:geheim@h/d", "BLUEVITAAL_KEK": KEK})

    assert "geheim" not in repr(settings)
    assert KEK not in repr(settings)
