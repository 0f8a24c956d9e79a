import socket
from pathlib import Path

import pytest
from psycopg.conninfo import make_conninfo

from bluevitaal_es.database import Database, open_database
from bluevitaal_es.settings import ConfigurationFault, Settings
from tests.conftest import TestPostgres


def refusal(url: str, tmp_path: Path) -> str:
    with pytest.raises(ConfigurationFault) as refused:
        open_database(Settings(data_dir=tmp_path, database_url=url))
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_opens_a_server_by_its_url(postgres: TestPostgres, tmp_path: Path) -> None:
    database = open_database(Settings(data_dir=tmp_path, database_url=postgres.empty()), pool_size=2)
    try:
        assert database.kind == "server"
        with database.pool.connection() as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("bluevitaal_service",)
    finally:
        database.close()
    assert list(tmp_path.iterdir()) == []


def test_gives_the_reason_when_nobody_listens(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        told = refusal(f"postgresql://u:geheim@127.0.0.1:{port}/d", tmp_path)

    assert told.startswith("Geen verbinding met de database van DATABASE_URL:")
    assert "refused" in told
    assert "geheim" not in told


def test_gives_the_reason_for_a_wrong_password(postgres: TestPostgres, tmp_path: Path) -> None:
    told = refusal(make_conninfo(postgres.owner_dsn, password="verkeerd"), tmp_path)

    assert "password authentication failed" in told
    assert "verkeerd" not in told


def test_gives_the_reason_for_a_database_that_is_not_there(postgres: TestPostgres, tmp_path: Path) -> None:
    assert 'database "nergens" does not exist' in refusal(
        make_conninfo(postgres.owner_dsn, dbname="nergens"), tmp_path
    )


def test_gives_the_reason_for_a_url_that_is_none(tmp_path: Path) -> None:
    assert "DATABASE_URL" in refusal("mysql:/wat", tmp_path)


def test_refuses_a_login_that_may_not_become_the_owner(postgres: TestPostgres, tmp_path: Path) -> None:
    url = postgres.empty()
    with postgres.admin() as connection:
        connection.execute("DROP ROLE IF EXISTS stranger")
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'vreemd'")
    try:
        assert "0001_roles.sql" in refusal(make_conninfo(url, user="stranger", password="vreemd"), tmp_path)
    finally:
        with postgres.admin() as connection:
            connection.execute("DROP ROLE stranger")


def test_replaces_connections_that_the_server_closed(database: Database) -> None:
    with database.pool.connection() as connection:
        pid = connection.info.backend_pid
    with database.owner() as connection:
        connection.execute("RESET ROLE")
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    with database.pool.connection() as connection:
        assert connection.execute("SELECT pg_backend_pid() <> %s", [pid]).fetchone() == (True,)


def test_looks_in_the_asked_view_schemas(postgres: TestPostgres, tmp_path: Path) -> None:
    url = postgres.empty()
    settings = Settings(data_dir=tmp_path, database_url=url)
    database = open_database(settings, pool_size=1, view_schemas=["view_caseload", "view_timeline"])
    try:
        with database.pool.connection() as connection:
            path = connection.execute("SHOW search_path").fetchone()
    finally:
        database.close()
    assert path == ("pg_catalog, view_caseload, view_timeline",)
