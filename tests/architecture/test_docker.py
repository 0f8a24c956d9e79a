"""What a linter of container files would look at, and what we promise of ours; no engine is needed."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from psycopg.conninfo import make_conninfo

from bluevitaal_es.database import prepare
from bluevitaal_es.database.embedded import start_server

DOCKER = Path(__file__).parents[2] / "docker"
INSTRUCTIONS = {
    "FROM", "LABEL", "ENV", "ARG", "WORKDIR", "COPY", "RUN", "USER", "EXPOSE", "HEALTHCHECK", "STOPSIGNAL",
    "ENTRYPOINT", "CMD",
}  # fmt: skip
OURS = ("web", "projections", "scheduler")


def _stages() -> list[list[tuple[str, str]]]:
    text = re.sub(r"^#.*\n", "", (DOCKER / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = [line.strip() for line in re.sub(r"\\\n\s*", "", text).splitlines() if line.strip()]
    stages: list[list[tuple[str, str]]] = []
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "FROM":
            stages.append([])
        stages[-1].append((word, rest))
    return stages


def _services() -> dict[str, Any]:
    composed = yaml.safe_load((DOCKER / "compose.yaml").read_text())
    services: dict[str, Any] = composed["services"]
    return services


def test_dockerfile_has_known_instructions_and_pinned_bases() -> None:
    stages = _stages()

    assert {word for stage in stages for word, _ in stage} <= INSTRUCTIONS
    assert len(stages) == 2
    for (_, base), *_ in stages:
        assert re.match(r"[a-z]+:\d\S+", base)
        assert "latest" not in base


def test_image_runs_as_nobody_in_particular_and_reports_its_health() -> None:
    final = dict(_stages()[-1])

    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", final["USER"])
    assert "/health/live" in final["HEALTHCHECK"]
    assert final["ENTRYPOINT"].startswith("[")
    assert final["CMD"] == '["web"]'


def test_image_is_built_from_hashes_alone_and_holds_no_secret() -> None:
    everything = [(word, rest) for stage in _stages() for word, rest in stage]
    installs = [rest for word, rest in everything if word == "RUN" and "pip install" in rest]

    assert installs
    for part in (part for rest in installs for part in rest.split("&&") if "pip install" in part):
        assert "--require-hashes" in part or "--no-index" in part
    assert not [rest for word, rest in everything if re.search(r"(?i)password|secret|token|kek", rest)]
    assert not [rest for word, rest in everything if word == "COPY" and rest.split()[0] == "."]


def test_everything_copied_in_is_let_through_by_dockerignore() -> None:
    let_through = {
        line[1:].rstrip("/")
        for line in (DOCKER.parent / ".dockerignore").read_text().splitlines()
        if line[:1] == "!"
    }
    copied = {
        source.split("/")[0] if source.startswith("requirements/") else source.rstrip("/")
        for stage in _stages()
        for word, rest in stage
        if word == "COPY" and "--from" not in rest
        for source in [part for part in rest.split() if not part.startswith("--")][:-1]
    }

    assert copied <= let_through


@pytest.mark.parametrize("name", ["postgres", *OURS])
def test_service_can_do_no_more_than_its_work(name: str) -> None:
    service = _services()[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")
    assert service.get("user") not in {"root", "0"}
    assert service["tmpfs"]


def test_one_image_serves_as_every_process_of_ours() -> None:
    services = _services()

    assert {services[name]["image"] for name in OURS} == {"bluevitaal:0.1.0"}
    assert [services[name]["command"] for name in OURS] == [[name] for name in OURS]
    assert all(services[name]["depends_on"]["postgres"]["condition"] == "service_healthy" for name in OURS)
    assert all("healthcheck" in services[name] for name in ("postgres", "projections", "scheduler"))


def test_only_the_web_process_is_reached_and_only_from_this_machine() -> None:
    published = {name: service["ports"] for name, service in _services().items() if "ports" in service}

    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_secrets_come_as_files() -> None:
    composed = yaml.safe_load((DOCKER / "compose.yaml").read_text())

    assert all(set(secret) == {"file"} for secret in composed["secrets"].values())
    for service in composed["services"].values():
        assert set(service["secrets"]) <= composed["secrets"].keys()
        for name, value in service["environment"].items():
            assert name.endswith("_FILE") or not re.search(r"(?i)password|kek|secret", f"{name} {value}")
            assert not re.search(r"://[^/@]*:[^/@]*@", str(value))
    assert "/secrets/" in (DOCKER / ".gitignore").read_text().splitlines()


def test_entrypoint_hands_secrets_over_as_private_files(tmp_path: Path) -> None:
    script = (DOCKER / "entrypoint.sh").read_text().replace("/tmp", str(tmp_path))
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "app_password").write_text("a:b\\c\n")
    (secrets / "migrator_password").write_text("plain")
    (secrets / "key_encryption_key").write_text("key\n")
    seen = tmp_path / "bluevitaal"
    seen.write_text('#!/bin/sh\necho "$@" "$PGPASSFILE" "$BLUEVITAAL_KEK_FILE"\n')
    seen.chmod(0o755)

    done = subprocess.run(
        ["sh", "-c", script, "entrypoint.sh", "web", "--port", "1"],
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "SECRETS_DIR": str(secrets)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.split() == [
        "web",
        "--port",
        "1",
        f"{tmp_path}/pgpass",
        f"{tmp_path}/key_encryption_key",
    ]
    assert (tmp_path / "pgpass").read_text().splitlines() == [
        "*:*:*:bluevitaal_app:a\\:b\\\\c",
        "*:*:*:bluevitaal_migrator:plain",
    ]
    assert (tmp_path / "key_encryption_key").read_text() == "key\n"
    assert {oct((tmp_path / name).stat().st_mode)[-3:] for name in ("pgpass", "key_encryption_key")} == {
        "600"
    }


def test_entrypoint_refuses_to_go_on_without_the_key(tmp_path: Path) -> None:
    script = (DOCKER / "entrypoint.sh").read_text().replace("/tmp", str(tmp_path))

    done = subprocess.run(
        ["sh", "-c", script, "entrypoint.sh", "web"],
        env={
            "PATH": os.environ["PATH"],
            "SECRETS_DIR": str(tmp_path / "none"),
            "BLUEVITAAL_KEK_FILE": f"{tmp_path}/key_encryption_key",
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "key_encryption_key" in done.stderr


@pytest.mark.slow("starts a PostgreSQL server of its own")
def test_roles_allow_what_each_login_is_for(tmp_path: Path) -> None:
    script = (DOCKER / "postgres" / "roles.sql").read_text().replace("/run/secrets", str(tmp_path))
    (tmp_path / "app_password").write_text("app'secret")
    (tmp_path / "migrator_password").write_text("migrator-secret")
    server = start_server(tmp_path / "data", {"fsync": "off"})
    try:
        with psycopg.connect(server.dsn("postgres"), autocommit=True) as superuser:
            superuser.execute("DROP DATABASE IF EXISTS bluevitaal WITH (FORCE)")
            superuser.execute("DROP ROLE IF EXISTS bluevitaal_app, bluevitaal_owner, bluevitaal_service")
            superuser.execute("CREATE DATABASE bluevitaal")
        subprocess.run(
            [str(server.programs / "psql"), "--no-psqlrc", "--quiet", server.dsn("bluevitaal")],
            input=script, text=True, check=True,
        )  # fmt: skip
        migrator = make_conninfo(server.dsn(user="bluevitaal_migrator"), password="migrator-secret")
        app = make_conninfo(server.dsn(user="bluevitaal_app"), password="app'secret")

        prepare(migrator)

        with psycopg.connect(app) as connection:
            for role in ("bluevitaal_owner", "bluevitaal_migrator"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                    connection.execute(f"SET ROLE {role}")
            for statement in (
                "SELECT * FROM migration.applied",
                "CREATE SCHEMA mine",
                "CREATE TABLE public.mine ()",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                    connection.execute(statement)
            connection.execute("SET ROLE bluevitaal_service")
            assert connection.execute("SELECT count(*) FROM migration.applied").fetchone() != (0,)
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute("DELETE FROM migration.applied")
    finally:
        server.close()
