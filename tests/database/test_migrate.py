from pathlib import Path

import psycopg
import pytest

from bluevitaal_es.database import Database, MigrationRefused
from bluevitaal_es.database.migrate import migrate
from bluevitaal_es.settings import ConfigurationFault
from tests.conftest import TestPostgres

FIRST = Path("src/bluevitaal_es/database/migrations/0001_roles.sql")


@pytest.fixture
def empty(postgres: TestPostgres) -> str:
    """The dsn of an empty database, dropped with the server."""
    return postgres.empty()


@pytest.fixture
def folder(tmp_path: Path, pytestconfig: pytest.Config) -> Path:
    (tmp_path / FIRST.name).write_bytes((pytestconfig.rootpath / FIRST).read_bytes())
    (tmp_path / "0002_lamps.sql").write_text("CREATE TABLE web.lamp (id int); CREATE INDEX ON web.lamp (id);")
    return tmp_path


def test_runs_each_file_once_and_in_order(empty: str, folder: Path) -> None:
    assert migrate(empty, folder) == ["0001_roles.sql", "0002_lamps.sql"]
    assert migrate(empty, folder) == []


def test_lets_the_owner_own_what_it_makes(empty: str, folder: Path) -> None:
    migrate(empty, folder)

    with psycopg.connect(empty) as connection:
        owner = connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'lamp'").fetchone()
        schemas = connection.execute(
            "SELECT count(*) FROM pg_namespace"
            " WHERE nspname = ANY(%s) AND nspowner = 'bluevitaal_owner'::regrole",
            [["log", "keys", "web", "clockwork", "migration"]],
        ).fetchone()
    assert owner == ("bluevitaal_owner",)
    assert schemas == (5,)


def test_refuses_a_changed_older_file(empty: str, folder: Path) -> None:
    migrate(empty, folder)
    (folder / "0002_lamps.sql").write_text("CREATE TABLE web.lamp (id bigint)")

    with pytest.raises(MigrationRefused, match=r"0002_lamps\.sql"):
        migrate(empty, folder)


def test_refuses_when_an_older_file_is_gone(empty: str, folder: Path) -> None:
    migrate(empty, folder)
    (folder / "0002_lamps.sql").unlink()

    with pytest.raises(MigrationRefused, match=r"0002_lamps\.sql"):
        migrate(empty, folder)


def test_refuses_a_file_slipped_in_before_the_last(empty: str, folder: Path) -> None:
    (folder / "0002_lamps.sql").rename(folder / "0003_lamps.sql")
    migrate(empty, folder)
    (folder / "0002_late.sql").write_text("SELECT 1")

    with pytest.raises(MigrationRefused, match=r"0002_late\.sql"):
        migrate(empty, folder)


def test_refuses_two_files_with_one_number(empty: str, folder: Path) -> None:
    (folder / "0002_other.sql").write_text("SELECT 1")

    with pytest.raises(MigrationRefused):
        migrate(empty, folder)


def test_undoes_a_failing_file_whole_and_gives_the_reason(empty: str, folder: Path) -> None:
    (folder / "0003_bad.sql").write_text("CREATE TABLE web.half (id int); SELECT * FROM nowhere")

    with pytest.raises(ConfigurationFault, match=r"0003_bad\.sql.*nowhere"):
        migrate(empty, folder)

    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT to_regclass('web.half'), to_regclass('web.lamp')").fetchone() == (
            None,
            "web.lamp",
        )


def test_lets_the_service_make_nothing(database: Database) -> None:
    with database.owner() as connection:
        schemas = [name for (name,) in connection.execute("SELECT nspname FROM pg_namespace").fetchall()]
    ours = [name for name in schemas if not name.startswith("pg_")]

    with database.pool.connection() as connection:
        for schema in ours:
            allowed = connection.execute("SELECT has_schema_privilege(%s, 'CREATE')", [schema]).fetchone()
            assert allowed == (False,), schema
        may_make_schemas = connection.execute(
            "SELECT has_database_privilege(current_database(), 'CREATE')"
        ).fetchone()
    assert may_make_schemas == (False,)
    assert {"log", "keys", "web", "clockwork"} <= set(ours)
