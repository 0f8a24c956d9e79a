from base64 import b64encode
from pathlib import Path

import pytest

from bluevitaal_es.settings import ConfigurationFault, Settings

KEK = b64encode(bytes(32)).decode()


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
