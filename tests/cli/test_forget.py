"""Forgetting and rotating on the command line, as somebody who runs the service does it."""

import time
from base64 import b64encode
from collections.abc import Callable
from uuid import uuid4

import psycopg
import pytest

from bluevitaal_es.store.keys import read_kek
from tests.conftest import TestPostgres
from tests.running import Place, new_place

pytestmark = pytest.mark.slow("each word is a process of its own")
SECRET = "lang genoeg zo"


@pytest.fixture(scope="module")
def filled(postgres: TestPostgres, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small demonstration with an administrator and a privacy officer."""
    place = new_place(postgres, tmp_path_factory.mktemp("filled"))
    assert place.run("demo", "--cases", "3", "--seed", "3").returncode == 0
    officer = "functionaris gegevensbescherming"
    for name, role in (("eerste", "beheerder"), ("tweede", officer)):
        told = place.run("account", name, "--name", name, "--role", role, "--password", SECRET)
        assert told.returncode == 0, told.stderr
    return place


def numbers(place: Place) -> list[str]:
    with psycopg.connect(place.database_url) as connection:
        rows = connection.execute("SELECT number FROM view_caseload.caseload ORDER BY number").fetchall()
    return [row[0] for row in rows]


def forget(place: Place, number: str, *words: str) -> "tuple[int, str]":
    told = place.run("forget", number, "--requested-by", "eerste", "--ground", "client_request", *words)
    return told.returncode, told.stdout + told.stderr


def test_forgets_a_client_on_the_word_of_two_people(filled: Place) -> None:
    number, *others = numbers(filled)
    hold = ("legal-hold", number, "--by", "eerste", "--ground", "complaint")

    assert forget(filled, number)[0] == 0
    assert numbers(filled) == [number, *others]
    alone, said = forget(filled, number, "--approved-by", "eerste")
    assert (alone, "“eerste” is geen functionaris" in said) == (1, True)
    assert filled.run(*hold).returncode == 0
    assert forget(filled, number, "--approved-by", "tweede")[0] == 1
    assert filled.run(*hold, "--lift").returncode == 0

    done, said = forget(filled, number, "--approved-by", "tweede")

    assert (done, "is vergeten" in said) == (0, True), said
    assert numbers(filled) == others
    assert forget(filled, number, "--approved-by", "tweede")[0] == 1
    assert filled.run("replay", others[0]).returncode == 0
    assert filled.run("verify").returncode == 0


def test_refuses_who_is_no_administrator(filled: Place) -> None:
    told = filled.run("forget", numbers(filled)[0], "--requested-by", "niemand", "--ground", "client_request")

    assert told.returncode == 1
    assert len(told.stderr.strip().splitlines()) == 1


def test_gives_all_keys_a_new_key_of_their_own(filled: Place) -> None:
    file = filled.folder / "kek"
    old = file.read_text()

    told = filled.run("rotate-keys")

    assert told.returncode == 0, told.stderr
    assert file.read_text() != old
    (kept,) = filled.folder.glob("kek.old-*")
    assert kept.read_text() == old
    assert not (filled.folder / "kek.next").exists()
    assert filled.run("replay", numbers(filled)[0]).returncode == 0


def test_goes_on_after_it_was_killed_in_the_middle(filled: Place) -> None:
    old = read_kek(filled.folder / "kek")
    with psycopg.connect(filled.database_url) as connection:
        connection.cursor().executemany(
            "INSERT INTO keys.data_key (key_id, wrapped, kek_id) VALUES (%s, %s, %s)",
            [(key, old.wrap(key.bytes, bytes(32)), old.kek_id) for key in (uuid4() for _ in range(1200))],
        )
    with psycopg.connect(filled.database_url) as holder:
        # It comes to this row in its last batch, and waits there until it is killed.
        holder.execute("SELECT FROM keys.data_key ORDER BY ctid DESC LIMIT 1 FOR UPDATE")
        with filled.running("rotate-keys") as process:
            wait_until(lambda: rewrapped(filled, old.kek_id) >= 500)
            process.kill()
        holder.rollback()
    assert 500 <= rewrapped(filled, old.kek_id) <= 1000
    refused = filled.run("replay", numbers(filled)[0])
    assert (refused.returncode, "hoort niet bij deze database" in refused.stderr) == (1, True)

    told = filled.run("rotate-keys")

    assert told.returncode == 0, told.stderr
    assert filled.run("replay", numbers(filled)[0]).returncode == 0


def test_takes_the_keys_from_the_environment(filled: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    file = filled.folder / "kek"
    new = b64encode(bytes(range(32))).decode()
    monkeypatch.setenv("BLUEVITAAL_KEK", b64encode(read_kek(file).secret).decode())
    assert "--new-kek-env" in filled.run("rotate-keys").stderr
    monkeypatch.setenv("THE_NEXT", new)

    told = filled.run("rotate-keys", "--new-kek-env", "THE_NEXT")

    assert told.returncode == 0, told.stderr
    assert filled.run("replay", numbers(filled)[0]).returncode == 1
    monkeypatch.setenv("BLUEVITAAL_KEK", new)
    assert filled.run("replay", numbers(filled)[0]).returncode == 0
    assert filled.run("rotate-keys", "--data-older-than", "0").returncode == 0
    assert filled.run("replay", numbers(filled)[0]).returncode == 0


def rewrapped(place: Place, old: str) -> int:
    with psycopg.connect(place.database_url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM keys.data_key WHERE wrapped IS NOT NULL AND kek_id <> %s", [old]
        ).fetchone()
    assert row is not None
    return int(row[0])


def wait_until(done: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not done():
        assert time.monotonic() < until
        time.sleep(0.05)
